"""The contract of the native wire, beside the checkout: every response of every test is held against it."""

import re
from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlsplit

import yaml
from jsonschema import Draft202012Validator, FormatChecker

from ..conftest import SHARED

FILE = SHARED / "contracts" / "extractions.schema.yaml"
IDENTIFIER = r"[^/]+"


class Contract:
    """Knows which schema a response must satisfy. Where the file is absent it accepts everything, and says so."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = yaml.safe_load(FILE.read_text()) if FILE.is_file() else {}
        self.here = bool(self.document)
        self._routes = list(_routes(self.document.get("responses", {})))
        self.seen: set[tuple[str, int]] = set()
        """(schema, status) of every response that was held against it."""

    def check(self, method: str, url: str, status: int, body: Any) -> None:
        """Hold one response against its schema.

        Raises:
            AssertionError: it does not satisfy it.
        """
        path = urlsplit(url).path
        if not self.here or not path.startswith("/v1/") or path.startswith("/v1/blobs/"):
            return
        name = "ErrorEnvelope" if status >= 400 else self._schema(method, path, status)
        if name is None:
            return
        problems = self.problems(name, body)
        assert not problems, f"{method} {path} {status} is no {name}: {problems}\n{body}"
        if name == "ErrorEnvelope":
            self._check_error(status, body["error"])
        self.seen.add((name, status))

    def problems(self, name: str, body: Any) -> list[str]:
        """What keeps a body from being what the schema of this name says; nothing where it is."""
        schema = {"$ref": f"#/components/schemas/{name}", "components": self.document["components"]}
        validator = cast(Any, Draft202012Validator(schema, format_checker=FormatChecker()))
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(body)]

    def _check_error(self, status: int, error: dict[str, Any]) -> None:
        """A code of the contract has its status, its retryable flag, and details where it has details."""
        known: list[Any] | None = self.document["errors"].get(error["code"])
        if known is None:
            return  # of an endpoint beyond the contract
        assert [status, error["retryable"]] == known[:2], error
        assert _names(error["details"]) == _told(known[3]), error

    def _schema(self, method: str, path: str, status: int) -> str | None:
        for verb, pattern, schemas in self._routes:
            if verb == method and re.fullmatch(pattern, path):
                assert status in schemas, f"{method} {path} answers {status}; the contract knows {sorted(schemas)}"
                return schemas[status]
        return None


def _routes(responses: dict[str, Any]) -> Iterator[tuple[str, str, dict[int, str]]]:
    for route, schemas in responses.items():
        method, _, path = route.partition(" ")
        if path.startswith("/"):
            yield method, re.sub(r"\{\w+\}", IDENTIFIER, path), schemas


def _told(details: str | None) -> set[str]:
    """The names of the details of a code, as '{file_name, limit_bytes}' or '{issues: [...]}' tells them."""
    return set(re.findall(r"\w+", re.sub(r"\[.*\]|\(.*\)", "", details))) if details else set()


def _names(details: dict[str, Any] | None) -> set[str]:
    return set(details or {})


CONTRACT = Contract()
