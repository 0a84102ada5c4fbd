"""A typed value → the text a person or another program reads. The one place where values are written out."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from ...schemas.fields import OutputFormat
from ...schemas.record import Value

AS_IT_IS = OutputFormat()
"""No wish: dates as YYYY-MM-DD, numbers with the printed decimals, words as they are."""

LIST_SEPARATOR = "; "
"""Between the parts of a list, and between the messages of one row."""

MAX_PLAIN_DIGITS = 60
"""Longest number that is written without an exponent; nothing printed on an invoice comes near."""

_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
_ILLEGIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def text_of(value: Value, format: OutputFormat = AS_IT_IS) -> str:
    """The value as text: '' for nothing, true/false, dates and numbers as the field's format wants them."""
    if type(value) is str:
        return value.upper() if format.uppercase else value
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return plain(rounded(value, format))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return value.strftime(format.date_pattern) if format.date_pattern else value.isoformat()
    if isinstance(value, list):
        return LIST_SEPARATOR.join(text_of(part, format) for part in value)
    return text_of(str(value), format)


def formatted(value: Value, format: OutputFormat = AS_IT_IS) -> Value:
    """The value with the field's format applied and its type kept; a date with a wanted pattern becomes text."""
    if isinstance(value, Decimal):
        return rounded(value, format)
    if isinstance(value, str):
        return text_of(value, format)
    if isinstance(value, date) and format.date_pattern:
        return text_of(value, format)
    if isinstance(value, list):
        return [text_of(part, format) for part in value]
    return value


def rounded(value: Decimal, format: OutputFormat) -> Decimal:
    """The number with the wanted decimals, halves away from zero; as printed where none are wanted."""
    if format.decimals is None:
        return value
    try:
        return value.quantize(Decimal(1).scaleb(-format.decimals), context=_EXACT)
    except InvalidOperation:  # not a finite number, or far longer than any amount
        return value


def plain(value: Decimal) -> str:
    """The digits of a number as JSON and people write them: no exponent, all its decimals."""
    text = str(value)
    if "E" in text and abs(value.adjusted()) < MAX_PLAIN_DIGITS:
        return format(value, "f")
    return text


def legible(text: str) -> str:
    """The text without control characters and broken Unicode, which no file format can carry."""
    return _ILLEGIBLE.sub("", text) if _ILLEGIBLE.search(text) else text
