"""Check digits speak for an identifier or against it."""

from collections.abc import Callable

import pytest

from faktum.engine.checking.checks import identifiers
from faktum.engine.checking.checks.facts import Check, Facts, Spot

MakeFacts = Callable[..., Facts]


@pytest.mark.parametrize(
    ("check", "term", "good", "bad", "code"),
    [
        (
            identifiers.iban,
            "PaymentIBAN",
            "DE89 3704 0044 0532 0130 00",
            "DE88 3704 0044 0532 0130 00",
            "IBAN_CHECKSUM",
        ),
        (identifiers.bic, "PaymentBIC", "COBADEFFXXX", "COBADEFXXX", "BIC_SHAPE"),
        (
            identifiers.creditor_reference,
            "StructuredPaymentReferenceRF",
            "RF18 5390 0754 7034",
            "RF19 5390 0754 7034",
            "RF_CHECKSUM",
        ),
        (
            identifiers.belgian_reference,
            "StructuredPaymentReferenceBE",
            "+++090/9337/55493+++",
            "+++090/9337/55494+++",
            "OGM_CHECKSUM",
        ),
        (identifiers.vat_numbers, "SupplierVatNumber", "DE136695976", "DE136695977", "VAT_CHECKSUM"),
        (identifiers.vat_numbers, "CustomerVatNumber", "BE0428759497", "BE0428759498", "VAT_CHECKSUM"),
    ],
)
def test_check_digits_confirm_or_doubt(
    make_facts: MakeFacts, check: Check, term: str, good: str, bad: str, code: str
) -> None:
    assert check(make_facts({term: good})).confirmed == (Spot(term),)
    assert check(make_facts({term: good})).notes == ()
    (note,) = check(make_facts({term: bad})).notes
    assert (note.code, note.fields) == (code, (term,))
    assert bad in note.message
    assert check(make_facts({term: None})) == identifiers.SILENT
    assert check(make_facts()) == identifiers.SILENT


def test_a_tax_number_of_unknown_rules_is_left_alone(make_facts: MakeFacts) -> None:
    assert identifiers.vat_numbers(make_facts({"SupplierVatNumber": "12/345/67890"})) == identifiers.SILENT


@pytest.mark.parametrize(("bic", "fires"), [("COBADEFFXXX", False), ("BNPAFRPPXXX", True)])
def test_account_and_bank_are_of_one_country(make_facts: MakeFacts, bic: str, fires: bool) -> None:
    verdict = identifiers.account_and_bank(make_facts({"PaymentIBAN": "DE89370400440532013000", "PaymentBIC": bic}))
    assert [note.code for note in verdict.notes] == (["ACCOUNT_AND_BANK"] if fires else [])


@pytest.mark.parametrize(("customer", "fires"), [("ACME gmbh", True), ("Other Ltd", False), (None, False)])
def test_supplier_and_customer_are_two(make_facts: MakeFacts, customer: str | None, fires: bool) -> None:
    notes = identifiers.same_party(make_facts({"SupplierName": "Acme GmbH", "CustomerName": customer})).notes
    assert [note.code for note in notes] == (["SAME_PARTY"] if fires else [])
