"""Whatever a page prints as a label, known to the vocabulary or not: by its colon, or by its column in a form."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from ....schemas.document import Box
from ....schemas.field_words import Word, words_of
from .labels import Label, Meaning, phrasebook
from .places import Place, form_columns, places_among
from .sheet import Sheet
from .tokens import Token, around, fold, text_of

LONGEST = 6
"""Tokens of a label."""

FEWEST = 3
"""Labels under one another that make a column of them."""

FAR_APART = 3.5
"""Line heights between two labels of a column; a wider gap ends it."""

REACH = 0.85
"""A value stands at most this share of the page's width right of its label."""

KNOWN_WORDS = 0.6
"""Share of the segments of a column of labels that are made of words that labels have."""

OPENING, AFTER_COLON, AFTER_MARK, CUT, BEFORE_NUMBER = 1.0, 0.97, 0.93, 0.88, 0.85
"""How likely words are a label: they open a segment, end in a colon, stand behind a mark, go on with a word that labels
have ('Advertiser' in 'Advertiser Code'), or stand before a number."""

_MARKS = frozenset("-–—•●·|,;/(")
_OWN = Meaning("own", "any", 1.0)


@dataclass(frozen=True, slots=True)
class Window:
    """Words of one segment that may be a label."""

    line: int
    first: int
    end: int
    words: tuple[Word, ...]
    likely: float
    """0 to 1."""
    in_form: bool
    """It stands in a column of labels: its value is to the right, or nothing."""

    @property
    def cut(self) -> bool:
        """True where the words behind it may belong to the label."""
        return self.likely == CUT


@dataclass(frozen=True, slots=True)
class PrintedLabels:
    """The labels of a sheet and everything that may be one."""

    sheet: Sheet
    by_line: Mapping[int, Sequence[Label]]
    """Those that are surely labels; a value ends where one begins."""
    forms: frozenset[tuple[int, int]]
    """As places.form_columns."""
    windows: Mapping[tuple[Word, ...], Sequence[Window]]
    """By what they say."""

    def label(self, window: Window) -> Label:
        """The window as a label."""
        row = self.sheet.tokens[window.line]
        return _label(self.sheet, row, window.line, window.first, window.end)

    def places(self, label: Label, *, in_form: bool) -> tuple[Place, ...]:
        """The places of its value, best first; below a label of a form only where a colon calls for a value."""
        forms = self.forms | {(label.page, round(label.box.x0 / 4))} if in_form else self.forms
        return self._among(label, forms) or (self._among(label, frozenset()) if label.colon else ())

    def _among(self, label: Label, forms: frozenset[tuple[int, int]]) -> tuple[Place, ...]:
        sheet = self.sheet
        return places_among(sheet.layout, sheet.tokens, self.by_line, [label], forms, REACH)[label]


def printed_labels(sheet: Sheet) -> PrintedLabels:
    """All labels of the sheet."""
    columns = _label_columns(sheet)
    by_line: dict[int, Sequence[Label]] = dict(sheet.by_line)
    for index, row in enumerate(sheet.tokens):
        members = columns.get(index, ())
        if index in by_line:
            by_line[index] = [label for label in by_line.get(index, ()) if not _is_value(label, row, members)]
        for first, end in (*((m.first, m.first + m.words) for m in members), *_closed_by_colon(row)):
            others = by_line.get(index, ())
            if not any(x.first <= first and end <= x.end and x.blocks for x in others):
                own = replace(_label(sheet, row, index, first, end), colon=True)
                apart = [x for x in others if x.end <= first or x.first >= end]
                by_line[index] = sorted([*apart, own], key=lambda x: x.first)
    windows: dict[tuple[Word, ...], list[Window]] = {}
    for index in range(len(sheet.tokens)):
        for window in _windows(sheet, index, {m.first for m in columns.get(index, ())}):
            windows.setdefault(window.words, []).append(window)
    return PrintedLabels(sheet, by_line, form_columns(sheet.layout, by_line), windows)


def _is_value(label: Label, row: Sequence[Token], members: Sequence["_Start"]) -> bool:
    """True for a word that could be a label but stands where values do: 'Cash' in 'Type: Cash' and 'Type | Cash'."""
    if row[label.end - 1].colon or any(m.first == label.first for m in members):
        return False
    if label.first and row[label.first - 1].segment == label.segment:
        return row[label.first - 1].colon and label.closes
    start = label.first
    while start and row[start - 1].segment == label.segment:
        start -= 1
    return start == label.first and any(m.end == start and m.is_label for m in members)


def _segments(row: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """(first, end) of the segments of a line."""
    start = 0
    for k, token in enumerate(row):
        if token.last:
            yield start, k + 1
            start = k + 1


# -- columns of labels ------------------------------------------------------------------------------------------------


def _label_columns(sheet: Sheet) -> Mapping[int, Sequence["_Start"]]:
    """By line the segments that begin with a label because labels stand under one another there.

    Most lines of the column open with words of labels, and all but one have something to their right. Words in the
    column next to such a one are values, even where they could be labels: 'Type | Cash'.
    """
    columns: dict[tuple[int, int], list[_Start]] = {}
    for line in sheet.layout.lines:
        if sheet.in_table(line.index, line.box):
            continue
        row = sheet.tokens[line.index]
        before: _Start | None = None
        for first, end in _segments(row):
            box = row[first].box
            before = _Start(line.index, first, end, _opens_with_words(row[first:end]), box, before)
            columns.setdefault((line.page, round(box.x0 / 4)), []).append(before)
    found: dict[int, list[_Start]] = {}
    kept: set[tuple[int, int]] = set()
    for _, column in sorted(columns.items()):
        for run in _runs(column):
            if len({text_of(sheet.tokens[s.line][s.first : s.end]) for s in run}) < FEWEST:
                continue
            behind = sum(
                s.before is not None and (s.before.line, s.before.first) in kept and s.before.is_label for s in run
            )
            beside = sum(s.end < len(sheet.tokens[s.line]) or not s.is_label for s in run)
            labels = [s for s in run if s.words]
            if len(labels) >= max(FEWEST, KNOWN_WORDS * len(run)) and beside + 1 >= FEWEST and 2 * behind <= len(run):
                kept.update((s.line, s.first) for s in labels)
                for start in labels:
                    found.setdefault(start.line, []).append(start)
    return found


def _runs(column: Sequence["_Start"]) -> Iterator[Sequence["_Start"]]:
    """The column cut where it breaks off."""
    run: list[_Start] = []
    for start in column:
        if run and start.box.y0 - run[-1].box.y1 > FAR_APART * max(start.box.height, run[-1].box.height, 4.0):
            yield run
            run = []
        run.append(start)
    yield run


@dataclass(frozen=True, slots=True)
class _Start:
    """A segment, and the one to its left."""

    line: int
    first: int
    end: int
    words: int
    """Tokens at its start that are words of labels."""
    box: Box
    before: "_Start | None"

    @property
    def is_label(self) -> bool:
        """True where it is nothing but words of labels."""
        return self.words == self.end - self.first


def _opens_with_words(tokens: Sequence[Token]) -> int:
    """Tokens at the start that are words of labels; 0 where the first is none."""
    count = 0
    for token in tokens[:LONGEST]:
        if not label_word(token):
            break
        count += 1
        if token.colon:
            break
    return count


def label_word(token: Token) -> bool:
    """True for a word that labels have: 'Agency', 'Code', '#'."""
    if not token.folded:
        return token.text in ("#", "-", "&", "/", ":")
    if not any(char.isalpha() for char in token.folded):
        return False
    if token.folded in phrasebook().known:
        return True
    found = words_of(token.text)
    return bool(found) and all(word.meanings for word in found)


# -- labels by their colon --------------------------------------------------------------------------------------------


def _closed_by_colon(row: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """(first, end) of words that a colon closes, from the segment's start or the last mark or number before."""
    for start, stop in _segments(row):
        for k in range(start, stop):
            if row[k].colon and (first := _back(row, start, k)) is not None:
                yield first, k + 1


def _back(row: Sequence[Token], start: int, colon: int) -> int | None:
    first = colon
    while first > start and colon - first < LONGEST:
        before = row[first - 1]
        if before.colon or before.text in _MARKS or any(c.isdigit() for c in before.text) or before.text[-1:] in ",;":
            break
        first -= 1
    words = row[first : colon + 1]
    return first if any(c.isalpha() for token in words for c in token.text) else None


# -- everything that may be a label -----------------------------------------------------------------------------------


def _windows(sheet: Sheet, index: int, members: AbstractSet[int]) -> Iterator[Window]:
    """The windows of one line; `members` are the tokens at which a label of a column begins."""
    row = sheet.tokens[index]
    seen: set[tuple[int, int]] = set()

    def window(first: int, end: int, likely: float, in_form: bool = False) -> Iterator[Window]:
        if (first, end) not in seen and (words := words_of(text_of(row[first:end]))):
            seen.add((first, end))
            yield Window(index, first, end, words, likely, in_form)

    for start, stop in _segments(row):
        in_form = start in members
        for first, end in _closed_by_colon(row[start:stop]):
            for begin in range(first, end):
                likely = AFTER_COLON if start + begin else OPENING
                yield from window(start + begin, start + end, likely, in_form and begin == 0)
        for end in range(start + 1, min(stop, start + LONGEST) + 1):
            cut = end < stop and row[end].folded and label_word(row[end])
            yield from window(start, end, CUT if cut else OPENING, in_form)
            if row[end - 1].colon:
                break
        for k in range(start + 1, stop):
            if row[k - 1].text in _MARKS or row[k - 1].text[-1:] in ",;|":
                for end in range(k + 1, min(stop, k + 4) + 1):
                    yield from window(k, end, AFTER_MARK)
            if _is_number(row[k]) and not _is_number(row[k - 1]):
                for first in range(max(start, k - 4), k):
                    yield from window(first, k, BEFORE_NUMBER)
        if stop < len(row) and not in_form:
            for first in range(max(start + 1, stop - 3), stop):
                if row[first].folded.isalpha() and row[first - 1].folded.isalpha():
                    yield from window(first, stop, BEFORE_NUMBER)


def _is_number(token: Token) -> bool:
    return any(char.isdigit() for char in token.text)


def _label(sheet: Sheet, row: Sequence[Token], line: int, first: int, end: int) -> Label:
    words = row[first:end]
    segment = words[0].segment
    text = text_of(words).strip(" :=#")
    before = [t for t in row[:first] if t.segment == segment and t.folded]
    after = [t for t in row[end:] if t.segment == segment and t.folded]
    return Label(
        meanings=(_OWN,),
        weights={},
        folded=fold(text),
        text=text,
        page=sheet.layout.lines[line].page,
        line=line,
        first=first,
        end=end,
        segment=segment,
        box=around(words),
        colon=words[-1].colon,
        opens=not before,
        closes=not after,
        prose=False,
    )
