"""Several readings of one document that have to agree: the majority decides, and every disagreement is a note."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from difflib import SequenceMatcher

from ....prompts.compiled import CompiledPrompt
from ....schemas.document import Pages
from ....schemas.record import Note, Severity, Usage
from ....schemas.reply import Printed, RepliedRecord, Reply, Row
from .call import Look
from .confirming import Doubt
from .model import RemoteModel
from .sheets import Form, Sheets, sheets_of


@dataclass(frozen=True)
class AgreeingModel:
    """A panel of readers: the same model several times, or several models."""

    readers: tuple[RemoteModel, ...]

    @property
    def name(self) -> str:
        """The first reader's."""
        return self.readers[0].name

    @property
    def form(self) -> Form:
        """What the readers are given of each page."""
        return self.readers[0].form

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """What most readers say."""
        return await self.ask_sheets(sheets_of(pages, prompt, self.form), prompt)

    async def ask_sheets(self, sheets: Sheets, prompt: CompiledPrompt, look: Look | None = None) -> Reply:
        """The same for pages that are prepared already."""
        replies = await asyncio.gather(*(reader.ask_sheets(sheets, prompt, look) for reader in self.readers))
        return agreed(replies)

    async def confirm(
        self, sheets: Sheets, reply: Reply, doubts: Sequence[Doubt], prompt: CompiledPrompt, look: Look | None = None
    ) -> Reply:
        """The reply with the cells in doubt read again, by the first reader."""
        return await self.readers[0].confirm(sheets, reply, doubts, prompt, look)

    async def plan(self, text: str, structure: str) -> CompiledPrompt:
        """A free-text prompt as the first reader splits it."""
        return await self.readers[0].plan(text, structure)

    async def aclose(self) -> None:
        """Close all readers."""
        for reader in self.readers:
            await reader.aclose()


def agreed(replies: Sequence[Reply]) -> Reply:
    """One reply of several readings of the same document.

    A reading that failed as a whole, or splits the file into other documents than most do, has no vote and is noted.
    In each cell the answer that most readings give stands, the first reading's where none has a majority; the others
    are its alternatives.
    """
    usage = _summed([reply.usage for reply in replies])
    able = [reply for reply in replies if reply.records or not reply.failed_pages]
    if not able:
        return replace(replies[0], usage=usage)
    counts = Counter(len(reply.records) for reply in able)
    usual = max(counts.values())
    size = next(len(reply.records) for reply in able if counts[len(reply.records)] == usual)
    panel = [reply for reply in able if len(reply.records) == size]
    notes = list(panel[0].notes)
    if len(panel) < len(replies):
        out = len(replies) - len(panel)
        notes.append(_note(f"{out} of {len(replies)} readings failed or saw other documents in the file.", ()))
    records: list[RepliedRecord] = []
    for number in range(size):
        record, told = _record([reply.records[number] for reply in panel])
        records.append(record)
        notes += told
    failed = {page: why for page, why in panel[0].failed_pages.items() if all(page in r.failed_pages for r in panel)}
    return replace(panel[0], records=tuple(records), notes=tuple(notes), failed_pages=failed, usage=usage)


def _record(readings: Sequence[RepliedRecord]) -> tuple[RepliedRecord, list[Note]]:
    first = readings[0]
    notes: list[Note] = []
    fields = _voted([reading.fields for reading in readings], None, first.pages, notes)
    groups: dict[str, tuple[Row, ...]] = {}
    for group in dict.fromkeys(name for reading in readings for name in reading.groups):
        groups[group] = _rows([reading.groups.get(group, ()) for reading in readings], group, first.pages, notes)
    kind = Counter(reading.kind for reading in readings).most_common(1)[0][0]
    return replace(first, kind=kind, fields=fields, groups=groups), notes


def _voted(
    readings: Sequence[Mapping[str, Printed]], row: int | None, pages: tuple[int, ...], notes: list[Note]
) -> dict[str, Printed]:
    """What most readings say in each cell; disagreements go to `notes`."""
    cells: dict[str, Printed] = {}
    for name in dict.fromkeys(name for reading in readings for name in reading):
        said = [reading.get(name) for reading in readings]
        votes = Counter(_plain(printed) for printed in said)
        most = max(votes.values())
        winner = next(printed for printed in said if votes[_plain(printed)] == most)
        if len(votes) > 1:
            texts = list(dict.fromkeys(printed.text if printed else "nothing" for printed in said))
            message = "Readings disagree: " + " / ".join(f"'{text}'" for text in texts) + "."
            notes.append(_note(message, (name,), pages[0] if len(pages) == 1 else None, row))
        if winner is not None:
            others = (p.text for p in said if p is not None and _plain(p) != _plain(winner))
            alternatives = tuple(dict.fromkeys((*winner.alternatives, *others)))
            cells[name] = replace(winner, alternatives=alternatives)
    return cells


def _rows(
    readings: Sequence[tuple[Row, ...]], group: str, pages: tuple[int, ...], notes: list[Note]
) -> tuple[Row, ...]:
    """The rows of the reading whose count most have, each cell voted on by the readings that have that row."""
    counts = Counter(len(rows) for rows in readings)
    most = max(counts.values())
    base = next(rows for rows in readings if counts[len(rows)] == most)
    if len(counts) > 1:
        told = ", ".join(str(len(rows)) for rows in readings)
        notes.append(_note(f"Readings disagree on the number of rows in {group}: {told}.", ()))
    partners = [rows if len(rows) == len(base) else _aligned(base, rows) for rows in readings]
    voted: list[Row] = []
    for number, own in enumerate(base):
        said = [rows[number] for rows in partners]
        voted.append(_voted([row for row in said if row is not None] or [own], number + 1, pages, notes))
    return tuple(voted)


def _aligned(base: Sequence[Row], rows: Sequence[Row]) -> list[Row | None]:
    """For every row of `base` the same row of another reading, or None."""
    found: list[Row | None] = [None] * len(base)
    matcher = SequenceMatcher(None, [_line(row) for row in base], [_line(row) for row in rows], autojunk=False)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            found[block.a + step] = rows[block.b + step]
    return found


def _line(row: Row) -> str:
    return "|".join(f"{name}={_plain(printed)}" for name, printed in sorted(row.items()))


def _summed(usages: Iterable[Usage]) -> Usage:
    each = list(usages)
    costs = [usage.cost_usd for usage in each]
    return Usage(
        each[0].model,
        sum(usage.calls for usage in each),
        sum(usage.input_tokens for usage in each),
        sum(usage.output_tokens for usage in each),
        None if None in costs else sum((cost for cost in costs if cost is not None), Decimal(0)),
        max(usage.seconds for usage in each),
        tuple(spent for usage in each for spent in usage.spent),
        tuple(spent for usage in each for spent in usage.by_group),
    )


def _note(message: str, fields: tuple[str, ...], page: int | None = None, row: int | None = None) -> Note:
    return Note("READINGS_DISAGREE", Severity.WARNING, message, fields, page, row)


def _plain(printed: Printed | None) -> str:
    return "".join(printed.text.split()).casefold() if printed else ""
