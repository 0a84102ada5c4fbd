"""Numbers that are names: invoice, order, customer, contract numbers, each beside or under its label."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from ....schemas.document import Box
from ....schemas.reply import Printed
from ...values.dates import find_dates
from .labels import Label
from .places import Place, Relation
from .sheet import Sheet
from .tokens import Token, around, text_of

ENOUGH = 0.32
"""Answers that score less are left out."""

_IDENTIFIER = re.compile(r"^[#№]?[\w][\w.,/\\\-–_+&:#()*]*$")
_MONEY = re.compile(r"^[-+]?\d{1,3}(?:[.,' ]\d{3})*[.,]\d{2}$")
_GROUPS = re.compile(r"\d{1,4}(?: \d{2,4})+")
"""Groups of digits and nothing else: a number in groups as well as a large amount without cents."""
_TIME = re.compile(r"^\d{1,2}:\d{2}(?::\d{2})?$")
_OPENERS = re.compile(r"^(?:no|nr|num|number|numero|n|id|code|ref|is|#)$")


@dataclass(frozen=True, slots=True)
class Found:
    """One candidate with its score."""

    printed: Printed
    line: int
    first: int
    end: int
    score: float
    strong: bool = True
    """False where only a general label ('Reference', 'Date') speaks for it."""


TITLE_REACH = 10
"""Tokens between a title and its number: 'Gutschrift (selbst ausgestellte Rechnung) (389) Nr. 4711'."""

TITLES = (
    "title:invoice",
    "title:credit_note",
    "title:debit_note",
    "title:proforma",
    "title:receipt",
    "title:corrective",
)


def invoice_numbers(sheet: Sheet) -> tuple[Found, ...]:
    """Candidates for the invoice number: beside its label, or behind the title ('Rechnung 4711', 'Facture n° 12')."""
    found = list(identifiers(sheet, "InvoiceNumber"))
    for key in TITLES:
        for label in sheet.labelled(key):
            if not label.opens or label.prose:
                continue
            for place in _behind_title(sheet, label):
                inside = place.relation is Relation.INSIDE
                if not inside and not (place.relation is Relation.BELOW and _heads_column(sheet, label, place)):
                    continue
                span = identifier_in(place.tokens, TITLE_REACH)
                if span is None or _is_ordinal(place.tokens, span):
                    continue
                words = place.tokens[span[0] : span[1]]
                text = text_of(words).strip(" .,;:#")
                score = (0.8 if inside else 0.6) * quality(text)
                printed = Printed(text, place.page, around(words), label.text, round(score, 3))
                found.append(Found(printed, place.line, place.first + span[0], place.first + span[1], score))
    return tuple(sorted(found, key=lambda item: -item.score))


def _behind_title(sheet: Sheet, title: Label) -> tuple[Place, ...]:
    """What follows a title, also behind a word for its number: 'Handelsrechnung Nr. 4711', 'TAX INVOICE INV 0418'."""
    for label in sheet.labels_of(title.line):
        numbers = label.weight("word:number") > 0 or label.weight("InvoiceNumber") > 0
        if label.first == title.end and label.segment == title.segment and numbers:
            return sheet.places[label]
    return sheet.places[title]


def _heads_column(sheet: Sheet, label: Label, place: Place) -> bool:
    """True where a title is one of several labels in a row with their values below: 'FACTURE · Date · Client'."""
    labels = [other for other in sheet.labels_of(label.line) if other.of_record]
    return len(labels) >= 3 and len(place.tokens) <= 2


def _is_ordinal(tokens: Sequence[Token], span: tuple[int, int]) -> bool:
    """True for a number that counts the word behind it: '2. Quartal'."""
    first, end = span
    behind = end < len(tokens) and tokens[end].folded.isalpha()
    return behind and end - first == 1 and re.fullmatch(r"\d{1,2}\.", tokens[first].text) is not None


def _answers_another(sheet: Sheet, label: Label, key: str) -> bool:
    """True where a general label stands in the value of a label that says something else: 'Period: no. 11 to 12'."""
    for line in range(max(0, label.line - 2), label.line + 1):
        for other in sheet.labels_of(line):
            if other is label or other.weight(key) > 0 or not _says_outright(other):
                continue
            for place in sheet.places[other][:1]:
                if place.line == label.line and place.first <= label.first < place.end:
                    return True
    return False


def _says_outright(label: Label) -> bool:
    return label.of_record and any(
        (label.colon or m.weight >= 1.0)
        and not m.key.startswith(("word:", "title:", "party:", "LineItems.", "VatBreakdown."))
        for m in label.meanings
    )


def of_this_document(sheet: Sheet, found: Sequence[Found]) -> tuple[Found, ...]:
    """The numbers of a correcting document, those last that may be the number of the invoice it corrects."""
    original = {
        (place.line, place.first) for label in sheet.meaning("OriginalInvoiceNumber") for place in sheet.places[label]
    }
    own = [f for f in found if (f.line, f.first) not in original]
    rest = [replace(f, score=0.6 * f.score) for f in found if (f.line, f.first) in original]
    return tuple(sorted((*own, *rest), key=lambda item: -item.score))


def identifiers(sheet: Sheet, key: str, accept: Callable[[str], bool] | None = None) -> tuple[Found, ...]:
    """Candidates for one identifier, best first.

    Args:
        accept: a further condition on the printed characters.
    """
    found: list[Found] = []
    for label in sheet.labelled(key):
        if (label.prose and not label.colon) or (label.weight(key) < 1.0 and _of_party(sheet, label)):
            continue
        if label.weight(key) < 1.0 and _answers_another(sheet, label, key):
            continue
        weight = label_weight(sheet, label, key)
        for rank, place in enumerate(sheet.places[label][:3]):
            span = identifier_in(place.tokens)
            if span is None:
                continue
            first, end = span
            words = place.tokens[first:end]
            text = text_of(words).strip(" .,;:#–-/")
            if _is_money(sheet, place, first, end):
                continue
            box = around(words)
            if (rest := _goes_on(sheet, place, end)) is not None:
                text, box = text_of(words).strip(" .,;:#") + rest.text, box.union(rest.box)
            if accept is not None and not accept(text):
                continue
            score = weight * (place.score - 0.1 * rank) * quality(text) * (1.0 if first == 0 else 0.85)
            printed = Printed(text, place.page, box, label.text, round(min(1.0, score), 3))
            strong = label.weight(key) >= 0.8
            found.append(Found(printed, place.line, place.first + first, place.first + end, score, strong))
    return tuple(sorted(found, key=lambda item: -item.score))


def _goes_on(sheet: Sheet, place: Place, end: int) -> Token | None:
    """The rest of a number that a hyphen or a stroke breaks at the end of a narrow column: 'INV-25-' over '88130'."""
    last, row = place.tokens[end - 1], sheet.tokens[place.line]
    at = place.first + end
    if last.text[-1:] not in "-/" or (at < len(row) and row[at].segment == last.segment):
        return None
    for line in sheet.layout.lines[place.line + 1 : place.line + 3]:
        for token in sheet.tokens[line.index]:
            near = line.page == place.page and -2.0 < token.box.y0 - last.box.y1 < last.box.height
            below = token.box.x0 < last.box.x1 + 2 and token.box.x1 > place.box.x0 - 2
            if near and below and not sheet.labels_of(line.index):
                return token if any(c.isdigit() for c in token.text) else None
    return None


def _is_money(sheet: Sheet, place: Place, first: int, end: int) -> bool:
    """True where the tokens are an amount with a currency or cents."""
    return any(
        a.strict and a.first <= place.first + first and place.first + end <= a.end and not _GROUPS.fullmatch(a.text)
        for a in sheet.amounts_on.get(place.line, ())
    )


def _of_party(sheet: Sheet, label: Label) -> bool:
    """True where a general label ('Number') stands among the lines of a party: it is the party's number."""
    return any(scope.holds(label.page, label.box) for scope in sheet.scopes)


def best(candidates: Iterable[Found], taken: Iterable[Box] = ()) -> Printed | None:
    """The best candidate that scores enough and does not stand where another answer stands."""
    used = set(taken)
    ranked = [c for c in candidates if c.score >= ENOUGH and c.printed.box not in used]
    if not ranked:
        return None
    others = tuple(dict.fromkeys(c.printed.text for c in ranked if c.printed.text != ranked[0].printed.text))
    first = ranked[0].printed
    return Printed(first.text, first.page, first.box, first.label, first.score, alternatives=others[:3])


def label_weight(sheet: Sheet, label: Label, key: str) -> float:
    """How much a label counts for a key: its meaning, its language, and how it stands on the page."""
    own = max(
        (
            m.weight * (1.0 if m.language in (sheet.language, "en", "any") else 0.85)
            for m in label.meanings
            if m.key == key
        ),
        default=0.0,
    )
    weight = 0.55 * own + 0.45 if own >= 0.8 else 0.62 * own + 0.2
    if not label.opens:
        weight -= 0.12
    if not label.exact:
        weight -= 0.08
    if label.page != sheet.layout.pages[0].number:
        weight -= 0.04
    return max(0.0, weight)


def identifier_in(tokens: Sequence[Token], reach: int = 5) -> tuple[int, int] | None:
    """(first, end) of the first run of tokens that reads like a number or code; None where there is none.

    Not after a sentence: beyond the third token only behind a word such as 'Nr.'.

    A run goes on over blanks while it looks like one number in groups ('044 241 601 03', 'FR 05 987 654 321').
    """
    for k, token in enumerate(tokens[:reach]):
        bare = token.text.strip(" .,;:#")
        if not bare:
            continue
        if k > 2 and tokens[k - 1].folded.isalpha() and _OPENERS.match(tokens[k - 1].folded) is None:
            if reach <= 5:
                return None
            continue
        if any(char.isdigit() for char in bare) and _IDENTIFIER.match(bare) and not _TIME.match(bare):
            first = k
            if k and _prefix(tokens[k - 1]):
                first = k - 1
            while first and _one_word(tokens[first - 1], tokens[first]):
                first -= 1
            end = k + 1
            while end < len(tokens) and _continues(tokens[end - 1], tokens[end]):
                end += 1
            return first, _before_date(tokens, first, end)
        if token.text.endswith((".", "!")) and len(bare) > 3:
            return None
    return None


def _one_word(left: Token, right: Token) -> bool:
    """True for the parts of a code that looked like two labels: 'ABC/' + 'PUR/25-26'."""
    return left.text.endswith("/") and left.text[:-1].isupper() and right.box.x0 - left.box.x1 < 0.01


def _before_date(tokens: Sequence[Token], first: int, end: int) -> int:
    """Where a number ends that a stroke parts from the date behind it: '4711 / 28.11.25'."""
    for k in range(first + 1, end - 1):
        if tokens[k].text == "/" and find_dates(text_of(tokens[k + 1 : end])):
            return k
    return end


def quality(text: str) -> float:
    """0 to 1: how much a printed string looks like a document number rather than a date or an amount."""
    score = 1.0
    if _MONEY.match(text):
        return 0.15
    dates = find_dates(text)
    if dates and dates[0].end - dates[0].start >= len(text) - 1:
        return 0.15
    if text.endswith("%"):
        return 0.1
    if len(text) > 30:
        score -= 0.3
    if len(text) == 1:
        score -= 0.15
    return score


def _prefix(token: Token) -> bool:
    """True for capitals before a number that belong to it: 'INV 00123', 'HRB 1234'."""
    bare = token.text.strip(".,;:")
    return (
        bare.isalpha()
        and bare.isupper()
        and 1 <= len(bare) <= 4
        and not token.colon
        and not _OPENERS.match(token.folded)
    )


def _continues(left: Token, right: Token) -> bool:
    digits = left.text.isdigit() and right.text.isdigit()
    if (
        right.box.x0 - left.box.x1 > (1.4 if digits else 0.9) * max(right.box.height, 4.0)
        or left.segment != right.segment
    ):
        return False
    if left.text.endswith((",", ";")):
        return False
    bare = right.text.strip(".,;")
    if left.text == "/" or bare == "/":
        return any(char.isdigit() for char in bare) or bare == "/"
    return bool(re.fullmatch(r"[A-Z]?\d[\d/.-]{0,7}[A-Z]?", bare)) and bool(
        re.fullmatch(r"[A-Z]{0,3}[\d/.-]+", left.text)
    )


def inside(place: Place) -> bool:
    """True where the value stands in the same segment as its label."""
    return place.relation is Relation.INSIDE
