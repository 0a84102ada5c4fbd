"""The head of a business letter."""

from random import Random

from .blocks import ACCENTS, stack
from .content import Party
from .draft import Draft, city
from .sheet import Sheet

LEFT, TOP = 66.0, 150.0
"""Left margin of letters, and where the address begins."""


def letter_head(
    sheet: Sheet, draft: Draft, sender: Party, to: Party | None, *, subject: str = "", greeting: bool = True
) -> float:
    """Sender, address and date of a letter, then its subject and greeting; the baseline that follows."""
    right = sheet.width - LEFT
    accent = Random(sender.name).choice(ACCENTS)
    sheet.text(right, 60, sender.name, size=15, bold=True, align="right", color=accent)
    stack(sheet, right, 76, [(sender.street, None), *[(town, None) for town in sender.town]], align="right", size=8)
    if to:
        stack(sheet, LEFT, TOP, [(to.name, None), (to.street, None), *[(town, None) for town in to.town]])
    sheet.text(right, TOP + 80, f"{city(sender)}, {draft.notation.date(draft.invoice.issued)}", align="right")
    y = TOP + 110
    if subject:
        sheet.text(LEFT, y, subject, bold=True, size=sheet.font_size + 1)
        y += 24
    if greeting:
        sheet.text(LEFT, y, draft.phrases("text.salutation"))
        y += 22
    return y
