"""One window of pages, read by a model: asked until its answer is usable, whole and long enough, within bounds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto

from ....schemas.errors import ModelAnswerInvalid, ModelInputTooLong, ModelRefused
from ....schemas.fields import LINE_ITEMS
from ....schemas.reply import DocumentKind
from .answers import Answer, Draft, read_answer
from .call import Caller, Completion, Finish, Image, Look, Request
from .merging import merged
from .questions import Questions
from .receipts import Receipts
from .windows import Limits, Window, halves

MOST_FRUITLESS = 2
"""Rounds in a row that bring nothing new to a cut answer, after which no more are tried."""


class _End(Enum):
    """How an answer that may be cut ended."""

    WHOLE = auto()
    CUT = auto()
    """Still cut after all rounds, each of which brought something."""
    STUCK = auto()
    """Cut, and going on brought nothing."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Asks about windows; what it spends goes to `receipts`."""

    caller: Caller
    questions: Questions
    limits: Limits
    receipts: Receipts
    look: Look | None = None
    attempt: int = 0
    """Which of several independent readings this is."""
    unfinished: list[int] = field(default_factory=list[int])
    """First pages of windows whose answers stayed cut."""

    async def read(self, window: Window) -> list[Draft]:
        """What the model says about these pages; a window that is too long for it is read in halves.

        Raises:
            ModelError: the model failed on all or a half of them.
        """
        images = await self._pictures(window)
        try:
            return await self._read(window, images)
        except ModelInputTooLong:
            if len(window) == 1:
                raise
        first, second = halves(window)
        return merged(await self.read(first), await self.read(second), self.questions.prompt)

    async def _pictures(self, window: Window) -> Mapping[int, Image]:
        images = {sheet.number: sheet.image for sheet in window if sheet.image is not None}
        wanted = [sheet.number for sheet in window if sheet.picture and sheet.number not in images]
        if wanted and self.look is not None:
            images |= await self.look(wanted)
        return images

    async def _read(self, window: Window, images: Mapping[int, Image]) -> list[Draft]:
        drafts, request = await self._whole(window, images)
        for _ in range(self.limits.rechecks):
            lines = missing(drafts, window)
            if not lines:
                break
            again = await self._ask(self.questions.recheck(request, lines), window)
            if not again.drafts:
                break
            others, end = await self._finish(again, request, window)
            if rows(others) > rows(drafts):
                self._note_unfinished(end, window)
                drafts = _completed(others, drafts)
        return drafts

    async def _whole(self, window: Window, images: Mapping[int, Image]) -> tuple[list[Draft], Request]:
        """A usable answer, gone on with to its end; broken ones are repaired, empty and stuck ones asked for again."""
        problem = ""
        best: tuple[list[Draft], Request] | None = None
        for attempt in range(self.limits.attempts):
            number = self.attempt * self.limits.attempts + attempt
            request = self.questions.first(window, images, number)
            completion = await self._call(request)
            answer = self._understood(completion, window)
            if answer.problem and answer.holds_data:
                answer = await self._ask(self.questions.repair(request, completion.text, answer.problem), window)
            if answer.drafts:
                drafts, end = await self._finish(answer, request, window)
                if best is not None and _size(best[0]) >= _size(drafts):
                    drafts, request = best
                if end is not _End.STUCK or best is not None:
                    self._note_unfinished(end, window)
                    return drafts, request
                best = drafts, request
            problem = answer.problem or "it was cut before its first value"
        if best is not None:
            self._note_unfinished(_End.STUCK, window)
            return best
        raise ModelAnswerInvalid(f"{self.caller.name}: the answer is not what was asked for: {problem}.")

    def _note_unfinished(self, end: "_End", window: Window) -> None:
        if end is not _End.WHOLE:
            self.unfinished.append(window[0].number)

    async def _finish(self, answer: Answer, request: Request, window: Window) -> tuple[list[Draft], "_End"]:
        """The answer with its rest, where it was cut, and how that ended; rounds that bring nothing new end it."""
        prompt = self.questions.prompt
        drafts, expected = merged([], answer.drafts, prompt), expected_rows(window)
        fruitless = 0
        for _ in range(self.limits.resumes):
            if not answer.cut or fruitless == MOST_FRUITLESS:
                break
            size = _size(drafts)
            answer = await self._ask(self.questions.resume(request, drafts), window)
            more = sum(len(draft.groups.get(LINE_ITEMS, [])) for draft in answer.drafts)
            hint = None if expected is None else max(0, rows(drafts) + more - expected)
            drafts = merged(drafts, answer.drafts, prompt, shared_rows=hint, resumed=True)
            fruitless = fruitless + 1 if _size(drafts) == size else 0
        if not answer.cut and not answer.problem:
            return drafts, _End.WHOLE
        return drafts, _End.STUCK if fruitless == MOST_FRUITLESS else _End.CUT

    async def _ask(self, request: Request, window: Window) -> Answer:
        return self._understood(await self._call(request), window)

    async def _call(self, request: Request) -> Completion:
        completion = await self.caller.call(request)
        self.receipts.add(request.purpose, completion)
        if completion.finish is Finish.REFUSED:
            raise ModelRefused(f"{self.caller.name} declined to read these pages: {completion.text[:200]}".rstrip(": "))
        return completion

    def _understood(self, completion: Completion, window: Window) -> Answer:
        numbers = [sheet.number for sheet in window]
        answer = read_answer(completion.text, self.questions.prompt, numbers)
        if completion.finish is Finish.LENGTH and answer.drafts and not answer.cut:
            return Answer(answer.drafts, cut=True)
        return answer


def rows(drafts: Sequence[Draft]) -> int:
    """Line items in all of them."""
    return sum(len(draft.groups.get(LINE_ITEMS, [])) for draft in drafts)


def expected_rows(window: Window) -> int | None:
    """Line items counted on the pages; None where no page tells."""
    counts = [sheet.expected_rows for sheet in window if sheet.expected_rows is not None]
    return sum(counts) if counts else None


def short(drafts: Sequence[Draft], expected: int | None) -> bool:
    """True where clearly fewer line items were given than the pages show: one in twenty may be a line that is none."""
    if expected is None or all(draft.kind is DocumentKind.OTHER for draft in drafts):
        return False
    return rows(drafts) < expected - expected // 20


def missing(drafts: Sequence[Draft], window: Window) -> list[str]:
    """The lines of table rows that no given row stands on; empty where the table is not short.

    Also empty where not one given row stands on a counted line: then the count speaks of something else than the
    answer (a garbled text layer under a picture, values made up), and asking for the rest of it would not help.
    """
    if not short(drafts, expected_rows(window)):
        return []
    lines = [line for sheet in window for line in sheet.rows]
    free = [" ".join(line.split()).casefold() for line in lines]
    open_lines = list(range(len(lines)))
    for draft in drafts:
        for row in draft.groups.get(LINE_ITEMS, []):
            values = [" ".join(text.split()).casefold() for text in row.values()]
            enough = min(2, len(values))
            at = next((k for k in open_lines if sum(value in free[k] for value in values) >= enough), None)
            if at is not None:
                open_lines.remove(at)
    return [] if len(open_lines) == len(lines) else [lines[k] for k in open_lines]


def _completed(drafts: list[Draft], others: Sequence[Draft]) -> list[Draft]:
    """The drafts, with values of fields that only the other answer has."""
    if len(drafts) == len(others):
        for draft, other in zip(drafts, others, strict=True):
            for name, text in other.fields.items():
                draft.fields.setdefault(name, text)
    return drafts


def _size(drafts: Sequence[Draft]) -> int:
    return sum(len(draft.fields) + sum(len(group) for group in draft.groups.values()) for draft in drafts)
