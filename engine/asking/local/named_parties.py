"""Parties that a printed heading or label names: 'Bill to', 'Customer name:', 'Payable to'."""

from collections.abc import Iterable, Sequence

from .addresses import is_contact, town_of
from .labels import Label
from .layout import Segment
from .names import bare_name, name_quality
from .party_candidate import BUYER, DELIVERY, PAYEE, PAYER, SELLER, Candidate, name_line, whole_name
from .places import Place, Relation
from .sheet import Sheet
from .tokens import text_of


def headed(sheet: Sheet) -> Iterable[Candidate]:
    """Blocks under (or beside) a heading that says whose they are."""
    for scope in sheet.scopes:
        label, role, segments = scope.heading, scope.role, scope.lines
        at, behind = name_line(segments), _behind_colon(label, segments)
        if behind:
            at = 0
        if at is None or label.line in sheet.taken:
            continue
        text, last = whole_name(segments, at)
        town = any(town_of(s.text) for s in segments)
        strength = 4.0 - 0.5 * (not label.exact)
        if town:
            strength += 0.8
        elif len(segments) == 1 and not label.colon:
            strength -= 1.0
        if not label.colon and any(m.weight < 1.0 for m in label.meanings if m.key in ("CustomerName", "SupplierName")):
            strength -= 0.4
        yield Candidate(
            text,
            segments[at].page,
            segments[at].box,
            label.text,
            tuple(segments[last + 1 :]),
            seller={SELLER: strength, PAYEE: 1.4}.get(role, -3.0),
            buyer={BUYER: strength, PAYER: 2.5 + 0.8 * town, DELIVERY: 0.4}.get(role, -3.0),
            delivery=strength if role == DELIVERY else 0.0,
            quality=0.65 if behind else name_quality(text),
            fixed=True,
            why=(f"under '{label.text}'",),
            scope=scope.box,
        )


def _behind_colon(label: Label, segments: Sequence[Segment]) -> bool:
    """True where the first line stands behind the heading's colon, an address of two lines or more under it.

    It is the name, whatever it looks like: 'Seller: Dispano Roux 1535', over a street and a town.
    """
    if not label.colon or not segments or segments[0].line != label.line or name_quality(segments[0].text) > 0.2:
        return False
    first = segments[0].text
    plain = not is_contact(first) and not town_of(first) and ":" not in first
    return plain and first[:1].isalpha() and any(town_of(s.text) for s in segments[2:])


def labelled(sheet: Sheet) -> Iterable[Candidate]:
    """Values of labels that name a party outright: 'Customer name: …'."""
    for key, role in (("SupplierName", SELLER), ("CustomerName", BUYER)):
        for label in sheet.labelled(key):
            if label.prose or (not label.colon and not label.closes) or _in_block_of_other(sheet, label, role):
                continue
            for place in sheet.places[label][:1]:
                text = bare_name(_whole(sheet, place))
                quality = name_quality(text)
                if quality <= 0.2 or (place.relation is Relation.BELOW and not label.closes):
                    continue
                strength = (4.6 if label.weight(key) >= 1.0 else 1.3) * place.score
                if label.weight("SupplierName") > 0 and label.weight("CustomerName") > 0:
                    strength *= 0.4
                yield Candidate(
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


def _in_block_of_other(sheet: Sheet, label: Label, role: str) -> bool:
    """True where a label stands under the heading of the other party: 'Trading name' in the buyer's block."""
    others = (SELLER, PAYEE) if role == BUYER else (BUYER, PAYER, DELIVERY)
    return any(
        scope.role in others and scope.heading is not label and scope.holds(label.page, label.box)
        for scope in sheet.scopes
    )


def payees(sheet: Sheet) -> Iterable[Candidate]:
    """Account holders and 'checks payable to': money goes to the seller."""
    for key in ("party:payee",):
        for label in sheet.labelled(key):
            for place in sheet.places[label][:1]:
                text = bare_name(_whole(sheet, place))
                quality = name_quality(text)
                if quality > 0.3 and place.relation is not Relation.BELOW:
                    yield Candidate(
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


def _whole(sheet: Sheet, place: Place) -> str:
    """The words of a place with the rest of their segment: a name may hold words that are labels elsewhere."""
    row = sheet.tokens[place.line]
    end = place.end
    while end < len(row) and row[end].segment == row[place.first].segment and not row[end - 1].colon:
        end += 1
    return text_of(row[place.first : end])
