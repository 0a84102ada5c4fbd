"""Blocks without a heading that may hold a party: letterhead, address window, footer."""

import functools
import itertools
import re
from collections.abc import Iterable, Sequence
from statistics import median

from ....schemas.document import Box
from .addresses import has_legal_form, has_strong_legal_form, is_contact, is_street, town_of
from .blocks import Block
from .layout import Segment
from .names import ATTENTION, SALUTATION, bare_name, name_quality, sender_of
from .party_candidate import BUYER, DELIVERY, Candidate, has_company_id, name_line, page_height, whole_name
from .sheet import Sheet

_BANK = re.compile(
    r"(?i)(?:bank|sparkasse|kasse|banca|banque|banco|caixa|crédit\s\w+|raiffeisen|pankki|banka)\b(?!.*\b(?:gmbh|ltd))"
)
"""Banks; in the lower half of a page they keep the account to pay to."""


_GENERIC = re.compile(r"(?i)[\w-]*(?:gesellschaft|partnerschaft|sozietät|kanzlei|büro)\s")
"""A name that begins with what a company is ('Steuerberatungsgesellschaft mbH'): whose it is stands above."""

LARGE = 1.4
"""Heights of other lines from which two lines of a letterhead are one name."""

_HONORIFIC = re.compile(
    r"(?i)(?:m\.?\s(?:et|ou)\smme|mme|m\.|monsieur|madame|herrn?|frau|familie|eheleute|mr\.?|mrs\.?|ms\.?|sr\.|sra\.|"
    r"sig\.(?:ra)?|dhr\.|mevr\.)(?:\s(?:&|et|und|and)\s(?:mme|mrs\.?|frau))?\s+[^\W\d_]"
)
"""How the line of a person begins to whom a letter is sent."""


def blocks_without_heading(sheet: Sheet) -> Iterable[Candidate]:
    """Blocks without a heading: letterhead, address window, footer."""
    pages = sheet.layout.pages
    chosen = dict.fromkeys((pages[0].number, pages[-1].number))
    titles = {
        line for label in sheet.labels for line in [label.line] if any(k.startswith("title:") for k in label.keys)
    }
    for page in chosen:
        height, width = page_height(sheet, page), _width(sheet, page)
        blocks = [b for b in sheet.blocks if b.page == page and not all(s.line in sheet.taken for s in b.segments)]
        body = _body_height(blocks)
        for order, block in enumerate(part for whole in blocks for part in _parted(whole)):
            yield from _block(sheet, block, order, page == pages[0].number, height, width, body, titles)


def _parted(block: Block) -> tuple[Block, ...]:
    """The block, parted where a second address begins under the first.

    It begins with a line for the attention of a person, or with a name over a town after a gap wider than between the
    other lines.
    """
    lines = block.segments
    gaps = [lower.box.y0 - upper.box.y1 for upper, lower in itertools.pairwise(lines)]
    for k in range(2, len(lines) - 1):
        one, two = lines[:k], lines[k : k + 6]
        if not any(town_of(s.text) for s in one) or not any(town_of(s.text) for s in two[1:]):
            continue
        if any(SALUTATION.match(s.text.strip()) for s in one):
            continue  # the first address is the buyer's
        apart = gaps[k - 1] > median(gaps) + 0.5 * lines[k].box.height and gaps[k - 1] == max(gaps)
        if ATTENTION.match(lines[k].text) or (apart and name_quality(bare_name(lines[k].text)) > 0.4):
            return tuple(Block(part, _around(part), block.page) for part in (one, lines[k:]))
    return (block,)


def _block(
    sheet: Sheet, block: Block, order: int, first_page: bool, height: float, width: float, body: float, titles: set[int]
) -> Iterable[Candidate]:
    segments = [s for s in _above_headings(sheet, block) if s.line not in sheet.taken]
    if not segments:
        return
    at = name_line(segments)
    if at is None:
        return
    segment = segments[at]
    text, last = whole_name(segments, at)
    above = bare_name(segments[at - 1].text) if at else ""
    if (
        at == 1
        and first_page
        and block.box.y0 < 0.12 * height
        and has_legal_form(text)
        and not SALUTATION.match(segments[0].text.strip())
        and not ATTENTION.match(segments[0].text)
        and (_wrapped(segments[0], segment) or (_GENERIC.match(text) and name_quality(above) > 0.4))
    ):
        text = f"{above} {text}"
    if first_page and block.box.y0 < 0.2 * height:
        text, last = _with_large_lines(text, segments, last, body)
    if sender_of(segment.text) is not None:
        text, last = bare_name(sender_of(segment.text) or ""), at
    quality = name_quality(text)
    if quality <= 0.1 or (_BANK.search(text) and block.box.y0 > 0.5 * height):
        return
    rest = segments[last + 1 :]
    town = any(town_of(s.text) for s in rest) or town_of(segment.text) is not None
    street = any(is_street(s.text) for s in rest)
    contact = any(is_contact(s.text) for s in rest)
    taxed = any(has_company_id(sheet, s) for s in segments)
    top, left = block.box.y0 / height, block.box.x0 / width
    seller, buyer, why = 0.0, 0.0, list[str]()
    greeted = _HONORIFIC.match(segment.text) is not None or (at > 0 and SALUTATION.match(segments[at - 1].text.strip()))
    told = town or street or contact or taxed or has_strong_legal_form(text) or (greeted and not contact)
    if not told and (not first_page or top > 0.2):
        return
    if greeted and first_page and not has_legal_form(text):
        seller, buyer = seller - 1.2, buyer + 1.8
        why.append("addressed as a person")
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
    in_window = first_page and 0.08 < top < 0.42 and town
    if in_window:
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
    yield Candidate(
        text,
        segment.page,
        segment.box,
        None,
        tuple(rest),
        seller=seller,
        buyer=buyer,
        quality=quality,
        numbered=taxed,
        in_window=in_window,
        why=tuple(why),
    )


def _above_headings(sheet: Sheet, block: Block) -> Sequence[Segment]:
    """The lines of a block down to the heading of a buyer or a delivery: what follows is theirs."""
    lines = block.segments
    headings = {
        (scope.heading.line, round(scope.heading.box.x0))
        for scope in sheet.scopes
        if scope.role in (BUYER, DELIVERY) and not SALUTATION.match(scope.heading.text)
    }
    end = next((k for k, s in enumerate(lines) if k and (s.line, round(s.box.x0)) in headings), len(lines))
    return lines[:end]


def _with_large_lines(text: str, segments: Sequence[Segment], last: int, body: float) -> tuple[str, int]:
    """A name and the index of its last line, with the lines below it that are set in the same large letters."""
    for one, other in itertools.pairwise(segments[last : last + 3]):
        more = bare_name(other.text)
        if has_legal_form(text) or not _large(one, other, body) or name_quality(more) <= 0.4 or more.count(" ") > 2:
            break
        text, last = f"{text} {more}", last + 1
    return text, last


def _large(one: Segment, other: Segment, body: float) -> bool:
    """True for two lines in the same large letters, one under the other."""
    heights = (one.box.height, other.box.height)
    apart = min(abs(one.box.x0 - other.box.x0), abs(one.box.centre - other.box.centre))
    return (
        min(heights) > LARGE * body
        and max(heights) < 1.1 * min(heights)
        and other.box.y0 - one.box.y1 < 0.8 * other.box.height
        and apart < other.box.height
    )


def _wrapped(first: Segment, second: Segment) -> bool:
    """True where two lines in the same letters are one name that did not fit on a line."""
    alike = abs(first.box.height - second.box.height) < 0.2 * second.box.height
    return alike and not has_legal_form(first.text) and name_quality(bare_name(first.text)) > 0.4


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


def _body_height(blocks: Sequence[Block]) -> float:
    heights = sorted(segment.box.height for block in blocks for segment in block.segments)
    return heights[len(heights) // 2] if heights else 0.0


def _width(sheet: Sheet, page: int) -> float:
    return next(p.width_pt for p in sheet.layout.pages if p.number == page)


def _around(segments: Sequence[Segment]) -> Box:
    return functools.reduce(Box.union, (segment.box for segment in segments))
