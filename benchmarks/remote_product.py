"""Our row in the peers' protocol (PERF/peers/peerlib.py, found through PYTHONPATH): the public API, on the same files.

The work is done in worker processes too, so CPU and memory are summed over this process and all that it started.
"""

import sys
import threading
import time
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import peerlib  # pyright: ignore[reportMissingImports]  (a script of PERF/peers)
import psutil
from pydantic import SecretStr

from faktum.schemas.record import Record

PROMPT = {
    "fields": [
        {"name": name}
        for name in ("Invoice Number", "Invoice Date", "Due Date", "Vendor", "Customer", "Currency", "Total")
    ]
    + [{"name": name, "prompt": "of each line item"} for name in ("Description", "Quantity", "Unit Price", "Amount")]
}


class Family:
    """CPU seconds and resident megabytes of this process and its descendants, sampled while they live."""

    def __init__(self) -> None:
        self.peak_mb = 0.0
        self._cpu: dict[int, float] = {}
        threading.Thread(target=self._watch, daemon=True).start()

    RUSAGE_SELF, RUSAGE_CHILDREN = 0, 1

    def getrusage(self, _who: int) -> SimpleNamespace:
        """The peak of all processes together, in place of resource.getrusage."""
        return SimpleNamespace(ru_maxrss=1024 * self.peak_mb)

    def cpu(self) -> float:
        self._sample()
        return sum(self._cpu.values())

    def _watch(self) -> None:
        while True:
            self._sample()
            time.sleep(0.5)

    def _sample(self) -> None:
        me, megabytes = psutil.Process(), 0.0
        for process in (me, *me.children(recursive=True)):
            try:
                times = process.cpu_times()
                self._cpu[process.pid] = times.user + times.system
                megabytes += process.memory_info().rss / 2**20
            except psutil.Error:
                continue
        self.peak_mb = max(self.peak_mb, megabytes)


def setup(arguments: Namespace) -> tuple[str, Callable[[list[str]], list[Record | None]]]:
    from faktum import Settings, extract  # timed: the import is part of the cold start

    family = Family()
    peerlib.cpu = family.cpu  # pyright: ignore
    peerlib.resource = family  # pyright: ignore
    settings = Settings(
        model="openai/" + arguments.model,
        model_base_url=arguments.base_url,
        model_api_key=SecretStr("sk-fake"),
        model_concurrency=arguments.concurrency,
        model_timeout_s=10 if "timeout" in arguments.variant else 120,
        input=arguments.variant.split("+")[0],
        cache=False,
        keep_in_memory=10_000,
    )

    def run(files: list[str]) -> list[Record | None]:
        result = extract([Path(file) for file in files], PROMPT, output_structure="per_invoice", settings=settings)
        for document in result.documents:
            if document.error or not document.records:
                print("LOST", document.file, document.error, [p.error_code for p in document.pages], file=sys.stderr)
        return [document.records[0] if document.records else None for document in result.documents]

    return "batch", run


if __name__ == "__main__":
    peerlib.main(setup)  # pyright: ignore
