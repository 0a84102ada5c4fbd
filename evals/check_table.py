"""docs/checks.md, written from the registry of the checks: `python -m faktum.evals.check_table > docs/checks.md`.

Codes, weights and fields are read off the source of each check and of what it calls in its own file; what a check
holds, by which source and how tolerant it is, is its docstring. So the page cannot say what the code does not.
"""

import ast
import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from ..engine.checking import checker
from ..engine.checking.checks.facts import Check
from ..engine.checking.checks.registry import CHECKS
from ..schemas.invoice import TERMS

WEIGHTS = ("error", "warning", "info")

HEAD = """\
# Checks

What every record is held against, and the notes that say so. Written by `python -m faktum.evals.check_table`; do not
edit. A note never blocks: the record is delivered with it. Its `code` is stable, its `fields` are named as you named
them, and it has a page, a row and a place where there is one. A check looks only at fields that were asked for, and
says nothing where one of them is empty. `BR-…` are rules of EN 16931, applied to what is printed, with the tolerance
named; where none is named there is nothing to tolerate.
"""

BETWEEN = """
## Notes from elsewhere

Not from a check of one record's values, but from what was done with it, from its page or from its file.

| codes | from |
|---|---|
"""

_CODE = re.compile(r"BR-[A-Z0-9]+(?:-[A-Z0-9]+)?|[A-Z]+(?:_[A-Z]+)+|DUPLICATE|HOMOGLYPH|REPAIRED")


@dataclass(frozen=True, slots=True)
class Described:
    """One check as its page tells it."""

    name: str
    what: str
    codes: tuple[str, ...]
    weights: tuple[str, ...]
    fields: tuple[str, ...]


def described(check: Check) -> Described:
    """What a check of the registry says, of which fields, and how weighty."""
    module = inspect.getmodule(check)
    assert module is not None  # a function of the registry stands in a file
    nodes = [node for function in _reached(check.__name__, module) for node in ast.walk(function)]
    texts = list(_texts(nodes, module))
    attributes = {node.attr.lower() for node in nodes if isinstance(node, ast.Attribute)}
    return Described(
        check.__name__,
        " ".join((check.__doc__ or "").split()),
        tuple(dict.fromkeys(text for text in texts if is_code(text))),
        tuple(weight for weight in WEIGHTS if weight in attributes),
        tuple(dict.fromkeys(text for text in (*texts, *_filled(nodes, texts)) if text in TERMS)),
    )


def is_code(text: str) -> bool:
    """Whether a text of the source is the code of a note."""
    return _CODE.fullmatch(text) is not None


def page() -> str:
    """The page in Markdown: one table for each file of checks, in the order in which their notes appear."""
    parts = [HEAD]
    for module in dict.fromkeys(inspect.getmodule(check) for check in CHECKS):
        assert module is not None
        parts.append(f"\n## {_first_line(module)}\n\n")
        parts.append("| codes | what is held, by which source, how strictly | weight | fields |\n|---|---|---|---|\n")
        parts += [_row(described(check)) for check in CHECKS if inspect.getmodule(check) is module]
    parts.append(BETWEEN)
    parts += [f"| {_codes(codes)} | {what} |\n" for codes, what in elsewhere()]
    return "".join(parts)


def elsewhere() -> Iterator[tuple[tuple[str, ...], str]]:
    """Codes that a file of engine/checking brings in itself, and what that file does."""
    known = {code for check in CHECKS for code in described(check).codes}
    for file in sorted(Path(inspect.getfile(checker)).parent.glob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        codes = dict.fromkeys(text for text in _strings(ast.walk(tree)) if is_code(text) and text not in known)
        known |= codes.keys()
        if codes:
            yield tuple(codes), (ast.get_docstring(tree) or "").splitlines()[0]


def _row(check: Described) -> str:
    fields = ", ".join(f"`{field}`" for field in check.fields) or "any"
    return f"| {_codes(check.codes) or 'see below'} | {check.what} | {', '.join(check.weights)} | {fields} |\n"


def _codes(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)


def _first_line(module: ModuleType) -> str:
    return (module.__doc__ or module.__name__).splitlines()[0]


@cache
def _functions(module: ModuleType) -> dict[str, ast.FunctionDef]:
    tree = ast.parse(inspect.getsource(module))
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def _reached(name: str, module: ModuleType) -> list[ast.FunctionDef]:
    """A function and all of its own file that it leads to."""
    known = _functions(module)
    reached, todo = dict[str, ast.FunctionDef](), [name]
    while todo:
        name = todo.pop()
        if name in known and name not in reached:
            reached[name] = known[name]
            todo += [node.id for node in ast.walk(known[name]) if isinstance(node, ast.Name)]
    return list(reached.values())


def _texts(nodes: Iterable[ast.AST], module: ModuleType) -> Iterator[str]:
    """Texts of the source, those behind the names of constants too."""
    listed = list(nodes)
    yield from _strings(listed)
    for node in listed:
        if isinstance(node, ast.Name) and node.id.isupper():
            yield from _inside(getattr(module, node.id, None))


def _filled(nodes: Iterable[ast.AST], texts: Iterable[str]) -> Iterator[str]:
    """Texts with holes (f"{party}Name") filled by every text there is: those that are a field are meant."""
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else None for part in node.values]
            yield from ("".join(filler if part is None else str(part) for part in parts) for filler in texts)


def _strings(nodes: Iterable[ast.AST]) -> Iterator[str]:
    return (node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _inside(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, held in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from _inside(key)
            yield from _inside(held)
    elif isinstance(value, tuple):
        for held in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _inside(held)


if __name__ == "__main__":
    sys.stdout.write(page())
