"""What the words of one field mean: business term, kind and scope.

A phrase is taken as a set of concepts (lexicon.py); a rule names the concepts that must be there and those that may.
'supplier's VAT number', 'numéro de TVA du fournisseur' and 'USt-IdNr. des Lieferanten' are one set and one rule.
A phrase with a word nobody knows gets no term from the rules: 'meter number' is not 'number'.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..schemas.field_words import kind_of
from ..schemas.fields import LINE_ITEMS, Kind
from ..schemas.invoice import TERMS
from .lexicon import Unit, concepts_of, read, word_set

VAT_BREAKDOWN = "VatBreakdown"
"""The group of VAT rows, one per rate (EN 16931 BG-23)."""

_INVOICE_RULES = """
OriginalInvoiceNumber = original number? invoice? reference?
CreditedInvoiceDate = original date invoice? issue?
InvoiceNumber = number invoice? reference? code? creditnote? seller? | invoice reference? | invoice code
PurchaseOrderNumber = order number? reference? code? buyer?
InvoiceDate = date invoice? issue? creditnote? | issue invoice?
DueDate = due date? payment? invoice? terms?
TaxPointDate = taxpoint date?
DeliveryDate = supplydate | delivery date | service date | ship date
Currency = currency invoice? code? | currency amount
CustomerVatNumber = vatid buyer number? company? | vat number buyer | vat reference buyer | taxid buyer number? company?
SupplierVatNumber = vatid seller? number? company? invoice? | vat number seller? | vat reference seller? | vat seller
SupplierTaxId = taxid seller? number? company? | tax number seller? | tax reference seller?
SupplierName = seller name? company? | company name? | seller contact name? company
CustomerName = buyer name? company? | bill name?
SupplierCountryCode = seller country code? address?
CustomerCountryCode = buyer country code? address? | bill country address?
AmountDue = balance amount? total? invoice? payment? | due amount total? payment? invoice? | due total | amount payment
TotalAmountExclTax = net amount? total? invoice? | base amount? total?
TotalVATAmount = vat amount? total? invoice? tax? | tax amount? total? invoice?
TotalAmountIncTax = gross total? amount? invoice? price? | total amount? invoice? price? | amount/price invoice?
RoundingAmount = rounding amount? total?
PrepaymentAmount = prepayment amount? total? | paid amount total?
IsPaid = paid invoice? yesno? | paid yesno? status
PaymentStatusText = status payment? invoice?
IsReverseCharged = reversecharge yesno? vat? tax?
IsSelfBilling = selfbilling yesno? invoice?
CustomerReference = customerref number? code? | buyer reference number?
InvoiceType = type invoice?
PaymentMethod = method payment?
PaymentTerms = terms payment?
RegistrationNumber = registration number? seller? company?
EORI = eori seller? number?
CustomerId = customerid number? | buyer number | buyer code
CustomerAccountNumber = account number? buyer?
PaymentIBAN = iban seller? bank? number? payment? account? | bank account number? seller?
PaymentBIC = bic bank? seller? code? payment?
BankName = bank name? seller?
UnstructuredPaymentReference = paymentref number? | payment reference number?
SEPAMandateReference = mandate reference? number? payment?
LatePaymentFeeTerms = late payment? terms? cost?
ReverseChargeNote = reversecharge note
DeliveryNoteNumber = deliverynote number? reference?
DeliveryOrderNumber = delivery order number?
ServicePeriodStart = period start date? service? | service start date? | period start
ServicePeriodEnd = period end date? service? | service end date?
Incoterms = incoterms delivery?
CarrierName = carrier name?
TrackingNumber = tracking number? delivery? ship?
LegalStatements = statement
GlobalDiscountAmount = discount amount? total? invoice?
GlobalDiscountPercent = discount rate
GlobalSurchargeAmount = surcharge amount? total? invoice?
GlobalSurchargePercent = surcharge rate
ContractNumber = contract number? reference? code?
ProjectCode = project number? code? name? reference?
CostCenter = costcenter number? code?
Salesperson = salesperson name? seller?
Category = category invoice? type?
ShortSummary = summary invoice?
DocumentLanguage = language invoice? code?
ExchangeRateDate = exchange date rate?
ExchangeRate = exchange rate?
VatBreakdown.RatePercent = vat rate tax? | tax rate
VatBreakdown.ExemptionReason = exemption vat? tax?
"""
"""One value per invoice. Term = alternatives; 'concept?' may be missing. The first rule that fits wins."""

_LINE_RULES = """
SKU = sku line? number? code? seller? | item number | item code/reference number? | code line | reference line
LineNumber = line number?
Description = description line? item? service? amount? | item line? name? | service line? name? | line name
Quantity = quantity line? item? service? total?
UnitOfMeasure = unit line? item? quantity? price?
UnitPrice = unitprice net? line? item? amount? excl? | price line? item? unit? net? | unit amount | unit net amount?
LineDiscountPercent = discount rate line? item?
LineDiscountAmount = discount amount? line? item? total?
TaxCategory = vat code line? item? | tax code line? item? | vat category | tax category | vat type | tax type
VatPercentage = vat rate line? item? | tax rate line? item? | rate line? item?
LineVATAmount = vat amount? line? item? total? | tax amount? line? item? total?
LineTotalInclTax = gross line? item? amount? total? price?
LineTotalExclTax = net line? item? amount? total? price? | amount line? item? total? | total line? item? price?
HSCode = hscode line? item? number?
CountryOfOrigin = origin country? line? item?
ServicePeriodStart = period start date? line? service? | service start date? | start date
ServicePeriodEnd = period end date? line? service? | service end date? | end date
ProjectCode = project number? code? line?
CostCenter = costcenter number? code? line?
"""
"""One value per line item."""

_WITHIN_LINES = """
SKU = code | reference
LineNumber = number
Description = name | item
"""
"""One value per line item, for words that mean it only where the line items are spoken of."""

_BREAKDOWN_RULES = """
RatePercent = rate vat? tax?
TaxableBase = base amount? net? vat? | net amount? total?
VatAmount = vat amount? total? | tax amount? total? | amount
TaxCategory = category vat? tax? code? | code vat? tax?
ExemptionReason = exemption vat? tax? | note
"""
"""One value per VAT rate."""

_PLACES = {
    "street": "StreetName",
    "house": "StreetNumber",
    "postbox": "Postbox",
    "postcode": "PostalCode",
    "city": "City",
}
_CONTACTS = {"contact": "ContactName", "email": "Email", "phone": "Phone", "website": "Website"}
_HOUSES = {
    "seller": ("Supplier.Address", "Supplier.Contact"),
    "buyer": ("Customer.BillingAddress", "Customer.Contact"),
    "bill": ("Customer.BillingAddress", "Customer.Contact"),
    "ship": ("Customer.ShippingAddress", "Customer.Contact"),
    "delivery": ("Customer.ShippingAddress", "Customer.Contact"),
}

_SILENT = word_set(
    "small join or ask greet neutral each field column header named row must do remove as if only page format example"
)
"""Concepts that add nothing to what a field means."""

_THINGS = frozenset(
    concept.rstrip("?")
    for rules in (_INVOICE_RULES, _LINE_RULES, _BREAKDOWN_RULES)
    for line in rules.strip().splitlines()
    for concept in line.partition("=")[2].replace("|", " ").replace("/", " ").split()
) | {
    "lineitem",
    "ledger",
    "address",
    "state",
    "cost",
    "note",
    "time",
    "dates",
    "amounts",
    "breakdown",
    "numbered",
    "owndate",
    *_PLACES,
    *_CONTACTS,
}
"""Concepts of which a field can be."""

_VAGUE = word_set("invoice start end line item service time issue")
"""Things that alone name no field: 'invoices' is no request."""

_ROLES = frozenset({"seller", "buyer", "bill", "ship", "delivery"})

_KINDS: tuple[tuple[Kind, str], ...] = (
    (Kind.BOOLEAN, "yesno paid reversecharge selfbilling"),
    (Kind.PERCENT, "rate"),
    (Kind.DATE, "date dates due taxpoint issue supplydate owndate"),
    (Kind.IDENTIFIER, "number reference code sku iban bic vatid taxid eori registration hscode tracking mandate"),
    (Kind.IDENTIFIER, "customerid customerref paymentref account email phone website costcenter postcode"),
    (Kind.IDENTIFIER, "ledger numbered"),
    (Kind.QUANTITY, "quantity"),
    (Kind.AMOUNT, "amount amounts total net gross vat tax price unitprice discount surcharge cost balance prepayment"),
    (Kind.AMOUNT, "rounding base late"),
    (Kind.COUNTRY, "country origin"),
    (Kind.CURRENCY, "currency"),
    (Kind.LANGUAGE, "language"),
    (Kind.ADDRESS, "address street house postbox city state"),
    (Kind.NAME, "name company contact bank carrier salesperson seller buyer bill ship"),
    (Kind.IDENTIFIER, "order contract deliverynote original project"),
)
"""Kind of a free field by the concepts in it, first match wins."""

_COUNTED = re.compile(
    r"(?i)^(?:the |a |total )*(?:number|count|no\.?) of (?!the |this |each |an? |invoice\b|order\b|document\b)"
)
_HEAD_LAST = frozenset({"en", "de", "nl", "hy"})
"""Languages in which the last word of a phrase says what the thing is: 'meter number', 'numéro de compteur'."""

_YESNO = re.compile(r"(?i)^(?:is|has|was|are|does|did|can|whether|if|contains)\b|\?$")


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase may stand for."""

    invoice: str | None
    """Term key when it stands once per invoice."""
    line: str | None
    """Term key when it stands in a line item ('LineItems.Quantity')."""
    within: str | None
    """Term key in a line item, for a general word ('code') among words about line items."""
    breakdown: str | None
    """Term key when it stands in a row of the VAT breakdown."""
    free_kind: Kind
    """The kind where none of the terms is meant."""
    group: str | None
    """The group its own words name ('line item description')."""
    concepts: frozenset[str]
    known: bool
    """True where some word of it names a thing."""
    strange: int
    """How many of its words nobody knows."""

    @property
    def bare(self) -> bool:
        """True for one general word ('amount', 'date', 'name'), whose meaning the other fields decide."""
        return len(self.concepts) <= 1 and not self.strange

    @property
    def term(self) -> str | None:
        """The best term where the scope does not matter."""
        return self.invoice or self.line or self.breakdown


@dataclass(frozen=True, slots=True)
class _Rule:
    term: str
    needed: frozenset[str]
    allowed: frozenset[str]


@lru_cache(maxsize=4096)
def meaning_of(phrase: str, language: str = "en", role: str = "") -> Meaning:
    """What a field's words mean.

    Args:
        phrase: the words, without articles or instructions.
        role: concept that the context gives ('seller' under the heading 'Supplier'); used where the phrase names none.
    """
    units = tuple(unit for unit in read(phrase, language) if not _silent(unit))
    strange = sum(1 for unit in units if not unit.concepts)
    concepts = _settled(concepts_of(units))
    if role and not concepts & _ROLES:
        concepts |= {role}
    things = (concepts or frozenset(unit.tail for unit in units)) & _THINGS
    known = bool(things - _VAGUE)
    group = LINE_ITEMS if concepts & {"lineitem", "line"} else VAT_BREAKDOWN if "breakdown" in concepts else None
    kind = _free_kind(phrase, units, concepts, language)
    if strange or not concepts or _COUNTED.search(phrase):
        term, lines = _by_label(phrase) if strange and not role else (None, None)
        return Meaning(term, lines, None, None, kind, group, concepts, known, strange)
    inner = concepts - {"lineitem", "breakdown", "data"}
    line = _first(_rules(_LINE_RULES, f"{LINE_ITEMS}."), inner)
    within = _first(_rules(_WITHIN_LINES, f"{LINE_ITEMS}."), inner)
    breakdown = _first(_rules(_BREAKDOWN_RULES, f"{VAT_BREAKDOWN}."), inner)
    invoice = _first(_rules(_INVOICE_RULES, ""), inner) or _place(inner)
    return Meaning(invoice, line, within, breakdown, kind, group, concepts, known, strange)


def _silent(unit: Unit) -> bool:
    return bool(unit.concepts) and all(concept in _SILENT for concept in unit.concepts)


def _settled(concepts: frozenset[str]) -> frozenset[str]:
    """The set with words of one meaning made one: 'incl. VAT' is gross, 'without tax' is net."""
    found = set(concepts)
    money = found & {"vat", "tax"}
    if found & {"incl", "excl", "without"} and money:
        found -= {"vat", "tax"} | ({"net"} if "incl" in found else set())
        found.add("gross" if "incl" in found else "net")
    if found & {"net", "gross"} and not found & {"rate"}:
        found -= {"vat", "tax"}
    if found & {"net", "gross"} and "balance" in found:
        found -= {"net", "gross"}
    found -= {"incl", "excl", "without", "invoice"} if found & {"net", "gross"} else {"incl"}
    for alias, concept in (("dates", "date"), ("amounts", "amount"), ("file", "invoice")):
        if alias in found and (alias != "file" or len(found) > 1):
            found.remove(alias)
            found.add(concept)
    if "header" in found:
        found.remove("header")
    if len(found) > 1:
        found.discard("data")
    return frozenset(found - _SILENT)


def _free_kind(phrase: str, units: Sequence[Unit], concepts: frozenset[str], language: str) -> Kind:
    if _YESNO.search(phrase):
        return Kind.BOOLEAN
    if _COUNTED.search(phrase):
        return Kind.QUANTITY
    if (kind := kind_of(phrase, head_last=language in _HEAD_LAST)) is not None:
        return kind
    tails = frozenset(unit.tail for unit in units if unit.tail)
    if concepts & {"time"} and not concepts & {"date"}:
        return Kind.TEXT
    for given in (concepts, tails):
        for kind, listed in _KINDS:
            if given & frozenset(listed.split()):
                return kind
    return Kind.TEXT


@lru_cache(maxsize=8)
def _rules(text: str, prefix: str) -> tuple[_Rule, ...]:
    rules: list[_Rule] = []
    for line in text.strip().splitlines():
        name, _, alternatives = line.partition(" = ")
        for alternative in _spelled_out(alternatives.split("|")):
            concepts = alternative.split()
            needed = frozenset(concept for concept in concepts if not concept.endswith("?"))
            rules.append(_Rule(prefix + name, needed, frozenset(concept.rstrip("?") for concept in concepts)))
    return tuple(rules)


def _spelled_out(alternatives: list[str]) -> list[str]:
    """'amount/price invoice?' as 'amount invoice?' and 'price invoice?'."""
    found: list[str] = []
    for alternative in alternatives:
        choice = next((word for word in alternative.split() if "/" in word), None)
        found += [alternative.replace(choice, one) for one in choice.split("/")] if choice else [alternative]
    return found


def _first(rules: tuple[_Rule, ...], concepts: frozenset[str]) -> str | None:
    return next((rule.term for rule in rules if rule.needed <= concepts <= rule.allowed), None)


def _place(concepts: frozenset[str]) -> str | None:
    """The term of a part of an address or a contact; without a role an e-mail address or telephone is the seller's."""
    for role, (address, contact) in _HOUSES.items():
        if role in concepts:
            rest = concepts - {role, "address", "contact", "company"}
            for concept, leaf in _PLACES.items():
                if rest == frozenset({concept}):
                    return f"{address}.{leaf}"
            rest = concepts - {role, "company"}
            for concept, leaf in _CONTACTS.items():
                if (
                    rest - {"contact", "name", "address", "number"} == frozenset({concept}) - {"contact"}
                    and concept in rest
                ):
                    return f"{contact}.{leaf}"
            return None
    for concept in ("email", "phone", "website"):
        if concepts - {"contact", "company"} == frozenset({concept}):
            return f"Supplier.Contact.{_CONTACTS[concept]}"
    return "Supplier.Contact.ContactName" if {"contact"} <= concepts <= {"contact", "name"} else None


def _by_label(phrase: str) -> tuple[str | None, str | None]:
    """Terms by the labels that documents print, for words the rules do not know."""
    from ..schemas.column_names import terms_for

    invoice = next(iter(terms_for(phrase, None)), None)
    line = next(iter(terms_for(phrase, LINE_ITEMS)), None)
    return invoice if invoice in TERMS else None, line if line in TERMS else None
