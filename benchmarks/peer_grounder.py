"""Asks the grounder paperpin, in its own environment, about values: JSON lines in, JSON lines out.

In: {"file": PATH, "runs": [{name: value, …}, …]}. Out: {"seconds": […], "statuses": [{name: status, …}, …]}.
"""

import json
import sys
import time
from importlib import import_module
from typing import Any

paperpin: Any = import_module("paperpin")  # installed only in the peer's environment

for line in sys.stdin:
    asked: dict[str, Any] = json.loads(line)
    seconds: list[float] = []
    statuses: list[dict[str, str]] = []
    for values in asked["runs"]:
        began = time.perf_counter()
        try:
            result = paperpin.ground(asked["file"], extraction=values, use_cache=False)
            statuses.append({name: str(result[name].status) for name in values})
        except Exception as error:
            statuses.append(dict.fromkeys(values, f"! {type(error).__name__}"))
        seconds.append(time.perf_counter() - began)
    print(json.dumps({"seconds": seconds, "statuses": statuses}), flush=True)
