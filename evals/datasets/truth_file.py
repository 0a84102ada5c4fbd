"""What may stand in a file of truth, as one model: it checks sidecar files, and truth.schema.json is written off it.

`python -m faktum.evals.datasets.truth_file` writes truth.schema.json anew.
"""

import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Final, cast

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, create_model
from pydantic_core import ErrorDetails
from rapidfuzz import process

from ...schemas.errors import InvalidTruth
from ...schemas.fields import NUMERIC_KINDS, Kind
from ...schemas.invoice import TERMS, Term

SCHEMA_FILE = Path(__file__).with_name("truth.schema.json")
MOST_TOLD = 5
"""Faults of one file that are told at a time."""
LEAST_ALIKE = 70
"""How alike, 0 to 100, a known name must be to be suggested for an unknown one."""


def _real_day(text: str) -> str:
    date.fromisoformat(text)
    return text


Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$"), AfterValidator(_real_day)]
Place = tuple[int, float, float, float, float, str]
"""Page from 1, x0, y0, x1, y1 in PDF points from the top left, the characters that stand there."""

_CONFIG = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


def _absent(name: str, description: str) -> Any:
    """A key that may be left out, which says that nothing is known."""
    return Field(None, alias=name, description=description)


class _Known(BaseModel):
    """What stands beside the fields of an invoice."""

    model_config = _CONFIG

    schema_address: str = _absent("$schema", "Where an editor finds this schema.")
    free: dict[str, str | float | bool | list[str] | None] = _absent("fields", "Values of freely named fields.")
    extra: dict[str, Any] = _absent("Extra", "Values of further fields by name; judged where they are asked for.")
    printed: dict[str, bool] = _absent(
        "printed", "Field → false where the page does not print it, so that reading the page cannot find it."
    )
    printed_lines: list[dict[str, bool]] = _absent("printed_lines", "The same for each row of LineItems.")
    places: dict[str, list[Place]] = _absent(
        "places",
        "Field ('LineItems.0.Quantity' in rows) → [[page from 1, x0, y0, x1, y1 in points from the top left, "
        "the characters there], …].",
    )
    notes: list[str] = _absent("notes", "Codes of notes that must be told, e.g. TOTALS_MISMATCH.")
    pages: list[int] = _absent("pages", "The pages of this invoice, from 1, where a file holds several.")
    meta: Any = _absent("_meta", "Where the truth comes from; for people.")
    records: list["TruthFile"] = _absent(  # type: ignore[name-defined]
        "records", "Every invoice of a file that holds several, in their order, each with its 'pages'."
    )
    prompt: str | dict[str, Any] = _absent("prompt", "Asked of this document instead of the experiment's prompt.")
    language: Annotated[str, StringConstraints(pattern="^[a-z]{2}$")] = _absent("language", "ISO 639-1.")
    issuer: str = _absent("issuer", "Documents of one issuer stand on one side of a fold.")
    holds_invoices: bool = _absent("holds_invoices", "False for a document that is no invoice.")


def _type(term: Term) -> Any:
    """The type of a term's value in JSON."""
    if term.many:
        return list[str]
    if term.name == "LineNumber":
        return str | float
    if term.kind in NUMERIC_KINDS:
        return float
    match term.kind:
        case Kind.DATE:
            return Day
        case Kind.BOOLEAN:
            return bool
        case Kind.CURRENCY:
            return Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
        case Kind.COUNTRY:
            return Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
        case _:
            return str


def _fields(group: str | None) -> dict[str, Any]:
    """Fields of a model: identifiers in Python, the terms' own names in JSON.

    Of an invoice's own fields null says that the document has no such value.
    """
    terms = [term for term in TERMS.values() if term.group == group]
    types = {term.key: _type(term) if group else _type(term) | None for term in terms}
    return {re.sub(r"\W", "_", term.name): (types[term.key], _absent(term.name, term.description)) for term in terms}


def _rows(group: str) -> Any:
    row = create_model(f"{group}Row", __config__=_CONFIG, **_fields(group))
    return (list[row], _absent(group, f"The rows of {group}, in the printed order."))


_GROUPS = dict.fromkeys(term.group for term in TERMS.values() if term.group)

TruthFile: Final[type[BaseModel]] = create_model(
    "TruthFile", __base__=_Known, **_fields(None), **{group: _rows(group) for group in _GROUPS}
)
"""A file of truth: what is known about one document, or several invoices in it, and what its case needs besides."""

CASE_KEYS = frozenset({"$schema", "prompt", "language", "issuer", "holds_invoices"})
"""Keys about the document as a whole: no truth about an invoice, and not for one of several `records`."""


def check_truth(found: object, file: str) -> dict[str, Any]:
    """The content of a file of truth, once it is known to be one.

    Args:
        found: what was read from JSON or YAML.
        file: its name, for the message.

    Raises:
        InvalidTruth: naming file, place and what to do.
    """
    try:
        TruthFile.model_validate_json(json.dumps(found))
    except ValidationError as error:
        faults = error.errors()
        told = [f"{_where(fault['loc'])}: {_what(fault)}" for fault in faults[:MOST_TOLD]]
        more = f"; and {len(faults) - MOST_TOLD} more" if len(faults) > MOST_TOLD else ""
        raise InvalidTruth(f"{file}: {'; '.join(told)}{more}.") from error
    except (TypeError, ValueError) as error:
        raise InvalidTruth(f"{file}: this cannot be written as JSON ({error}). Use text, numbers, lists.") from error
    truth = cast(dict[str, Any], found)
    for number, record in enumerate(truth.get("records", ())):
        if wrong := sorted(record.keys() & (CASE_KEYS | {"records"})):
            raise InvalidTruth(f"{file}: records[{number}].{wrong[0]}: this is said once, at the top of the file.")
    return truth


def _where(loc: tuple[int | str, ...]) -> str:
    """'LineItems[2].Quantity', rows from 0 as in JSON."""
    place = ""
    for part in loc:
        place += f"[{part}]" if isinstance(part, int) else f".{part}" if place else part
    return place or "the whole file"


def _what(fault: ErrorDetails) -> str:
    """The fault in words, with what to do."""
    name = str(fault["loc"][-1]) if fault["loc"] else ""
    match fault["type"]:
        case "extra_forbidden":
            known = [term.name for term in TERMS.values()] + ["fields", "records", "places", "printed", "prompt"]
            near = process.extractOne(name, known, score_cutoff=LEAST_ALIKE)
            meant = f" Is {near[0]} meant?" if near else ""
            return f"no field has this name.{meant} Fields that a prompt names freely stand under 'fields'"
        case "string_type":
            return "this is text; write it in quotes, or leave it out"
        case "float_type":
            return "this is a number; write it without quotes, with a point and no thousands marks, or leave it out"
        case "bool_type":
            return "write true or false"
        case "string_pattern_mismatch" | "value_error":
            return f"{fault['input']!r} is no {_wanted(name)}"
        case "list_type":
            return "a list in brackets is wanted here"
        case "model_type" | "dict_type":
            return "names and values in braces are wanted here"
        case _:
            return fault["msg"]


def _wanted(name: str) -> str:
    term = next((term for term in TERMS.values() if term.name == name), None)
    match term and term.kind:
        case Kind.DATE:
            return "day; write YYYY-MM-DD"
        case Kind.CURRENCY:
            return "currency code; write ISO 4217, e.g. EUR"
        case Kind.COUNTRY:
            return "country code; write ISO 3166-1 alpha-2, e.g. DE"
        case _:
            return "language code; write ISO 639-1, e.g. de" if name == "language" else "value this field may have"


def schema_text() -> str:
    """truth.schema.json as it must be."""
    schema: dict[str, Any] = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    schema |= TruthFile.model_json_schema()
    return json.dumps(_plain(schema), indent=1, ensure_ascii=False) + "\n"


def _plain(part: Any) -> Any:
    """The same schema without what no editor needs: titles, null as the default, and 'any of' for a type and null."""
    if isinstance(part, list):
        return [_plain(one) for one in cast(list[Any], part)]
    if not isinstance(part, dict):
        return part
    named = _together(cast(dict[str, Any], part))
    return {
        key: {name: _plain(one) for name, one in value.items()} if key == "properties" else _plain(value)
        for key, value in named.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value is None)
    }


def _together(part: dict[str, Any]) -> dict[str, Any]:
    """A type or null, said in one 'type'."""
    match part.get("anyOf"):
        case [{"type": str()}, {"type": "null"}]:
            one: dict[str, Any] = part["anyOf"][0]
            rest = {key: value for key, value in part.items() if key != "anyOf"}
            return rest | one | {"type": [one["type"], "null"]}
        case _:
            return part


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text(), "utf-8")
    print(SCHEMA_FILE, file=sys.stderr)
