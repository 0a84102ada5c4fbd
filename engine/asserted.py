"""Values that somebody else extracted → fields and an answer, as if a model had given them: what `ground` checks.

What a name means (`total`, `invoice_date`, `supplier.name`) tells the field; where it means nothing we know, or not
what the value is, the value's own shape tells its kind.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TypeGuard, cast

from ..prompts.compiled import CompiledPrompt
from ..prompts.meaning import meaning_of
from ..schemas.column_names import terms_for
from ..schemas.errors import InvalidInput
from ..schemas.fields import LINE_ITEMS, NUMERIC_KINDS, Field, Kind, Structure, folded_name
from ..schemas.invoice import TERMS
from ..schemas.record import Source
from ..schemas.reply import DocumentKind, Printed, RepliedRecord, Reply, Row
from .values.amounts import looks_like_amount, parse_amount
from .values.dates import readings
from .values.identifiers import find_ibans
from .values.quantities import parse_percent, parse_quantity

Scalar = str | int | float | Decimal | date | bool | None
"""One value: as printed, or typed."""

Values = Mapping[str, object]
"""Name → a Scalar, a list of them, a list of rows (each a mapping of names to Scalars), or a mapping of more names."""


@dataclass
class Asserted:
    """The values of one document, ready to be checked."""

    fields: list[Field] = field(default_factory=list[Field])
    answers: dict[str, Printed] = field(default_factory=dict[str, Printed])
    rows: dict[str, tuple[Row, ...]] = field(default_factory=dict[str, "tuple[Row, ...]"])
    """Group → its rows; their fields are called 'key.name'."""
    groups: dict[str, str] = field(default_factory=dict[str, str])
    """The caller's key of a list of rows → group."""

    @property
    def prompt(self) -> CompiledPrompt:
        """The fields, as if they had been asked for."""
        return CompiledPrompt(tuple(self.fields), Structure.PER_INVOICE, "values to be grounded")

    def reply(self, pages: Sequence[int]) -> Reply:
        """The values, as if a model had answered with them."""
        return Reply((RepliedRecord(DocumentKind.OTHER, tuple(pages), self.answers, self.rows),))


def asserted(values: Values) -> Asserted:
    """The fields and answers that the values stand for.

    Raises:
        InvalidInput: naming the value that is none.
    """
    if not isinstance(values, Mapping) or not values:  # pyright: ignore[reportUnnecessaryIsInstance] (from a file)
        raise InvalidInput('Values are a mapping of names to values, such as {"total": "146.14"}.')
    found = Asserted()
    for name, value in _flat(values):
        if _is_rows(value):
            _add_rows(found, name, value)
            continue
        text = _text(name, value)
        found.fields.append(_field(found, name, value, text))
        if text:
            found.answers[name] = Printed(text, source=Source.MODEL)
    return found


def _is_rows(value: object) -> TypeGuard[Sequence[Values]]:
    """True for a list of mappings."""
    items = cast("list[object]", value) if isinstance(value, list) else []
    return bool(items) and all(isinstance(row, Mapping) for row in items)


def _flat(values: Values, above: str = "") -> Iterator[tuple[str, object]]:
    """(dotted name, value or list) for every value, also of mappings in mappings; a cell stands for its value."""
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, tuple):
            value = list(cast("tuple[object, ...]", value))
        if not isinstance(value, Mapping):
            yield name, value
        elif "value" in value:
            yield name, cast(Values, value)["value"]
        else:
            yield from _flat(cast(Values, value), f"{name}.")


def _add_rows(found: Asserted, key: str, rows: Sequence[Values]) -> None:
    """A list of rows: the line items, the VAT breakdown, or a table of the caller's own."""
    group = meaning_of(_words(key)).group or (LINE_ITEMS if folded_name(key) in ("items", "lines") else key)
    if group in found.rows:
        group = key
    found.groups[key] = group
    columns: dict[str, Field] = {}
    answers: list[Row] = []
    for number, row in enumerate(rows, 1):
        answer: dict[str, Printed] = {}
        for column, value in _flat(row):
            name = f"{key}.{column}"
            text = _text(f"{key}[{number}].{column}", value)
            if name not in columns or (text and columns[name].term is None and columns[name].kind is Kind.TEXT):
                columns[name] = _field(found, column, value, text, group, name, [*columns.values()])
            if text:
                answer[name] = Printed(text, source=Source.MODEL)
        answers.append(answer)
    found.fields += columns.values()
    found.rows[group] = tuple(answers)


def _text(name: str, value: object) -> str:
    """A value in characters that mean nothing else: a date in ISO form, a number with a point."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value.strip()
        case datetime():
            return value.date().isoformat()
        case date():
            return value.isoformat()
        case int() | float() | Decimal():
            return _number(name, Decimal(str(value)))
        case list():
            items = cast("list[object]", value)
            if any(isinstance(item, list | Mapping) for item in items):
                raise InvalidInput(f"'{name}' is a list of lists, or of rows and values; give values or rows.")
            return "\n".join(" ".join(_text(name, item).split()) for item in items)
        case _:
            raise InvalidInput(f"'{name}' is a {type(value).__name__}; a value is text, a number, a date or yes or no.")


def _number(name: str, number: Decimal) -> str:
    """Three decimals would read as thousands where a comma parts the decimals, so a zero is put behind them."""
    if not number.is_finite():
        raise InvalidInput(f"'{name}' is {number}; a number is finite.")
    text = f"{number:f}"
    return f"{text}0" if len(text.rpartition(".")[2]) == 3 and "." in text else text


def _words(name: str) -> str:
    return " ".join(name.replace("_", " ").replace(".", " ").replace("-", " ").split())


def _field(
    found: Asserted,
    name: str,
    value: object,
    text: str,
    group: str | None = None,
    full_name: str | None = None,
    beside: Sequence[Field] = (),
) -> Field:
    """The field that a name means, if its value is of that kind; or else one of the kind that the value is."""
    many = isinstance(value, list)
    term = None if many else _term(name, group)
    taken = any(other.term == term for other in (*found.fields, *beside))
    if term and not taken and _fits(TERMS[term].kind, value, text):
        known = TERMS[term]
        return Field(full_name or name, known.kind, term, group, choices=known.choices, derived=known.derived)
    kind = TERMS[term].kind if term else meaning_of(_words(name)).free_kind
    if kind is Kind.TEXT or kind is Kind.CHOICE or not _fits(kind, value, text):
        kind = _kind(value, text)
    return Field(full_name or name, kind, None, group, many=many)


def _term(name: str, group: str | None) -> str | None:
    """The business term a name means in a group, or once per invoice."""
    exact = f"{group}.{name}" if group else name
    if exact in TERMS:
        return exact
    meaning = meaning_of(_words(name))
    meant = (
        meaning.invoice
        if group is None
        else (meaning.within or meaning.line)
        if group == LINE_ITEMS
        else meaning.breakdown
        if group == "VatBreakdown"
        else None
    )
    return meant or next(iter(terms_for(name, group)), None)


def _fits(kind: Kind, value: object, text: str) -> bool:
    """True where a value can be of a kind."""
    if not text:
        return True
    if isinstance(value, bool) or kind is Kind.BOOLEAN:
        return kind is Kind.BOOLEAN
    if isinstance(value, date) or kind is Kind.DATE:
        return kind is Kind.DATE and bool(isinstance(value, date) or readings(text) or readings(text, month_only=True))
    if kind in NUMERIC_KINDS:
        return any(parse(text, ".") is not None for parse in (parse_amount, parse_percent, parse_quantity))
    return True


def _kind(value: object, text: str) -> Kind:
    """The kind of a value by its shape."""
    if isinstance(value, bool):
        return Kind.BOOLEAN
    if isinstance(value, date):
        return Kind.DATE
    if isinstance(value, int | float | Decimal):
        return Kind.NUMBER
    if "%" in text and parse_percent(text) is not None:
        return Kind.PERCENT
    if looks_like_amount(text):
        return Kind.AMOUNT
    if readings(text):
        return Kind.DATE
    single = len(text.split()) == 1 and any(char.isdigit() for char in text)
    return Kind.IDENTIFIER if single or find_ibans(text) else Kind.TEXT
