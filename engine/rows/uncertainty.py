"""What was assumed over a whole batch, in words: uncertainty notes, and the questions that would settle them.

Both come from the same findings: the assumptions of each record and the pages that gave none, grouped by topic and
column. The words are in uncertainty.toml, in six languages; any other language gets English.
"""

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NotRequired, TypedDict

from ...schemas.document import PageStatus
from ...schemas.record import Choice, DocumentResult, Value
from .text import text_of

LANGUAGES = ("en", "de", "fr", "es", "it", "nl")
"""ISO 639-1 codes of the languages we have the words in."""

MOST_REASONS = 3
"""Reasons of left-out pages that a note repeats."""


class PromptAddition(TypedDict):
    """What one may add to the prompt, and why."""

    purpose: str
    instructions: list[str]
    """One for each way to settle it; the first says what was assumed."""


class UncertaintyNote(TypedDict):
    """One thing the prompt left open."""

    topic: str
    description: str
    suggested_prompt_additions: list[PromptAddition]


class QuestionChoice(TypedDict):
    """One answer."""

    choice_id: str
    label: str
    cell_would_contain: NotRequired[str]
    recommended: NotRequired[Literal[True]]


class Scope(TypedDict):
    """How far an answer reaches."""

    level: Literal["extraction"]
    applies_to: str


class Question(TypedDict):
    """A question whose answer becomes a rule for the whole extraction."""

    question_id: str
    """Stable: the same finding about the same column has the same id."""
    type: Literal["single_choice"]
    question: str
    example_from_documents: NotRequired[str]
    scope: Scope
    choices: list[QuestionChoice]
    recommended_approach: str


@dataclass(slots=True)
class Finding:
    """One topic about one column, over the batch."""

    topic: str
    column: str | None
    count: int = 0
    choices: dict[str, Value] = field(default_factory=dict[str, Value])
    """Key → what the cell of the first invoice would hold; the first was taken."""
    file: str = ""
    """The file of that invoice."""
    reasons: Counter[str] = field(default_factory=Counter[str])


def findings(documents: Iterable[DocumentResult]) -> list[Finding]:
    """What was assumed, most frequent first; one pass, in memory that does not grow with the batch."""
    found: dict[tuple[str, str | None], Finding] = {}
    skipped = Finding("skipped_pages", None, choices={"left_out": None, "extracted": None})
    for document in documents:
        for page in document.pages:
            if page.status is PageStatus.SKIPPED:
                skipped.count += 1
                skipped.file = skipped.file or document.file
                skipped.reasons[page.reason or ""] += 1
        for record in document.records:
            for assumption in record.assumptions:
                finding = found.setdefault(
                    (assumption.topic, assumption.field), Finding(assumption.topic, assumption.field)
                )
                finding.count += 1
                _add(finding, assumption.choices, document.file)
    ordered = sorted(found.values(), key=lambda finding: -finding.count)
    return [*ordered, skipped] if skipped.count else ordered


def uncertainty_notes(documents: Iterable[DocumentResult], language: str = "en") -> list[UncertaintyNote]:
    """What was assumed over the batch, each topic once, with what to add to the prompt to settle it.

    Args:
        documents: the results of the batch.
        language: ISO 639-1 code of the words; English where we do not have them.
    """
    return [_note(finding, language) for finding in findings(documents)]


def questions(documents: Iterable[DocumentResult], language: str = "en") -> list[Question]:
    """The questions whose answers would settle what was assumed; those with one possible answer are left out."""
    return [_question(finding, language) for finding in findings(documents) if len(finding.choices) > 1]


def rule_of(finding: Finding, choice_id: str, language: str = "en") -> str:
    """The sentence that settles a finding as this choice says, to be added to the prompt.

    Raises:
        KeyError: the finding has no such choice.
    """
    value = finding.choices[choice_id]
    words = _words(finding.topic, language)
    return words["rule"].format(**_filled(finding, words), **{"choice": _label(words, choice_id, value)})


def _note(finding: Finding, language: str) -> UncertaintyNote:
    words = _words(finding.topic, language)
    first = next(iter(finding.choices), "")
    values = {**_filled(finding, words), "choice": _label(words, first, finding.choices.get(first))}
    rules = [rule_of(finding, choice, language) for choice in finding.choices]
    return UncertaintyNote(
        topic=words["topic"].format(**values),
        description=words["description"].format(**values),
        suggested_prompt_additions=[PromptAddition(purpose=words["purpose"].format(**values), instructions=rules)],
    )


def _question(finding: Finding, language: str) -> Question:
    words = _words(finding.topic, language)
    values = _filled(finding, words)
    choices: list[QuestionChoice] = []
    for key, value in finding.choices.items():
        choice = QuestionChoice(choice_id=key, label=_label(words, key, value))
        if value is not None:
            choice["cell_would_contain"] = text_of(value)
        if not choices:
            choice["recommended"] = True
        choices.append(choice)
    first = next(iter(finding.choices))
    question = Question(
        question_id=_id(finding),
        type="single_choice",
        question=words["question"].format(**values),
        scope=Scope(level="extraction", applies_to=finding.column or "*"),
        choices=choices,
        recommended_approach=rule_of(finding, first, language),
    )
    if finding.file:
        question["example_from_documents"] = finding.file
    return question


def _add(finding: Finding, choices: Sequence[Choice], file: str) -> None:
    if not finding.file:
        finding.file = file
        finding.choices = {choice.key: choice.value for choice in choices}
    else:
        for choice in choices:
            finding.choices.setdefault(choice.key, choice.value)


def _filled(finding: Finding, words: Mapping[str, Any]) -> dict[str, str]:
    """What the texts leave room for."""
    values = list(finding.choices.values())
    others = [text_of(value) for value in values[1:] if value is not None]
    reasons = [reason for reason, _ in finding.reasons.most_common(MOST_REASONS) if reason]
    return {
        "field": finding.column or "",
        "count": str(finding.count),
        "taken": text_of(values[0]) if values else "",
        "others": ", ".join(others or reasons),
    }


def _label(words: Mapping[str, Any], key: str, value: Value) -> str:
    label: str = words["choices"].get(key, key)
    return label.format(value=text_of(value))


def _id(finding: Finding) -> str:
    return hashlib.sha256(f"{finding.topic}\0{finding.column or ''}".encode()).hexdigest()[:16]


def _words(topic: str, language: str) -> Mapping[str, Any]:
    tables = _tables()[topic]
    return tables.get(language.partition("-")[0].lower(), tables["en"])


@cache
def _tables() -> Mapping[str, Mapping[str, Mapping[str, Any]]]:
    return tomllib.loads(files(__package__ or "").joinpath("uncertainty.toml").read_text(encoding="utf-8"))
