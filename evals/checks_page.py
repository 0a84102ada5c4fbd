"""docs/checks.md, written from the checks themselves: `python -m faktum.evals.checks_page > docs/checks.md`."""

import ast
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import cast

from ..engine.checking.checks.facts import Check
from ..engine.checking.checks.registry import CHECKS
from ..schemas.invoice_terms import SECTIONS

HEAD = """# What gets checked

Written from the checks in `engine/checking/checks/` by `evals/checks_page.py`; do not edit it by hand. Each check is
silent where a field it needs was not asked for or not found, never blocks, and leaves a note with one of its codes.
What it holds names the source of the rule and how far two figures may differ.

| check | codes | holds | fields |
|---|---|---|---|
"""
FOOT = """
Of EN 16931, BR-CO-03 and BR-28 have nothing to look at: the schema has no tax point code (BT-8) and no gross price
(BT-148). Invoices that come twice in a batch are `engine/checking/duplicates.py`'s: `DUPLICATE`, `DUPLICATE_NUMBER` and
`DUPLICATE_LIKELY`.
"""
_CODE = re.compile(r"BR-[A-Z0-9-]+|[A-Z][A-Z0-9]+(?:_[A-Z0-9]+)+")
_FIELDS = {row.name for section in SECTIONS for row in section.rows}


def page() -> str:
    """The whole page."""
    return HEAD + "".join(_line(check) for check in CHECKS) + FOOT


def _line(check: Check) -> str:
    module = import_module(check.__module__)
    strings = sorted(set(_strings(module, check.__name__, set())))
    codes = [f"`{text}`" for text in strings if _CODE.fullmatch(text)]
    fields = dict.fromkeys(text for text in strings if text.split(".")[-1] in _FIELDS)
    holds = " ".join((inspect.getdoc(check) or "").split("\n\n")[0].split())
    name = f"{check.__module__.rsplit('.', 1)[-1]}.{check.__name__}"
    return f"| {name} | {', '.join(codes)} | {holds} | {', '.join(fields)} |\n"


def _strings(module: ModuleType, function: str, seen: set[str]) -> Iterator[str]:
    """The strings a function uses: its own, those of the module's constants, and those of the functions it calls."""
    seen.add(function)
    tree = ast.parse(inspect.getsource(getattr(module, function))).body[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.Name):
            found = getattr(module, node.id, None)
            if isinstance(found, str):
                yield found
            elif isinstance(found, dict | tuple):
                yield from _texts(cast(object, found))
            elif inspect.isfunction(found) and found.__module__ == module.__name__ and node.id not in seen:
                yield from _strings(module, node.id, seen)


def _texts(found: object) -> Iterator[str]:
    listed = cast(tuple[object, ...], found)
    values = (*listed, *cast(dict[object, object], found).values()) if isinstance(found, dict) else listed
    for value in values:
        if isinstance(value, str):
            yield value


if __name__ == "__main__":
    print(page(), end="")
