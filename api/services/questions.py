"""Questions: where the prompt left room and the user wanted to be asked, the extraction stops and waits for answers.

An answer becomes a sentence of the prompt, for all files of the extraction, which are then read anew with it; what was
charged stays charged once. Without answers in time, or after three that cannot be used, the extraction is cancelled.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import update

from ...schemas import wire
from ...schemas.errors import PromptError
from ..jobs.port import Job
from ..problems import Problem
from ..service import Service
from ..store.tables import Extraction, ExtractionFile
from ..store.types import now
from .compiling import compiled_with
from .ending import end

log = structlog.get_logger()

REFUSED_MOST = 3
"""So many answers that cannot be used, and the extraction is cancelled."""

ROUNDS_MOST = 3
"""So often an extraction asks at most; then what is left open is assumed and told in a note."""


async def ask(service: Service, extraction: Extraction, asked: Sequence[dict[str, Any]]) -> None:
    """Stop the extraction and wait for answers."""
    wait = timedelta(hours=service.settings.answer_hours)
    async with service.database.writing() as session:
        stopped = await session.execute(
            update(Extraction)
            .where(Extraction.id == extraction.id, Extraction.status == "processing")
            .values(status="input_required", questions=list(asked), answer_by=now() + wait)
            .returning(Extraction.id)
        )
        if stopped.first() is None:
            return
    job = Job(
        "unanswered", f"unanswered-{extraction.id}-{extraction.round}", {"id": extraction.id, "round": extraction.round}
    )
    await service.jobs.schedule(job, wait)


async def answer(service: Service, extraction: Extraction, given: Sequence[wire.Answer]) -> bool:
    """Take answers to open questions; True where the extraction goes on, since all are answered.

    Raises:
        Problem: INVALID_INPUT, naming the answer that fits no question.
    """
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
        try:
            compiled_with(extraction, [*extraction.rules, *_rules(waiting), rule])
        except PromptError:
            refused = True
            question["question"] = {**question["question"], "previous_answer_rejected": True}
            continue
        question["answer"] = rule
    return await _settle(service, extraction, waiting, refused)


async def _settle(service: Service, extraction: Extraction, waiting: list[dict[str, Any]], refused: bool) -> bool:
    times = extraction.refused_answers + refused
    if times >= REFUSED_MOST:
        await end(service, extraction.id, "cancelled", cancellation_reason="answers_rejected", refused_answers=times)
        return False
    done = not [one for one in waiting if "answer" not in one]
    values: dict[str, Any] = {"questions": waiting, "refused_answers": times}
    if done:
        values = {
            "status": "processing",
            "questions": [],
            "answered": [*extraction.answered, *(one["question"]["question_id"] for one in waiting)],
            "answer_by": None,
            "rules": [*extraction.rules, *_rules(waiting)],
            "round": extraction.round + 1,
            "files_done": 0,
        }
    async with service.database.writing() as session:
        changed = await session.execute(
            update(Extraction)
            .where(
                Extraction.id == extraction.id,
                Extraction.status == "input_required",
                Extraction.round == extraction.round,
            )
            .values(**values)
            .returning(Extraction.id)
        )
        if changed.first() is None:
            return False
        if done:
            await session.execute(
                update(ExtractionFile)
                .where(ExtractionFile.extraction_id == extraction.id)
                .values(status="open", attempts=0)
            )
    if done:
        turn = extraction.round + 1
        await service.jobs.enqueue(Job("start", f"start-{extraction.id}-{turn}", {"id": extraction.id}))
    return done


async def unanswered(service: Service, extraction_id: str, turn: int) -> None:
    """Cancel an extraction whose questions nobody answered in time."""
    async with service.database.reading() as session:
        found = await session.get(Extraction, extraction_id)
    if found is not None and found.status == "input_required" and found.round == turn:
        await end(service, extraction_id, "cancelled", cancellation_reason="unanswered")
        log.info("extraction cancelled: its questions were not answered", extraction_id=extraction_id)


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
    chosen = rules[answer.choice_id] if answer.choice_id is not None else question["question"]["question"]
    return f"{chosen} {answer.text}".strip() if answer.text else chosen


def _unknown(at: int, name: str, message: str) -> Problem:
    return Problem("INVALID_INPUT", details={"issues": [{"message": message, "path": ["answers", at, name]}]})
