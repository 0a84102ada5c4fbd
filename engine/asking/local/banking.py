"""Where to pay: IBAN and BIC by their check digits and shape, structured references by theirs."""

import re

from ....schemas.reply import Printed
from ...values.identifiers import Identifier, find_bics, find_creditor_references, find_ibans, find_ogms
from .layout import Line
from .references import best, identifiers
from .sheet import Sheet
from .tokens import around, joined

IBAN, BIC = "PaymentIBAN", "PaymentBIC"
RF, BE = "StructuredPaymentReferenceRF", "StructuredPaymentReferenceBE"

_BEGUN = re.compile(r"\b[A-Z]{2}\d{2}[A-Z0-9 ]*\Z")
"""An IBAN that goes on to the end of its line."""
_MISPRINTED = {IBAN: re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}"), BIC: re.compile(r"[A-Z]{6}[A-Z0-9]{2,5}")}
"""What stands behind a label and nearly is an IBAN or a BIC; the checks will say what is wrong with it."""


def banking(sheet: Sheet) -> dict[str, Printed]:
    """Answers for the account to pay to and the structured references; the first of the best ones."""
    found: dict[str, Printed] = {}
    named = [label for label in sheet.meaning(BIC) if label.weight(BIC) >= 1.0]
    under_bic = {place.line for label in named for place in sheet.places[label][:2]}
    under_bic |= {label.line + 1 for label in named if label.closes and not sheet.places[label]}
    for line in sheet.layout.lines:
        text, starts = joined(sheet.tokens[line.index], " ")
        if not any(char.isdigit() for char in text) and line.index not in under_bic and not sheet.labels_of(line.index):
            continue
        accounts = find_ibans(text) or _wrapped(sheet, line, text)
        hits = [(IBAN, hit, 0.95 if hit.valid else 0.6) for hit in accounts]
        hits += [(BIC, hit, 0.8) for hit in find_bics(text) if any(_behind(hit, account) for account in accounts)]
        if line.index in under_bic or any(t.folded.endswith(("bic", "swift")) for t in sheet.tokens[line.index]):
            hits += [(BIC, hit, 0.9) for hit in find_bics(text)]
        hits += [(RF, hit, 0.95) for hit in find_creditor_references(text)]
        hits += [(BE, hit, 0.95) for hit in find_ogms(text) if hit.valid]
        for key, hit, score in hits:
            if key in found and (found[key].score or 0.0) >= score:
                continue
            first = max(k for k, start in enumerate(starts) if start <= hit.start)
            end = next((k for k, start in enumerate(starts) if start >= hit.end), len(starts))
            label = next((label.text for label in sheet.labels_of(line.index) if label.weight(key) > 0), None)
            box = around(sheet.tokens[line.index][first:end])
            found[key] = Printed(hit.text.strip(), line.page, box, label, score)
    for key, shape in _MISPRINTED.items():
        if key not in found:
            labelled = best(
                f for f in identifiers(sheet, key, lambda t, s=shape: s.fullmatch(_plain(t)) is not None) if f.strong
            )
            if labelled is not None:
                found[key] = labelled
    return found


def _wrapped(sheet: Sheet, line: Line, text: str) -> tuple[Identifier, ...]:
    """The account whose last groups stand at the beginning of the next line, as in running text; valid ones only."""
    rest = sheet.layout.goes_on_with(line.index) if _BEGUN.search(text) else ""
    whole = find_ibans(f"{text.rstrip()} {rest}") if rest else ()
    return tuple(hit for hit in whole if hit.valid and hit.start < len(text) < hit.end)


def _behind(bic: Identifier, account: Identifier) -> bool:
    """True where a BIC stands right behind an IBAN of its country, without a label: 'DE07 … 27 (SPESDE3EXXX)'."""
    return 0 <= bic.start - account.end <= 4 and bic.normal[4:6] == account.normal[:2]


def _plain(text: str) -> str:
    return "".join(char for char in text if char.isalnum())
