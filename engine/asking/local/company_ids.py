"""VAT and tax numbers: found by shape and label, given to seller or buyer by label, place and country."""

import re
from collections.abc import Sequence
from dataclasses import replace

from ....schemas.document import Box
from ....schemas.reply import Printed
from ...values.identifiers import Identifier, find_vat_numbers, is_valid_vat, national_vat_numbers
from .labels import phrasebook
from .layout import Segment
from .parties import Parties, Party
from .references import ENOUGH, Found, identifiers
from .sheet import Sheet
from .tokens import Token, around, fold, joined

_OWN, _OTHER, _TAX = "SupplierVatNumber", "CustomerVatNumber", "SupplierTaxId"
FAR = 6.0
"""Heights of a line that part two places where a party's name stands, such as its letterhead and its signature."""

_DIGITS = re.compile(r"\d")
_INN_KPP = re.compile(r"(\d{10})\s?/\s?\d{9}")
"""Russian tax number with the code of the reason for registration behind it, which is no part of it."""
_BEGUN = re.compile(r"\b[A-Z]{2} ?[A-Z\d][A-Z\d ]{0,14}\s*\Z")
"""A VAT number that goes on to the end of its line."""
_BEHIND_VAT = re.compile(r"\bVAT[\w .:]{0,18}?(?<!\d)(?<!\d )(\d{3} ?(?:\d{4} ?\d{2}|\d{3} ?\d{3}))(?! ?\d)")
_NAMES_ITSELF = re.compile(r"(?:MWST|TVA|IVA|VAT|MVA)\Z")
"""How Swiss and Norwegian numbers say that they are VAT numbers."""


def company_ids(sheet: Sheet, parties: Parties) -> dict[str, Printed]:
    """Answers for SupplierVatNumber, CustomerVatNumber and SupplierTaxId."""
    own, other = _vat_candidates(sheet, parties)
    answers: dict[str, Printed] = {}
    if own:
        answers[_OWN] = own[0].printed
    if not other and parties.customer is not None:
        other = [f for f in own[1:] if not (parties.supplier and _in_party(f, parties.supplier))]
    different = [f for f in other if not own or _plain(f.printed.text) != _plain(own[0].printed.text)]
    if different:
        answers[_OTHER] = different[0].printed
    at_home = bool(own) and parties.supplier is not None and _in_party(own[0], parties.supplier)
    if not at_home or (parties.customer is not None and _in_party(own[0], parties.customer)):
        _swap(sheet, parties, answers)
    _add_tax_ids(sheet, parties, answers)
    for key, printed in answers.items():
        if both := _INN_KPP.fullmatch(printed.text):
            answers[key] = replace(printed, text=both[1])
    return answers


def _add_tax_ids(sheet: Sheet, parties: Parties, answers: dict[str, Printed]) -> None:
    """The seller's tax number; and tax numbers that are VAT numbers too, where none was found for seller or buyer."""
    known = {_plain(printed.text) for printed in answers.values()}
    found = [
        f
        for f in identifiers(sheet, _TAX, _is_long_enough)
        if f.score >= ENOUGH and _plain(f.printed.text) not in known
    ]
    theirs = [f for f in found if _of_customer(sheet, f, parties) or _second(f, answers.get(_OWN), parties)]
    ours = [f for f in found if f not in theirs]
    if ours and _OWN not in answers and (_is_vat_somewhere(ours[0].printed.text) or _is_nip(sheet, ours[0])):
        answers[_OWN] = ours[0].printed
    if ours:
        answers[_TAX] = ours[0].printed
    elif _OWN in answers and any(
        meaning.key == _TAX and meaning.weight >= 1.0
        for meaning in phrasebook().meanings.get(fold(answers[_OWN].label or ""), ())
    ):
        answers[_TAX] = answers[_OWN]  # 'GST Reg. No.', 'TRN': the one number is both
    numbers = [f for f in theirs if _is_vat_somewhere(f.printed.text)]
    if numbers and _OTHER not in answers and parties.customer is not None:
        answers[_OTHER] = numbers[0].printed


def _is_nip(sheet: Sheet, found: Found) -> bool:
    """True for Poland's one number for all taxes, by its label, though a digit may be misread."""
    return sheet.language == "pl" and fold(found.printed.label or "").startswith("nip")


def _of_customer(sheet: Sheet, found: Found, parties: Parties) -> bool:
    """True where a number stands in the customer's block or under a heading of the customer."""
    box, page = found.printed.box, found.printed.page
    if parties.customer is not None and _in_party(found, parties.customer):
        return parties.supplier is None or not _in_party(found, parties.supplier)
    return box is not None and any(
        scope.role in ("buyer", "delivery", "payer") and page is not None and scope.holds(page, box)
        for scope in sheet.scopes
    )


def _second(found: Found, own: Printed | None, parties: Parties) -> bool:
    """True for a number of the same sort as the seller's, outside of the seller's block: nobody has two."""
    if own is None or parties.customer is None or _plain(found.printed.text) in _plain(own.text):
        return False
    if parties.supplier is not None and _in_party(found, parties.supplier):
        return False
    return any(is_valid_vat(found.printed.text, c) and is_valid_vat(own.text, c) for c in ("ES", "PL", "PT"))


def _is_long_enough(text: str) -> bool:
    """True for at least six digits, or four among letters ('AADCV7782M')."""
    digits = len(_DIGITS.findall(text))
    return digits >= 6 or (digits >= 4 and len(_plain(text)) >= 8)


def _swap(sheet: Sheet, parties: Parties, answers: dict[str, Printed]) -> None:
    """Give the only VAT number to the buyer where the seller's own block names another number of the same sort."""
    if _OWN not in answers or _OTHER in answers or parties.customer is None:
        return
    height = {page.number: page.height_pt for page in sheet.layout.pages}
    own = answers[_OWN]
    for found in identifiers(sheet, _TAX, _is_vat_somewhere):
        box, page = found.printed.box, found.printed.page or 0
        if _in_party(found, parties.customer):
            continue
        at_home = parties.supplier is not None and _in_party(found, parties.supplier)
        at_foot = box is not None and box.y0 > 0.8 * height.get(page, 1.0)
        if _plain(found.printed.text) not in _plain(own.text) and (at_home or at_foot):
            answers[_OTHER], answers[_OWN] = own, found.printed
            return


def _is_vat_somewhere(text: str) -> bool:
    """True for a tax number that is the VAT number too, as in Spain, Italy, Portugal, Poland and India."""
    return bool(national_vat_numbers(text)) or any(is_valid_vat(text, country) for country in ("ES", "IT", "PT", "PL"))


def _vat_candidates(sheet: Sheet, parties: Parties) -> tuple[list[Found], list[Found]]:
    """VAT numbers as the seller's and as the buyer's, best first."""
    own: list[Found] = []
    other: list[Found] = []
    for found, labelled_own, labelled_other, prefixed, valid in _vat_numbers(sheet):
        seller = 0.45 + (0.1 if valid else 0.0) + (0.05 if prefixed else 0.0)
        buyer = 0.1
        if labelled_own:
            seller += 0.3 * labelled_own
        if labelled_other:
            buyer += 0.8 * labelled_other
            seller -= 0.6 * max(0.0, labelled_other - labelled_own)
        in_buyer = parties.customer is not None and _in_party(found, parties.customer)
        if not prefixed and not found.strong and not in_buyer:
            continue
        if in_buyer:
            buyer += 0.55
            seller -= 0.55
        if parties.supplier and _in_party(found, parties.supplier):
            seller += 0.4
            buyer -= 0.4
        elif parties.supplier and _under(found, parties.supplier):
            seller += 0.2
        if seller > 0.3 and seller >= buyer:
            own.append(_scored(found, seller))
        elif buyer > 0.45:
            other.append(_scored(found, buyer))
    own.sort(key=lambda f: -f.score)
    other.sort(key=lambda f: -f.score)
    return own, other


def _vat_numbers(sheet: Sheet) -> list[tuple[Found, float, float, bool, bool]]:
    """Every VAT number: where, how far labels call it the seller's and the buyer's, prefixed or not, valid or not."""
    seen: dict[tuple[int, int], tuple[Found, float, float, bool, bool]] = {}
    for line in sheet.layout.lines:
        row = sheet.tokens[line.index]
        for hit, first, end in _prefixed(row) or _wrapped(sheet, line.index):
            labels = [label for label in sheet.labels_of(line.index) if label.end <= first]
            near = labels[-1] if labels else None
            above = [
                place.label
                for label in (*sheet.labelled(_OWN), *sheet.labelled(_OTHER))
                for place in sheet.places[label]
                if place.line == line.index and place.first <= first < place.end
            ]
            names = ([near] if near else []) + above
            own = max((label.weight(_OWN) for label in names), default=0.0)
            other = max((label.weight(_OTHER) for label in names), default=0.0)
            if 0 < other <= own or (own > 0 and not any(label.weight(_OWN) == 0 for label in names)):
                own, other = max(own, other), 0.0  # the label says whose number it is only by its place
            alone = hit.normal.startswith("ATU") and len(row) == end - first
            if not hit.valid and not own and not other and not alone and not _NAMES_ITSELF.search(hit.normal):
                continue
            if line.index in sheet.taken and not (hit.valid and names):
                continue
            words = row[first:end]
            text = hit.text.strip()
            printed = Printed(text, line.page, around(words), names[0].text if names else None, 0.8)
            seen[line.index, first] = (Found(printed, line.index, first, end, 0.8), own, other, True, hit.valid)
    for key in (_OWN, _OTHER):
        for found in identifiers(sheet, key, lambda text: len(_DIGITS.findall(text)) >= 7):
            if any(
                place[0] == found.line and place[1] < found.end and found.first < seen[place][0].end for place in seen
            ):
                continue
            own = found.score if key == _OWN else 0.0
            other = found.score if key == _OTHER else 0.0
            place = (found.line, found.first)
            if place in seen:
                before = seen[place]
                own, other = max(own, before[1]), max(other, before[2])
            if found.score >= ENOUGH:
                seen[place] = (found, own, other, False, False)
    return list(seen.values())


def _prefixed(row: Sequence[Token]) -> list[tuple[Identifier, int, int]]:
    """Numbers that are VAT numbers by their shape in a line, with their tokens: prefixed, or of a national form."""
    text, starts = joined(row)
    if not _DIGITS.search(text):
        return []
    found: list[tuple[Identifier, int, int]] = []
    prefixed = (*find_vat_numbers(text), *national_vat_numbers(text))
    bare = [hit for hit in _british(text) if all(hit.end <= one.start or hit.start >= one.end for one in prefixed)]
    for hit in (*prefixed, *bare):
        first = max(k for k, start in enumerate(starts) if start <= hit.start)
        end = next((k for k, start in enumerate(starts) if start >= hit.end), len(row))
        found.append((hit, first, end))
    return found


def _wrapped(sheet: Sheet, index: int) -> list[tuple[Identifier, int, int]]:
    """The VAT number whose last digits stand at the beginning of the next line, as in running text; valid ones only."""
    row = sheet.tokens[index]
    text, starts = joined(row)
    rest = sheet.layout.goes_on_with(index) if _BEGUN.search(text) else ""
    if not rest:
        return []
    whole = f"{text.rstrip()} {rest}"
    return [
        (hit, max(k for k, start in enumerate(starts) if start <= hit.start), len(row))
        for hit in find_vat_numbers(whole)
        if hit.valid and hit.start < len(text.rstrip()) < hit.end
    ]


def _british(text: str) -> list[Identifier]:
    """British VAT numbers with right check digits behind the word 'VAT', as imprints have them: 'VAT 123 4567 82'."""
    if "VAT" not in text:
        return []
    return [
        Identifier(match[1], match.start(1), match.end(1), _plain(match[1]), True)
        for match in _BEHIND_VAT.finditer(text)
        if is_valid_vat(match[1], "GB")
    ]


def _in_party(found: Found, party: Party) -> bool:
    """True where the number stands in or right beside the lines of a party's block."""
    if party.scope is not None and party.name.page == found.printed.page and found.printed.box is not None:
        scope, middle = party.scope, found.printed.box.middle
        return scope.y0 <= middle <= scope.y1 + 2 and scope.x0 - 4 <= found.printed.box.x0 <= scope.x1 + 4
    boxes = [segment.box for segment in party.segments if segment.page == found.printed.page]
    if party.name.box is not None and party.name.page == found.printed.page:
        boxes.append(party.name.box)
    if not boxes or found.printed.box is None:
        return False
    box = found.printed.box
    tall = max(box.height, 6.0)
    groups: list[Box] = []
    for line in sorted(boxes, key=lambda b: b.y0):
        if groups and line.y0 - groups[-1].y1 < FAR * tall:
            groups[-1] = groups[-1].union(line)
        else:
            groups.append(line)
    return any(_beside(box, block, tall) for block in groups)


def _beside(box: Box, block: Box, tall: float) -> bool:
    """True where a box stands in a block or right beside it."""
    return (
        block.y0 - 1.5 * tall <= box.middle <= block.y1 + 3.2 * tall
        and box.x0 < block.x1 + 4 * tall
        and box.x1 > block.x0 - 4 * tall
    )


def _under(found: Found, party: Party) -> bool:
    """True where the number stands below a party's name at the same left edge, as in a sidebar or a letterhead."""
    box, name = found.printed.box, party.name.box
    if box is None or name is None or found.printed.page != party.name.page:
        return False
    return abs(box.x0 - name.x0) < 4 and box.y0 > name.y0


def _scored(found: Found, score: float) -> Found:
    p = found.printed
    return Found(
        Printed(p.text, p.page, p.box, p.label, round(min(0.99, score), 3)), found.line, found.first, found.end, score
    )


def _plain(text: str) -> str:
    return "".join(c for c in text.upper() if c.isalnum())


def lines_of(segments: Sequence[Segment]) -> tuple[int, ...]:
    """Line indexes of segments."""
    return tuple(segment.line for segment in segments)
