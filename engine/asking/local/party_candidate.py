"""A line that may be the name of a party, with how much speaks for it as seller and as buyer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ....schemas.document import Box
from ...values.identifiers import find_vat_numbers
from .addresses import LEGAL_FORM, has_legal_form, has_strong_legal_form, is_street, town_of
from .layout import Segment
from .names import ATTENTION, SALUTATION, bare_name, before_address, is_form, name_quality
from .sheet import Sheet

SELLER, BUYER, DELIVERY, PAYEE, PAYER = "seller", "buyer", "delivery", "payee", "payer"

_COMPANY_IDS = (
    "SupplierVatNumber",
    "SupplierTaxId",
    "Supplier.RegistrationNumber",
    "RegistrationNumber",
    "PaymentIBAN",
)
"""Numbers that a company prints of itself."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line that may name a party."""

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
    numbered: bool = False
    """True where its block holds numbers that companies print of themselves."""
    in_window: bool = False
    """True where it stands where an address window is, with a town."""
    why: tuple[str, ...] = field(default=())


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
            score -= 0.4
        if best is None or score > best[0]:
            best = (score, k)
    return best[1] if best and best[0] > 0 else None


def whole_name(segments: Sequence[Segment], at: int) -> tuple[str, int]:
    """The name and the index of its last line: a legal form may stand on the line below.

    Where the address goes on in the line of the name, that line belongs to both: the index is of the line before.
    """
    text = bare_name(segments[at].text)
    if before_address(segments[at].text) != segments[at].text:
        return text, at - 1
    below = at + 1
    if below < len(segments) and not has_legal_form(text):
        more = bare_name(segments[below].text)
        named = has_legal_form(more) and name_quality(more) > 0.5 and not is_street(more) and not town_of(more)
        if named or is_form(segments[below].text):
            return f"{text} {more}", below
        form = segments[below + 1].text.strip() if below + 1 < len(segments) else ""
        if LEGAL_FORM.fullmatch(form) and name_quality(more) > 0.4 and not any(c.isdigit() for c in more):
            return f"{text} {more} {form}", below + 1
    return text, at


def has_company_id(sheet: Sheet, segment: Segment) -> bool:
    """True where a VAT number, or the label of a number that companies print of themselves, stands in a segment."""
    if any(number.valid for number in find_vat_numbers(segment.text)):
        return True
    return any(
        segment.box.x0 - 1 <= label.box.x0 <= segment.box.x1 + 1
        and any(label.weight(key) >= 1.0 for key in _COMPANY_IDS)
        for label in sheet.labels_of(segment.line)
    )


def page_height(sheet: Sheet, page: int) -> float:
    """The height of a page in points."""
    return next(p.height_pt for p in sheet.layout.pages if p.number == page)
