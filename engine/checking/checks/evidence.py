"""Can every value be read, and does it stand on the page?"""

from ....schemas.record import Source, Status
from ....schemas.reply import DocumentKind
from .facts import SILENT, Facts, Spot, Verdict

OCR_FLOOR = 0.6
"""OCR certainty (0 to 1) under which a value is worth a look."""

CORE_TERMS = {
    "InvoiceNumber": "BR-02",
    "InvoiceDate": "BR-03",
    "SupplierName": "BR-06",
    "TotalAmountIncTax": "BR-14",
}
"""Terms every invoice has, and the EN 16931 rule that says so."""


def unreadable(facts: Facts) -> Verdict:
    """A printed string that means nothing of the kind asked for: kept as printed, without value."""
    notes = [
        facts.warning(
            "VALUE_UNREADABLE",
            f"{_where(spot)}{facts.name(spot.term)}: '{facts.cell(spot.term, spot.row).printed}' cannot be read.",
            spot.term,
            row=spot.row,
        )
        for spot in facts.unreadable
    ]
    return Verdict(tuple(notes))


def not_on_page(facts: Facts) -> Verdict:
    """A value the model gave and no page prints."""
    notes = [
        facts.warning(
            "VALUE_NOT_ON_PAGE",
            f"{_where(spot)}{facts.name(spot.term)} '{cell.printed}' was not found on the pages.",
            spot.term,
            row=spot.row,
        )
        for spot, cell in facts.cells.items()
        if cell.status is Status.NOT_FOUND and cell.value is not None and facts.has_words
    ]
    return Verdict(tuple(notes))


def misplaced(facts: Facts) -> Verdict:
    """A value that the page prints as another's: the due date as the date of the invoice, the amount of another row."""
    notes = [
        facts.warning(
            code,
            f"{_where(spot)}{facts.name(spot.term)} '{facts.cell(spot.term, spot.row).printed}' {why}.",
            spot.term,
            row=spot.row,
        )
        for spot, (code, why) in facts.misplaced.items()
    ]
    return Verdict(tuple(notes))


def xml_and_page(facts: Facts) -> Verdict:
    """A value of the embedded e-invoice that its visible pages do not show: people and machines read two invoices."""
    if not facts.has_words:
        return SILENT
    notes = [
        facts.warning(
            "XML_NOT_ON_PAGE",
            f"{facts.name(term)} '{cell.printed}' stands in the embedded e-invoice, but not on the visible pages.",
            term,
        )
        for term in ("InvoiceNumber", "TotalAmountIncTax", "AmountDue", "PaymentIBAN")
        if (cell := facts.cell(term)).source is Source.XML and cell.value is not None and not cell.evidence
    ]
    return Verdict(tuple(notes))


def hard_to_read(facts: Facts) -> Verdict:
    """Values of the invoice that OCR was unsure of."""
    notes = [
        facts.info(
            "OCR_UNCERTAIN", f"{facts.name(spot.term)} was hard to read (OCR certainty {certainty:.0%}).", spot.term
        )
        for spot, certainty in facts.certainties.items()
        if certainty < OCR_FLOOR and spot.row is None
    ]
    return Verdict(tuple(notes))


def missing(facts: Facts) -> Verdict:
    """BR-02, BR-03, BR-06, BR-14: what every invoice has was asked for and not found."""
    if facts.kind not in ("invoice", "credit_note", "debit_note", "corrective"):
        return SILENT
    notes = [
        facts.info(rule, f"{facts.name(term)} was not found.", term)
        for term, rule in CORE_TERMS.items()
        if term in facts.names and facts.cell(term).value is None and Spot(term) not in facts.unreadable
    ]
    return Verdict(tuple(notes))


def purchase_order(facts: Facts) -> Verdict:
    """The document is a purchase order: what it says is ordered, not owed."""
    if facts.kind != DocumentKind.PURCHASE_ORDER:
        return SILENT
    return Verdict(
        (facts.warning("PURCHASE_ORDER", "This is a purchase order, not an invoice: nothing is owed on it."),)
    )


def several_invoices(facts: Facts) -> Verdict:
    """The file holds more than one invoice: which this is, and why its pages belong together."""
    if facts.of < 2:
        return SILENT
    pages = f"page {facts.pages[0]}" if len(facts.pages) == 1 else f"pages {facts.pages[0]}-{facts.pages[-1]}"
    because = f" ({facts.reason})" if facts.reason else ""
    message = f"Invoice {facts.number} of {facts.of} in this file: {pages}{because}."
    return Verdict((facts.info("SEVERAL_INVOICES", message),))


def _where(spot: Spot) -> str:
    return f"Line {spot.row}: " if spot.row else ""
