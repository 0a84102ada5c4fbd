"""Names in one line with their address: the sender line of a window, the head or foot of a letter, the imprint."""

import re
from collections.abc import Iterable

from ....schemas.document import Box
from .addresses import STRONG_FORM, is_country, is_street, town_of
from .layout import Segment
from .names import bare_name, before_address, name_quality, sender_of
from .party_candidate import BUYER, DELIVERY, Candidate, has_company_id, name_line, page_height, whole_name
from .sheet import Sheet

WINDOW_BOTTOM = 0.4
"""Share of the page's height above which the sender line of an address window stands (DIN 5008: 45 to 90 mm)."""

HEAD, FOOT = 0.2, 0.65
"""Shares of a page's height: above the one and below the other companies print who they are."""

_REGISTERED = re.compile(
    r"(?i)registered|company\s(?:no|number)|\b(?:hrb|rcs|kvk|cvr|siret|siren|vat|ust|mwst|btw|tva|p\.?\s?iva|nip|abn|uid|pin|sitz)\b"
)
"""Words of an imprint."""

WINDOW_HEIGHT = 130.0
"""Points under the sender line in which the address is looked for (DIN 5008: 27.3 mm, and room for other customs)."""


def senders(sheet: Sheet) -> Iterable[Candidate]:
    """One-line letterheads: name, street and town parted by dots or dashes."""
    for line in sheet.layout.lines:
        if line.index in sheet.taken:
            continue
        height = page_height(sheet, line.page)
        for segment in line.segments:
            sender = sender_of(segment.text)
            if sender is None or _is_theirs(sheet, segment):
                continue
            name = bare_name(sender)
            quality = name_quality(name)
            if quality <= 0.2:
                continue
            upper = line.box.y1 < 0.35 * height
            lower = line.box.y0 > 0.75 * height
            registered = _REGISTERED.search(segment.text) is not None
            yield Candidate(
                name,
                segment.page,
                _part_box(segment, sender),
                None,
                (segment,),
                seller=(2.4 if upper else 1.8 if lower or registered else 0.8) + 0.5 * registered,
                buyer=-2.5,
                quality=quality,
                numbered=registered,
                why=("sender line",),
            )


def windows(sheet: Sheet) -> Iterable[Candidate]:
    """Addresses under a sender line, as in the window of a letter; their lines may stand far apart."""
    first = sheet.layout.pages[0].number
    for line in sheet.layout.on_page(first):
        if line.box.y0 > WINDOW_BOTTOM * page_height(sheet, first):
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
            text, last = whole_name(below, at)
            yield Candidate(
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


def imprints(sheet: Sheet) -> Iterable[Candidate]:
    """Legal names that begin a line and go on with address, register or tax number, at the head or foot of a page.

    'Harrow Digital LLP, 2 Mill Lane, Leeds. Company no. 06418820', 'Nordlys ApS · Havnegade 7 · CVR 41882204'.
    """
    last_line = max((line.index for line in sheet.layout.lines if line.index not in sheet.taken), default=0)
    for line in sheet.layout.lines:
        height = page_height(sheet, line.page)
        top = line.box.y0 / height
        if line.index in sheet.taken or not (top < HEAD or top > FOOT or line.index == last_line):
            continue
        for segment in line.segments:
            name = _legal_name(segment.text)
            if name is None or _is_theirs(sheet, segment):
                continue
            numbered = has_company_id(sheet, segment) or _REGISTERED.search(segment.text) is not None
            yield Candidate(
                name,
                segment.page,
                _part_box(segment, name),
                None,
                (segment,),
                seller=(1.6 if top > HEAD else 1.2) + (0.6 if numbered else 0.0),
                buyer=-1.0 if top > HEAD or numbered else 0.0,
                quality=name_quality(name),
                numbered=numbered,
                why=("legal name before an address",),
            )


def addressees(sheet: Sheet) -> Iterable[Candidate]:
    """Names that go on with street and town in the same line, under another line of that kind or a letterhead."""
    first = sheet.layout.pages[0].number
    height = page_height(sheet, first)
    for line in sheet.layout.on_page(first):
        if line.box.y0 > WINDOW_BOTTOM * height:
            break
        for segment in line.segments:
            whole = before_address(segment.text)
            if line.index < 2 or whole == segment.text or town_of(segment.text) is None or line.index in sheet.taken:
                continue
            name = bare_name(segment.text)
            if _REGISTERED.search(segment.text) is None:
                yield Candidate(
                    name,
                    segment.page,
                    _part_box(segment, name),
                    None,
                    (segment,),
                    seller=0.0,
                    buyer=2.2,
                    quality=name_quality(name),
                    why=("name and address in one line",),
                )


def _is_theirs(sheet: Sheet, segment: Segment) -> bool:
    """True where a heading says that a line is the buyer's or the place of delivery."""
    return any(
        scope.role in (BUYER, DELIVERY)
        and scope.heading.line <= segment.line
        and scope.holds(segment.page, segment.box)
        for scope in sheet.scopes
    )


def _legal_name(text: str) -> str | None:
    """The words up to a legal form, where more than two words follow; None where the line begins with no such name."""
    for match in STRONG_FORM.finditer(text):
        rest = text[match.end() :]
        rest = rest.removeprefix(".") if not re.match(r"\.\s+[A-ZÄÖÜ]", rest) else rest
        name = bare_name(text[: match.end()].strip())
        if match.start() > 70 or name_quality(name) < 0.6 or re.search(r"[,:]", name):
            return None
        if re.match(r"\s*[,.;:·•|–(-]", rest) and len(rest.split()) > 2:
            return name
    return None
