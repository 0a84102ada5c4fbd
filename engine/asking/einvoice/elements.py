"""The XML of an e-invoice as a tree of plainly named elements."""

from collections.abc import Mapping
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from ...reading.einvoice import DECLARATION, check_well_formed


def parsed(data: bytes, names: Mapping[str, str]) -> Element:
    """The root element; without namespaces, text without outer blanks, names that `names` knows replaced by theirs.

    XML whose declaration names a wrong encoding is read as UTF-8, which nearly all e-invoices are.

    Raises:
        ForbiddenXml: a document type is declared.
        ParseError, ExpatError: this is no XML.
    """
    try:
        check_well_formed(data)
        return _tree(data, names)
    except (ParseError, ValueError, LookupError):
        undeclared = DECLARATION.sub(b"", data, count=1)
        if undeclared == data:
            raise
        check_well_formed(undeclared)
        return _tree(undeclared, names)


def _tree(data: bytes, names: Mapping[str, str]) -> Element:
    parser = XMLParser(target=TreeBuilder())
    parser.feed(data)
    root: Element = parser.close()
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        element.tag = names.get(name, name)
        element.text = (element.text or "").strip()
        element.tail = None
    return root
