"""A pydantic class as a prompt: its fields become fields, a list of another class becomes the line items."""

import datetime
import types
import typing
from collections.abc import Iterator
from decimal import Decimal
from enum import Enum
from typing import cast

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from ..schemas.errors import PromptInvalid
from ..schemas.fields import LINE_ITEMS, Field, Kind, folded_name
from ..schemas.invoice import TERMS
from .instructions import order_of, told
from .meaning import VAT_BREAKDOWN, meaning_of
from .scoping import party_of

DEEPEST = 3
"""Classes inside classes inside a class; deeper ones are refused."""


def class_fields(model: type[BaseModel]) -> tuple[Field, ...]:
    """The fields of a pydantic class.

    Names are the class's own (or the alias where one is set); a class inside it gives 'supplier.name'; descriptions are
    the instructions; types decide the kind where the words do not.

    Raises:
        PromptInvalid: the class has no fields, two lists of classes, or a type that no document value has.
    """
    fields = tuple(_walk(model, prefix="", group=None, depth=0))
    if not fields:
        raise PromptInvalid(f"the class {model.__name__} has no fields to extract")
    seen: dict[str, str] = {}
    for field in fields:
        if folded_name(field.name) in seen:
            raise PromptInvalid(
                f"the class {model.__name__} has two fields named '{field.name}' (the line items share the columns of "
                "the invoice); rename one or give it an alias"
            )
        seen[folded_name(field.name)] = field.name
    return fields


def _walk(model: type[BaseModel], *, prefix: str, group: str | None, depth: int) -> Iterator[Field]:
    if depth > DEEPEST:
        raise PromptInvalid(f"the class {model.__name__} is nested deeper than {DEEPEST} levels")
    listed = 0
    for attribute, info in model.model_fields.items():
        name = prefix + (info.alias or attribute)
        annotation, many = _unwrapped(info.annotation)
        inner = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None
        if inner is None:
            yield _field(name, attribute, info, cast(object, annotation), many=many, group=group)
        elif not many:
            yield from _walk(inner, prefix=f"{name}.", group=group, depth=depth + 1)
        elif group is not None:
            raise PromptInvalid(f"'{name}' is a list inside a list; rows have one level")
        else:
            meaning = meaning_of(attribute)
            named = VAT_BREAKDOWN if meaning.group == VAT_BREAKDOWN else LINE_ITEMS
            listed += named == LINE_ITEMS
            if listed > 1:
                raise PromptInvalid(f"'{name}' is a second list of classes; one list gives the line items")
            yield from _walk(inner, prefix="", group=named, depth=depth + 1)


def _field(name: str, attribute: str, info: FieldInfo, annotation: object, *, many: bool, group: str | None) -> Field:
    meaning = meaning_of(name.replace(".", " ") if "." in name else attribute)
    term = (meaning.line or meaning.within) if group == LINE_ITEMS else meaning.breakdown if group else meaning.invoice
    kind = TERMS[term].kind if term else meaning.free_kind
    typed, choices = _kind_of(annotation, kind, name)
    if term is not None and (typed != kind or not set(choices) <= set(TERMS[term].choices)):
        term = None
    known = TERMS.get(term or "")
    instruction = " ".join((info.description or "").split())
    field = Field(
        name,
        typed,
        term,
        group,
        instruction,
        choices=choices or (known.choices if known and typed is Kind.CHOICE else ()),
        many=many,
        derived=bool(known and known.derived),
        party=party_of(meaning) if known is None else None,
    )
    return told(field, order_of(instruction, "en")) if instruction else field


def _unwrapped(annotation: object) -> tuple[object, bool]:
    """The type without Optional, Annotated and list, and whether it was a list."""
    many = False
    while True:
        origin = typing.get_origin(annotation)
        arguments = typing.get_args(annotation)
        if origin is typing.Annotated:
            annotation = arguments[0]
        elif origin in (typing.Union, types.UnionType):
            given = [argument for argument in arguments if argument is not type(None)]
            if not given:
                return str, many
            annotation = next((one for one in given if one in (datetime.date, Decimal, bool)), given[0])
        elif origin in (list, tuple, set, frozenset, typing.Sequence) or str(origin).startswith(
            "<class 'collections.abc."
        ):
            annotation, many = (arguments[0] if arguments else str), True
        else:
            return annotation, many


def _kind_of(annotation: object, words: Kind, name: str) -> tuple[Kind, tuple[str, ...]]:
    """The kind a type allows, as near as it can be to what the words say; and the allowed values of a choice."""
    if typing.get_origin(annotation) is typing.Literal:
        return Kind.CHOICE, tuple(str(value) for value in typing.get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return Kind.CHOICE, tuple(str(member.value) for member in annotation)
    if annotation in (str, typing.Any, object):
        return words, ()
    if annotation is bool:
        return Kind.BOOLEAN, ()
    if annotation in (datetime.date, datetime.datetime):
        return Kind.DATE, ()
    if annotation in (Decimal, float, int):
        numeric = (Kind.AMOUNT, Kind.QUANTITY, Kind.PERCENT, Kind.NUMBER)
        return (words if words in numeric or (annotation is int and words is Kind.IDENTIFIER) else Kind.NUMBER), ()
    if isinstance(annotation, type) and issubclass(annotation, str):
        return words, ()
    raise PromptInvalid(f"the type of '{name}' is none that a document value has: {annotation!r}")
