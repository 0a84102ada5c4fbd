"""Requests made from the OpenAPI document, right and wrong ones; their answers are held against it."""

from collections import Counter
from itertools import count
from typing import Any, cast

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

CHECKED = ("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance")
LEFT_OUT = "/events$"
"""A stream, which ends with its extraction."""


def fuzz(url: str, key: str, examples: int, known: dict[str, str]) -> Counter[str]:
    """How often each operation was asked, as 'METHOD path status'.

    Args:
        url: of the service.
        key: to ask with.
        examples: requests of each operation.
        known: path parameter → a value that is there, taken in every second request that deletes nothing.

    Raises:
        an error of schemathesis, naming the request and the check that its answer does not pass.
    """
    document = requests.get(f"{url}/openapi.json", timeout=30).json()
    schema = cast(Any, schemathesis).openapi.from_dict(document).exclude(path_regex=LEFT_OUT)
    made: Counter[str] = Counter()
    for result in schema.get_all_operations():
        _fuzz_one(result.ok(), url, key, examples, known, made)
    return made


def _fuzz_one(operation: Any, url: str, key: str, examples: int, known: dict[str, str], made: Counter[str]) -> None:
    checks = [cast(Any, schemathesis).checks.CHECKS.get_one(name) for name in CHECKED]
    number = count()

    def ask(case: Any) -> None:
        if next(number) % 2 and operation.method != "delete":
            case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
        answer = case.call(base_url=url, headers={"Authorization": f"Bearer {key}"})
        made[f"{operation.method.upper()} {operation.path} {answer.status_code}"] += 1
        case.validate_response(answer, checks=checks)

    settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=cast(Any, list(HealthCheck)),
        phases=[Phase.generate, Phase.shrink],
    )(given(operation.as_strategy())(ask))()
