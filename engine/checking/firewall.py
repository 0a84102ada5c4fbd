"""The document firewall: what a file holds that its reader does not see, and what tries to steer whoever reads it.

A document is untrusted input. Nothing here blocks; each finding is a note with page and place. What stands only in text
that nobody sees is never found by grounding, which looks at the visible words alone; here it is called by its name.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ...schemas.document import Box, Concealment, Hidden, Page, Pages, TextSource, Word
from ...schemas.record import Cell, Note, Record, Severity, Status
from ...schemas.vocabulary import fold
from .instructions import passages

LOOKALIKE_CONFIDENCE = 0.3
"""How sure a value can be at most that mixes alphabets."""

ENOUGH_WORDS = 12
"""So many unseen words on one page are no remnant of the program that made it."""

SHORTEST = 3
"""Fewer letters and digits of a value may stand in unseen text by chance."""

MOST_NAMED = 10
"""Findings of one sort that are named one by one."""

SHOWN = 80
"""Characters of a finding that a note repeats."""

_TELLING = re.compile(r"\d[.,]\d{2}\b|\d{4,}|\b[A-Z]{2}\d{2}[A-Z0-9]{8,}|\b[A-Z]{2}\d{2}\b|[$€£]|@", re.IGNORECASE)
"""What is worth hiding: money, numbers, accounts."""

ENOUGH_DIGITS = 6
"""Digits of a word from which its few letters are expected to be Latin, as in an account number."""

LOOKALIKES = frozenset("АВЕКМНОРСТУХІЈЅԚԜаеорсухіјѕԁԛԝ" + "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧανορυ")
"""Cyrillic and Greek letters that look like Latin ones (Unicode confusables)."""


def firewall(pages: Pages) -> tuple[Note, ...]:
    """A note for everything about the file that smells wrong, page by page.

    HIDDEN_TEXT: words that nobody sees, and that tell something. INSTRUCTION_IN_TEXT: words meant for a machine, seen
    or not. HOMOGLYPH: a word that mixes in letters of another alphabet that look alike. ZERO_WIDTH: a number with
    characters of no width in it. ACTIVE_CONTENT: scripts, programs to launch, executable attachments.
    """
    notes: list[Note] = []
    if pages.active:
        message = f"The file holds {', '.join(pages.active)}. None of it was run; a viewer may run it."
        notes.append(Note("ACTIVE_CONTENT", Severity.WARNING, message))
    for page in pages.pages:
        notes += _hidden_text(page)
        notes += _instructions(page)
        if page.text_source is TextSource.TEXT_LAYER:
            notes += _homoglyphs(page)
        notes += _zero_width(page)
    return tuple(notes)


def guarded(records: Iterable[Record], pages: Pages) -> tuple[Record, ...]:
    """The records with a note for each value that is not to be trusted for where or how it stands.

    HIDDEN_VALUE: it stands only in text that nobody sees. INSTRUCTED_VALUE: only in a passage that speaks to a machine.
    LOOKALIKE_VALUE: it mixes alphabets, so that it is not what it looks like; such a cell is ambiguous at best.
    """
    unseen = {page.number: [hidden.word for hidden in _unseen(page)] for page in pages.pages if page.hidden}
    told = {
        page.number: [word for first, after in passages(page.words) for word in page.words[first:after]]
        for page in pages.pages
    }
    records = tuple(_without_lookalikes(record) for record in records)
    for code, words, where in (
        ("HIDDEN_VALUE", unseen, "text of page {page} that a person cannot see"),
        ("INSTRUCTED_VALUE", told, "words of page {page} that read like an instruction to a machine"),
    ):
        texts = {number: fold("".join(word.text for word in part)) for number, part in words.items() if part}
        if texts:
            records = tuple(_told(record, texts, code, where) for record in records)
    return records


def _without_lookalikes(record: Record) -> Record:
    """The record with every value that mixes alphabets made ambiguous."""
    odd = [(name, row) for name, row, cell in record.cells() if any(map(_mixes, (cell.printed or "").split()))]
    if not odd:
        return record
    notes = [
        Note(
            "LOOKALIKE_VALUE",
            Severity.ERROR,
            f"{f'Line {row}: ' if row else ''}{name} mixes letters of two alphabets that look alike; compare it with"
            " what you know of the supplier.",
            (name,),
            row=row,
        )
        for name, row in odd[:MOST_NAMED]
    ]
    doubted = record.with_cells(lambda name, row, cell: _doubted(cell) if (name, row) in odd else cell)
    return replace(doubted, notes=(*record.notes, *notes))


def _doubted(cell: Cell) -> Cell:
    if cell.status is not Status.VERIFIED:
        return cell
    return replace(cell, status=Status.AMBIGUOUS, confidence=min(cell.confidence, LOOKALIKE_CONFIDENCE))


def _told(record: Record, texts: dict[int, str], code: str, where: str) -> Record:
    notes = [
        Note(
            code,
            Severity.ERROR,
            f"{f'Line {row}: ' if row else ''}{name} '{cell.printed}' stands only in {where.format(page=page)};"
            " it was not verified.",
            (name,),
            page,
            row,
        )
        for name, row, cell in record.cells()
        if cell.status is Status.NOT_FOUND
        for page in [_page_holding(fold(cell.printed or ""), texts)]
        if page is not None
    ]
    return replace(record, notes=(*record.notes, *notes)) if notes else record


def _page_holding(text: str, texts: dict[int, str]) -> int | None:
    if len(text) < SHORTEST:
        return None
    return next((number for number, unseen in texts.items() if text in unseen), None)


def _unseen(page: Page) -> tuple[Hidden, ...]:
    """The words that are not on the page for a person at all."""
    return tuple(hidden for hidden in page.hidden if hidden.why is not Concealment.JOINED)


def _hidden_text(page: Page) -> Iterator[Note]:
    """One note for each way in which words of the page are hidden."""
    for why in Concealment:
        words = [hidden.word for hidden in _unseen(page) if hidden.why is why]
        text = " ".join(word.text for word in words)
        if not words or not (len(words) >= ENOUGH_WORDS or _TELLING.search(text) or passages(tuple(words))):
            continue
        count = "1 word" if len(words) == 1 else f"{len(words)} words"
        message = f"Page {page.number} holds {count} {why.value}, which a person cannot see: '{_short(text)}'."
        yield Note("HIDDEN_TEXT", Severity.WARNING, message, page=page.number, box=_around(page, words))


def _instructions(page: Page) -> Iterator[Note]:
    """Passages that speak to a machine."""
    groups = (page.words, page.sideways, tuple(hidden.word for hidden in _unseen(page)))
    named = 0
    for words in groups:
        for first, after in passages(words):
            if named == MOST_NAMED:
                return
            named += 1
            told = words[first:after]
            message = (
                f"Page {page.number} has words that read like an instruction to a machine: "
                f"'{_short(' '.join(word.text for word in told))}'. "
                "They were taken as text of the document, not followed."
            )
            yield Note("INSTRUCTION_IN_TEXT", Severity.WARNING, message, page=page.number, box=_around(page, told))


def _homoglyphs(page: Page) -> Iterator[Note]:
    """Words of Latin letters or digits with letters among them that only look Latin."""
    odd = [word for word in page.words if not word.text.isascii() and _mixes(word.text)]
    for word in odd[:MOST_NAMED]:
        strange = ", ".join(
            f"{char} (U+{ord(char):04X} {unicodedata.name(char, '?')})"
            for char in dict.fromkeys(word.text)
            if char in LOOKALIKES
        )
        message = f"Page {page.number}: '{word.text}' mixes alphabets: {strange} only looks like a Latin letter."
        yield Note("HOMOGLYPH", Severity.WARNING, message, page=page.number, box=_around(page, [word]))


def _mixes(text: str) -> bool:
    """True where look-alike letters stand among Latin ones, or are all the letters of a word with many digits."""
    letters = [char for char in text if char.isalpha()]
    lookalikes = sum(char in LOOKALIKES for char in letters)
    if not lookalikes:
        return False
    latin = sum(char < "\u0250" for char in letters)
    foreign = len(letters) - latin - lookalikes
    digits = sum(char.isdigit() for char in text)
    return not foreign and (latin > 0 or (digits >= ENOUGH_DIGITS and len(letters) <= digits))


def _zero_width(page: Page) -> Iterator[Note]:
    """Numbers and codes with characters of no width among them."""
    words = [h.word for h in page.hidden if h.why is Concealment.JOINED and any(c.isdigit() for c in h.word.text)]
    for word in words[:MOST_NAMED]:
        message = (
            f"Page {page.number}: '{word.text}' has characters of no width between its letters; they were left out."
        )
        yield Note("ZERO_WIDTH", Severity.WARNING, message, page=page.number, box=_around(page, [word]))


def _around(page: Page, words: Sequence[Word]) -> Box | None:
    """The box around words, on the page as it is shown."""
    if not words:
        return None
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return page.as_shown(box)


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
