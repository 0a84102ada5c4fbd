"""What people made of results: documents.jsonl as exported, and corrections.jsonl beside it.

A line of corrections.jsonl is one cell that a person looked at: {"file", "record" (from 0), "field", "row" (line item
from 1, or null), "value", "reviewer"}. A value equal to the extracted one confirms it; null says that the document
has none; a row whose field is null is no line item. Of several lines about one cell the last counts. The documents
lie beside, or in documents/; prompt.json (a text, or the fields) is what was asked.

Only what a person looked at becomes truth. Rows become truth where every one of them was looked at, since what is
missing among rows cannot be told from what nobody checked.
"""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...schemas.document import TextSource
from ...schemas.errors import InvalidTruth
from ...schemas.fields import LINE_ITEMS
from ...schemas.invoice import TERMS
from ..case import Case, Dataset
from .data_files import read_data, read_lines

CORRECTIONS, RESULTS, PROMPT = "corrections.jsonl", "documents.jsonl", "prompt.json"


class Correction(BaseModel):
    """One line of corrections.jsonl."""

    model_config = ConfigDict(extra="forbid", strict=True)

    file: str
    """As in documents.jsonl."""
    record: int = Field(0, ge=0)
    field: str | None
    """As in documents.jsonl; None with a row: there is no such line item."""
    row: int | None = Field(None, ge=1)
    """One more than documents.jsonl has is a line item that was missed."""
    value: str | int | float | bool | list[str] | None
    """As documents.jsonl writes it: dates YYYY-MM-DD, amounts as numbers; None: the document has no such value."""
    reviewer: str = ""


class _Cell(NamedTuple):
    field: str | None
    row: int | None


Looked = dict[_Cell, Any]
"""What a person says about the cells of one record."""


def has_corrections(path: Path) -> bool:
    """Whether the folder holds corrections."""
    return (path / CORRECTIONS).is_file()


def load_corrections(path: Path) -> Dataset:
    """The documents that a person looked at, in the order of documents.jsonl.

    Raises:
        InvalidTruth: a line cannot be read, or names a file that is not there.
    """
    looked: dict[str, dict[int, Looked]] = defaultdict(lambda: defaultdict(dict))
    lines: dict[str, int] = {}
    for number, line in read_lines(path / CORRECTIONS):
        one = _correction(path, number, line)
        looked[one.file][one.record][_Cell(one.field, one.row)] = one.value
        lines.setdefault(one.file, number)
    prompt = read_data(path / PROMPT) if (path / PROMPT).is_file() else None
    cases: list[Case] = []
    for _, result in read_lines(path / RESULTS):
        if (name := result.get("file")) in looked:
            cases.append(_case(path, result, looked.pop(name), prompt))
    for name in looked:
        raise InvalidTruth(f"{path / CORRECTIONS}: line {lines[name]}: {RESULTS} has no file '{name}'.")
    return Dataset(path.resolve().name, tuple(cases))


def _correction(folder: Path, number: int, line: Mapping[str, Any]) -> Correction:
    try:
        one = Correction.model_validate(line)
    except ValidationError as error:
        fault = error.errors()[0]
        named = str(fault["loc"][0]) if fault["loc"] else "the line"
        raise InvalidTruth(f"{folder / CORRECTIONS}: line {number}: {named}: {fault['msg']}.") from error
    if one.field is None and (one.row is None or one.value is not None):
        wanted = "without a field, a line takes a line item away: give its row, and null as its value"
        raise InvalidTruth(f"{folder / CORRECTIONS}: line {number}: {wanted}.")
    return one


def _case(folder: Path, result: Mapping[str, Any], looked: Mapping[int, Looked], prompt: Any) -> Case:
    name: str = result["file"]
    files = (folder / name, folder / "documents" / name)
    document = next((file for file in files if file.is_file()), None)
    if document is None:
        raise InvalidTruth(f"{folder / RESULTS}: the document '{name}' lies neither beside it nor in documents/.")
    extracted: list[Mapping[str, Any]] = result.get("records") or []
    count = max(len(extracted), max(looked) + 1)
    nothing: Mapping[str, Any] = {}
    records = [
        _truth(looked.get(number, {}), extracted[number] if number < len(extracted) else nothing)
        for number in range(count)
    ]
    truth = records[0]
    if count > 1:
        paged = [
            record | {"pages": list(extracted[number]["pages"])} if number < len(extracted) else record
            for number, record in enumerate(records)
        ]
        truth = truth | {"records": paged}
    by_ocr = any(page.get("text_source") == TextSource.OCR for page in result.get("pages") or ())
    return Case(name, document, truth, group="scan" if by_ocr else "digital", prompt=prompt)


def _truth(looked: Looked, extracted: Mapping[str, Any]) -> dict[str, Any]:
    """What a person says about one invoice."""
    truth: dict[str, Any] = {}
    free: dict[str, Any] = {}
    for cell, value in looked.items():
        if cell.row is None and cell.field is not None:
            (truth if cell.field in TERMS else free)[cell.field] = value
    truth |= {"fields": free} if free else {}
    rows = _rows(looked, len(extracted.get("line_items") or ()))
    return truth | ({LINE_ITEMS: rows} if rows else {})


def _rows(looked: Looked, extracted: int) -> list[dict[str, Any]]:
    """The line items where a person looked at each of them; none otherwise."""
    seen = {cell.row for cell in looked if cell.row is not None}
    gone = {cell.row for cell in looked if cell.row is not None and cell.field is None}
    if not seen or not seen >= set(range(1, extracted + 1)):
        return []
    rows: dict[int, dict[str, Any]] = {row: {} for row in sorted(seen - gone)}
    for cell, value in looked.items():
        if cell.row in rows and cell.field is not None and value is not None:
            rows[cell.row][cell.field.removeprefix(f"{LINE_ITEMS}.")] = value
    return list(rows.values())
