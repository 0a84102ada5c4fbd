"""The words of the trade: printed labels, document titles, table words and units, in every language we know.

The words stand in labels/<language>.toml (labels/any.toml: the same in every language) and are read once per process.
Two parts of the product ask here: the layout reader looks up what is printed on a page (`labels`, `meanings`,
`titles`, `parties`, `words`), and column_names.py looks up what a user's column name means.

Every look-up is by the folded form of the words, see `fold`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib import resources
from importlib.resources.abc import Traversable
from types import MappingProxyType
from typing import Any, NamedTuple

from .invoice import TERMS
from .reply import DocumentKind

EVERY_LANGUAGE = "any"
"""The file of words that are the same in every language ('IBAN', 'EORI', 'kg')."""

STRONG, WEAK = 1.0, 0.5
"""Weights of a label that says by itself what it labels, and of a general word ('Date', 'Total', 'Reference') that
does so only in the right place or beside a value of the right kind."""


class Label(NamedTuple):
    """One meaning of one printed label."""

    term: str
    """Key of schemas.invoice.TERMS."""
    language: str
    """ISO 639-1, or 'any'."""
    text: str
    """As it stands in the label file."""
    weight: float
    """STRONG or WEAK."""

    @property
    def group(self) -> str | None:
        """The repeating group the term belongs to: 'LineItems' for the header of an item table; None for the rest."""
        return TERMS[self.term].group


class Title(NamedTuple):
    """What a document that bears this title is."""

    kind: DocumentKind
    sort: str
    """'invoice', 'credit_note', …; for a document that is no invoice, what it is in plain English: 'delivery note'."""
    language: str
    text: str


def fold(text: str) -> str:
    """The form in which labels are compared: small letters and digits, nothing between them.

    Blanks and punctuation go ('P.O. No:' and 'PO no' are both 'pono'), accents go ('Échéance' is 'echeance'),
    ligatures and full-width letters become plain ones, 'ß' is 'ss', '#', '№' and 'N°' are 'no'; the per cent sign
    stays, because 'MwSt %' is a rate and 'MwSt' an amount. Word by word: the fold of a line is the folds of its words,
    one after the other.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.casefold().translate(_FOLDING)


def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages that have a label file, sorted."""
    names = (file.name.removesuffix(".toml") for file in _folder().iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(name for name in names if name != EVERY_LANGUAGE))


def labels(languages: Iterable[str] | None = None) -> Mapping[str, tuple[Label, ...]]:
    """Folded label → what it may mean, strongest first, then in the order of the wire.

    Labels that are the same in every language always belong. Languages without a file add nothing.

    Args:
        languages: ISO 639-1 codes; None for all.
    """
    return _labels(_chosen(languages))


def meanings(text: str, languages: Iterable[str] | None = None) -> tuple[Label, ...]:
    """What a printed label means, read with some freedom; empty when it means nothing we know.

    Looked up whole; then without a remark in brackets and without a currency ('Amount (EUR)', 'Betrag in €'); then by
    the parts of a bilingual label ('Rechnungsnummer / Invoice number').
    """
    known = labels(languages)
    bare = _REMARK.sub(" ", text)
    for candidate in (text, bare, _CURRENCY.sub(" ", bare)):
        found = known.get(fold(candidate))
        if found:
            return found
    for part in _EITHER.split(text) if _EITHER.search(text) else ():
        found = known.get(fold(_CURRENCY.sub(" ", part)))
        if found:
            return found
    return ()


def titles(languages: Iterable[str] | None = None) -> Mapping[str, Title]:
    """Folded document title ('Rechnung', 'Avoir', 'Lieferschein') → what such a document is."""
    return _titles(_chosen(languages))


def parties(languages: Iterable[str] | None = None) -> Mapping[str, str]:
    """Folded heading of a party's block → 'seller', 'buyer', 'delivery', 'payee' or 'payer'.

    'Bill to' and 'Rechnungsempfänger' head the buyer's block, 'Ship to' and 'Lieferanschrift' that of delivery.
    """
    return _parties(_chosen(languages))


def words(which: str, languages: Iterable[str] | None = None) -> Mapping[str, str]:
    """Folded word or phrase → the words as they stand in the file; empty when no language has such a list.

    Lists: subtotal, carried_forward, total, paid, unpaid, payment_method, reverse_charge, self_billing,
    intra_community, export, exempt, discount, surcharge, freight, rounding, unit, tax, including, excluding, page,
    continued, number, copy.
    """
    return _words(which, _chosen(languages))


_LETTERS = {
    code: "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
    for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
}
"""Latin letters without their accents. Cyrillic й is a letter of its own and keeps its breve."""

_FOLDING: dict[int, str | None] = {
    **{code: None for code in range(0x250) if not chr(code).isalnum()},
    **dict.fromkeys(range(0x2000, 0x2070)),
    **dict.fromkeys(range(0x20A0, 0x20D0)),  # currency signs
    **{code: base for code, base in _LETTERS.items() if base.isalnum()},
    **{ord(mark): None for mark in "՝՞՛։֊՚―−•◦■□●○►▶→·…"},
    ord("%"): "%",
    ord("#"): "no",
    ord("°"): "o",  # N° is written with a degree sign more often than with an ordinal one
    ord("æ"): "ae",
    ord("œ"): "oe",
    ord("ø"): "o",
    ord("đ"): "d",
    ord("ł"): "l",
    ord("ı"): "i",
    ord("ё"): "е",
}

_REMARK = re.compile(r"[(\[][^)\]]*[)\]]")

_CURRENCY = re.compile(
    r"(?i)(?<!\w)(?:in\s+|en\s+|em\s+|w\s+|в\s+)?(?:EUR|USD|GBP|CHF|SEK|DKK|NOK|PLN|CZK|HUF|RON|BGN|RUB|AMD|JPY|CNY|INR"
    r"|CAD|AUD|NZD|SGD|HKD|MYR|AED|SAR|ZAR|BRL|MXN|TRY|UAH|GEL|ILS|Euro|руб|֏|RM|zł|Kč|kr|[€$£¥₹₽])\.?(?!\w)"
)

_EITHER = re.compile(r"\s*[/|]\s*|\s+-\s+|[()\[\]]")


def _chosen(languages: Iterable[str] | None) -> tuple[str, ...] | None:
    return None if languages is None else tuple(dict.fromkeys(languages))


def _folder() -> Traversable:
    return resources.files(__name__.rpartition(".")[0]) / "labels"


@cache
def _file(language: str) -> Mapping[str, Any]:
    """The tables of one language; empty when it has no file."""
    file = _folder() / f"{language}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}


def _files(chosen: tuple[str, ...] | None) -> list[tuple[str, Mapping[str, Any]]]:
    wanted = languages() if chosen is None else chosen
    return [(language, _file(language)) for language in (*wanted, EVERY_LANGUAGE)]


def _listed(text: str) -> list[str]:
    """The entries of one list: separated by commas or line ends."""
    return [entry for piece in text.replace("\n", ",").split(",") if (entry := piece.strip())]


def _by_key(table: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, str]]:
    """(dotted key, list) for every list of a table and of the tables in it."""
    for name, value in table.items():
        if isinstance(value, str):
            yield above + name, value
        else:
            yield from _by_key(value, f"{above}{name}.")


@lru_cache(maxsize=64)
def _labels(chosen: tuple[str, ...] | None) -> Mapping[str, tuple[Label, ...]]:
    found: dict[str, list[Label]] = {}
    for language, tables in _files(chosen):
        for table, weight in (("labels", STRONG), ("weak", WEAK)):
            for term, entries in _by_key(tables.get(table, {})):
                for text in _listed(entries):
                    several = found.setdefault(fold(text), [])
                    if all((other.term, other.language) != (term, language) for other in several):
                        several.append(Label(term, language, text, weight))
    place = {key: number for number, key in enumerate(TERMS)}
    return MappingProxyType(
        {
            folded: tuple(sorted(several, key=lambda label: (-label.weight, place[label.term])))
            if len(several) > 1
            else tuple(several)
            for folded, several in found.items()
        }
    )


@lru_cache(maxsize=64)
def _titles(chosen: tuple[str, ...] | None) -> Mapping[str, Title]:
    kinds = {kind.value: kind for kind in DocumentKind}
    found: dict[str, Title] = {}
    for language, tables in _files(chosen):
        for sort, entries in _by_key(tables.get("titles", {})):
            kind = kinds.get(sort, DocumentKind.OTHER)
            for text in _listed(entries):
                found.setdefault(fold(text), Title(kind, sort.replace("other.", "").replace("_", " "), language, text))
    return MappingProxyType(found)


@lru_cache(maxsize=64)
def _parties(chosen: tuple[str, ...] | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for _, tables in _files(chosen):
        for role, entries in _by_key(tables.get("parties", {})):
            for text in _listed(entries):
                found.setdefault(fold(text), role)
    return MappingProxyType(found)


@lru_cache(maxsize=512)
def _words(which: str, chosen: tuple[str, ...] | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for _, tables in _files(chosen):
        for text in _listed(tables.get("words", {}).get(which, "")):
            found.setdefault(fold(text), text)
    return MappingProxyType(found)
