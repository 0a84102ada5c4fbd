"""Everything the reader can say about one record: term key → printed answer."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ....schemas.document import Box
from ....schemas.fields import Kind
from ....schemas.invoice import TERMS
from ....schemas.record import Source
from ....schemas.reply import DocumentKind, Printed
from .allowances import allowances
from .bank_name import bank_name
from .banking import banking
from .company_ids import company_ids
from .dating import behind_town, dated, due_in_terms, on_title_line, period, unlabelled
from .documents import Judgement
from .locale_codes import currencies, currency_of_country, language
from .parties import Parties, find_parties
from .party_countries import countries
from .payment_terms import payment_terms
from .phrases import phrases
from .postal import postal
from .receipts import slip_merchant, slip_totals
from .references import Found, best, identifiers, invoice_numbers, of_this_document
from .sheet import Sheet
from .texts import texts
from .totals import solve_totals
from .vat_sums import sums_by_rate

CORRECTING = frozenset({DocumentKind.CREDIT_NOTE, DocumentKind.DEBIT_NOTE, DocumentKind.CORRECTIVE})

_ONLY_WHERE_CORRECTING = frozenset({"OriginalInvoiceNumber", "CreditedInvoiceDate"})
"""Terms that only a correcting document has."""

_SAID_ELSEWHERE = frozenset(
    {
        *("PaymentIBAN", "PaymentBIC", "SupplierVatNumber", "SupplierTaxId", "CustomerVatNumber"),
        *("InvoiceNumber", "InvoiceDate", "DueDate", "ServicePeriodStart", "ServicePeriodEnd"),
    }
)
"""Terms with a way of their own below."""

_WEAK_LABEL_WILL_DO = frozenset({"PurchaseOrderNumber", "TaxPointDate", "CustomerId", "DeliveryDate"})
"""Terms that a general label ('Order', 'Reference') may answer; all others need a label that names them."""


def answer(sheet: Sheet, judgement: Judgement) -> dict[str, Printed]:
    """The answers for all terms with one value per invoice; absent where the page does not say."""
    parties = find_parties(sheet)
    if judgement.slip:
        parties = Parties(slip_merchant(sheet) or parties.supplier, None, None)
    answers: dict[str, Printed] = {}
    if parties.supplier:
        answers["SupplierName"] = parties.supplier.name
    if parties.customer:
        answers["CustomerName"] = parties.customer.name
    answers |= company_ids(sheet, parties)
    answers |= banking(sheet)
    if not judgement.slip and (bank := bank_name(sheet, answers["PaymentBIC"].text if "PaymentBIC" in answers else "")):
        answers["BankName"] = bank
    if judgement.slip:
        answers |= slip_totals(sheet)
    else:
        totals = solve_totals(sheet)
        answers |= totals.answers
        answers |= allowances(sheet, totals)
    if "TotalAmountIncTax" in answers and not {"TotalAmountExclTax", "TotalVATAmount"} <= answers.keys():
        answers |= sums_by_rate(sheet, answers["TotalAmountIncTax"])
    _numbers(sheet, judgement, answers)
    _dates(sheet, judgement, answers)
    answers |= {} if judgement.slip else payment_terms(sheet)
    general = ("CorrectionReason",) if judgement.kind in CORRECTING else ()
    answers |= {key: value for key, value in texts(sheet, general).items() if key not in answers}
    answers |= phrases(sheet, answers)
    _codes(sheet, parties, answers)
    answers |= postal(sheet, parties)
    answers["InvoiceType"] = _type(judgement)
    if "AmountDue" not in answers and _asks_for_payment(answers, judgement):
        answers["AmountDue"] = replace(answers["TotalAmountIncTax"], score=0.5)
    return answers


def _asks_for_payment(answers: Mapping[str, Printed], judgement: Judgement) -> bool:
    """True where the total is all there is to pay: it is no receipt and nothing is said to be paid.

    EN 16931 BR-CO-16: the amount due is the total less what is paid.
    """
    if judgement.slip or "TotalAmountIncTax" not in answers:
        return False
    if {"PrepaymentAmount", "IsPaid", "PaymentStatusText"} & answers.keys():
        return False
    return judgement.kind not in (DocumentKind.RECEIPT, DocumentKind.PURCHASE_ORDER, DocumentKind.OTHER)


def _type(judgement: Judgement) -> Printed:
    """The title where it says what the document is; otherwise what it was judged to be."""
    title = judgement.title
    if title is not None and any(key == f"title:{judgement.kind.value}" for key in title.keys):
        return Printed(title.text, title.page, title.box, None, 0.9)
    box, page = (title.box, title.page) if title else (None, None)
    return Printed(judgement.kind.value, page, box, None, 0.7, Source.DERIVED)


def _numbers(sheet: Sheet, judgement: Judgement, answers: dict[str, Printed]) -> None:
    used = _boxes(answers)
    numbers = invoice_numbers(sheet)
    if judgement.kind in CORRECTING:
        numbers = of_this_document(sheet, numbers)
    if judgement.kind in (DocumentKind.PURCHASE_ORDER, DocumentKind.OTHER):
        numbers = tuple(f for f in numbers if f.strong)
    number = best(numbers, used)
    if number is None and judgement.kind is DocumentKind.RECEIPT:
        number = best(identifiers(sheet, "PurchaseOrderNumber"), used)  # a sale has no other number than the order's
    if number is not None:
        answers["InvoiceNumber"] = number
        if number.box:
            used.add(number.box)
    for key in _terms(Kind.IDENTIFIER):
        if key in answers or key in _SAID_ELSEWHERE or not _allowed(key, judgement):
            continue
        found = best(_strong_enough(identifiers(sheet, key), key), used)
        if found is not None:
            answers[key] = found
            if found.box:
                used.add(found.box)


def _dates(sheet: Sheet, judgement: Judgement, answers: dict[str, Printed]) -> None:
    dates = (*dated(sheet, "InvoiceDate"), *on_title_line(sheet), *behind_town(sheet))
    if judgement.kind in CORRECTING:
        dates = of_this_document(sheet, dates)
    issued = best(sorted(dates, key=lambda f: -f.score))
    due = best(dated(sheet, "DueDate")) or due_in_terms(sheet)
    if issued is not None and due is not None and issued.box == due.box:
        if (issued.score or 0.0) >= (due.score or 0.0):
            due = best(dated(sheet, "DueDate"), [issued.box] if issued.box else [])
        else:
            issued = best(dated(sheet, "InvoiceDate"), [due.box] if due.box else [])
    if due is not None:
        answers["DueDate"] = due
    used = [p.box for p in (issued, due) if p and p.box]
    for key in _terms(Kind.DATE):
        if key in answers or key in _SAID_ELSEWHERE or not _allowed(key, judgement):
            continue
        found = best(_strong_enough(dated(sheet, key), key), used)
        if found is not None:
            answers[key] = found
    answers |= period(sheet)
    if issued is None:
        claimed = [p.box for p in answers.values() if p.box]
        issued = best(unlabelled(sheet, claimed))
        if issued is not None:
            issued = replace(issued, score=min(issued.score or 0.0, 0.5))
        elif "TaxPointDate" in answers:
            issued = replace(answers["TaxPointDate"], score=0.5)
    if issued is not None:
        answers["InvoiceDate"] = issued


def _codes(sheet: Sheet, parties: Parties, answers: dict[str, Printed]) -> None:
    seen = currencies(sheet)
    answers |= countries(sheet, parties, answers, seen.certain)
    home = currency_of_country(answers.get("SupplierCountryCode"))
    money = seen.printed(home.text if home else None) or home
    found: Mapping[str, Printed | None] = {
        "Currency": money,
        "SourceCurrency": money,
        "DocumentLanguage": language(sheet),
    }
    answers |= {key: printed for key, printed in found.items() if printed is not None}


def _terms(kind: Kind) -> Iterable[str]:
    return (key for key, term in TERMS.items() if term.kind is kind and term.group is None)


def _allowed(key: str, judgement: Judgement) -> bool:
    return key not in _ONLY_WHERE_CORRECTING or judgement.kind in CORRECTING


def _strong_enough(found: Iterable[Found], key: str) -> list[Found]:
    if key in _WEAK_LABEL_WILL_DO:
        return list(found)
    return [f for f in found if f.strong]


def _boxes(answers: Mapping[str, Printed]) -> set[Box]:
    return {printed.box for printed in answers.values() if printed.box is not None}
