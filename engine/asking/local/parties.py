"""Who sells and who buys: party blocks under headings, sender lines, address windows, letterheads and footers.

Every line that could be a name is a candidate with a score as seller and a score as buyer; the best pair of two
different names wins. Each feature below is one thing a person would point at.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from ....schemas.document import Box
from ....schemas.reply import Printed
from ...values.identifiers import find_vat_numbers
from .addresses import (
    email_in,
    has_legal_form,
    has_strong_legal_form,
    is_contact,
    is_country,
    is_street,
    town_of,
    website_in,
)
from .blocks import Block
from .layout import Segment
from .names import ATTENTION, SALUTATION, bare_name, fuller_name, name_quality, same_name, sender_of
from .places import Place, Relation
from .sheet import Sheet
from .tokens import fold, text_of

SELLER, BUYER, DELIVERY, PAYEE, PAYER = "seller", "buyer", "delivery", "payee", "payer"

_DOMAIN_HINT = re.compile(r"@|www\.|https?:|\w\.(?:com|net|org|eu|[a-z]{2})\b", re.IGNORECASE)

_COMPANY_IDS = (
    "SupplierVatNumber",
    "SupplierTaxId",
    "Supplier.RegistrationNumber",
    "RegistrationNumber",
    "PaymentIBAN",
)
"""Numbers that a company prints of itself."""

ENOUGH_FOR_SELLER = 1.1
ENOUGH_FOR_BUYER = 1.25
"""Below these scores a party is left out: null rather than a guess."""

WINDOW_BOTTOM = 0.4
"""Share of the page's height above which the sender line of an address window stands (DIN 5008: 45 to 90 mm)."""

WINDOW_HEIGHT = 130.0
"""Points under the sender line in which the address is looked for (DIN 5008: 27.3 mm, and room for other customs)."""


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


@dataclass(frozen=True, slots=True)
class _Candidate:
    text: str
    page: int
    box: Box
    label: str | None
    segments: tuple[Segment, ...]
    seller: float = 0.0
    buyer: float = 0.0
    delivery: float = 0.0
    quality: float = 0.5
    scope: Box | None = None
    """Around everything under its heading."""
    fixed: bool = False
    """True where a printed heading or label says which party it is."""
    why: tuple[str, ...] = field(default=())


def find_parties(sheet: Sheet) -> Parties:
    """Supplier, customer and place of delivery."""
    if not sheet.layout.lines:
        return Parties()
    candidates = [
        *_headed(sheet),
        *_labelled(sheet),
        *_senders(sheet),
        *_windows(sheet),
        *_blocks(sheet),
        *_payees(sheet),
    ]
    domains = _domains(sheet)
    candidates = [_with_evidence(candidate, candidates, domains) for candidate in candidates if candidate.quality > 0]
    seller, buyer = _best_pair(candidates)
    delivery = max((c for c in candidates if c.delivery > 0), key=lambda c: c.delivery, default=None)
    if buyer is None and delivery is not None and delivery is not seller and delivery.fixed:
        buyer = delivery
    return Parties(
        _party(seller, "seller", candidates) if seller else None,
        _party(buyer, "buyer", candidates) if buyer else None,
        _party(delivery, "delivery", candidates) if delivery else None,
    )


def name_line(segments: Sequence[Segment]) -> int | None:
    """Index of the line of an address block that is the name; None where none reads like one."""
    best: tuple[float, int] | None = None
    for k, segment in enumerate(segments[:4]):
        text = segment.text
        if SALUTATION.match(text.strip()):
            continue
        if k and (is_street(text) or town_of(text)) and not has_strong_legal_form(text):
            break
        score = name_quality(bare_name(text)) - 0.15 * k
        if ATTENTION.match(text):
            score -= 0.25
        if best is None or score > best[0]:
            best = (score, k)
    return best[1] if best and best[0] > 0 else None


def _headed(sheet: Sheet) -> Iterable[_Candidate]:
    """Blocks under (or beside) a heading that says whose they are."""
    for scope in sheet.scopes:
        label, role, segments = scope.heading, scope.role, scope.lines
        at = name_line(segments)
        if at is None or label.line in sheet.taken:
            continue
        text, last = _whole_name(segments, at)
        strength = 4.0 - 0.5 * (not label.exact)
        if any(town_of(s.text) for s in segments):
            strength += 0.8
        elif len(segments) == 1 and not label.colon:
            strength -= 1.0
        if not label.colon and any(m.weight < 1.0 for m in label.meanings if m.key in ("CustomerName", "SupplierName")):
            strength -= 0.4
        yield _Candidate(
            text,
            segments[at].page,
            segments[at].box,
            label.text,
            tuple(segments[last + 1 :]),
            seller={SELLER: strength, PAYEE: 1.4}.get(role, -3.0),
            buyer={BUYER: strength, PAYER: 2.5, DELIVERY: 0.4}.get(role, -3.0),
            delivery=strength if role == DELIVERY else 0.0,
            quality=name_quality(text),
            fixed=True,
            why=(f"under '{label.text}'",),
            scope=scope.box,
        )


def _whole_name(segments: Sequence[Segment], at: int) -> tuple[str, int]:
    """The name and the index of its last line: a legal form may stand on the line below."""
    text = bare_name(segments[at].text)
    below = at + 1
    if below < len(segments) and not has_legal_form(text):
        more = bare_name(segments[below].text)
        if has_legal_form(more) and name_quality(more) > 0.5 and not is_street(more) and not town_of(more):
            return f"{text} {more}", below
    return text, at


def _labelled(sheet: Sheet) -> Iterable[_Candidate]:
    """Values of labels that name a party outright: 'Customer name: …'."""
    for key, role in (("SupplierName", SELLER), ("CustomerName", BUYER)):
        for label in sheet.labelled(key):
            if label.prose or (not label.colon and not label.closes):
                continue
            for place in sheet.places[label][:1]:
                text = bare_name(_whole(sheet, place))
                quality = name_quality(text)
                if quality <= 0.2 or (place.relation is Relation.BELOW and not label.closes):
                    continue
                strength = (4.6 if label.weight(key) >= 1.0 else 1.3) * place.score
                if label.weight("SupplierName") > 0 and label.weight("CustomerName") > 0:
                    strength *= 0.4
                yield _Candidate(
                    text,
                    place.page,
                    place.box,
                    label.text,
                    (),
                    seller=strength if role == SELLER else -2.0,
                    buyer=strength if role == BUYER else -2.0,
                    quality=quality,
                    fixed=True,
                    why=(f"beside '{label.text}'",),
                )


def _senders(sheet: Sheet) -> Iterable[_Candidate]:
    """One-line letterheads: name, street and town parted by dots or dashes."""
    for line in sheet.layout.lines:
        if line.index in sheet.taken:
            continue
        height = _height(sheet, line.page)
        for segment in line.segments:
            sender = sender_of(segment.text)
            if sender is None:
                continue
            name = bare_name(sender)
            quality = name_quality(name)
            if quality <= 0.2:
                continue
            upper = line.box.y1 < 0.35 * height
            lower = line.box.y0 > 0.75 * height
            yield _Candidate(
                name,
                segment.page,
                _part_box(segment, sender),
                None,
                (segment,),
                seller=2.4 if upper else 1.8 if lower else 0.8,
                buyer=-2.5,
                quality=quality,
                why=("sender line",),
            )


def _windows(sheet: Sheet) -> Iterable[_Candidate]:
    """Addresses under a sender line, as in the window of a letter; their lines may stand far apart."""
    first = sheet.layout.pages[0].number
    for line in sheet.layout.on_page(first):
        if line.box.y0 > WINDOW_BOTTOM * _height(sheet, first):
            break
        for segment in line.segments:
            if sender_of(segment.text) is None:
                continue
            below = _window_below(sheet, segment)
            at = name_line(below)
            if at is None or not any(
                town_of(s.text) or is_street(s.text) or is_country(s.text) for s in below[at + 1 :]
            ):
                continue
            text, last = _whole_name(below, at)
            yield _Candidate(
                text,
                segment.page,
                below[at].box,
                None,
                tuple(below[last + 1 :]),
                seller=-2.0,
                buyer=3.2,
                quality=name_quality(text),
                why=("in the window under a sender line",),
            )


def _window_below(sheet: Sheet, sender: Segment) -> list[Segment]:
    """The segments under a sender line, in its column, down to the line after the town."""
    found: list[Segment] = []
    for index in range(sender.line + 1, min(len(sheet.layout.lines), sender.line + 16)):
        line = sheet.layout.lines[index]
        if line.page != sender.page or line.box.y0 - sender.box.y1 > WINDOW_HEIGHT or index in sheet.taken:
            break
        found += [
            s
            for s in line.segments
            if sender.box.x0 - 40 <= s.box.x0 <= sender.box.x0 + 0.5 * sender.box.width and s.box.x0 < sender.box.x1
        ][:1]
        if len(found) > 1 and town_of(found[-2].text):
            break
    return found


def _payees(sheet: Sheet) -> Iterable[_Candidate]:
    """Account holders and 'checks payable to': money goes to the seller."""
    for key in ("party:payee",):
        for label in sheet.labelled(key):
            for place in sheet.places[label][:1]:
                text = bare_name(_whole(sheet, place))
                quality = name_quality(text)
                if quality > 0.3 and place.relation is not Relation.BELOW:
                    yield _Candidate(
                        text,
                        place.page,
                        place.box,
                        label.text,
                        (),
                        seller=1.1,
                        buyer=-2.0,
                        quality=quality,
                        why=("payee",),
                    )


def _blocks(sheet: Sheet) -> Iterable[_Candidate]:
    """Blocks without a heading: letterhead, address window, footer."""
    pages = sheet.layout.pages
    chosen = dict.fromkeys((pages[0].number, pages[-1].number))
    titles = {
        line for label in sheet.labels for line in [label.line] if any(k.startswith("title:") for k in label.keys)
    }
    for page in chosen:
        height, width = _height(sheet, page), _width(sheet, page)
        blocks = [b for b in sheet.blocks if b.page == page and not all(s.line in sheet.taken for s in b.segments)]
        body = _body_height(blocks)
        for order, block in enumerate(blocks):
            yield from _block(sheet, block, order, page == pages[0].number, height, width, body, titles)


def _block(
    sheet: Sheet, block: Block, order: int, first_page: bool, height: float, width: float, body: float, titles: set[int]
) -> Iterable[_Candidate]:
    segments = [s for s in block.segments if s.line not in sheet.taken]
    if not segments:
        return
    at = name_line(segments)
    if at is None:
        return
    segment = segments[at]
    text, last = _whole_name(segments, at)
    above = bare_name(segments[at - 1].text) if at else ""
    if (
        at == 1
        and first_page
        and block.box.y0 < 0.12 * height
        and has_legal_form(text)
        and _wrapped(segments[0], segment)
    ):
        text = f"{above} {text}"
    if sender_of(segment.text) is not None:
        text, last = bare_name(sender_of(segment.text) or ""), at
    quality = name_quality(text)
    if quality <= 0.1:
        return
    rest = segments[last + 1 :]
    town = any(town_of(s.text) for s in rest) or town_of(segment.text) is not None
    street = any(is_street(s.text) for s in rest)
    contact = any(is_contact(s.text) for s in rest)
    taxed = any(_has_company_id(sheet, s) for s in segments)
    top, left = block.box.y0 / height, block.box.x0 / width
    seller, buyer, why = 0.0, 0.0, list[str]()
    told = town or street or contact or taxed or has_strong_legal_form(text)
    if not told and (not first_page or top > 0.2):
        return
    if taxed:
        seller, buyer = seller + 1.2, buyer - 0.6
        why.append("company numbers in the block")
    if contact:
        seller, buyer = seller + 0.9, buyer - 0.5
        why.append("contacts in the block")
    if town:
        seller, buyer = seller + 0.5, buyer + 1.0
    if street:
        seller, buyer = seller + 0.2, buyer + 0.5
    if has_strong_legal_form(text):
        seller, buyer = seller + 0.6, buyer + 0.3
    if first_page and top < 0.17:
        seller += 0.6
        why.append("top of the page")
    if first_page and order == 0:
        seller += 0.4
    if first_page and 0.08 < top < 0.42 and town:
        buyer += 0.5
        why.append("where an address window is")
    if top > 0.8:
        seller, buyer = seller + (0.6 if town or taxed or contact else 0.0), buyer - 1.5
    big = min(segment.box.height / body, 2.2) if body else 1.0
    if first_page and big > 1.25 and top < 0.3:
        seller += 0.6 * (big - 1.0)
        why.append("large letters")
    if not first_page:
        seller, buyer = seller - 0.4, buyer - 1.0
    if first_page and _under_sender(sheet, block):
        buyer += 2.0
        seller -= 1.0
        why.append("under a sender line")
    if left > 0.45 and contact:
        seller += 0.2
    yield _Candidate(
        text, segment.page, segment.box, None, tuple(rest), seller=seller, buyer=buyer, quality=quality, why=tuple(why)
    )


def _wrapped(first: Segment, second: Segment) -> bool:
    """True where two lines in the same letters are one name that did not fit on a line."""
    alike = abs(first.box.height - second.box.height) < 0.2 * second.box.height
    return alike and not has_legal_form(first.text) and name_quality(bare_name(first.text)) > 0.4


def _with_evidence(candidate: _Candidate, all_of_them: Sequence[_Candidate], domains: Sequence[str]) -> _Candidate:
    """The candidate with what the rest of the document says about its name."""
    seller, buyer = candidate.seller, candidate.buyer
    others = [
        c for c in all_of_them if c is not candidate and c.box != candidate.box and same_name(c.text, candidate.text)
    ]
    if others:
        seller += 0.45 * min(2.0, max(0.0, max(c.seller for c in others)))
        buyer += 0.3 * min(2.0, max(0.0, max(c.buyer for c in others)))
        if not candidate.fixed and any(c.delivery > 0 for c in others):
            buyer, seller = buyer + 0.6, seller - 0.6
    if not candidate.fixed and any(c.fixed and c.buyer >= 2.5 for c in others):
        seller -= 3.0
    if not candidate.fixed and any(c.fixed and c.seller >= 2.5 for c in others):
        buyer -= 3.0
    if _owns_domain(candidate.text, domains):
        seller += 1.2
        buyer -= 0.4
    weight = 0.4 + 0.6 * candidate.quality
    return replace(
        candidate,
        seller=seller * weight if seller > 0 else seller,
        buyer=buyer * weight if buyer > 0 else buyer,
    )


def _best_pair(candidates: Sequence[_Candidate]) -> tuple[_Candidate | None, _Candidate | None]:
    """The seller and the buyer, two different names, whose scores together are highest."""
    sellers = sorted((c for c in candidates if c.seller >= _enough(c)), key=lambda c: -c.seller)[:8]
    buyers = sorted((c for c in candidates if c.buyer >= ENOUGH_FOR_BUYER), key=lambda c: -c.buyer)[:8]
    best: tuple[float, _Candidate | None, _Candidate | None] = (0.0, None, None)
    for seller in (*sellers, None):
        for buyer in (*buyers, None):
            if seller and buyer and (seller.box == buyer.box or same_name(seller.text, buyer.text)):
                continue
            total = (seller.seller if seller else 0.0) + (buyer.buyer if buyer else 0.0)
            if total > best[0]:
                best = (total, seller, buyer)
    return best[1], best[2]


def _enough(candidate: _Candidate) -> float:
    """The score a seller needs; less for the name of a company with an address."""
    formed = candidate.quality >= 0.9 and any(town_of(segment.text) for segment in candidate.segments)
    return 0.5 * ENOUGH_FOR_SELLER if formed else ENOUGH_FOR_SELLER


def _party(chosen: _Candidate, role: str, candidates: Sequence[_Candidate]) -> Party:
    score = {"seller": chosen.seller, "buyer": chosen.buyer, "delivery": chosen.delivery}[role]
    segments = chosen.segments
    if not any(town_of(s.text) for s in segments):
        same = [c for c in candidates if same_name(c.text, chosen.text) and any(town_of(s.text) for s in c.segments)]
        if same:
            segments = (*segments, *same[0].segments)
    text = fuller_name(chosen.text, (c.text for c in candidates if getattr(c, role) > -1.0))
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


def _has_company_id(sheet: Sheet, segment: Segment) -> bool:
    if any(number.valid for number in find_vat_numbers(segment.text)):
        return True
    return any(
        segment.box.x0 - 1 <= label.box.x0 <= segment.box.x1 + 1
        and any(label.weight(key) >= 1.0 for key in _COMPANY_IDS)
        for label in sheet.labels_of(segment.line)
    )


def _under_sender(sheet: Sheet, block: Block) -> bool:
    """True where a sender line stands right above the block, as in the window of a letter."""
    first = block.segments[0]
    for index in range(first.line - 1, max(-1, first.line - 5), -1):
        line = sheet.layout.lines[index]
        if line.page != block.page or block.box.y0 - line.box.y1 > 5 * first.box.height:
            break
        for segment in line.segments:
            over = segment.box.x0 < block.box.x1 and segment.box.x1 > block.box.x0
            if over and sender_of(segment.text) is not None:
                return True
    return False


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


def _part_box(segment: Segment, part: str) -> Box:
    """The box of the leading words of a segment that make up a part of it."""
    words, text = list[Box](), ""
    for word in segment.words:
        if len(text) >= len(part):
            break
        text += word.text + " "
        words.append(word.box)
    box = words[0]
    for other in words[1:]:
        box = box.union(other)
    return box


def _body_height(blocks: Sequence[Block]) -> float:
    heights = sorted(segment.box.height for block in blocks for segment in block.segments)
    return heights[len(heights) // 2] if heights else 0.0


def _height(sheet: Sheet, page: int) -> float:
    return next(p.height_pt for p in sheet.layout.pages if p.number == page)


def _width(sheet: Sheet, page: int) -> float:
    return next(p.width_pt for p in sheet.layout.pages if p.number == page)


def _whole(sheet: Sheet, place: Place) -> str:
    """The words of a place with the rest of their segment: a name may hold words that are labels elsewhere."""
    row = sheet.tokens[place.line]
    end = place.end
    while end < len(row) and row[end].segment == row[place.first].segment and not row[end - 1].colon:
        end += 1
    return text_of(row[place.first : end])
