"""The due date that printed payment terms give ('Net 30', 'zahlbar in 14 Tagen'), where they leave no doubt."""

import re
from datetime import date, timedelta

from ..values.dates import find_dates

MAX_DAYS = 365
"""A longer term is a warranty or a contract, not a payment term."""

_DAY_WORDS = (
    r"(?:days?|tagen?|tage|jours?|d[ií]as?|giorni|gg|dagen|dage|dagar|dager|dni|dn[íůy]|nap|zile|дн(?:ей|я)"
    r"|g[üu]n|օր|p[äa]iv[äa]{1,2})"
)
_NET = re.compile(rf"\bnett?o?\s*[:.]?\s*(\d{{1,3}})\b|\b(\d{{1,3}})\s*{_DAY_WORDS}\s*nett?o?\b", re.IGNORECASE)
_DAYS = re.compile(
    rf"(?<![\d.,])(\d{{1,3}})\s*(?:calendar |kalender|банковских |календарных )?{_DAY_WORDS}\b", re.IGNORECASE
)
_AT_ONCE = re.compile(
    r"\b(?:(?:due|payable) (?:up)?on receipt|sofort (?:f[äa]llig|zahlbar|rein netto)|zahlbar sofort|comptant"
    r"|à réception|al contado|[aà] vista|rimessa diretta|contant|immediate payment|payment immediate(?:ly)?"
    r"|due immediately)\b",
    re.IGNORECASE,
)
_OTHER_START = re.compile(
    r"end of (?:the )?month|\beom\b|month'?s? end|fin de mois|fine mese|fin de mes|monatsende"
    r"|einde maand|after (?:delivery|receipt of goods)|nach (?:lieferung|wareneingang)|working days|business days"
    r"|werktag|arbeitstag|jours ouvr|d[ií]as h[áa]biles|рабочих",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\d\s*(?:or|oder|ou|of|o|или|lub|-|–|to|bis)\s*\d{1,3}\s*[^\W\d_]", re.IGNORECASE)
_DISCOUNT = re.compile(r"skonto|discount|escompte|sconto|korting|descuento|rabatt?|\d\s*%", re.IGNORECASE)
_LATE = re.compile(
    r"interest|late|verzug|mahn|zinsen|p[ée]nalit|mora\b|retard|return|warrant|claim|reklam|complain", re.IGNORECASE
)


def due_days(terms: str) -> int | None:
    """Days from the invoice date until payment is due; None where the terms give none, several, or another start.

    Of discount terms ('2/10 Net 30', '2 % Skonto bei 10 Tagen, 30 Tage netto') the net days count.
    """
    if _OTHER_START.search(terms) or _EITHER.search(terms):
        return None
    net = {int(found[0] or found[1]) for found in _NET.findall(terms)}
    if not net:
        net = {int(found) for part in _parts_on_payment(terms) for found in _DAYS.findall(part)}
    if not net and _AT_ONCE.search(terms):
        return 0
    days = net.pop() if len(net) == 1 else None
    return days if days is not None and days <= MAX_DAYS else None


def _parts_on_payment(terms: str) -> list[str]:
    """The parts of the terms that speak neither of delay nor of a discount ('within 14 days, 2 % discount')."""
    kept: list[str] = []
    for sentence in re.split(r"[.;\n]\s", terms):
        own: list[str] = []
        for part in re.split(r",\s", sentence):
            if _LATE.search(part):
                continue
            if not _DISCOUNT.search(part):
                own.append(part)
            elif not _DAYS.search(part):  # its days stand before it
                own = own[:-1]
        kept += own
    return kept


def due_date(terms: str, issued: date) -> date | None:
    """The date on which payment is due under these terms; None where they leave doubt."""
    if printed := {item.readings for item in find_dates(terms)}:
        (readings,) = printed if len(printed) == 1 else ((),)
        later = [day for day in readings if day >= issued]
        return later[0] if len(later) == 1 and not _DISCOUNT.search(terms) else None
    days = due_days(terms)
    return None if days is None else issued + timedelta(days=days)
