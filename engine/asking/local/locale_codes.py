"""Currency of the amounts and language of the words."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ....schemas.record import Source
from ....schemas.reply import Printed
from ...values import codes
from ...values.codes import CURRENCY_PATTERN, IN_RUNNING_TEXT, country_of, currency_candidates, currency_of
from .layout import Line
from .sheet import Sheet
from .tokens import Token

_SIGN = re.compile(CURRENCY_PATTERN)
_GLUED = re.compile(rf"[^\W\d_]\((?P<sign>{CURRENCY_PATTERN})\)[:.]?\Z")
"""A currency in brackets behind its label: 'Amount(RM)'."""
_CENTS = re.compile(r"\d{1,3}(?:[ ,]?\d{3}){0,3}[.,]\d{2}(?!\d)")
_AROUND = "0123456789.,'-+()*:/ "


@dataclass(frozen=True, slots=True)
class Currencies:
    """The signs and codes of currencies on the pages."""

    votes: Mapping[str, int]
    """Sign → how much it counts: three for one beside an amount."""
    first: Mapping[str, Printed]
    labelled: Printed | None = None
    """What a label of the currency says."""

    @property
    def certain(self) -> str | None:
        """The ISO 4217 code of the amounts, where the pages leave no doubt."""
        printed = self.labelled or self.printed(None)
        return currency_of(printed.text) if printed is not None else None

    def printed(self, home: str | None) -> Printed | None:
        """The currency of the totals: by its label, beside the amounts, or by the sign most amounts bear.

        Args:
            home: ISO 4217 code of the supplier's country; decides what a sign of many countries ('$', 'kr') means.
        """
        if self.labelled is not None:
            return self.labelled
        votes = {s: n for s, n in self.votes.items() if s not in codes.ISO_4217 or s in IN_RUNNING_TEXT or s == home}
        if not votes:
            return None
        certain = {sign: n for sign, n in votes.items() if len(currency_candidates(sign)) == 1}
        sign = max(votes, key=lambda s: (votes[s], s in certain))
        meant = set(currency_candidates(sign))
        for other in sorted(certain, key=lambda s: -certain[s]):
            if currency_candidates(other)[0] in meant:
                return self.first[other]
        first = self.first[sign]
        if sign not in certain and home is not None and home in meant:
            return Printed(home, first.page, first.box, first.text, 0.75, Source.DERIVED)
        return first


def currencies(sheet: Sheet) -> Currencies:
    """Every currency that the pages print, with what speaks for it."""
    votes: Counter[str] = Counter()
    first: dict[str, Printed] = {}
    close: set[str] = set()
    near_amounts: dict[int, set[int]] = {}
    for amount in sheet.amounts:
        if amount.strict:
            near_amounts.setdefault(amount.line, set()).update(range(amount.first - 1, amount.end + 1))
    for line in sheet.layout.lines:
        if not any(c.isdigit() for c in line.text) and len(line.text) > 60:
            continue
        row = sheet.tokens[line.index]
        for k, token in enumerate(row):
            sign = _sign(token) or _rand(row, k)
            if sign == "р" and sheet.language == "uk":
                continue  # 'року', the year
            if sign is None or (sign in codes.ISO_4217 and _among_words(row, k)):
                continue
            in_items = line.index in sheet.taken
            if in_items and sign in codes.ISO_4217 and _described(line, token):
                continue
            near = in_items or k in near_amounts.get(line.index, ())
            if sign.isalpha() and not near and not _stands_alone(line, token):
                continue
            votes[sign] += 3 if near else 1
            if sign not in first or (near and sign not in close):
                score = 0.9 if len(currency_candidates(sign)) == 1 else 0.7
                first[sign] = Printed(sign, line.page, token.box, None, score)
            if near:
                close.add(sign)
    return Currencies(votes, first, _labelled(sheet))


def _rand(row: Sequence[Token], k: int) -> str | None:
    """'R' right before an amount with cents ('R 14 850.00', 'R219.90'): the South African rand."""
    behind = row[k].text[1:] if len(row[k].text) > 1 else " ".join(t.text for t in row[k + 1 : k + 4])
    return "R" if row[k].text[:1] == "R" and _CENTS.match(behind) else None


def _sign(token: Token) -> str | None:
    sign = token.text.strip(_AROUND)
    if sign and _SIGN.fullmatch(sign):
        return sign
    glued = _GLUED.search(token.text)
    return glued["sign"] if glued else None


def _among_words(row: Sequence[Token], k: int) -> bool:
    """True where words without digits stand on both sides of a token: it is a word of theirs ('TAU SAR PNEAH')."""
    beside = [row[i] for i in (k - 1, k + 1) if 0 <= i < len(row) and row[i].segment == row[k].segment]
    return len(beside) == 2 and all(t.folded.isalpha() and len(t.folded) > 1 for t in beside)


def _described(line: Line, token: Token) -> bool:
    """True where a code stands among the words and numbers of a description: 'Gear oil CLP 220 B160'."""
    words = line.segments[token.segment].words
    other = [word.text for word in words if word.text != token.text]
    return any(c.isdigit() for text in other for c in text) and any(text.isalpha() and len(text) > 3 for text in other)


def _stands_alone(line: Line, token: Token) -> bool:
    """True where a currency is all of its segment, or stands in brackets behind a label."""
    return len(line.segments[token.segment].words) == 1 or _GLUED.search(token.text) is not None


def _labelled(sheet: Sheet) -> Printed | None:
    for label in sheet.labelled("Currency"):
        for place in sheet.places[label][:2]:
            for token in place.tokens[:3]:
                if currency_of(token.text) is not None and label.weight("Currency") >= 1.0:
                    return Printed(token.text.strip(" .,:;()"), place.page, token.box, label.text, 0.95)
    return None


def currency_of_country(place: Printed | None) -> Printed | None:
    """The currency of a country, where the page prints none."""
    code = country_of(place.text) if place is not None else None
    if place is None or code is None:
        return None
    current = codes.currency_of_country(code)
    return Printed(current, place.page, place.box, None, 0.4, Source.DERIVED) if current else None


def language(sheet: Sheet) -> Printed | None:
    """The language of the words, as ISO 639-1."""
    if sheet.language is None:
        return None
    return Printed(sheet.language, score=0.8, source=Source.DERIVED)
