"""When and how to pay, and what being late costs: sentences behind a label, or known by what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from ....schemas import vocabulary
from ....schemas.reply import Printed
from .labels import Label
from .places import Relation
from .sentences import Sentence, following, printed_of, sentences_of
from .sheet import Sheet
from .tokens import fold

TERMS, LATE, DUE = "PaymentTerms", "LatePaymentFeeTerms", "DueDate"

LONGEST = 420
"""Characters; what stands under a heading beyond this is more than the terms."""

MAX_DAYS = 3
"""Digits of a number of days."""

SMALL_PRINT = 8
"""A paragraph of more sentences is small print: terms of business that go for every invoice."""

METHOD = "PaymentMethod"
"""Its labels of one word ('Paiement') begin sentences too."""

_OF_HEADER = {"InvoiceNumber": 0.5, "InvoiceDate": 0.5, METHOD: 1.0}
"""A date behind such a label, if it means this so surely, is no day of payment."""


def payment_terms(sheet: Sheet) -> dict[str, Printed]:
    """Answers for PaymentTerms and LatePaymentFeeTerms; absent where the page does not say."""
    own = _own_sentences(sheet)
    found = max([*_labelled(sheet), *_unlabelled(sheet, own)], key=lambda p: p.score or 0.0, default=None)
    answers = {TERMS: found} if found else {}
    late = [s for run in own for s in run if _speaks_of(s, "late") and _figures(s) and not _beside_rows(sheet, s)]
    if late:
        answers[LATE] = printed_of(late[:1], None, 0.6)
    return answers


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence says about payment."""

    words: int
    """How many words it has."""
    paying: bool
    """It has a word of paying."""
    days: bool
    """'30 days'."""
    net: bool
    """It has the word 'net'."""
    net_days: bool
    """'Net 30'."""
    dated: bool
    """It names one day, and is no line of the document's header."""
    at_once: bool
    late: bool
    paid: bool
    """It tells of a payment made."""

    @property
    def when(self) -> bool:
        """True where it says by itself when to pay."""
        if self.late or (self.paid and not self.days):
            return False
        return (
            self.net_days
            or (self.days and (self.paying or self.net))
            or (self.paying and self.at_once and self.words > 2)
        )

    @property
    def by_date(self) -> bool:
        """True where it names the day of payment."""
        return self.paying and self.dated and not self.late and not self.paid

    @property
    def under_label(self) -> bool:
        """True where it says so once a label tells that it is about payment."""
        return self.days or self.net_days or self.dated or self.at_once


def _labelled(sheet: Sheet) -> Iterable[Printed]:
    """What stands behind, beside or under a label of payment terms."""
    for label in sheet.meaning(TERMS):
        strong = label.weight(TERMS) >= 1.0
        if sheet.in_table(label.line, label.box) and not (strong and label.colon):
            continue
        if (label.prose and not (strong and label.opens)) or not (strong or label.colon or label.closes):
            continue
        for sentences, relation in _spoken_of(sheet, label):
            first = _said(sheet, sentences[0])
            if _is_only_a_date(sheet, sentences[0]):
                continue
            goes_on = relation is Relation.INSIDE and not label.colon and sentences[0].text[:1].islower()
            if goes_on or not (first.under_label if strong else first.when):
                if strong and not goes_on and (label.colon or (relation is Relation.BELOW and label.closes)):
                    yield printed_of(_within_reach(sheet, sentences), label.text, 0.55)
                continue
            yield printed_of(_on_and_on(sheet, sentences), label.text, 0.9)


def _on_and_on(sheet: Sheet, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The first sentence, and those behind it that say when to pay too."""
    end = 1
    while end < len(sentences) and (said := _said(sheet, sentences[end])) and (said.when or said.by_date):
        end += 1
    return sentences[:end]


def _within_reach(sheet: Sheet, sentences: Sequence[Sentence]) -> Sequence[Sentence]:
    """The sentences of a paragraph under a heading, as far as they may be its text."""
    length = 0
    for at, sentence in enumerate(sentences):
        length += len(sentence.text)
        if at and (length > LONGEST or _said(sheet, sentence).late):
            return sentences[:at]
    return sentences


def _spoken_of(sheet: Sheet, label: Label) -> Iterable[tuple[Sequence[Sentence], Relation]]:
    """The sentences a label speaks of, from the nearest place that has any."""
    if inside := following(sheet, label.line, label.end, label.segment):
        yield inside, Relation.INSIDE
        return
    for place in sheet.places[label][:2]:
        line = place.line
        if place.relation is Relation.BELOW and _only_labels(sheet, line, place.tokens[0].segment):
            line += 1  # a row of column headings
            if line >= len(sheet.tokens) or not sheet.tokens[line]:
                continue
            if sentences := following(sheet, line, 0, 0):
                yield sentences, place.relation
        elif sentences := following(sheet, line, place.first, place.tokens[0].segment):
            yield sentences, place.relation


def _only_labels(sheet: Sheet, line: int, segment: int) -> bool:
    return any(label.segment == segment and label.opens and label.closes for label in sheet.labels_of(line))


def _unlabelled(sheet: Sheet, own: Sequence[Sequence[Sentence]]) -> Iterable[Printed]:
    """Sentences that say by themselves when to pay; those behind one another are one answer."""
    for run in own:
        before = False
        for at, sentence in enumerate(run):
            said = _said(sheet, sentence)
            begins = (said.when or said.by_date) and not before
            before = said.when or said.by_date
            kept = _on_and_on(sheet, run[at:]) if begins else ()
            if kept and len(kept[0].tokens) > 1 and not (len(kept) == 1 and _is_due_date(sheet, sentence)):
                yield printed_of(kept, None, _standing(sheet, run, kept))


def _standing(sheet: Sheet, run: Sequence[Sentence], kept: Sequence[Sentence]) -> float:
    """How far sentences are trusted that no label names, by where they stand."""
    score = 0.65
    if not _said(sheet, kept[0]).when:
        score -= 0.05
    if len(run) > SMALL_PRINT:
        score -= 0.2
    if _beside_rows(sheet, kept[0]):
        score -= 0.1
    return score if kept[0].page == sheet.layout.pages[0].number else score - 0.05


def _beside_rows(sheet: Sheet, sentence: Sentence) -> bool:
    """True on a line that belongs to a table of items, or to the sums under it."""
    return sheet.in_table(sentence.places[0][0], sentence.tokens[0].box)


def _own_sentences(sheet: Sheet) -> list[Sequence[Sentence]]:
    """The sentences of each paragraph."""
    return [sentences_of(sheet, block.segments) for block in sheet.blocks]


def _is_due_date(sheet: Sheet, sentence: Sentence) -> bool:
    """True where a sentence is no more than a label and the date it is due, and stands above the items."""
    line, first = sentence.places[0]
    if sheet.taken and line > max(sheet.taken):
        return False
    ends = {label.end for label in sheet.labels_of(line) if label.first == first and label.weight(DUE) > 0}
    places = sentence.places
    return any((line, moment.first) in places and moment.first in ends for moment in sheet.dates if moment.line == line)


def _is_only_a_date(sheet: Sheet, sentence: Sentence) -> bool:
    line, first = sentence.places[0]
    ends = {moment.end for moment in sheet.dates if moment.line == line and moment.first == first}
    return first + len(sentence.tokens) in ends


# -- what a sentence says ---------------------------------------------------------------------------------------------


def _said(sheet: Sheet, sentence: Sentence) -> _Said:
    folded = [token.folded for token in sentence.tokens]
    places = set(sentence.places)
    days, net, at_once = _day_words(), vocabulary.words("net"), vocabulary.words("immediately")
    numbers = [k for k, word in enumerate(folded) if word.isdigit() and len(word) <= MAX_DAYS]
    return _Said(
        words=sum(word.isalpha() for word in folded),
        paying=_speaks_of(sentence, "paying"),
        days=any(word in days for k in numbers for word in folded[k + 1 : k + 3]),
        net=any(word in net for word in folded),
        net_days=any(k and folded[k - 1] in net and _alone(folded, k) for k in numbers),
        dated=len(places & sheet.date_starts) == 1
        and not any(_opens(sheet, sentence, key, weight) for key, weight in _OF_HEADER.items()),
        at_once=any("".join(folded[k:end]) in at_once for k in range(len(folded)) for end in range(k + 1, k + 6)),
        late=_speaks_of(sentence, "late"),
        paid=any(
            label.weight("word:paid") > 0
            and (label.line, label.first) in places
            and (label.opens or label.end - label.first > 1)
            for line in {line for line, _ in sentence.places}
            for label in sheet.labels_of(line)
        ),
    )


def _opens(sheet: Sheet, sentence: Sentence, key: str, weight: float) -> bool:
    """True where a sentence begins with a label of the key."""
    line, first = sentence.places[0]
    return any(
        label.first == first and label.weight(key) >= weight and (label.end - first > 1 or key != METHOD)
        for label in sheet.labels_of(line)
    )


def _alone(folded: Sequence[str], k: int) -> bool:
    """True where the number at k is no part of an amount."""
    return k + 1 == len(folded) or not folded[k + 1].isdigit()


def _figures(sentence: Sentence) -> bool:
    return any(char.isdigit() for char in sentence.text)


def _speaks_of(sentence: Sentence, which: str) -> bool:
    """True where a word of the sentence is in a list of the vocabulary, or begins as one of its stems ('zahl-')."""
    whole, stems = _stems(which)
    return any(token.folded in whole or token.folded.startswith(stems) for token in sentence.tokens)


@cache
def _stems(which: str) -> tuple[frozenset[str], tuple[str, ...]]:
    """(whole words, stems) of a list; '-' ends a stem."""
    known = vocabulary.words(which)
    stems = tuple(folded for folded, text in known.items() if text.endswith("-"))
    return frozenset(folded for folded, text in known.items() if not text.endswith("-")), stems


@cache
def _day_words() -> frozenset[str]:
    """'days', 'Tagen', 'jours': the first word of every phrase of the list."""
    return frozenset(fold(text.split()[0]) for text in vocabulary.words("days").values())
