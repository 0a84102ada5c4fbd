"""A table four times as long costs about four times as much, found or not found: nothing is quadratic."""

import sys
from collections.abc import Callable, Mapping
from types import FrameType

import pytest

from faktum.engine.checking.checker import check
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Pages
from faktum.schemas.fields import Field, Kind, Structure
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

MakePages = Callable[..., Pages]

FIELDS = tuple(
    Field(leaf, kind, f"LineItems.{leaf}", "LineItems")
    for leaf, kind in (
        ("Description", Kind.TEXT),
        ("Quantity", Kind.QUANTITY),
        ("UnitPrice", Kind.AMOUNT),
        ("LineTotalExclTax", Kind.AMOUNT),
    )
)
PROMPT = CompiledPrompt(FIELDS, Structure.PER_LINE_ITEM, "")
ROWS_PER_PAGE = 40


def table(rows: int, invented: bool, make_pages: MakePages, one_page: bool) -> tuple[Reply, Pages]:
    numbers = range(rows)
    lines = [
        f"Article number {number} of the list   {number % 9 + 1}   1.00   {number % 9 + 1}.00" for number in numbers
    ]
    per_page = rows if one_page else ROWS_PER_PAGE
    pages = make_pages(*(lines[start : start + per_page] for start in range(0, rows, per_page)))
    items: list[Mapping[str, Printed]] = [
        {
            "Description": Printed(f"{'Phantom' if invented else 'Article'} number {number} of the list"),
            "Quantity": Printed(str(number % 9 + 1)),
            "UnitPrice": Printed("1.00"),
            "LineTotalExclTax": Printed(f"{number % 9 + 1}.00"),
        }
        for number in numbers
    ]
    record = RepliedRecord(
        DocumentKind.INVOICE, tuple(page.number for page in pages.pages), {}, {"LineItems": tuple(items)}
    )
    return Reply((record,)), pages


def calls(reply: Reply, pages: Pages) -> int:
    """How many functions a check calls."""
    counted = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal counted
        counted += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        check(reply, pages, PROMPT)
    finally:
        sys.setprofile(None)
    return counted


@pytest.mark.parametrize("one_page", [False, True])
@pytest.mark.parametrize("invented", [False, True])
def test_four_times_the_rows_cost_four_times_the_calls(make_pages: MakePages, invented: bool, one_page: bool) -> None:
    short = calls(*table(100, invented, make_pages, one_page))
    long = calls(*table(400, invented, make_pages, one_page))
    assert long < 5 * short


def test_every_row_of_a_long_table_is_found_on_its_page(make_pages: MakePages) -> None:
    reply, pages = table(1000, False, make_pages, one_page=False)
    (record,) = check(reply, pages, PROMPT)
    places = [cell.evidence[0].page for row in record.line_items for cell in row.values()]
    assert places == [number // ROWS_PER_PAGE + 1 for number in range(1000) for _ in FIELDS]
