"""The text layer of a PDF page as words on the page turned upright."""

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import pypdfium2

from ...schemas.document import Box, Concealment, Hidden, Word
from .glyphs import Run, runs_of
from .pdf import Frame
from .picture_cover import COVERED, picture_cover
from .spelling import clean
from .visibility import unseen

SMALLEST = 1.0
"""Points of height below which text is not meant to be read."""
SPACED_RUN = 4
"""So many single letters in a row, evenly spaced, are one letter-spaced word."""
SPACED_GAP = 0.9
"""Gap between letter-spaced letters, as a share of their height, at most."""
UNEVEN = 0.12
"""How much, as a share of the height, such gaps may differ."""


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What the text layer of one page says."""

    frame: Frame
    """The visible part of the page, turned so that most of its text is upright."""
    turned: int
    """Clockwise degrees it was turned for that, beyond how a viewer shows it."""
    words: tuple[Word, ...]
    """The level words a person sees."""
    hidden: tuple[Word, ...]
    """Words drawn in no colour, as OCR software lays them over a scan."""
    sideways: tuple[Word, ...]
    """Words that run another way."""
    concealed: tuple[Hidden, ...] = ()
    """Words that a person does not see for another reason than having no colour."""
    over_scan: bool = False
    """The words say what a picture of the page shows, or claim to."""


def text_layer_of(page: pypdfium2.PdfPage, frame: Frame) -> TextLayer:
    """The words of the page: letter-spaced words joined, overprinted ones once, those nobody sees set apart."""
    runs = list(runs_of(page))
    turned = _turn_to_upright([run for run in runs if _is_readable(run)], frame)
    upright = replace(frame, turn=(frame.turn + turned) % 360)
    why_unseen, over_scan = unseen(page, frame, runs, is_scan=lambda: picture_cover(page, frame) >= COVERED)
    level: list[Word] = []
    hidden: list[Word] = []
    sideways: list[Word] = []
    concealed: list[Hidden] = []
    for index, run in enumerate(runs):
        text = clean(run.text)
        if not text:
            continue
        word = Word(text, upright.place(run.left, run.bottom, run.right, run.top))
        why = _why_not_there(run, word.box, upright) or why_unseen.get(index)
        if why is not None:
            concealed.append(Hidden(word, why))
            continue
        if run.joined:
            concealed.append(Hidden(word, Concealment.JOINED))
        kind = hidden if run.hidden else sideways if (run.angle + upright.turn) % 360 else level
        kind.append(word)
    return TextLayer(
        upright, turned, _settled(level), _settled(hidden), tuple(_once(sideways)), tuple(concealed), over_scan
    )


def _is_readable(run: Run) -> bool:
    return min(run.right - run.left, run.top - run.bottom) >= SMALLEST


def _why_not_there(run: Run, box: Box, frame: Frame) -> Concealment | None:
    """Why a word is on the page for nobody, by its size and place alone."""
    if not _is_readable(run):
        return Concealment.TINY
    if not (0 <= box.centre <= frame.width and 0 <= box.middle <= frame.height):
        return Concealment.OFF_PAGE
    return None


def in_reading_order(words: Sequence[Word]) -> tuple[Word, ...]:
    """Words top to bottom and, along each line, left to right."""
    lines: list[list[Word]] = []
    bottom = float("-inf")
    for word in sorted(words, key=lambda w: (w.box.middle, w.box.x0)):
        if lines and word.box.middle < bottom:
            lines[-1].append(word)
        else:
            lines.append([word])
            bottom = word.box.middle + 0.35 * word.box.height
    return tuple(word for line in lines for word in sorted(line, key=lambda w: w.box.x0))


def _settled(words: Sequence[Word]) -> tuple[Word, ...]:
    return tuple(_once(_joined(words)))


def _turn_to_upright(runs: Sequence[Run], frame: Frame) -> int:
    """The clockwise turn, beyond the display turn, that makes most characters upright."""
    ways: Counter[int] = Counter()
    for run in runs:
        ways[(run.angle + frame.turn) % 360] += len(run.text)
    if not ways:
        return 0
    most = max(ways.values())
    return 0 if ways[0] == most else (360 - min(way for way, count in ways.items() if count == most)) % 360


def _joined(words: Sequence[Word]) -> Iterator[Word]:
    """The words with the letters of each letter-spaced word put together."""
    start = 0
    while start < len(words):
        end = _spaced_until(words, start)
        if end - start >= SPACED_RUN and any(word.text.isalpha() for word in words[start:end]):
            box = words[start].box
            for word in words[start + 1 : end]:
                box = box.union(word.box)
            yield Word("".join(word.text for word in words[start:end]), box)
            start = end
        else:
            yield words[start]
            start += 1


def _spaced_until(words: Sequence[Word], start: int) -> int:
    """Index after the last of the evenly spaced single letters that begin at `start`."""
    if len(words[start].text) != 1:
        return start + 1
    gap: float | None = None
    for index, (before, word) in enumerate(itertools.pairwise(words[start:]), start + 1):
        height = before.box.height
        here = word.box.x0 - before.box.x1
        if (
            len(word.text) != 1
            or word.text.isdigit()
            or not 0 < here <= SPACED_GAP * height
            or abs(word.box.y0 - before.box.y0) > UNEVEN * height
            or (gap is not None and abs(here - gap) > UNEVEN * height)
        ):
            return index
        gap = here
    return len(words)


def _once(words: Iterable[Word]) -> Iterator[Word]:
    """Each word once, however often it is printed in the same place."""
    seen: dict[str, list[Box]] = {}
    for word in words:
        places = seen.setdefault(word.text, [])
        if not any(_same_place(word.box, place) for place in places):
            places.append(word.box)
            yield word


def _same_place(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.y1, other.y1) - max(one.y0, other.y0)
    return across > 0.7 * min(one.width, other.width) and down > 0.7 * min(one.height, other.height)
