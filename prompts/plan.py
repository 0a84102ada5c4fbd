"""A plan for a free-text prompt that a model proposed → a compiled prompt, if it holds to the user's words.

The model may only point at words of the prompt. Names, order, formats and limits are then read by the same rules as
everywhere, and whatever those rules found in the prompt must be in the plan too. So a plan can split a sentence better
than the rules; it cannot invent, drop or soften anything.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ..schemas.fields import LINE_ITEMS, Field, Kind, OutputFormat, Structure, folded_name
from .compiled import CompiledPrompt
from .describe import versioned
from .instructions import Order, order_of, ruled, told_all
from .lexicon import language_of
from .phrase import Asked
from .scoping import fields_of
from .splitting import sentences
from .structure import resolved
from .templates_text import template_text

MOST_FIELDS = 100
"""Fields in one plan."""
LONGEST_NAME = 50
"""Characters in the words that name a field, as in a structured prompt."""

_GROUPS = {"invoice": None, "line_item": LINE_ITEMS, "vat": "VatBreakdown"}


class PlannedField(BaseModel):
    """One column, as the model sees it."""

    model_config = ConfigDict(extra="ignore")

    words: str
    instruction: str = ""
    scope: Literal["invoice", "line_item", "vat"] = "invoice"
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    derived: bool = False


class Plan(BaseModel):
    """The whole proposal."""

    model_config = ConfigDict(extra="ignore")

    fields: tuple[PlannedField, ...]
    general: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a plan is not followed, in words for a person."""

    reason: str


def plan_instructions() -> str:
    """What a model is told before it is shown the prompt."""
    return template_text("plan.jinja")


def plan_schema() -> Mapping[str, Any]:
    """The JSON Schema of a plan."""
    text = {"type": "string"}
    field: dict[str, Any] = {
        "words": text,
        "instruction": text,
        "scope": {"type": "string", "enum": list(_GROUPS)},
        "kind": {"type": "string", "enum": [kind.value for kind in Kind]},
        "choices": {"type": "array", "items": text},
        "derived": {"type": "boolean"},
    }
    one = {"type": "object", "properties": field, "required": list(field), "additionalProperties": False}
    both: dict[str, Any] = {"fields": {"type": "array", "items": one}, "general": text}
    return {"type": "object", "properties": both, "required": list(both), "additionalProperties": False}


def checked(
    proposal: str, text: str, by_rules: CompiledPrompt | None, structure: Structure = Structure.AUTOMATIC
) -> CompiledPrompt | Refused:
    """The prompt as planned, or why not.

    Args:
        proposal: the model's JSON.
        text: the user's prompt.
        by_rules: what the rules made of it; None where they found nothing to extract.
        structure: what the caller chose.
    """
    try:
        plan = Plan.model_validate_json(proposal)
    except ValidationError as error:
        return Refused(f"it is no plan ({error.error_count()} faults)")
    if (fault := _unfaithful(plan, text)) is not None:
        return Refused(fault)
    language = language_of(text)
    asked = tuple(
        Asked(one.words, instruction=one.instruction, group=_GROUPS[one.scope] or None) for one in plan.fields
    )
    fields, _ = fields_of(asked, language, lines_wanted=any(one.scope == "line_item" for one in plan.fields))
    if len(fields) != len(plan.fields):
        return Refused("it names a column twice, or one that is always there")
    fields = tuple(_as_planned(field, one) for field, one in zip(fields, plan.fields, strict=True))
    orders = [(said, order_of(said, language)) for said in sentences(plan.general)]
    compiled = _ordered(fields, orders, text, plan.general, structure)
    if by_rules is not None and (lost := _lost(by_rules, compiled, text)) is not None:
        return Refused(lost)
    return versioned(compiled)


def _ordered(
    fields: tuple[Field, ...], orders: Sequence[tuple[str, Order]], text: str, general: str, structure: Structure
) -> CompiledPrompt:
    chosen, reason = resolved(structure, fields, next(((o.rows, said) for said, o in orders if o.rows), None))
    compiled = CompiledPrompt(fields, chosen, reason, general, source=text)
    for _, order in orders:
        ordered = tuple(told_all(field, order) for field in compiled.fields)
        compiled = replace(compiled, fields=ordered, rules=ruled(compiled.rules, order))
    return compiled


def _unfaithful(plan: Plan, text: str) -> str | None:
    """Where the plan leaves the user's words: something invented, or another order."""
    if not 1 <= len(plan.fields) <= MOST_FIELDS:
        return f"it has {len(plan.fields)} columns"
    said, last = _folded(text), 0
    for one in plan.fields:
        for words in (one.words, one.instruction, *one.choices):
            if _folded(words) not in said:
                return f"'{words}' is not in the prompt"
        if not 2 <= len(one.words) <= LONGEST_NAME:
            return f"'{one.words}' is no name of a column"
        at = said.find(_folded(one.words), last)
        if at < 0:
            return f"'{one.words}' is out of the user's order"
        last = at
    return None if _folded(plan.general) in said else "its general part is not in the prompt"


def _as_planned(field: Field, one: PlannedField) -> Field:
    """The field by our rules, with the plan's scope, and its kind where no business term gives one."""
    field = replace(field, derived=field.derived or one.derived, choices=field.choices or one.choices)
    if field.term is None:
        kind = Kind.CHOICE if field.choices else one.kind
        field = replace(field, kind=kind, group=_GROUPS[one.scope])
    return field


def _lost(by_rules: CompiledPrompt, planned: CompiledPrompt, text: str) -> str | None:
    """What the rules found in the prompt and the plan does not hold to."""
    terms = {field.term: field for field in planned.fields if field.term}
    names = {folded_name(field.name): field for field in planned.fields}
    for field in by_rules.fields:
        kept = terms.get(field.term or "") or names.get(folded_name(field.name))
        if kept is None and field.term is None:
            continue  # the rules may have cut a sentence in the wrong place; only known terms are sure
        if kept is None:
            return f"it drops '{field.name}'"
        if field.format not in (OutputFormat(), kept.format):
            return f"it loses the format of '{field.name}'"
        if (field.default, field.zero_when_absent) not in ((None, False), (kept.default, kept.zero_when_absent)):
            return f"it loses what to write where '{field.name}' is missing"
    if by_rules.rules != planned.rules:
        return "it loses a rule for the whole extraction"
    lost = [said for said in sentences(by_rules.general) if _folded(said) not in _kept_words(planned)]
    return f"it drops '{lost[0]}'" if lost else None


def _kept_words(planned: CompiledPrompt) -> str:
    return _folded("\n".join([planned.general, *(field.instruction for field in planned.fields)]))


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip().casefold()
