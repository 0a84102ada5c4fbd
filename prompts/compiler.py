"""Prompts of every form → CompiledPrompt. Pure: same input, same bytes; no model and no network is asked.

Free text is taken apart in free_text.py; what words mean is in meaning.py; orders in instructions.py.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import cast

from pydantic import BaseModel, ValidationError

from ..schemas.errors import InvalidInput, PromptInvalid, PromptUnclear, UnknownSchema
from ..schemas.fields import (
    MAX_PROMPT_CHARS,
    SYSTEM_COLUMNS,
    Field,
    PromptField,
    Rules,
    Structure,
    StructuredPrompt,
    folded_name,
)
from ..schemas.invoice import invoice_fields
from .compiled import CompiledPrompt
from .defaults import header_fields, line_fields
from .describe import versioned
from .free_text import take_apart
from .instructions import Order, order_of, ruled, told, told_all
from .lexicon import language_of
from .meaning import meaning_of
from .model_class import class_fields
from .phrase import Asked
from .refusal import refuse_unusable
from .scoping import fields_of, mentions
from .splitting import sentences
from .structure import asked_structure, resolved

Prompt = str | Mapping[str, object] | StructuredPrompt | type[BaseModel] | None


def compile_prompt(
    prompt: Prompt,
    structure: str | Structure = Structure.AUTOMATIC,
    *,
    schema: str | None = None,
    addons: Iterable[str] = (),
) -> CompiledPrompt:
    """The fields and rules a prompt asks for.

    Args:
        prompt: free text of 1 to 5,000 characters; a mapping or StructuredPrompt of 1 to 20 fields; a pydantic class;
            or None together with a schema.
        structure: automatic, per_invoice or per_line_item; automatic is resolved here, with the reason.
        schema: 'invoice' for the built-in fields.
        addons: names of add-ons of the built-in schema.

    Raises:
        PromptUnclear: the text names nothing to extract.
        PromptRejected: the text asks for something else.
        PromptInvalid: a limit or a name is broken; the message names the field.
        UnknownSchema: no schema or add-on has this name.
        InvalidInput: the arguments do not go together.
    """
    asked = asked_structure(structure)
    named = tuple(addons)
    if prompt is None:
        return _from_schema(schema, named, asked)
    if schema is not None or named:
        raise InvalidInput("give either a prompt or a schema with add-ons, not both")
    if isinstance(prompt, str):
        return _from_text(prompt, asked)
    if isinstance(prompt, type):
        if not issubclass(cast(type, prompt), BaseModel):
            raise PromptInvalid(f"a prompt is text, fields or a pydantic class; {prompt.__name__} is none of them")
        return _from_class(prompt, asked)
    return _from_structured(prompt, asked)


def _from_schema(schema: str | None, addons: tuple[str, ...], asked: Structure) -> CompiledPrompt:
    if schema is None:
        raise PromptUnclear
    if schema != "invoice":
        raise UnknownSchema(f"no schema is called '{schema}'; there is: invoice")
    fields = invoice_fields(addons)
    chosen, reason = resolved(asked, fields, None)
    return versioned(CompiledPrompt(fields, chosen, reason, schema=schema))


def _from_text(text: str, asked: Structure) -> CompiledPrompt:
    if not 1 <= len(text) <= MAX_PROMPT_CHARS:
        raise PromptInvalid(f"a prompt has 1 to {MAX_PROMPT_CHARS:,} characters; this one has {len(text):,}")
    request = take_apart(text)
    refuse_unusable(text, request)
    language = request.language
    orders = tuple((said, order_of(said, language)) for said in request.said)
    rows = next(((order.rows, said) for said, order in orders if order.rows), None)
    lines = asked is Structure.PER_LINE_ITEM or request.all_lines or (rows is not None and rows[0] == "line item")
    fields, phrases = fields_of(request.asked, language, lines_wanted=lines)
    assumptions: list[str] = []
    if request.everything:
        usual = header_fields(language)
        fields = _joined(usual, fields)
        assumptions.append(f"no fields were named, so the usual ones are taken: {', '.join(one.name for one in usual)}")
    if request.all_lines and not any(field.group for field in fields):
        usual = line_fields(language)
        fields = _joined(fields, usual)
        assumptions.append(f"'line items' is taken as: {', '.join(one.name for one in usual)}")
    own = [one.phrase for one in request.asked if folded_name(one.name or one.phrase) in _SYSTEM]
    assumptions += [f"'{phrase}' is a column that is always there" for phrase in own]
    if not fields:
        raise PromptUnclear(
            "The prompt asks only for columns that are always added (Source File, Review Needed). "
            "Name a field of the document, for example: invoice number."
        )
    fields, general, rules = _ordered(fields, phrases, orders, language)
    if request.other_documents:
        fields = tuple(_unbound(field, language) for field in fields)
        rules = replace(rules, only_invoices=False)
        assumptions.append(f"'{request.other_documents}' are not only invoices, so every document gives a record")
    chosen, reason = resolved(asked, fields, rows)
    return versioned(CompiledPrompt(fields, chosen, reason, general, rules, text, None, "", tuple(assumptions)))


def _from_structured(prompt: Mapping[str, object] | StructuredPrompt, asked: Structure) -> CompiledPrompt:
    given = prompt if isinstance(prompt, StructuredPrompt) else _validated(prompt)
    language = language_of(" ".join([*(f"{one.name} {one.prompt}" for one in given.fields), given.general_prompt]))
    wanted = tuple(Asked(_phrase(one), one.name, one.prompt) for one in given.fields)
    orders = tuple((said, order_of(said, language)) for said in sentences(given.general_prompt))
    rows = next(((order.rows, said) for said, order in orders if order.rows), None)
    lines = asked is Structure.PER_LINE_ITEM or (rows is not None and rows[0] == "line item")
    fields, _ = fields_of(wanted, language, lines_wanted=lines)
    rules = Rules()
    for _, order in orders:
        fields = tuple(told_all(field, order) for field in fields)
        rules = ruled(rules, order)
    chosen, reason = resolved(asked, fields, rows)
    source = given.model_dump_json()
    return versioned(CompiledPrompt(fields, chosen, reason, given.general_prompt, rules, source))


def _from_class(model: type[BaseModel], asked: Structure) -> CompiledPrompt:
    fields = class_fields(model)
    general = " ".join((model.__doc__ or "").split()) if "__doc__" in vars(model) else ""
    rules = Rules()
    for sentence in sentences(general):
        order = order_of(sentence, "en")
        fields = tuple(told_all(field, order) for field in fields)
        rules = ruled(rules, order)
    chosen, reason = resolved(asked, fields, None)
    source = json.dumps(model.model_json_schema(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return versioned(CompiledPrompt(fields, chosen, reason, general, rules, source))


def _validated(prompt: Mapping[str, object]) -> StructuredPrompt:
    if not isinstance(cast(object, prompt), Mapping):
        raise PromptInvalid(f"a prompt is text, fields or a pydantic class; this is a {type(prompt).__name__}")
    try:
        return StructuredPrompt.model_validate(dict(prompt))
    except ValidationError as error:
        found = [dict(one) for one in error.errors()]
        inner = any(len(cast(tuple[object, ...], one["loc"])) > 1 for one in found)
        complaints = [one for one in found if not (inner and one["loc"] == ("fields",))]
        raise PromptInvalid("; ".join(_complaint(one, prompt) for one in complaints)) from error


def _complaint(error: Mapping[str, object], prompt: Mapping[str, object]) -> str:
    """One broken limit in words: which field, which limit."""
    place = cast(tuple[str | int, ...], error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    kind, context = str(error["type"]), cast(Mapping[str, object], error.get("ctx") or {})
    if len(place) > 1 and isinstance(place[1], int):
        listed = prompt.get("fields")
        entry: object = cast(Sequence[object], listed)[place[1]] if isinstance(listed, list | tuple) else None
        name: object = cast(Mapping[str, object], entry).get("name") if isinstance(entry, Mapping) else None
        where = f"field {place[1] + 1}" + (f" ('{str(name)[:60]}')" if name else "")
        part = f"{where}, {place[2]}" if len(place) > 2 else where
    else:
        part = str(place[0]) if place else "the prompt"
    if kind.endswith("too_long"):
        unit = "fields" if place == ("fields",) else "characters"
        message = f"at most {context.get('max_length')} {unit}"
    elif kind.endswith("too_short"):
        unit = "field" if place == ("fields",) else "characters"
        message = f"at least {context.get('min_length')} {unit}"
    elif kind in ("tuple_type", "list_type"):
        message = "must be a list of fields, each with a name and, if you like, a prompt"
    elif kind == "missing":
        message = "is missing"
    elif kind == "extra_forbidden":
        message = "is no part of a prompt"
    return f"{part}: {message}"


def _phrase(field: PromptField) -> str:
    """A field's name as words."""
    return field.name.replace("_", " ").strip() or field.name


def _joined(first: tuple[Field, ...], second: tuple[Field, ...]) -> tuple[Field, ...]:
    """Both, without a term or a name twice in the same group; what stands in `second` knows more and wins."""
    terms = {(field.term, field.group) for field in second if field.term}
    names = {field.name for field in second}
    kept = tuple(field for field in first if (field.term, field.group) not in terms and field.name not in names)
    return kept + second


def _ordered(
    fields: tuple[Field, ...], phrases: Mapping[str, str], orders: tuple[tuple[str, Order], ...], language: str
) -> tuple[tuple[Field, ...], str, Rules]:
    """Fields, general instructions and rules after all that was said."""
    rules = Rules()
    general: list[str] = []
    for said, order in orders:
        rules = ruled(rules, order)
        about = _about(said, order, fields, phrases, language)
        if len(about) == 1:
            fields = tuple(_instructed(field, said, order) if field.name in about else field for field in fields)
            continue
        general.append(said)
        if about and not order.subjects:
            fields = tuple(told(field, _formats_only(order)) if field.name in about else field for field in fields)
        else:
            fields = tuple(told_all(field, order) for field in fields)
    return fields, "\n".join(general), rules


def _about(
    said: str, order: Order, fields: tuple[Field, ...], phrases: Mapping[str, str], language: str
) -> frozenset[str]:
    """Names of the fields a sentence speaks of; none where it rules the whole extraction."""
    if order.rows or order.skip_pages or order.credit_notes_negative or order.only_invoices is not None:
        return frozenset()
    found = {field.name: mentions(said, field, phrases.get(field.name, ""), language) for field in fields}
    places = {name: place for name, place in found.items() if place is not None}
    return frozenset(
        name
        for name, (start, end) in places.items()
        if not any(other[0] <= start and end <= other[1] and other != (start, end) for other in places.values())
    )


def _instructed(field: Field, said: str, order: Order) -> Field:
    joined = f"{field.instruction}; {said}" if field.instruction else said
    return replace(told(field, order), instruction=joined)


def _unbound(field: Field, language: str) -> Field:
    """The field without the party that invoices would give it: the e-mail on a CV is no supplier's."""
    contact = (field.term or "").startswith("Supplier.Contact.")
    return replace(field, term=None) if contact and "seller" not in meaning_of(field.name, language).concepts else field


_SYSTEM = frozenset(folded_name(name) for name in SYSTEM_COLUMNS)


def _formats_only(order: Order) -> Order:
    return replace(order, choices=(), default=None, zero=False)
