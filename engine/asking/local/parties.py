"""Who sells and who buys: party blocks under headings, sender lines, address windows, letterheads and footers.

Every line that could be a name is a candidate with a score as seller and a score as buyer; the best pair of two
different names wins. Each feature is one thing a person would point at.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ....schemas.document import Box
from ....schemas.reply import Printed
from ...values.identifiers import find_vat_numbers
from .addresses import email_in, has_legal_form, is_street, town_of, website_in
from .layout import Segment
from .letterheads import addressees, imprints, senders, windows
from .named_parties import headed, labelled, payees
from .names import fuller_name, same_name, with_legal_form
from .party_candidate import BUYER, DELIVERY, Candidate
from .sheet import Sheet
from .tokens import fold
from .unheaded_blocks import blocks_without_heading

_DOMAIN_HINT = re.compile(r"@|www\.|https?:|\w\.(?:com|net|org|eu|[a-z]{2})\b", re.IGNORECASE)

ENOUGH_FOR_SELLER = 1.1
ENOUGH_FOR_BUYER = 1.25
"""Below these scores a party is left out: null rather than a guess."""

FOOT = 0.8
"""Share of a page's height below which an issuer prints who it is."""

SURE_OF_BUYER = 3.0
"""Score of a name in the window under a sender line, or under a heading."""


@dataclass(frozen=True, slots=True)
class Party:
    """One party: its name and the lines of its block."""

    name: Printed
    segments: tuple[Segment, ...]
    """The lines of its block below the name, for address and contact."""
    score: float
    scope: Box | None = None
    """Around everything that a heading says belongs to it."""


@dataclass(frozen=True, slots=True)
class Parties:
    """The parties of one record; None where the page does not tell."""

    supplier: Party | None = None
    customer: Party | None = None
    delivery: Party | None = None


def find_parties(sheet: Sheet) -> Parties:
    """Supplier, customer and place of delivery."""
    if not sheet.layout.lines:
        return Parties()
    candidates = [
        *headed(sheet),
        *labelled(sheet),
        *senders(sheet),
        *imprints(sheet),
        *addressees(sheet),
        *windows(sheet),
        *blocks_without_heading(sheet),
        *payees(sheet),
    ]
    domains, foot = _domains(sheet), _numbers_at_foot(sheet)
    named = [candidate for candidate in candidates if candidate.quality > 0]
    candidates = [_with_evidence(candidate, named, domains, foot) for candidate in named]
    seller, buyer = _best_pair(candidates)
    delivery = max((c for c in candidates if c.delivery > 0), key=lambda c: c.delivery, default=None)
    if buyer is None and delivery is not None and delivery is not seller and delivery.fixed:
        buyer = delivery
    return Parties(
        _party(sheet, seller, "seller", candidates) if seller else None,
        _party(sheet, buyer, "buyer", candidates) if buyer else None,
        _party(sheet, delivery, "delivery", candidates) if delivery else None,
    )


def _with_evidence(
    candidate: Candidate, all_of_them: Sequence[Candidate], domains: Sequence[str], foot: Sequence[str]
) -> Candidate:
    """The candidate with what the rest of the document says about its name."""
    seller, buyer = candidate.seller, candidate.buyer
    named = [c for c in all_of_them if c is not candidate and same_name(c.text, candidate.text)]
    others = [c for c in named if c.box != candidate.box]
    if others:
        seller += 0.45 * min(2.0, max(0.0, max(c.seller for c in others)))
        buyer += 0.3 * min(2.0, max(0.0, max(c.buyer for c in others)))
        if not candidate.fixed and any(c.delivery > 0 for c in others):
            buyer, seller = buyer + 0.6, seller - 0.6
    if not candidate.fixed and any(c.fixed and c.buyer >= 2.5 for c in named):
        seller -= 3.0
    if not candidate.fixed and any(c.fixed and c.seller >= 2.5 for c in others):
        buyer -= 3.0
    if candidate.in_window and candidate.numbered and _numbered_elsewhere(candidate, all_of_them, foot):
        seller, buyer = seller - 1.8, buyer + 1.4
    if _owns_domain(candidate.text, domains):
        seller += 1.2
        buyer -= 0.4
    weight = 0.4 + 0.6 * candidate.quality
    return replace(
        candidate,
        seller=seller * weight if seller > 0 else seller,
        buyer=buyer * weight if buyer > 0 else buyer,
    )


def _numbers_at_foot(sheet: Sheet) -> tuple[str, ...]:
    """The VAT numbers in the last lines of the first page, as issuers print them."""
    first = sheet.layout.pages[0]
    low = [line for line in sheet.layout.on_page(first.number) if line.box.y0 > FOOT * first.height_pt]
    return tuple(number.normal for line in low for number in find_vat_numbers(line.text) if number.valid)


def _numbered_elsewhere(candidate: Candidate, others: Sequence[Candidate], foot: Sequence[str]) -> bool:
    """True where another name with its company numbers stands above the candidate, or at the foot of the page.

    A seller must print its tax number; where two stand there, the one in the address window is the buyer's.
    """
    own = {number.normal for segment in candidate.segments for number in find_vat_numbers(segment.text)}
    return (bool(own) and any(number not in own for number in foot)) or any(
        other.numbered
        and not other.in_window
        and not same_name(other.text, candidate.text)
        and (other.page, other.box.y0) != (candidate.page, candidate.box.y0)
        and other.quality > 0.4
        and other.seller > 1.0
        for other in others
    )


def _best_pair(candidates: Sequence[Candidate]) -> tuple[Candidate | None, Candidate | None]:
    """The seller and the buyer, two different names, whose scores together are highest."""
    sellers = sorted((c for c in candidates if c.seller >= _enough(c)), key=lambda c: -c.seller)[:8]
    buyers = sorted((c for c in candidates if c.buyer >= _enough_buyer(c)), key=lambda c: -c.buyer)[:8]
    best: tuple[float, Candidate | None, Candidate | None] = (0.0, None, None)
    for seller in (*sellers, None):
        for buyer in (*buyers, None):
            if seller and buyer and (seller.box == buyer.box or _one_party(seller, buyer)):
                continue
            total = (seller.seller if seller else 0.0) + (buyer.buyer if buyer else 0.0)
            if total > best[0]:
                best = (total, seller, buyer)
    return best[1], best[2]


def _one_party(seller: Candidate, buyer: Candidate) -> bool:
    """True where two names are one; companies of one group differ in their legal forms, where the buyer is sure."""
    if not same_name(seller.text, buyer.text):
        return False
    formed = has_legal_form(seller.text) and has_legal_form(buyer.text)
    one, other = fold(seller.text), fold(buyer.text)
    return not (formed and buyer.buyer >= SURE_OF_BUYER and one not in other and other not in one)


def _enough(candidate: Candidate) -> float:
    """The score a seller needs; less for the name of a company with an address."""
    formed = candidate.quality >= 0.9 and any(town_of(segment.text) for segment in candidate.segments)
    return 0.5 * ENOUGH_FOR_SELLER if formed else ENOUGH_FOR_SELLER


def _enough_buyer(candidate: Candidate) -> float:
    """The score a buyer needs; less for a name over street and town."""
    texts = [segment.text for segment in candidate.segments]
    addressed = any(map(town_of, texts)) and any(map(is_street, texts))
    return 0.8 * ENOUGH_FOR_BUYER if addressed else ENOUGH_FOR_BUYER


def _party(sheet: Sheet, chosen: Candidate, role: str, candidates: Sequence[Candidate]) -> Party:
    score = {"seller": chosen.seller, "buyer": chosen.buyer, "delivery": chosen.delivery}[role]
    segments = chosen.segments
    if not any(town_of(s.text) for s in segments):
        same = [c for c in candidates if same_name(c.text, chosen.text) and any(town_of(s.text) for s in c.segments)]
        if same:
            segments = (*segments, *same[0].segments)
    text = fuller_name(chosen.text, (c.text for c in candidates if getattr(c, role) > -1.0))
    if not chosen.fixed:  # no label says that this is the whole name
        text = with_legal_form(text, (line.text for line in sheet.layout.lines))
    if segments and (wrapped := f"{chosen.text} {segments[0].text}") in {c.text for c in candidates}:
        text = wrapped  # in the letterhead it stands in two lines
    others = sorted(
        {c.text for c in candidates if getattr(c, role) > 0.6 * score and not same_name(c.text, chosen.text)}
    )
    printed = Printed(
        text,
        chosen.page,
        chosen.box,
        chosen.label,
        round(min(0.98, score / (score + 1.0)), 3),
        alternatives=tuple(others[:3]),
    )
    return Party(printed, segments, score, chosen.scope)


def _owns_domain(name: str, domains: Sequence[str]) -> bool:
    """True where the page's web or e-mail address is made of the name."""
    words = [fold(word) for word in name.split() if len(fold(word)) >= 4 and not has_legal_form(word)]
    if not words:
        return False
    return any(any(word in domain for word in words) for domain in domains)


def _domains(sheet: Sheet) -> tuple[str, ...]:
    found: list[str] = []
    for line in sheet.layout.lines:
        if not _DOMAIN_HINT.search(line.text):
            continue
        if any(scope.role in (BUYER, DELIVERY) and scope.holds(line.page, line.box) for scope in sheet.scopes):
            continue
        for hit in (email_in(line.text), website_in(line.text)):
            if hit:
                found.append(fold(hit.rpartition("@")[2].split("/")[0 if "//" not in hit else 2]))
    return tuple(dict.fromkeys(found))
