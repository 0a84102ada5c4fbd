"""Document results ↔ documents.jsonl: everything the engine knows, one line per input file.

Boxes are [x0, y0, x1, y1] in PDF points from the top left, dates ISO strings, amounts JSON numbers with the printed
decimals. A line reads back as the result it was written from, its boxes and confidences rounded.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO

import orjson

from ...prompts.compiled import CompiledPrompt
from ...schemas.document import Box, PageStatus, TextSource
from ...schemas.fields import LINE_ITEMS, Kind
from ...schemas.record import (
    Assumption,
    Cell,
    Choice,
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

BOX_DECIMALS = 2
"""A hundredth of a point is far below what a printer places."""

CONFIDENCE_DECIMALS = 3

Json = dict[str, Any]


def write_documents(documents: Iterable[DocumentResult], file: BinaryIO, prompt: CompiledPrompt | None = None) -> None:
    """Write one line per document.

    Args:
        prompt: its invoice fields that a record lacks are written too, with value null.
    """
    for document in documents:
        file.write(document_line(document, prompt) + b"\n")


def document_line(document: DocumentResult, prompt: CompiledPrompt | None = None) -> bytes:
    """One document as a line of JSON, without the line break."""
    absent = dict.fromkeys((field.name for field in prompt.invoice_fields) if prompt else (), Cell())
    line = {
        "file": document.file,
        "status": document.status,
        "error": {"code": document.error.code, "message": document.error.message} if document.error else None,
        "pages": [
            {
                "page": page.page,
                "status": page.status,
                "text_source": page.text_source,
                "reason": page.reason,
                "error_code": page.error_code,
            }
            for page in document.pages
        ],
        "records": [_record(record, absent) for record in document.records],
        "notes": [note_as_json(note) for note in document.notes],
        "usage": {
            "model": document.usage.model,
            "calls": document.usage.calls,
            "input_tokens": document.usage.input_tokens,
            "output_tokens": document.usage.output_tokens,
            "cost_usd": _value(document.usage.cost_usd),
            "seconds": round(document.usage.seconds, 3),
        },
    }
    try:
        return orjson.dumps(line)
    except TypeError:  # half of a surrogate pair, as broken PDF fonts give: no UTF-8 can carry it
        return orjson.dumps(_mended(line))


def read_documents(file: Iterable[bytes], prompt: CompiledPrompt) -> Iterator[DocumentResult]:
    """The results a documents.jsonl was written from, one by one.

    Args:
        file: an open binary file, or any lines of bytes.
        prompt: the prompt of the extraction; its fields tell dates from text.
    """
    dates = {(field.group, field.name) for field in prompt.fields if field.kind is Kind.DATE}
    for line in file:
        if line.strip():
            yield _document_from(json.loads(line, parse_float=Decimal), dates)


# -- writing ----------------------------------------------------------------------------------------------------------


def _record(record: Record, absent: Mapping[str, Cell]) -> Json:
    return {
        "kind": record.kind,
        "pages": record.pages,
        "reason": record.reason,
        "currency": record.currency,
        "fields": _cells({**absent, **record.fields} if absent else record.fields),
        "line_items": [_cells(line) for line in record.line_items],
        "tables": {
            group: [_cells(line) for line in lines] for group, lines in record.groups.items() if group != LINE_ITEMS
        },
        "completeness": _completeness(record.completeness),
        "assumptions": [
            {
                "topic": assumption.topic,
                "field": assumption.field,
                "choices": [{"key": choice.key, "value": _value(choice.value)} for choice in assumption.choices],
            }
            for assumption in record.assumptions
        ],
        "notes": [note_as_json(note) for note in record.notes],
    }


def _completeness(certificate: Completeness | None) -> Json | None:
    if certificate is None:
        return None
    return {
        "complete": certificate.complete,
        "rows": certificate.rows,
        "rows_expected": certificate.rows_expected,
        "lines_total": _value(certificate.lines_total),
        "net_total": _value(certificate.net_total),
        "adds_up": certificate.adds_up,
        "told_by": certificate.told_by,
    }


def _cells(cells: Mapping[str, Cell]) -> Json:
    return {name: cell_as_json(cell) for name, cell in cells.items()}


def cell_as_json(cell: Cell) -> Json:
    """A cell as it stands in a line of documents.jsonl."""
    return {
        "value": _value(cell.value),
        "printed": cell.printed,
        "status": cell.status,
        "confidence": round(cell.confidence, CONFIDENCE_DECIMALS),
        "source": cell.source,
        "evidence": [
            {
                "page": place.page,
                "box": [round(edge, BOX_DECIMALS) for edge in place.box] if place.box else None,
                "quote": place.quote,
            }
            for place in cell.evidence
        ],
    }


def _value(value: Value) -> Any:
    if isinstance(value, Decimal):
        return orjson.Fragment(str(value)) if value.is_finite() else None
    return value


def note_as_json(note: Note) -> Json:
    """A note as it stands in a line of documents.jsonl."""
    return {
        "code": note.code,
        "severity": note.severity,
        "fields": note.fields,
        "message": note.message,
        "page": note.page,
        "row": note.row,
        "box": [round(edge, BOX_DECIMALS) for edge in note.box] if note.box else None,
    }


def _mended(value: Any) -> Any:
    """The same structure with every unpaired surrogate replaced."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, dict):
        return {_mended(key): _mended(part) for key, part in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [_mended(part) for part in value]  # pyright: ignore[reportUnknownVariableType]
    return value


# -- reading ----------------------------------------------------------------------------------------------------------

Dates = set[tuple[str | None, str]]


def _document_from(line: Json, dates: Dates) -> DocumentResult:
    usage = line["usage"]
    return DocumentResult(
        file=line["file"],
        pages=tuple(
            PageOutcome(
                page["page"],
                PageStatus(page["status"]),
                TextSource(page["text_source"]),
                page["reason"],
                page.get("error_code"),
            )
            for page in line["pages"]
        ),
        records=tuple(_record_from(record, dates) for record in line["records"]),
        notes=tuple(_note_from(note) for note in line.get("notes", ())),
        error=Failure(line["error"]["code"], line["error"]["message"]) if line["error"] else None,
        usage=Usage(
            usage["model"],
            usage["calls"],
            usage["input_tokens"],
            usage["output_tokens"],
            None if usage["cost_usd"] is None else Decimal(usage["cost_usd"]),
            float(usage["seconds"]),
        ),
    )


def _record_from(record: Json, dates: Dates) -> Record:
    groups = {LINE_ITEMS: record["line_items"], **record.get("tables", {})}
    return Record(
        kind=record["kind"],
        pages=tuple(record["pages"]),
        fields=_cells_from(record["fields"], None, dates),
        groups={
            group: tuple(_cells_from(line, group, dates) for line in lines)
            for group, lines in groups.items()
            if lines or group != LINE_ITEMS
        },
        notes=tuple(_note_from(note) for note in record["notes"]),
        currency=record.get("currency"),
        reason=record.get("reason", ""),
        completeness=_completeness_from(record.get("completeness")),
        assumptions=tuple(
            Assumption(told["topic"], told["field"], tuple(Choice(c["key"], c["value"]) for c in told["choices"]))
            for told in record.get("assumptions", ())
        ),
    )


def _completeness_from(certificate: Json | None) -> Completeness | None:
    if certificate is None:
        return None
    return Completeness(
        certificate["rows"],
        certificate["rows_expected"],
        certificate["lines_total"],
        certificate["net_total"],
        tuple(certificate["told_by"]),
        certificate.get("adds_up"),
    )


def _cells_from(cells: Json, group: str | None, dates: Dates) -> dict[str, Cell]:
    return {name: _cell_from(cell, (group, name) in dates) for name, cell in cells.items()}


def _cell_from(cell: Json, is_date: bool) -> Cell:
    return Cell(
        value=_value_from(cell["value"], is_date),
        printed=cell["printed"],
        status=Status(cell["status"]),
        confidence=float(cell["confidence"]),
        source=Source(cell["source"]),
        evidence=tuple(
            Evidence(place["page"], Box(*map(float, place["box"])) if place["box"] else None, place["quote"])
            for place in cell["evidence"]
        ),
    )


def _value_from(value: Any, is_date: bool) -> Value:
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if is_date and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:  # a date that could not be read stays the text it was
            return value
    return value


def _note_from(note: Json) -> Note:
    return Note(
        note["code"],
        Severity(note["severity"]),
        note["message"],
        tuple(note["fields"]),
        note["page"],
        note["row"],
        Box(*map(float, note["box"])) if note.get("box") else None,
    )
