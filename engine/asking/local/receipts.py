"""Slips from a till: the merchant at the head, and the total among cash, change, rounding and tax summaries."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from ....schemas.reply import Printed
from .addresses import has_strong_legal_form, is_contact, is_street, town_of
from .labels import Label
from .layout import Line
from .money import Amount
from .names import bare_name, fuller_name, name_quality
from .parties import Party
from .sheet import Sheet
from .total_candidates import DUE, GROSS, NET, ROUNDING, TAX
from .totals import solve_totals

HEAD_LINES = 14
"""The merchant is named in the first lines of a slip."""

LARGE = 1.15
"""Height, in heights of the other lines of the head, of the letters of a shop's name."""

HUGE = 1.4
"""The same for a name that stands first and is the shop's whatever legal name stands below it."""

_TRADE = re.compile(
    r"(?i)\b(?:sdn\.?\s?bhd|s[do]n\.?\s?bhd|s/b|plt|enterprise|trading|restaurant|restoran|caf[eé]|bakery|mart|market|supermarket|hardware|"
    r"pharmacy|apotheke|station|store|shop|hotel|bistro|bar|grill|kitchen|stationery|handicraft|supply|supplies|ltd|llc|inc|gmbh|sarl|b\.?v)\b"
)
"""Words that the names of shops have."""

_ADDRESS = re.compile(r"(?i)\b(?:road|rd|street|st|lane|avenue|ave|jalan|jln?)\b|^\w+\s\d+,")
"""Streets and places whose names hold the word for a shop: 'Station Road', 'Shop 4, 118 Elizabeth St'."""

_BRANCH = re.compile(r"(?i)\b(?:store|shop|station|mart|market|restaurant|hotel)\s*(?:#|no\.?|nr\.?)?\s*\d")
"""The number of a branch, which is no name: 'Store #417'."""

_REGISTER_LINE = re.compile(
    r"^\W*(?:co\.?\s?(?:no|reg)|reg|roc|company|\d{4,})[\w.: ()/-]*\W*$|^\(?[A-Z]{0,3}\d{5,8}-?[A-Z]{1,3}\)?$", re.I
)


_GREETING = re.compile(
    r"""(?ix)^\W*(?:
    welcome|thank(?:s|\syou)|hello|hi\b|your\s(?:receipt|order|ride|trip)|
    (?:herzlich\s)?willkommen|(?:vielen\s|herzlichen\s)?dank\b|danke|wir\sdanken|guten\stag|bienvenue|merci|bonjour|nous\svous\sremercions|
    bienvenid[oa]s?|(?:muchas\s)?gracias|hola|benvenut[oi]|grazie|(?:muito\s)?obrigad[oa]|bem[\s-]?vind[oa]s?|olá|
    welkom|bedankt|dank\su|(?:hjertelig\s)?velkommen|takk?\sfor|välkommen|tack\b|witamy|dziękujemy|zapraszamy|
    спасибо|добро\sпожаловать|благодарим|дякуємо|ласкаво\sпросимо
    )"""
)
"""How a slip greets its customer; no name of a shop."""


@dataclass(slots=True)
class _Value:
    """What speaks for one value as the total of the slip."""

    amount: Amount
    score: float
    label: str | None
    best: float


def slip_merchant(sheet: Sheet) -> Party | None:
    """The merchant: the first line of the printed head, the legal name where one is printed."""
    lines = [line for line in sheet.layout.lines[:HEAD_LINES] if line.page == sheet.layout.pages[0].number]
    if not lines:
        return None
    start = _head_start(lines)
    scored: list[tuple[float, int, str]] = []
    usual = median(line.box.height for line in lines)
    for k in range(start, len(lines)):
        text = _line_name(lines[k])
        quality = name_quality(text)
        if k > start and (is_contact(lines[k].text) or town_of(lines[k].text)) and scored:
            break
        if quality <= 0.1 or _GREETING.match(text):
            continue
        score = quality - 0.13 * (k - start)
        if k == start and lines[k].box.height > HUGE * usual:
            score += 0.8
        if has_strong_legal_form(text):
            score += 0.45
        elif _BRANCH.search(text):
            score -= 0.3
        elif _TRADE.search(text) and not _ADDRESS.search(text):
            score += 0.45
        if k + 1 < len(lines) and _REGISTER_LINE.match(lines[k + 1].text):
            score += 0.25
        if re.search(r"\(\w{4,}-?\w?\)\s*$", lines[k].text):
            score += 0.25
        if (is_street(text) or _ADDRESS.search(text)) and not has_strong_legal_form(text):
            score -= 0.4
        scored.append((score, k, text))
    if not scored:
        return None
    score, at, text = max(scored, key=lambda item: (item[0], -item[1]))
    first, text = _joined(lines, start, at, text)
    text = fuller_name(text, (_line_name(line) for line in lines))
    box = lines[first].box.union(lines[at].box)
    sold = min((a.line for a in sheet.amounts if a.strict and a.line > lines[at].index), default=10**6)
    rest = tuple(segment for line in lines[at + 1 :] if line.index < sold for segment in line.segments)
    return Party(Printed(text, lines[at].page, box, None, round(min(0.95, 0.5 + 0.3 * score), 3)), rest, score)


def slip_totals(sheet: Sheet) -> dict[str, Printed]:
    """Answers for the totals of a slip."""
    values = _values(sheet)
    answers: dict[str, Printed] = {}
    if values:
        # 'Total' and 'Grand total' are told alike; what was added between them makes the total.
        top = max(values.values(), key=lambda v: (round(v.score, 2), round(v.best, 2), v.amount.value))
        if top.score > (0.35 if top.label is None or len(values) > 1 else 0.1):
            others = sorted(
                (v for v in values.values() if v is not top and v.score > 0.5 * top.score), key=lambda v: -v.score
            )
            answers[GROSS] = Printed(
                top.amount.text,
                top.amount.page,
                top.amount.box,
                top.label,
                round(min(0.97, top.score / (top.score + 0.6)), 3),
                alternatives=tuple(v.amount.text for v in others[:3]),
            )
    gross = _amount_of(sheet, answers.get(GROSS))
    rounding = [(a, label) for a, label in _labelled(sheet, ROUNDING) if abs(a.value) < 1]
    if rounding:
        amount, label = rounding[-1]
        answers[ROUNDING] = Printed(amount.text, amount.page, amount.box, label.text, 0.6)
    if gross is not None:
        parts = solve_totals(sheet, gross).answers
        answers |= {role: parts[role] for role in (NET, TAX) if role in parts}
    return answers


def _head_start(lines: Sequence[Line]) -> int:
    """Where the printed head begins: hand-written notes above it stand apart or are larger or smaller."""
    usual = median(line.box.height for line in lines)
    for k, line in enumerate(lines[:6]):
        text = line.text.strip()
        letters = sum(c.isalpha() for c in text)
        following = lines[k + 1] if k + 1 < len(lines) else None
        apart = following is not None and following.box.y0 - line.box.y1 > 1.3 * min(usual, line.box.height)
        noted = line.box.height > 1.9 * usual and not has_strong_legal_form(text) and not _TRADE.search(text)
        if letters < 3 or letters < 0.5 * len(text.replace(" ", "")) or _GREETING.match(text):
            continue
        if noted and (text.islower() or min(w.confidence for w in line.words) < 0.8):
            continue
        if apart and (text.islower() or not _TRADE.search(text)) and k < 3 and _name_follows(lines[k + 1 : k + 5]):
            continue
        return k
    return 0


def _name_follows(lines: Sequence[Line]) -> bool:
    return any(has_strong_legal_form(line.text) or _TRADE.search(line.text) for line in lines)


def _line_name(line: Line) -> str:
    return bare_name(max((s.text for s in line.segments), key=len) if len(line.segments) > 1 else line.text)


def _joined(lines: Sequence[Line], start: int, at: int, text: str) -> tuple[int, str]:
    """The name with the line above, where all of this line is a legal form, or a kind of shop and a legal form."""
    core = [w for w in _TRADE.sub(" ", re.sub(r"\([^)]*\)|\bCO\b\.?", " ", text)).split() if len(w) > 1]
    if at == start or core:
        below = at + 1
        if below < len(lines) and not has_strong_legal_form(text):
            more = _line_name(lines[below])
            if _only_form(more) or (at == start and _goes_on(lines, at)):
                return at, f"{text} {more}"
        return at, text
    above = _line_name(lines[at - 1])
    if name_quality(above) <= 0.2 or lines[at].box.y0 - lines[at - 1].box.y1 > 0.8 * lines[at].box.height:
        return at, text
    return at - 1, f"{above} {text}"


def _goes_on(lines: Sequence[Line], at: int) -> bool:
    """True where the line below is in the same large letters, centred as well: a name too long for the paper."""
    one, two = lines[at], lines[at + 1]
    usual = median(line.box.height for line in lines)
    large = min(one.box.height, two.box.height) > LARGE * usual
    alike = abs(one.box.height - two.box.height) < 0.15 * one.box.height
    centred = abs(one.box.centre - two.box.centre) < 1.5 * one.box.height
    return large and alike and centred and two.text.replace(" ", "").isalpha() and name_quality(two.text) > 0.4


def _only_form(text: str) -> bool:
    return has_strong_legal_form(text) and not [w for w in _TRADE.sub(" ", text).split() if len(w) > 1]


def _values(sheet: Sheet) -> Mapping[Decimal, _Value]:
    """Every value that could be the total, with what speaks for it."""
    usual = median(line.box.height for line in sheet.layout.lines)
    change = _amounts(sheet, "word:change")
    cash = _amounts(sheet, "word:tendered")
    roundings = [a.value for a, _ in _labelled(sheet, ROUNDING)]
    end = min((a.line for a in change if a.line > len(sheet.layout.lines) // 4), default=None)
    found: dict[Decimal, _Value] = {}

    def add(amount: Amount, score: float, label: str | None) -> None:
        kept = found.get(amount.value)
        if kept is None:
            found[amount.value] = _Value(amount, score, label, score)
            return
        kept.score += 0.5 * score
        if score > kept.best:
            kept.amount, kept.label, kept.best = amount, label, score

    for amount in sheet.amounts:
        if amount.percent or amount.value <= 0:
            continue
        labels = [label for label in sheet.labels_of(amount.line) if label.end <= amount.first]
        score, label = _line_score(sheet, amount, labels)
        if not amount.strict:
            score -= 0.5
        if end is not None and amount.line > end:
            score -= 0.7
        if score <= 0.0:
            continue
        height = sheet.layout.lines[amount.line].box.height
        score += 0.4 * min(1.0, max(0.0, height / usual - 1.15))
        add(amount, score, label)
    printed = {a.value: a for a in reversed(sheet.amounts) if a.strict}
    for paid in (*cash, *(a for a in _amounts(sheet, "word:payment_method") if change and a not in cash)):
        for back in (*change, *(c for c in cash if c.value * paid.value < 0)):
            left = abs(paid.value) - abs(back.value)
            left = next((v for v in (left, *(left + s * r for r in roundings for s in (1, -1))) if v in printed), left)
            if not back.value or left <= 0 or paid.line > back.line or left not in printed:
                continue
            if left not in found:
                add(printed[left], 0.0, None)
            found[left].score += 1.3
    for value in list(found):
        for rounding in roundings:
            paid_only = value + rounding in found and _pays(sheet, found[value + rounding].amount)
            if rounding and value + rounding in found and abs(rounding) < Decimal("0.06") and not paid_only:
                found[value + rounding].score += 0.8
                found[value].score -= 0.8
    return found


def _pays(sheet: Sheet, amount: Amount) -> bool:
    """True where the label before an amount is a means of payment."""
    before = [label for label in sheet.labels_of(amount.line) if label.end <= amount.first]
    return bool(before) and any(label.weight("word:payment_method") > 0 for label in before)


def _line_score(sheet: Sheet, amount: Amount, labels: Sequence[Label]) -> tuple[float, str | None]:
    """How much the words before an amount call it the total; 0 where they say nothing of the kind."""
    best: tuple[float, str | None] = (0.0, None)
    for label in labels:
        keys = label.keys
        score = 0.0
        if keys & {"word:subtotal", "word:discount", "word:surcharge", "word:change"}:
            score = 0.15 if "word:subtotal" in keys else -0.6
        elif label.weight(TAX) >= 1.0 or "word:rounding" in keys:
            score = -0.6
        elif label.weight(GROSS) >= 1.0 or label.weight(DUE) >= 1.0:
            score = 1.0
        elif label.weight(GROSS) > 0 or "word:total" in keys:
            score = 0.85
        elif "word:paid" in keys and label.closes:
            score = 0.5
        elif keys & {"word:tendered", "word:payment_method"}:
            score = 0.3
        elif label.weight(NET) > 0 or (label.weight(DUE) > 0 and label.opens):
            score = 0.5
        if score > 0 and label.prose:
            score *= 0.5
        if score and _counted(sheet, label, amount):
            score = -0.5
        if abs(score) > abs(best[0]):
            best = (score, label.text)
    return best


def _counted(sheet: Sheet, label: Label, amount: Amount) -> bool:
    """True where the words between label and amount count things ('Total Qty 9', 'Total items')."""
    row = sheet.tokens[label.line]
    between = [t for t in row[label.end : amount.first] if t.folded.isalpha() and len(t.folded) > 2]
    known = {k for other in sheet.labels_of(label.line) for k in range(other.first, other.end)}
    unknown = [t for k, t in enumerate(row[label.end : amount.first], label.end) if t in between and k not in known]
    counts = any(
        other.weight("LineItems.Quantity") > 0 for other in sheet.labels_of(label.line) if other.first >= label.first
    )
    return counts or (not amount.strict and bool(unknown))


def _amounts(sheet: Sheet, key: str) -> list[Amount]:
    lines = {label.line: label for label in sheet.labels if label.weight(key) > 0 and not label.prose}
    return [a for a in sheet.amounts if a.line in lines and a.first >= lines[a.line].end and not a.percent]


def _labelled(sheet: Sheet, role: str) -> list[tuple[Amount, Label]]:
    """Amounts on a line whose label names the role outright."""
    found: list[tuple[Amount, Label]] = []
    for label in sheet.labels:
        if label.weight(role) < 1.0 or label.prose:
            continue
        beside = [
            a for a in sheet.amounts if a.line == label.line and a.first >= label.end and a.strict and not a.percent
        ]
        if beside:
            found.append((beside[-1], label))
    return found


def _amount_of(sheet: Sheet, printed: Printed | None) -> Amount | None:
    if printed is None:
        return None
    return next((a for a in sheet.amounts if a.box == printed.box), None)
