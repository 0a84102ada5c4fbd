"""The name of the bank to pay to: behind its label, or beside the account."""

from collections.abc import Iterable, Sequence

from ....schemas import vocabulary
from ....schemas.reply import Printed
from .addresses import is_contact, is_country, is_street, town_of
from .labels import Label
from .places import Relation
from .sheet import Sheet
from .tokens import Token, around, text_of

BANK = "BankName"
ACCOUNT = ("PaymentIBAN", "PaymentBIC", "PaymentInstructionsText")
LONGEST = 8
"""Words of a name."""

STOPPED = 3
"""Letters from which on a full stop ends a sentence; 'St.' goes on."""

_APART = frozenset("·•●|;/–—-")
_CODE = 3
"""Letters at the head of a BIC that are mostly those of the bank's name (ISO 9362: business party prefix)."""


def bank_name(sheet: Sheet, bic: str = "") -> Printed | None:
    """The bank's name without account, code or address; None where the page names none.

    Args:
        bic: the BIC of the account, where it is known.
    """
    found = [*_labelled(sheet, bic), *_beside_account(sheet, bic)]
    return max(found, key=lambda printed: printed.score or 0.0, default=None)


def _labelled(sheet: Sheet, bic: str) -> Iterable[Printed]:
    for label in sheet.meaning(BANK):
        if label.prose or not (label.opens or label.colon or _follows_account_label(sheet, label)):
            continue
        if sheet.in_table(label.line, label.box) and not (label.opens and label.weight(BANK) >= 1.0):
            continue
        row = sheet.tokens[label.line]
        inside = label.end < len(row) and row[label.end].segment == label.segment
        behind = _name(sheet, row, label.line, label.end) if inside else ()
        strength = 0.15 * label.weight(BANK)
        if behind and not (label.weight(BANK) >= 1.0 or label.colon or _says_bank((*_own(sheet, label), *behind))):
            continue
        if behind:
            words = behind
            if _is_part_of_name(label, own := _own(sheet, label), behind, bic):
                words = (*own, *behind)
            yield _printed(words, label.page, label, 0.6 + strength, bic)
            continue
        for place in sheet.places[label][:4]:
            if place.relation is not Relation.INSIDE and (words := _name(sheet, place.tokens, place.line, 0)):
                yield _printed(words, place.page, label, 0.35 + strength + 0.2 * place.score, bic)


def _own(sheet: Sheet, label: Label) -> tuple[Token, ...]:
    """The words of the label itself."""
    return sheet.tokens[label.line][label.first : label.end]


def _follows_account_label(sheet: Sheet, label: Label) -> bool:
    """True right behind the label of the account: 'Bankverbindung Banco Altamar'."""
    return any(
        other.end == label.first and any(other.weight(key) > 0 for key in ACCOUNT)
        for other in sheet.labels_of(label.line)
    )


def _is_part_of_name(label: Label, own: Sequence[Token], behind: Sequence[Token], bic: str) -> bool:
    """True for the first word of 'Banco Altamar', which is printed as a label is."""
    if label.colon or len(own) != 1 or own[0].folded not in vocabulary.words("bank"):
        return False
    code = bic[:_CODE].casefold()
    if code and behind[0].folded.startswith(code):
        return False
    return not _says_bank(behind)


def _beside_account(sheet: Sheet, bic: str) -> Iterable[Printed]:
    """Words that name a bank, in a line with an account or right above or below one in its paragraph."""
    lines = {label.line for key in ACCOUNT for label in sheet.labelled(key) if not label.prose}
    for block in sheet.blocks:
        if len(block.segments) > 30:
            continue
        for at, segment in enumerate(block.segments):
            near = {other.line for other in block.segments[max(0, at - 1) : at + 2]}
            if not near & lines:
                continue
            row = sheet.tokens[segment.line]
            for first, token in enumerate(row):
                begins = first == 0 or row[first - 1].segment != token.segment or _parts(row[first - 1])
                if not begins and not any(
                    label.end == first and label.weight(BANK) == 0 for label in sheet.labels_of(segment.line)
                ):
                    continue
                words = _name(sheet, row, segment.line, first)
                if _says_bank(words):
                    yield _printed(words, segment.page, None, 0.5, bic)


def _parts(token: Token) -> bool:
    """True for a sign that sets one thing apart from the next."""
    return token.text in _APART or token.text.endswith((",", ";", "|"))


def _name(sheet: Sheet, row: Sequence[Token], line: int, first: int) -> tuple[Token, ...]:
    """The words from a token on that may be a bank's name; empty where they are something else."""
    row_start = sheet.tokens[line].index(row[first]) - first if first < len(row) else 0
    while first < len(row) and not any(char.isalnum() for char in row[first].text):
        first += 1
    ends = {
        label.first - row_start
        for label in sheet.labels_of(line)
        if label.weight(BANK) == 0 and label.of_record and (label.colon or any(label.weight(k) > 0 for k in ACCOUNT))
    }
    end = first
    while end < len(row) and row[end].segment == row[first].segment and end not in ends:
        if row[end].text in _APART or row[end].text.strip(".,").isdigit():
            break
        end += 1
        if _parts(row[end - 1]) or (row[end - 1].text.endswith(".") and len(row[end - 1].folded) >= STOPPED):
            break
    words = tuple(row[first:end])
    text = text_of(words).strip(" ,;:|")
    wrong = town_of(text) or is_street(text) or is_contact(text) or is_country(text)
    if not words or len(words) > LONGEST or wrong or sum(char.isalpha() for char in text) < 3 or text[:1].islower():
        return ()
    if sum(char.isdigit() for char in text) > 2 or any(known.term == BANK for known in vocabulary.meanings(text)):
        return ()
    return words


def _says_bank(words: Sequence[Token]) -> bool:
    """True where some word holds one for a bank: 'Commerzbank', 'Crédit', 'Sparkasse'."""
    return any(known in word.folded for word in words for known in vocabulary.words("bank"))


def _printed(words: Sequence[Token], page: int, label: Label | None, score: float, bic: str) -> Printed:
    score += 0.1 if _says_bank(words) else 0.0
    score += 0.1 if bic and words[0].folded.startswith(bic[:_CODE].casefold()) else 0.0
    text = text_of(words).strip(" .,;:|-–")
    return Printed(text, page, around(words), label.text if label else None, round(min(score, 0.95), 3))
