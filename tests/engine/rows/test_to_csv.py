import csv
import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from faktum.engine.rows.lay_out import Table
from faktum.engine.rows.to_csv import write_csv
from faktum.schemas.fields import Structure
from faktum.schemas.record import Cell, DocumentResult

MakeTable = Callable[..., Table]
MakeDocument = Callable[..., DocumentResult]


def written(table: Table, *, bom: bool = True) -> bytes:
    out = io.BytesIO()
    write_csv(table, out, bom=bom)
    return out.getvalue()


def test_bytes_are_as_excel_and_rfc_4180_want_them(make_table: MakeTable) -> None:
    assert written(make_table(structure=Structure.PER_LINE_ITEM)) == (
        b"\xef\xbb\xbfSource File,Invoice Number,Invoice Date,Vendor Name,Total Amount,Paid,Description,Quantity,"
        b"Review Needed\r\n"
        b"a.pdf (Page 1),004711,2026-03-04,M\xc3\xbcller & S\xc3\xb6hne,1234.50,false,Item 1,1,\r\n"
        b"a.pdf (Page 1),004711,2026-03-04,M\xc3\xbcller & S\xc3\xb6hne,1234.50,false,Item 2,2,\r\n"
    )


def test_the_byte_order_mark_can_be_left_out(make_table: MakeTable) -> None:
    assert written(make_table(), bom=False).startswith(b"Source File,")


@pytest.mark.parametrize(
    "text", ['say "hello"', "a,b", "a\r\nb", "a\nb", "ünïcödé 漢字 🧾", "  blanks  ", "007", "1E5"]
)
def test_text_reads_back_as_it_was(text: str, make_table: MakeTable, make_document: MakeDocument) -> None:
    document = make_document()
    fields = {**document.records[0].fields, "Vendor Name": Cell(text, text)}
    document = replace(document, records=(replace(document.records[0], fields=fields),))
    rows = list(csv.reader(io.StringIO(written(make_table([document])).decode("utf-8-sig"), newline="")))
    assert rows[1][3] == text


def test_a_stream_that_is_handed_in_stays_open(make_table: MakeTable) -> None:
    out = io.BytesIO()
    write_csv(make_table(), out)
    assert not out.closed
