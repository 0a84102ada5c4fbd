"""What is whole in a cut answer is kept; a row that is not whole is no row."""

import json
from typing import Any, cast

import pytest

from faktum.engine.asking.remote.answers import read_answer
from faktum.engine.asking.remote.salvage import salvaged

from .conftest import PROMPT, answer

ROWS = [{"description": f'a "{n}", [x}}', "amount": "1.00"} for n in range(3)]
WHOLE = answer({"invoice_number": "R-1", "total": "5.00", "LineItems": ROWS}, {"invoice_number": "R-2"})


@pytest.mark.parametrize("length", range(1, len(WHOLE)))
def test_wherever_it_is_cut_what_is_kept_stands_in_the_whole_answer(length: int) -> None:
    kept = salvaged(WHOLE[:length])
    records = cast(list[dict[str, Any]], json.loads(kept)["records"]) if kept else []
    for record, full in zip(records, json.loads(WHOLE)["records"], strict=False):
        rows = record.pop("LineItems", [])
        assert rows == full.get("LineItems", [])[: len(rows)]
        pages = record.pop("pages", [])
        assert pages == full["pages"][: len(pages)]
        assert record.items() <= full.items()


def test_a_cut_behind_the_second_row_keeps_two_rows() -> None:
    cut = WHOLE[: WHOLE.index('a \\"2')]
    (draft,) = read_answer(cut, PROMPT, [1]).drafts
    assert [row["Description"] for row in draft.groups["LineItems"]] == ['a "0", [x}', 'a "1", [x}']
    assert read_answer(cut, PROMPT, [1]).cut


@pytest.mark.parametrize("text", ["", "{", '{"rec', '{"records":[{"kind"', '{"records":[', "[", "{]"])
def test_where_nothing_is_whole_nothing_is_made_up(text: str) -> None:
    assert read_answer(text, PROMPT, [1]).drafts == ()


def test_an_answer_nested_without_end_is_told_as_broken() -> None:
    assert read_answer("[" * 100_000, PROMPT, [1]).problem == "it is no valid JSON"
    assert read_answer('{"a":' * 100_000, PROMPT, [1]).problem == "it is no valid JSON"
