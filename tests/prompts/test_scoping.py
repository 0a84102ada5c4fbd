"""Fields decided together: whose an address is, names that clash, words that mean two things."""

import pytest

from faktum.prompts.compiler import compile_prompt


@pytest.mark.parametrize(
    ("prompt", "parties"),
    [
        ("vendor name and address, customer name and address", [None, "supplier", None, "customer"]),
        ("supplier address, ship-to address, billing address", ["supplier", "delivery", "customer"]),
        ("Name und Anschrift des Lieferanten, Lieferadresse", [None, "supplier", "delivery"]),
        ("nom et adresse du client", [None, "customer"]),
        ("Supplier: address\nCustomer: address, city", ["supplier", "customer", None]),
        ("address, total", [None, None]),
    ],
)
def test_a_whole_address_knows_whose_it_is(prompt: str, parties: list[str | None]) -> None:
    assert [field.party for field in compile_prompt(prompt).fields] == parties


def test_fields_of_one_name_and_meaning_are_one_and_others_are_told_apart() -> None:
    names = [field.name for field in compile_prompt("total, Total (2 decimals), TOTAL").fields]
    assert names == ["Total"]
    compiled = compile_prompt("invoice number, date, description, quantity. Line items: date, amount, quantity")
    assert [(field.name, field.group) for field in compiled.fields] == [
        ("Invoice Number", None),
        ("Date", None),
        ("Description", "LineItems"),
        ("Quantity", "LineItems"),
        ("Line Date", "LineItems"),
        ("Amount", "LineItems"),
    ]


def test_an_instruction_behind_two_joined_dates_holds_for_both_and_for_no_other() -> None:
    first, second, third = compile_prompt("delivery date, invoice date and due date as DD.MM.YYYY").fields
    assert first.format.date_pattern is None
    assert second.format.date_pattern == third.format.date_pattern == "%d.%m.%Y"


@pytest.mark.parametrize(
    ("prompt", "terms"),
    [
        ("description, quantity, unit price, total", ["Description", "Quantity", "UnitPrice", "LineTotalExclTax"]),
        ("line items: net amount, VAT amount, gross amount", ["LineTotalExclTax", "LineVATAmount", "LineTotalInclTax"]),
        ("for each line: number, code, name, VAT rate", ["LineNumber", "SKU", "Description", "VatPercentage"]),
        ("je Position: Nummer, Bezeichnung, MwSt.-Satz", ["LineNumber", "Description", "VatPercentage"]),
    ],
)
def test_general_words_mean_the_line_among_words_about_lines(prompt: str, terms: list[str]) -> None:
    compiled = compile_prompt(prompt)
    assert [field.term for field in compiled.fields] == [f"LineItems.{term}" for term in terms]


def test_the_same_words_mean_the_invoice_where_no_line_is_spoken_of() -> None:
    compiled = compile_prompt("number, net amount, VAT rate, VAT amount, total, price")
    assert [field.term for field in compiled.fields] == [
        "InvoiceNumber",
        "TotalAmountExclTax",
        "VatBreakdown.RatePercent",
        "TotalVATAmount",
        "TotalAmountIncTax",
        "TotalAmountIncTax",
    ]
    assert all(field.group is None for field in compiled.fields)


@pytest.mark.parametrize(
    ("prompt", "kinds"),
    [
        ("agency commission, change due, gratuity", ["amount", "amount", "amount"]),
        ("order flight, billing type, account holder", ["text", "text", "text"]),
        ("table number, form number", ["identifier", "identifier"]),
        ("number of spots, fax, contract date", ["quantity", "text", "date"]),
    ],
)
def test_the_head_of_a_field_of_ones_own_gives_its_kind(prompt: str, kinds: list[str]) -> None:
    fields = [field for field in compile_prompt(f"Extract {prompt}").fields if field.term is None]
    assert [field.kind.value for field in fields] == kinds


def test_a_full_stop_before_a_sign_ends_no_sentence() -> None:
    fields = compile_prompt("For each line item extract description and disc. %").fields
    assert [field.term for field in fields] == ["LineItems.Description", "LineItems.LineDiscountPercent"]
