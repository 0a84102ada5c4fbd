"""Orders in words → formats, defaults and rules. The words themselves are kept beside: nothing is only interpreted."""

import re
from dataclasses import dataclass, replace

from ..schemas.fields import NUMERIC_KINDS, Field, Kind, OutputFormat, Rules
from ..schemas.invoice import TERMS
from .dates import AMERICAN, ISO, pattern_of_example, strftime_pattern
from .lexicon import Unit, fold, read
from .splitting import pieces, quoted


@dataclass(frozen=True, slots=True)
class Order:
    """What one order asks for; None and False where it says nothing."""

    date_pattern: str | None = None
    decimals: int | None = None
    uppercase: bool = False
    no_symbol: bool = False
    default: str | None = None
    """What to write where nothing is printed."""
    zero: bool = False
    """0 where nothing is printed."""
    credit_notes_negative: bool = False
    only_invoices: bool | None = None
    skip_pages: tuple[str, ...] = ()
    rows: str | None = None
    """'line item' or 'invoice': what one row is."""
    choices: tuple[str, ...] = ()
    subjects: frozenset[Kind] = frozenset()
    """Kinds of fields it names ('all dates', 'amounts'); empty where it names none."""
    missing_only_for: str | None = None
    """For `zero`: the concept whose absence is meant ('tax')."""


_SILENT = Order()

_NUMBERS = {"two": 2, "three": 3, "four": 4}
_PAGES = ("pagekind", "otherdoc", "deliverynote", "order", "contract")
_NOT_AVAILABLE = re.compile(
    r"(?<![\w/])(N/A|n/a|NA|n\.a\.|n\.v\.t\.|k\.\s?A\.|s/d|N\.D\.|TBD|unknown|none|UNKNOWN|NONE|-|—|–)(?![\w/])"
)
_QUOTE = re.compile(r"[\"“„«‘'`]([^\"“”„«»’'`]{0,30})[\"”“»’'`]")
_COMMA = re.compile(r"\s*[,;/|]\s*")
_BLANKS = re.compile(r"\s+")

LONGEST_CHOICE = 40
"""Characters in one of several allowed values; longer ones are sentences."""


def order_of(text: str, language: str) -> Order:
    """What the words order, as far as they are understood."""
    units = read(text, language)
    carried = frozenset(concept for unit in units for concept in unit.concepts)
    zero, default = _default(text, units, carried)
    return Order(
        date_pattern=_date_pattern(text, carried),
        decimals=_decimals(text, units, carried),
        uppercase="upper" in carried and "without" not in carried,
        no_symbol="plain" in carried or ("symbol" in carried and _denies(units)),
        default=default,
        zero=zero,
        credit_notes_negative="negative" in carried and bool(carried & {"creditnote"}),
        only_invoices=_only_invoices(units, carried),
        skip_pages=_skipped(text, units, carried),
        rows=_rows(units, carried),
        choices=_choices(text, units),
        subjects=_subjects(carried),
        missing_only_for="tax" if carried & {"vat", "tax"} else None,
    )


def told(field: Field, order: Order) -> Field:
    """The field with what was said about it alone."""
    kind = field.kind
    if order.date_pattern and kind in (Kind.TEXT, Kind.IDENTIFIER) and field.term is None:
        kind = Kind.DATE
    if order.choices:
        kind = Kind.CHOICE
    numeric = kind in NUMERIC_KINDS
    return replace(
        field,
        kind=kind,
        term=None if _other_choices(order.choices, field.term) else field.term,
        choices=order.choices or field.choices,
        format=_formatted(field.format, order, date=kind is Kind.DATE, amount=numeric, text=not numeric),
        zero_when_absent=field.zero_when_absent or (order.zero and numeric),
        default=order.default if order.default is not None else "0" if order.zero and not numeric else field.default,
    )


def _other_choices(choices: tuple[str, ...], term: str | None) -> bool:
    """True where the user's values are not those of the term ('type: goods or services' is no invoice type)."""
    known = TERMS[term].choices if term else ()
    return bool(choices) and bool(term) and not {fold(one) for one in choices} <= {fold(one) for one in known}


def told_all(field: Field, order: Order) -> Field:
    """The field with what was said about all fields, or all of its kind; its own instruction goes before."""
    if order == _SILENT:
        return field
    own = field.format
    kind = field.kind
    named = order.subjects
    date = kind is Kind.DATE and own.date_pattern is None
    amount = kind is Kind.AMOUNT and (not named or Kind.AMOUNT in named)
    text = (
        kind in (named & {Kind.NAME, Kind.TEXT, Kind.ADDRESS})
        if named
        else kind in (Kind.NAME, Kind.TEXT, Kind.ADDRESS)
    )
    changed = _formatted(own, order, date=date, amount=amount and own.decimals is None, text=text)
    zero = field.zero_when_absent
    default = field.default
    if order.zero and kind in NUMERIC_KINDS:
        about_tax = "VAT" in (field.term or "") or "Vat" in (field.term or "")
        zero = zero or order.missing_only_for is None or (about_tax and kind is Kind.AMOUNT)
    if order.default is not None and default is None and (not named or kind in named):
        default = order.default
    return replace(field, format=changed, zero_when_absent=zero, default=default)


def ruled(rules: Rules, order: Order) -> Rules:
    """The rules with one more order."""
    return Rules(
        credit_notes_negative=rules.credit_notes_negative or order.credit_notes_negative,
        only_invoices=rules.only_invoices if order.only_invoices is None else order.only_invoices,
        skip_pages=tuple(dict.fromkeys((*rules.skip_pages, *order.skip_pages))),
    )


def _formatted(given: OutputFormat, order: Order, *, date: bool, amount: bool, text: bool) -> OutputFormat:
    return OutputFormat(
        date_pattern=order.date_pattern if date and order.date_pattern else given.date_pattern,
        decimals=order.decimals if amount and order.decimals is not None else given.decimals,
        uppercase=given.uppercase or (order.uppercase and text),
        currency_symbol=given.currency_symbol and not (order.no_symbol and amount),
    )


def _date_pattern(text: str, carried: frozenset[str]) -> str | None:
    spelled = strftime_pattern(text)
    if spelled:
        return spelled
    if "iso" in carried and not carried & {"currency", "country", "language"}:
        return ISO
    if "american" in carried:
        return AMERICAN
    if "european" in carried:
        return "%d.%m.%Y" if re.search(r"(?i)deutsch|german", text) else "%d/%m/%Y"
    return pattern_of_example(text) if carried & {"example", "as", "format", "date", "dates"} else None


def _decimals(text: str, units: tuple[Unit, ...], carried: frozenset[str]) -> int | None:
    if "integer" in carried:
        return 0
    at = next((index for index, unit in enumerate(units) if unit.carries("decimals")), None)
    if at is None:
        return None
    for unit in reversed(units[:at]):
        word = text[unit.start : unit.end]
        if word.isdigit() and int(word) <= 8:
            return int(word)
        for concept, number in _NUMBERS.items():
            if unit.carries(concept):
                return number
        if unit.carries("without", "zero"):
            return 0
    return None


def _denies(units: tuple[Unit, ...]) -> bool:
    """True where the currency symbol is to go ('no symbol', 'remove the € sign'), not to stay."""
    at = next(index for index, unit in enumerate(units) if unit.carries("symbol"))
    return any(unit.carries("without", "skip", "remove") for unit in units[:at])


def _default(text: str, units: tuple[Unit, ...], carried: frozenset[str]) -> tuple[bool, str | None]:
    """Whether 0, and which text, stands where nothing is printed."""
    told = [unit for unit in units if not unit.only("small", "each", "field", "do")]
    blanks = bool(told) and told[0].carries("empty") and "if" not in carried
    absent = blanks or "missing" in carried or ("if" in carried and bool(carried & {"without", "empty"}))
    if "zero" in carried and (absent or "if" in carried) and "empty" not in carried - {"if"}:
        return True, None
    if not absent and "if" not in carried:
        return False, None
    if "empty" in carried and not blanks:
        return False, None
    value = _NOT_AVAILABLE.search(text)
    quote = _QUOTE.search(text)
    if quote and carried & {"do", "missing", "if", "ask", "as"}:
        inner = quote.group(1).strip()
        return (True, None) if inner in ("0", "0.00", "0,00") else (False, inner or None)
    if value and (absent or "if" in carried) and value.group(1).lower() not in ("none", "unknown", "-", "–", "—"):
        return False, value.group(1)
    if (
        value
        and absent
        and re.search(rf"(?i)\b(?:write|use|put|enter|return|as|with)\s+{re.escape(value.group(1))}", text)
    ):
        return False, value.group(1)
    return False, None


def _only_invoices(units: tuple[Unit, ...], carried: frozenset[str]) -> bool | None:
    if "only" in carried and carried & {"invoice"} and carried & {"page", "only"}:
        return True
    return None


def _skipped(text: str, units: tuple[Unit, ...], carried: frozenset[str]) -> tuple[str, ...]:
    """The papers to leave out, in the user's words."""
    if not carried & {"skip"} and not ("without" in carried and carried & {"ask", "page"}):
        return ()
    found: list[str] = []
    for unit in units:
        if unit.carries(*_PAGES):
            found.append(_BLANKS.sub(" ", text[unit.start : unit.end]))
    if found:
        return tuple(found)
    if carried & {"page"} and "skip" in carried:
        first = next(unit for unit in units if unit.carries("skip"))
        return _alternatives(text, first.end, units)
    return ()


def _rows(units: tuple[Unit, ...], carried: frozenset[str]) -> str | None:
    at = next((index for index, unit in enumerate(units) if unit.carries("row")), None)
    if at is None or "without" in carried:
        return None
    behind = [unit for unit in units[at + 1 : at + 8] if not unit.only("small", "neutral", "each")]
    each = next((index for index, unit in enumerate(units[:at]) if unit.carries("each")), None)
    before = [unit for unit in units[each:at] if not unit.only("small", "neutral", "each")] if each is not None else []
    around = {concept for unit in (*behind[:2], *before[:1]) for concept in unit.concepts}
    around |= set(units[at].concepts) - {"row"}
    if around & {"lineitem", "line", "item"}:
        return "line item"
    return "invoice" if around & {"invoice", "file"} else None


def _choices(text: str, units: tuple[Unit, ...]) -> tuple[str, ...]:
    """The values after 'one of', as the user wrote them; () where there are none."""
    opener = next((unit for unit in units if unit.carries("oneof")), None)
    if opener is None:
        return ()
    found = tuple(dict.fromkeys(quoted(part) or part for part in _alternatives(text, opener.end, units)))
    return found if len(found) >= 2 and all(len(part) <= LONGEST_CHOICE for part in found) else ()


def _alternatives(text: str, start: int, units: tuple[Unit, ...]) -> tuple[str, ...]:
    """The members of 'a, b or c' from a place in the text on."""
    cuts = [match.span() for match in _COMMA.finditer(text, start)]
    cuts += [(unit.start, unit.end) for unit in units if unit.start >= start and unit.only("or", "join")]
    found = [part.strip(" .:;()[]\"'") for part in pieces(text[start:], tuple((a - start, b - start) for a, b in cuts))]
    return tuple(part for part in found if part)


def _subjects(carried: frozenset[str]) -> frozenset[Kind]:
    kinds: set[Kind] = set()
    if "dates" in carried:
        kinds.add(Kind.DATE)
    if "amounts" in carried:
        kinds.add(Kind.AMOUNT)
    if carried & {"name", "company"}:
        kinds.add(Kind.NAME)
    if carried & {"address"}:
        kinds.add(Kind.ADDRESS)
    return frozenset(kinds)
