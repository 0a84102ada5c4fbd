"""A comparison as text for a terminal, or as JSON."""

from collections.abc import Iterator
from typing import Any

import orjson
from pydantic import TypeAdapter

from .compare import Comparison, Flip, Score

MOST = 40
"""Flipped cells shown in the table; JSON has all."""


def as_table(told: Comparison, most: int = MOST) -> str:
    """What B won and lost against A, in lines."""
    return "\n".join(_lines(told, most))


def as_json(told: Comparison) -> bytes:
    """The whole comparison; dates as ISO strings, amounts as strings."""
    plain: Any = TypeAdapter(Comparison).dump_python(told, mode="json")
    return orjson.dumps(plain, option=orjson.OPT_INDENT_2)


def _lines(told: Comparison, most: int) -> Iterator[str]:
    yield f"B = {told.b} against A = {told.a}, {told.documents} documents"
    yield f"{'':36} cells right A right B   won  lost      p"
    yield _score(told.total)
    for title, scores in (("by group", told.groups), ("by field", told.fields), ("by document", told.cases)):
        if scores:
            yield f"\n{title}"
            yield from map(_score, scores)
    if told.flips:
        yield "\ncells that flipped (+ right in B alone, - right in A alone)"
        yield from map(_flip, told.flips[:most])
        if len(told.flips) > most:
            yield f"… and {len(told.flips) - most} more: --format json has all"


def _score(one: Score) -> str:
    p = "" if one.p is None else "<0.001" if one.p < 0.001 else f"{one.p:.3f}"
    name = one.name if len(one.name) <= 36 else f"…{one.name[-35:]}"
    return f"{name:36} {one.cells:5} {one.right_a:7} {one.right_b:7} {one.won:5} {one.lost:5} {p:>6}"


def _flip(one: Flip) -> str:
    row = f" row {abs(one.row)}" if one.row else ""
    where = f"{one.file}#page={one.page}" if one.page else one.file
    mark = "+" if one.won else "-"
    return f"{mark} {one.field}{row}: wanted {_said(one.wanted)}, A {_said(one.a)}, B {_said(one.b)}  {where}"


def _said(value: object) -> str:
    return "nothing" if value is None else repr(str(value))
