import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from faktum.engine.rows.to_documents import document_line, read_documents, write_documents
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Box, PageStatus, TextSource
from faktum.schemas.fields import LINE_ITEMS, Field, Kind, Structure
from faktum.schemas.record import (
    Cell,
    Completeness,
    DocumentResult,
    Evidence,
    Failure,
    Note,
    PageOutcome,
    Record,
    Severity,
    Source,
    Status,
    Usage,
    Value,
)

MakeDocument = Callable[..., DocumentResult]

PROMPT = CompiledPrompt(
    (
        Field("Number", Kind.IDENTIFIER),
        Field("Date", Kind.DATE),
        Field("Total", Kind.AMOUNT),
        Field("Paid", Kind.BOOLEAN),
        Field("Statements", Kind.TEXT, many=True),
        Field("Description", Kind.TEXT, group=LINE_ITEMS),
        Field("Delivered", Kind.DATE, group=LINE_ITEMS),
        Field("Rate", Kind.PERCENT, group="VatBreakdown"),
    ),
    Structure.PER_INVOICE,
    "",
)


def test_a_line_has_the_public_shape(make_document: MakeDocument) -> None:
    document = make_document(lines=1)
    record = replace(
        document.records[0],
        fields={"Total Amount": document.records[0].fields["Total Amount"]},
        groups={LINE_ITEMS: ({"Quantity": Cell(Decimal(2))},), "VatBreakdown": ({"Rate": Cell(Decimal("19.0"))},)},
        notes=(Note("BR-CO-15", Severity.WARNING, "does not add up", ("Total Amount",), 1, 2, Box(1, 2, 3, 4)),),
        completeness=Completeness(2, 3, Decimal("9.50"), Decimal(12), ("a printed count of items",), adds_up=False),
    )
    usage = Usage("local", 0, 0, 0, Decimal("0.0"), 0.21049)
    line = document_line(replace(document, records=(record,), usage=usage), PROMPT)
    assert b'"value":1234.50,' in line
    assert b'"cost_usd":0.0,' in line
    absent: dict[str, object] = {
        "value": None,
        "printed": None,
        "status": "not_present",
        "confidence": 0.0,
        "source": "page",
        "evidence": [],
    }
    assert json.loads(line) == {
        "file": "a.pdf",
        "status": "completed",
        "error": None,
        "pages": [{"page": 1, "status": "successful", "text_source": "text_layer", "reason": None, "error_code": None}],
        "records": [
            {
                "kind": "invoice",
                "pages": [1],
                "reason": "one number on all pages",
                "currency": "EUR",
                "fields": {
                    "Number": absent,
                    "Date": absent,
                    "Total": absent,
                    "Paid": absent,
                    "Statements": absent,
                    "Total Amount": {
                        "value": 1234.5,
                        "printed": "1.234,50 €",
                        "status": "verified",
                        "confidence": 0.97,
                        "source": "page",
                        "evidence": [{"page": 1, "box": [72, 90.13, 110.4, 101], "quote": "1.234,50 €"}],
                    },
                },
                "line_items": [{"Quantity": {**absent, "value": 2}}],
                "tables": {"VatBreakdown": [{"Rate": {**absent, "value": 19.0}}]},
                "assumptions": [],
                "completeness": {
                    "complete": False,
                    "rows": 2,
                    "rows_expected": 3,
                    "lines_total": 9.5,
                    "net_total": 12,
                    "adds_up": False,
                    "told_by": ["a printed count of items"],
                },
                "notes": [
                    {
                        "code": "BR-CO-15",
                        "severity": "warning",
                        "fields": ["Total Amount"],
                        "message": "does not add up",
                        "page": 1,
                        "row": 2,
                        "box": [1, 2, 3, 4],
                    }
                ],
            }
        ],
        "notes": [],
        "usage": {
            "model": "local",
            "calls": 0,
            "input_tokens": 0,
            "output_tokens": 0,
            "cost_usd": 0.0,
            "seconds": 0.21,
        },
    }


def test_a_failed_document_says_why() -> None:
    line = json.loads(document_line(DocumentResult("a.pdf", error=Failure("EMPTY_FILE", "The file is empty."))))
    assert (line["status"], line["error"], line["records"]) == (
        "failed",
        {"code": "EMPTY_FILE", "message": "The file is empty."},
        [],
    )


def test_one_line_per_document_even_with_line_breaks_inside(make_document: MakeDocument) -> None:
    out = io.BytesIO()
    write_documents([make_document("a\nb.pdf"), make_document("c.pdf")], out)
    assert [json.loads(line)["file"] for line in out.getvalue().splitlines()] == ["a\nb.pdf", "c.pdf"]


def test_half_a_surrogate_pair_does_not_lose_the_document(make_document: MakeDocument) -> None:
    document = make_document("half \ud83e.pdf")
    assert json.loads(document_line(document))["file"] == "half \ufffd.pdf"
    assert b'"value":1234.50,' in document_line(document)


# -- round trip -------------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
HUNDREDTHS = st.integers(-20_000, 200_000).map(lambda number: number / 100)
AMOUNTS = st.tuples(st.integers(-(10**17), 10**17), st.integers(-6, 3)).map(
    lambda parts: Decimal(parts[0]).scaleb(parts[1])
)
VALUES: dict[str, st.SearchStrategy[Value]] = {
    "Number": st.none() | TEXT | st.just("2026-01-02"),
    "Date": st.none() | st.dates() | st.just("31.02.2026"),
    "Total": st.none() | AMOUNTS,
    "Paid": st.none() | st.booleans(),
    "Statements": st.none() | st.lists(TEXT, max_size=3),
    "Description": st.none() | TEXT,
    "Delivered": st.none() | st.dates(),
    "Rate": st.none() | AMOUNTS,
}
BOXES = st.builds(Box, HUNDREDTHS, HUNDREDTHS, HUNDREDTHS, HUNDREDTHS)
EVIDENCE = st.builds(Evidence, st.integers(1, 5000), st.none() | BOXES, TEXT)
NOTES = st.builds(
    Note,
    TEXT,
    st.sampled_from(Severity),
    TEXT,
    st.lists(TEXT, max_size=2).map(tuple),
    st.none() | st.integers(1, 99),
    st.none() | st.integers(1, 99),
)


def cells(*names: str) -> st.SearchStrategy[dict[str, Cell]]:
    return st.fixed_dictionaries(
        {
            name: st.builds(
                Cell,
                VALUES[name],
                st.none() | TEXT,
                st.sampled_from(Status),
                st.integers(0, 1000).map(lambda number: number / 1000),
                st.sampled_from(Source),
                st.lists(EVIDENCE, max_size=2).map(tuple),
            )
            for name in names
        }
    )


RECORDS = st.builds(
    Record,
    st.sampled_from(["invoice", "credit_note"]),
    st.lists(st.integers(1, 99), max_size=3).map(tuple),
    cells("Number", "Date", "Total", "Paid", "Statements"),
    st.fixed_dictionaries(
        {
            LINE_ITEMS: st.lists(cells("Description", "Delivered"), min_size=1, max_size=2).map(tuple),
            "VatBreakdown": st.lists(cells("Rate"), max_size=2).map(tuple),
        }
    ),
    st.lists(NOTES, max_size=2).map(tuple),
    st.none() | st.just("EUR"),
    TEXT,
)
DOCUMENTS = st.builds(
    DocumentResult,
    TEXT,
    st.lists(
        st.builds(
            PageOutcome,
            st.integers(1, 99),
            st.sampled_from(PageStatus),
            st.sampled_from(TextSource),
            st.none() | TEXT,
            st.none() | TEXT,
        ),
        max_size=2,
    ).map(tuple),
    st.lists(RECORDS, max_size=2).map(tuple),
    st.lists(NOTES, max_size=1).map(tuple),
    st.none() | st.builds(Failure, TEXT, TEXT),
    st.builds(
        Usage,
        TEXT,
        st.integers(0, 9),
        st.integers(0, 10**6),
        st.integers(0, 10**6),
        st.none() | st.integers(0, 10**6).map(lambda number: Decimal(number).scaleb(-6)),
        st.integers(0, 10**6).map(lambda number: number / 1000),
    ),
)


@settings(max_examples=60, deadline=None)
@given(DOCUMENTS)
def test_a_line_reads_back_as_the_result_it_was_written_from(document: DocumentResult) -> None:
    (read,) = read_documents([document_line(document)], PROMPT)
    assert read == document
    for record, again in zip(document.records, read.records, strict=True):
        for name, cell in record.fields.items():
            assert str(again.fields[name].value) == str(cell.value)  # Decimal('1.50') is no Decimal('1.5') here
            assert type(again.fields[name].value) is type(cell.value)


def test_reading_takes_one_line_at_a_time(make_document: MakeDocument) -> None:
    read = read_documents(iter([document_line(make_document("a.pdf")) + b"\n", b"\n", b"no JSON"]), PROMPT)
    assert next(read).file == "a.pdf"


def test_dates_are_told_from_text_by_the_prompt() -> None:
    fields = {"Number": Cell("2026-01-02"), "Date": Cell(date(2026, 1, 2))}
    document = DocumentResult("a.pdf", records=(Record("invoice", (1,), fields),))
    (read,) = read_documents([document_line(document)], PROMPT)
    assert (read.records[0]["Number"].value, read.records[0]["Date"].value) == ("2026-01-02", date(2026, 1, 2))
