"""Questions: where the prompt left room and the user wanted to be asked, the extraction stops and waits for answers.

An answer becomes a sentence of the prompt, for all files of the extraction, which are then read anew with it; what was
charged stays charged once. Without answers in time, or after three that cannot be used, the extraction is cancelled.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import func, select, update

from ...prompts.compiler import compile_prompt
from ...schemas import wire
from ...schemas.errors import PromptError
from ...schemas.fields import Field
from ..jobs.port import Job
from ..problems import Problem
from ..service import Service
from ..store.tables import Extraction, ExtractionFile, UploadFile
from ..store.types import now
from ..webhooks import events
from .compiling import compiled_with
from .ending import end
from .submissions import hand_over

log = structlog.get_logger()

REFUSED_MOST = 3
"""So many answers that cannot be used, and the extraction is cancelled."""

EVERYTHING = "*"
"""What a question applies to that is about no single column."""

LEAST = timedelta(hours=1)
"""So long at least questions wait, however old the upload is."""

ROUNDS_MOST = 3
"""So often an extraction asks at most; then what is left open is assumed and told in a note."""


def unsettled(extraction: Extraction, found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is still to be asked: not what was answered, and nothing after so many rounds."""
    if extraction.round >= ROUNDS_MOST:
        return []
    return [one for one in found if one["question"]["question_id"] not in extraction.answered]


async def ask(service: Service, extraction: Extraction, asked: Sequence[dict[str, Any]]) -> None:
    """Stop the extraction and wait for answers: until so long after the upload, and at least an hour."""
    moment = now()
    async with service.database.reading() as session:
        uploaded = await session.scalar(
            select(func.max(UploadFile.completed_at))
            .join(ExtractionFile, ExtractionFile.upload_id == UploadFile.id)
            .where(ExtractionFile.extraction_id == extraction.id)
        )
    ends = max(
        (uploaded or moment) + timedelta(hours=service.settings.answer_hours),
        moment + min(LEAST, timedelta(hours=service.settings.answer_hours)),
    )
    job = Job(
        "unanswered", f"unanswered-{extraction.id}-{extraction.round}", {"id": extraction.id, "round": extraction.round}
    )
    await service.jobs.schedule(job, ends - moment)  # first: it must be there whatever cuts off what follows
    async with service.database.writing() as session:
        stopped = await session.execute(
            update(Extraction)
            .where(Extraction.id == extraction.id, Extraction.status == "processing")
            .values(status="input_required", questions=list(asked), answer_by=ends)
            .returning(Extraction.id)
        )
        if stopped.first() is not None:
            await events.record(session, extraction.id)


async def answer(service: Service, extraction_id: str, given: Sequence[wire.Answer]) -> bool:
    """Take answers to open questions; True where the extraction goes on, since all are answered.

    Raises:
        Problem: INVALID_INPUT, naming the answer that fits no question.
    """
    async with service.database.writing() as session:
        extraction = await session.get(Extraction, extraction_id, with_for_update=True)
        if extraction is None or extraction.status != "input_required":
            return False
        waiting, refused = _taken(extraction, given)
        times = extraction.refused_answers + refused
        done = all("answer" in one for one in waiting)
        values: dict[str, Any] = {"questions": waiting, "refused_answers": times}
        if done:
            values |= {
                "status": "processing",
                "questions": [],
                "answered": [*extraction.answered, *(one["question"]["question_id"] for one in waiting)],
                "answer_by": None,
                "rules": [*extraction.rules, *_rules(waiting)],
                "round": extraction.round + 1,
                "files_done": 0,
                "queued_at": None,
            }
            files = update(ExtractionFile).where(ExtractionFile.extraction_id == extraction_id)
            await session.execute(files.values(status="open", attempts=0))
        await session.execute(update(Extraction).where(Extraction.id == extraction_id).values(**values))
    if times >= REFUSED_MOST:
        await end(service, extraction_id, "cancelled", cancellation_reason="answers_rejected")
        return False
    if done:
        await hand_over(service, extraction_id)
    return done


def _taken(extraction: Extraction, given: Sequence[wire.Answer]) -> tuple[list[dict[str, Any]], bool]:
    """(the questions with what was answered, whether an answer was refused because the prompt cannot take it)."""
    waiting = [dict(one) for one in extraction.questions]
    by_id = {one["question"]["question_id"]: one for one in waiting}
    refused = False
    for at, one in enumerate(given):
        question = by_id.get(one.question_id)
        if question is None:
            if one.question_id in extraction.answered:
                continue  # the same answer came twice
            raise _unknown(at, "question_id", f"no open question is called {one.question_id}")
        rule = _rule(question, one, at)
        others = [*extraction.rules, *(o["answer"] for o in waiting if "answer" in o and o is not question)]
        if not _usable(extraction, others, rule, words=None if one.choice_id else one.text):
            refused = True
            question["question"] = {**question["question"], "previous_answer_rejected": True}
            continue
        question["answer"] = rule
    return waiting, refused


async def unanswered(service: Service, extraction_id: str, turn: int) -> None:
    """Cancel an extraction whose questions nobody answered in time."""
    async with service.database.reading() as session:
        found = await session.get(Extraction, extraction_id)
    if found is not None and found.status == "input_required" and found.round == turn:
        await end(service, extraction_id, "cancelled", cancellation_reason="unanswered")
        log.info("extraction cancelled: its questions were not answered", extraction_id=extraction_id)


def _usable(extraction: Extraction, others: list[str], rule: str, words: str | None) -> bool:
    """Whether the prompt can take a rule; an answer in words alone must also say something it understands."""
    try:
        changed = compiled_with(extraction, [*others, rule])
    except PromptError:
        return False
    if words is None or _understood(words):
        return True
    before = compiled_with(extraction, others)
    return (_meant(changed.fields), changed.rules) != (_meant(before.fields), before.rules)


def _understood(words: str) -> bool:
    """Whether words name something on their own, as 'the due date' does and 'yes' does not."""
    try:
        compile_prompt(words)
    except PromptError:
        return False
    return True


def _meant(fields: Sequence[Field]) -> list[Field]:
    """The fields without the words that were said about them."""
    return [replace(field, instruction="") for field in fields]


def _rules(waiting: Sequence[dict[str, Any]]) -> list[str]:
    return [one["answer"] for one in waiting if "answer" in one]


def _rule(question: dict[str, Any], answer: wire.Answer, at: int) -> str:
    """The sentence an answer adds to the prompt."""
    rules: dict[str, str] = question["rules"]
    if answer.accept_recommended:
        recommended = [c["choice_id"] for c in question["question"]["choices"] if c.get("recommended")]
        return rules[recommended[0]]
    if answer.choice_id is not None and answer.choice_id not in rules:
        raise _unknown(at, "choice_id", f"the question has no choice {answer.choice_id}; there are: {', '.join(rules)}")
    if answer.choice_id is not None:
        return f"{rules[answer.choice_id]} {answer.text or ''}".strip()
    column: str = question["question"]["scope"]["applies_to"]
    return f"{answer.text}" if column == EVERYTHING else f"{column}: {answer.text}"


def _unknown(at: int, name: str, message: str) -> Problem:
    return Problem("INVALID_INPUT", details={"issues": [{"message": message, "path": ["answers", at, name]}]})
