"""The words of the trade: printed labels, document titles, table words and units, in every language we know.

The words stand in labels/<language>.toml (labels/any.toml: the same in every language) and are read once per process.
Two parts of the product ask here: the layout reader looks up what is printed on a page (`labels`, `meanings`,
`titles`, `parties`, `words`), and column_names.py looks up what a user's column name means.

Every look-up is by the folded form of the words, see `fold`.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
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


_PRINTED = ("labels", "weak", "printed")
"""The tables of words that stand on pages; those of 'names' are only spoken."""

_WEIGHTS = {"labels": STRONG, "weak": WEAK, "printed": WEAK, "names": STRONG}

_ADDRESSES = ("Supplier.Address", "Customer.BillingAddress", "Customer.ShippingAddress")


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
    return _folded(text, _FOLDING)


def spoken(text: str) -> list[str]:
    """The words of a name or label, each folded: 'Invoice-No. (d'achat)' is 'invoice', 'no', 'd', 'achat'."""
    return _folded(text, _APART).split()


def bare(text: str) -> str:
    """The label without a remark in brackets and without a currency: 'Amount (net) in EUR' is 'Amount'."""
    return without_currency(_REMARK.sub(" ", text))


def without_currency(text: str) -> str:
    """The label without a currency: 'Betrag in €' is 'Betrag', 'Total EUR' is 'Total'."""
    return _CURRENCY.sub(" ", text).strip()


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

    Looked up whole; then without a currency ('Betrag in €'), a tax rate ('MwSt. 19 %') and a remark in brackets
    ('Amount (EUR)'); then by the parts of a bilingual label ('Rechnungsnummer / Invoice number').
    """
    known = labels(languages)
    plain = _RATE.sub(" ", without_currency(text))
    parts = _EITHER.split(text) if _EITHER.search(text) else []
    for candidate in (text, plain, bare(plain), *(without_currency(part) for part in parts)):
        found = known.get(fold(candidate))
        if found:
            return found
    return ()


def entries(
    tables: Iterable[str], languages: Iterable[str] | None = None, *, words_apart: bool = False
) -> Iterator[tuple[str, Label]]:
    """Every entry of the tables 'labels', 'weak', 'printed' and 'names' that are named, in the order of the files.

    Each with its folded form, or with its words folded and set apart by one or more blanks.
    """
    wanted = tuple(tables)
    for language, _ in _files(_chosen(languages)):
        for table in wanted:
            yield from _entries(language, table, words_apart)


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
    continued, salutation, payroll, number, copy, change and tendered (on till slips), days, immediately, paying,
    late, net, bank, small_word, seller_word, buyer_word, delivery_word, line_word.
    """
    return _words(which, _chosen(languages))


_LETTERS = {
    code: "".join(c for c in unicodedata.normalize("NFD", chr(code)) if not unicodedata.combining(c))
    for code in (*range(0xC0, 0x250), *range(0x386, 0x3CF), *range(0x1E00, 0x1F00))
}
"""Latin and Greek letters without their accents. Cyrillic й is a letter of its own and keeps its breve."""

_FOLDING: dict[int, str | None] = {
    **{code: None for code in range(0x250) if not chr(code).isalnum()},
    **dict.fromkeys(range(0x300, 0x370)),  # accents that stand alone
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

_APART: dict[int, str | None] = {
    **{code: to or ("" if code in (ord("."), 0xAD) else " ") for code, to in _FOLDING.items()},
    ord("#"): " no ",
    ord("%"): " % ",
}
"""As _FOLDING, with blanks between words."""

_BETWEEN_ENTRIES = {ord(","): ",", ord("\n"): ","}

_REMARK = re.compile(r"[(\[][^)\]]*[)\]]")

_RATE = re.compile(r"@?\s*\d+(?:[.,]\d+)?\s*%")

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


def _folded(text: str, table: Mapping[int, str | None]) -> str:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return text.casefold().translate(table)


def _listed(text: str, file: Mapping[str, Any], table: Mapping[int, str | None]) -> list[tuple[str, str]]:
    """(folded, as written) for the entries of one list, which commas or line ends set apart.

    An entry with a letter of the file's [spelling] comes twice: 'fällig' also as 'faellig'. The list is folded as a
    whole: thousands of entries are read before the first page is.
    """
    written = text.replace("\n", ",").split(",")
    keeping = _keeping_entries_apart(table is _APART)
    plain = _folded(text, keeping).split(",")
    found = [(one, entry.strip()) for one, entry in zip(plain, written, strict=True) if one and not one.isspace()]
    spelling: Mapping[str, str] = file.get("spelling", {})
    if spelling:
        spelled = _folded(text.casefold().translate(str.maketrans(dict(spelling))), keeping).split(",")
        found += [
            (other, entry.strip()) for one, other, entry in zip(plain, spelled, written, strict=True) if other != one
        ]
    return found


@cache
def _keeping_entries_apart(words_apart: bool) -> Mapping[int, str | None]:
    return {**(_APART if words_apart else _FOLDING), **_BETWEEN_ENTRIES}


def _by_key(table: Mapping[str, Any], above: str = "") -> Iterable[tuple[str, str]]:
    """(dotted key, list) for every list of a table and of the tables in it."""
    for name, value in table.items():
        if isinstance(value, str):
            yield above + name, value
        else:
            yield from _by_key(value, f"{above}{name}.")


def _by_term(table: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """(term key, list) for every list of a table; a part of an address stands for that part of every address."""
    for key, listed in _by_key(table):
        if key.startswith("Address."):
            for owner in _ADDRESSES:
                yield owner + key.removeprefix("Address"), listed
        else:
            yield key, listed


@cache
def _entries(language: str, table: str, words_apart: bool) -> list[tuple[str, Label]]:
    weight, folding, file = _WEIGHTS[table], _APART if words_apart else _FOLDING, _file(language)
    return [
        (folded, Label(term, language, text, weight))
        for term, listed in _by_term(file.get(table, {}))
        for folded, text in _listed(listed, file, folding)
    ]


@lru_cache(maxsize=64)
def _labels(chosen: tuple[str, ...] | None) -> Mapping[str, tuple[Label, ...]]:
    found: dict[str, list[Label]] = {}
    for folded, label in entries(_PRINTED, chosen):
        several = found.get(folded)
        if several is None:
            found[folded] = [label]
        elif all((other.term, other.language) != (label.term, label.language) for other in several):
            several.append(label)
    place = {key: number for number, key in enumerate(TERMS)}
    for several in found.values():
        if len(several) > 1:
            several.sort(key=lambda label: (-label.weight, place[label.term], label.language))
    return MappingProxyType({folded: tuple(several) for folded, several in found.items()})


@lru_cache(maxsize=64)
def _titles(chosen: tuple[str, ...] | None) -> Mapping[str, Title]:
    kinds = {kind.value: kind for kind in DocumentKind}
    found: dict[str, Title] = {}
    for language, tables in _files(chosen):
        for sort, listed in _by_key(tables.get("titles", {})):
            kind = kinds.get(sort, DocumentKind.OTHER)
            name = sort.removeprefix("other.").replace("_", " ") if kind is DocumentKind.OTHER else sort
            for folded, text in _listed(listed, tables, _FOLDING):
                found.setdefault(folded, Title(kind, name, language, text))
    return MappingProxyType(found)


@lru_cache(maxsize=64)
def _parties(chosen: tuple[str, ...] | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for _, tables in _files(chosen):
        for role, listed in _by_key(tables.get("parties", {})):
            for folded, _text in _listed(listed, tables, _FOLDING):
                found.setdefault(folded, role)
    return MappingProxyType(found)


@lru_cache(maxsize=512)
def _words(which: str, chosen: tuple[str, ...] | None) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for _, tables in _files(chosen):
        for folded, text in _listed(tables.get("words", {}).get(which, ""), tables, _FOLDING):
            found.setdefault(folded, text)
    return MappingProxyType(found)
