"""The syntaxes of e-invoices: for each, a table of where every business term stands (*.toml)."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from xml.etree.ElementTree import Element

SYNTAX_OF_ROOT = MappingProxyType({
    "CrossIndustryInvoice": "cii",
    "CrossIndustryDocument": "cii",
    "SCRDMCCBDACIOMessageStructure": "cii",
    "Invoice": "ubl",
    "CreditNote": "ubl",
    "FatturaElettronica": "fatturapa",
})  # fmt: skip
"""Name of the first element → table."""

Places = Mapping[str, Sequence[str]]
"""Term (a leaf in a group) → paths; the first that holds a value counts.

A path is one of ElementTree's. A last step '@name' is an attribute; 'sum PATH' adds up all numbers found; 'A + B' joins
two texts."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """Where one syntax writes what."""

    name: str
    names: Mapping[str, str]
    """Element names that mean the same, and the short one the paths use."""
    record: str
    """Path of the elements that are an invoice each."""
    code: Sequence[str]
    """Paths of the document type code."""
    currency: Sequence[str]
    fields: Places
    rows: Mapping[str, str]
    """Group → path of its rows."""
    groups: Mapping[str, Places]
    """Group → where its fields stand, seen from a row."""

    def knows(self, term: str, group: str | None) -> bool:
        """Whether the syntax has a place for the term."""
        return term.removeprefix(f"{group}.") in self.groups.get(group, {}) if group else term in self.fields


@cache
def syntax(name: str) -> Syntax:
    """The syntax called 'cii', 'ubl' or 'fatturapa'."""
    table = tomllib.loads(files(__package__ or "").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
    return Syntax(
        name,
        table["names"],
        table["record"],
        table["kind"]["code"],
        table["kind"]["currency"],
        table["fields"],
        table["rows"],
        {group: table[group] for group in table["rows"]},
    )


def texts(element: Element, paths: Sequence[str], currency: str = "") -> list[str]:
    """All values at the first of the paths that holds any, in the order of the file; of a date, ISO 8601."""
    for path in paths:
        found = [text for text in _at(element, path.replace("{currency}", currency)) if text]
        if found:
            return found
    return []


def _at(element: Element, path: str) -> Iterator[str]:
    """The values at one path."""
    if path.startswith("sum "):
        numbers = [_number(text) for text in _at(element, path.removeprefix("sum "))]
        if numbers and None not in numbers:
            yield str(sum((number for number in numbers if number is not None), Decimal(0)))
        return
    if " + " in path:
        parts = [next(_at(element, part), "") for part in path.split(" + ")]
        if all(parts):
            first, rest = parts[0], "".join(parts[1:])
            yield rest if rest.startswith(first) else first + rest
        return
    place, _, attribute = path.partition("/@")
    for found in element.findall(place):
        yield found.get(attribute, "").strip() if attribute else _text(found)


def _text(element: Element) -> str:
    """The element's text; a date of CII as ISO 8601 (UNTDID 2379: 102 YYYYMMDD, 203 with a time, 610 YYYYMM, 616 week).

    A week becomes its Monday.
    """
    text = "".join(element.itertext()).strip()
    if "Date" not in element.tag:
        return text
    if element.get("format") == "616" and len(text) == 6 and text.isdigit():
        week = int(text[4:])
        return date.fromisocalendar(int(text[:4]), week, 1).isoformat() if 1 <= week <= 52 else text
    if text.isdigit() and len(text) >= 6:
        return "-".join(part for part in (text[:4], text[4:6], text[6:8]) if part)
    return text.partition("T")[0]


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None
