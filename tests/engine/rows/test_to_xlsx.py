import io
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import cast

import openpyxl
import pytest
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from faktum.engine.rows import to_xlsx
from faktum.engine.rows.lay_out import Table
from faktum.engine.rows.sheet import MAX_CELL_CHARS, fits
from faktum.engine.rows.styles import FILLS, Fill
from faktum.engine.rows.to_xlsx import COMMENTED_ROWS, write_xlsx
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.errors import InvalidInput
from faktum.schemas.fields import LINE_ITEMS, Field, Kind, OutputFormat, Structure
from faktum.schemas.record import Cell, DocumentResult, Record, Source, Value

AS_IT_IS = OutputFormat()
MARCH = date(2026, 3, 4)

MakeTable = Callable[..., Table]
MakeDocument = Callable[..., DocumentResult]


def written(table: Table, **options: object) -> bytes:
    out = io.BytesIO()
    write_xlsx(table, out, **options)  # pyright: ignore[reportArgumentType]
    return out.getvalue()


def opened(table: Table, **options: object) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(written(table, **options)))


def row(sheet: Worksheet, number: int) -> dict[str, SheetCell]:
    """The cells of one row by heading."""
    names = cast(tuple[str, ...], next(sheet.iter_rows(max_row=1, values_only=True)))
    return {name: cast(SheetCell, cell) for name, cell in zip(names, sheet[number], strict=True)}


def midnight(day: date) -> datetime:
    """A day as openpyxl gives it."""
    return datetime.combine(day, time())


def one_value(value: Value, kind: Kind, format: OutputFormat = AS_IT_IS, currency: str | None = None) -> Table:
    record = Record("invoice", (1,), {"It": Cell(value, str(value))}, currency=currency)
    prompt = CompiledPrompt((Field("It", kind, format=format),), Structure.PER_INVOICE, "")
    return Table(prompt, [DocumentResult("a.pdf", records=(record,))])


def colour(cell: SheetCell) -> str | None:
    """'#RRGGBB' of the fill; None where there is none."""
    return f"#{cast(str, cell.fill.fgColor.rgb)[2:]}" if cell.fill.patternType else None


# -- cells ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "kind", "format", "currency", "expected", "shown"),
    [
        ("004711", Kind.IDENTIFIER, AS_IT_IS, None, "004711", "@"),
        ("12345678901234567890", Kind.IDENTIFIER, AS_IT_IS, None, "12345678901234567890", "@"),
        ("1E5", Kind.IDENTIFIER, AS_IT_IS, None, "1E5", "@"),
        ("Consulting", Kind.TEXT, AS_IT_IS, None, "Consulting", "General"),
        ("consulting", Kind.TEXT, OutputFormat(uppercase=True), None, "CONSULTING", "General"),
        (Decimal("1234.50"), Kind.AMOUNT, AS_IT_IS, "EUR", 1234.5, "#,##0.00 [$EUR];[Red]-#,##0.00 [$EUR]"),
        (Decimal("-0.5"), Kind.AMOUNT, OutputFormat(currency_symbol=False), "EUR", -0.5, "#,##0.00;[Red]-#,##0.00"),
        (Decimal("2.345"), Kind.AMOUNT, OutputFormat(decimals=2), None, 2.35, "#,##0.00;[Red]-#,##0.00"),
        (Decimal("19.0"), Kind.PERCENT, AS_IT_IS, None, 19, "0.0"),
        (Decimal("1E+3"), Kind.QUANTITY, AS_IT_IS, None, 1000, "#,##0"),
        (Decimal("1234567890123456789"), Kind.NUMBER, AS_IT_IS, None, "1234567890123456789", "General"),
        (Decimal("NaN"), Kind.NUMBER, AS_IT_IS, None, "NaN", "General"),
        (MARCH, Kind.DATE, AS_IT_IS, None, midnight(MARCH), "yyyy-mm-dd"),
        (MARCH, Kind.DATE, OutputFormat(date_pattern="%d.%m.%Y"), None, midnight(MARCH), "dd\\.mm\\.yyyy"),
        (MARCH, Kind.DATE, OutputFormat(date_pattern="week %W"), None, "week 09", "General"),
        (date(1899, 12, 31), Kind.DATE, AS_IT_IS, None, "1899-12-31", "General"),
        ("31.02.2026", Kind.DATE, AS_IT_IS, None, "31.02.2026", "General"),
        (True, Kind.BOOLEAN, AS_IT_IS, None, True, '"TRUE";"TRUE";"FALSE"'),
        (["a", "b"], Kind.TEXT, AS_IT_IS, None, "a; b", "General"),
        ("  blanks ", Kind.TEXT, AS_IT_IS, None, "  blanks ", "General"),
        ("a & b < c > d \" '", Kind.TEXT, AS_IT_IS, None, "a & b < c > d \" '", "General"),
        ("bell\x07 null\x00 tab\x0b half\ud83e", Kind.TEXT, AS_IT_IS, None, "bell null tab half", "General"),
        ("one\r\ntwo", Kind.ADDRESS, AS_IT_IS, None, "one\ntwo", "General"),
        ("日本語 🧾 עברית", Kind.NAME, AS_IT_IS, None, "日本語 🧾 עברית", "General"),
        (None, Kind.AMOUNT, AS_IT_IS, "EUR", None, "General"),
    ],
)  # fmt: skip
def test_cells_are_native_and_show_what_is_printed(
    value: Value, kind: Kind, format: OutputFormat, currency: str | None, expected: object, shown: str
) -> None:
    cell = opened(one_value(value, kind, format, currency))["Rows"]["B2"]
    assert cell.value == expected
    assert type(cell.value) is type(expected) or isinstance(expected, float | int)
    assert cell.number_format == shown


def test_dates_are_on_the_right_day() -> None:
    for day in (date(1900, 3, 1), date(1999, 12, 31), date(2000, 2, 29), date(9999, 12, 31)):
        assert opened(one_value(day, Kind.DATE))["Rows"]["B2"].value == midnight(day)


def test_text_longer_than_a_cell_is_cut_and_said_so() -> None:
    for text in ("x" * 40_000, "🧾" * 20_000):
        book = opened(one_value(text, Kind.TEXT))
        kept = str(book["Rows"]["B2"].value)
        assert text.startswith(kept)
        assert len(kept.encode("utf-16-le")) in (2 * MAX_CELL_CHARS, 2 * MAX_CELL_CHARS - 2)
        assert [cell.value for cell in book["Notes"][3]][2:6] == [2, "It", "info", "CELL_CUT"]
    assert fits("x" * MAX_CELL_CHARS) == "x" * MAX_CELL_CHARS


def test_text_that_looks_like_an_escape_is_escaped() -> None:
    """Spreadsheets read _x0041_ as 'A'. Source: ECMA-376, ST_Xstring."""
    with zipfile.ZipFile(io.BytesIO(written(one_value("_x0041_", Kind.TEXT)))) as archive:
        assert b"<t>_x005F_x0041_</t>" in archive.read("xl/worksheets/sheet1.xml")


# -- looks ------------------------------------------------------------------------------------------------------------


def test_the_sheet_is_ready_to_work_with(make_table: MakeTable) -> None:
    sheet = opened(make_table(structure=Structure.PER_LINE_ITEM))["Rows"]
    assert [cell.value for cell in sheet[1]] == [column.name for column in make_table().columns]
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:I3"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet["A1"].font.b
    assert sheet["A1"].fill.patternType == "solid"
    assert sheet["D2"].alignment.wrap_text
    assert not sheet["B2"].alignment.wrap_text


def test_columns_are_as_wide_as_their_values_within_reason(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = make_document()
    fields = {**document.records[0].fields, "Vendor Name": Cell("A very long name " * 20, "")}
    document = replace(document, records=(replace(document.records[0], fields=fields),))
    sheet = opened(make_table([document]))["Rows"]
    assert 8 < sheet.column_dimensions["B"].width < 20
    assert 30 < sheet.column_dimensions["D"].width < 40
    assert cast(float, sheet.row_dimensions[2].height) > 60


@pytest.mark.parametrize(
    ("review", "affected", "in_row", "in_cell"),
    [
        ("yellow", "orange", FILLS["yellow"], FILLS["orange"]),
        ("red", "yellow", FILLS["red"], FILLS["yellow"]),
        ("none", "red", None, FILLS["red"]),
        ("orange", "none", FILLS["orange"], FILLS["orange"]),
        ("none", "none", None, None),
    ],
)
def test_doubts_are_in_the_chosen_colours(
    review: Fill,
    affected: Fill,
    in_row: str | None,
    in_cell: str | None,
    make_table: MakeTable,
    batch: list[DocumentResult],
) -> None:
    sheet = opened(make_table(batch, Structure.PER_LINE_ITEM), review_fill=review, affected_fill=affected)["Rows"]
    first, second = row(sheet, 4), row(sheet, 5)
    assert [colour(cell) for cell in row(sheet, 2).values()] == [None] * 9
    assert colour(first["Review Needed"]) == colour(first["Vendor Name"]) == colour(first["Quantity"]) == in_row
    assert colour(first["Total Amount"]) == colour(second["Total Amount"]) == colour(second["Quantity"]) == in_cell
    assert first["Review Needed"].value == "The total does not add up"
    assert second["Review Needed"].value == "The total does not add up; Quantity times price is not the line total"


def test_an_unknown_colour_is_refused(make_table: MakeTable) -> None:
    with pytest.raises(InvalidInput, match="green"):
        written(make_table(), review_fill="green")


def test_grounded_cells_say_where_they_were_read(make_table: MakeTable, make_document: MakeDocument) -> None:
    document = make_document()
    fields = dict(document.records[0].fields)
    fields["Vendor Name"] = replace(fields["Vendor Name"], source=Source.XML)
    fields["Invoice Date"] = replace(fields["Invoice Date"], evidence=fields["Invoice Date"].evidence * 5)
    document = replace(document, records=(replace(document.records[0], fields=fields),))
    cells = row(opened(make_table([document]))["Rows"], 2)

    def comment(name: str) -> str | None:
        note = cells[name].comment
        return note.text if note else None

    assert comment("Total Amount") == "Page 1: “1.234,50 €”\nfound on the page, 97% sure"
    assert comment("Vendor Name") == "“Müller & Söhne”\nfrom the e-invoice in the file, 97% sure"
    assert str(comment("Invoice Date")).count("Page 1: “4.3.2026”") == 3
    assert "and 2 more places" in str(comment("Invoice Date"))
    assert comment("Source File") is None


# -- notes ------------------------------------------------------------------------------------------------------------


def test_the_notes_tell_everything_that_was_not_plain(make_table: MakeTable, batch: list[DocumentResult]) -> None:
    sheet = opened(make_table(batch, Structure.PER_LINE_ITEM))["Notes"]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=2)]
    assert lines == [
        ["File", "Page", "Row", "Fields", "Severity", "Code", "Message"],
        ["b.pdf", 3, None, None, "error", "PAGE_UNREADABLE", "The page image is damaged"],
        ["b.pdf", 1, "4-5", "Total Amount", "warning", "BR-CO-15", "The total does not add up"],
        ["b.pdf", 2, 5, "Quantity", "error", "LINE_SUM", "Quantity times price is not the line total"],
        ["b.pdf", None, "4-5", "Invoice Date", "info", "DATE_FORMAT", "Dates are written day first"],
        [
            "c.pdf",
            None,
            None,
            None,
            "error",
            "ENCRYPTED_FILE",
            "The PDF is protected by a password. Save it without one.",
        ],
    ]
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == "A2:G7"
    assert f"{COMMENTED_ROWS:,} rows" in str(sheet["A1"].value)


def test_in_one_row_per_invoice_a_note_on_a_line_points_to_that_row(
    make_table: MakeTable, batch: list[DocumentResult]
) -> None:
    sheet = opened(make_table(batch))["Notes"]
    assert [cell.value for cell in sheet["C"][2:]] == [None, 3, 3, 3, None]


def test_the_notes_can_be_left_out(make_table: MakeTable) -> None:
    assert opened(make_table(), notes=False).sheetnames == ["Rows"]


# -- size -------------------------------------------------------------------------------------------------------------


def test_a_full_sheet_is_followed_by_another(make_table: MakeTable, batch: list[DocumentResult]) -> None:
    documents = [replace(document, file=f"{number}.pdf") for number in range(3) for document in batch]
    book = opened(make_table(documents), max_rows=4)
    assert book.sheetnames == ["Rows", "Notes", "Rows 2"]
    for name in ("Rows", "Rows 2"):
        assert [cell.value for cell in book[name][1]] == [column.name for column in make_table().columns]
        assert book[name].max_row == 4
        assert book[name].auto_filter.ref == "A1:I4"
    rows = [cell.value for cell in book["Notes"]["C"][2:] if cell.value is not None]
    assert rows == [3, 3, 3, "Rows 2!2", "Rows 2!2", "Rows 2!2", "Rows 2!4", "Rows 2!4", "Rows 2!4"]


def test_comments_stop_where_a_spreadsheet_would_grow_slow(
    make_table: MakeTable, make_document: MakeDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(to_xlsx, "COMMENTED_ROWS", 2)
    sheet = opened(make_table([make_document() for _ in range(3)]))["Rows"]
    assert [sheet.cell(number, 2).comment is not None for number in (2, 3, 4)] == [True, True, False]


class Stream:
    """Documents made as they are asked for, and forgotten."""

    def __init__(self, count: int) -> None:
        self.count = count

    def __iter__(self) -> Iterator[DocumentResult]:
        for number in range(self.count):
            lines = tuple({"Item": Cell(f"Item {place}", "")} for place in range(10))
            record = Record("invoice", (1,), {"Number": Cell(f"{number:06}", "")}, {LINE_ITEMS: lines})
            yield DocumentResult(f"{number}.pdf", records=(record,))


def test_memory_does_not_grow_with_the_rows() -> None:
    """Twenty thousand rows take no more than two thousand, but for a little bookkeeping."""
    fields = (Field("Number", Kind.IDENTIFIER), Field("Item", Kind.TEXT, group=LINE_ITEMS))
    prompt = CompiledPrompt(fields, Structure.PER_LINE_ITEM, "")

    def peak(documents: int) -> int:
        tracemalloc.start()
        with open("/dev/null", "wb") as file:
            write_xlsx(Table(prompt, Stream(documents)), file)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(2000) < peak(200) + 1_000_000


def test_the_same_rows_give_the_same_bytes(make_table: MakeTable, batch: list[DocumentResult]) -> None:
    assert written(make_table(batch)) == written(make_table(batch))


def test_an_empty_batch_is_a_workbook_with_headings(make_table: MakeTable) -> None:
    sheet = opened(make_table([]))["Rows"]
    assert [[cell.value for cell in line] for line in sheet.iter_rows()] == [
        [column.name for column in make_table().columns]
    ]


def test_a_failure_half_way_leaves_no_temporary_file(
    make_table: MakeTable, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def documents() -> Iterator[DocumentResult]:
        yield DocumentResult("a.pdf")
        raise RuntimeError("the source broke")

    with pytest.raises(RuntimeError, match="the source broke"):
        write_xlsx(make_table(documents()), io.BytesIO())
    assert list(tmp_path.iterdir()) == []


def test_the_archive_holds_no_trace_of_the_machine(make_table: MakeTable) -> None:
    with zipfile.ZipFile(io.BytesIO(written(make_table()))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 31, 0, 0, 0)}
        assert archive.testzip() is None
