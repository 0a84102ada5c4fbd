"""Structured prompts: names letter by letter in the order given; terms and formats from names and prompts; limits."""

from collections.abc import Mapping

import pytest

from faktum.prompts.compiler import compile_prompt
from faktum.schemas.errors import InvalidInput, PromptInvalid, PromptUnclear, UnknownSchema
from faktum.schemas.fields import Kind, Structure, StructuredPrompt


def fields(*given: str | tuple[str, str]) -> dict[str, object]:
    pairs = [(one, "") if isinstance(one, str) else one for one in given]
    return {"fields": [{"name": name, "prompt": prompt} for name, prompt in pairs]}


def test_the_pipeline_of_the_quickstart_compiles() -> None:
    names = (
        "Invoice Number",
        "Vendor Name",
        "Invoice Date",
        "Due Date",
        "Purchase Order Number",
        "Currency",
        "Total Amount",
    )
    general = (
        "Format all dates as YYYY-MM-DD. For credit notes, prefix amounts with a negative sign. "
        "Skip any pages that are remittance advice or cover letters."
    )
    compiled = compile_prompt(fields(*names) | {"general_prompt": general})
    assert tuple(field.name for field in compiled.fields) == names
    assert [field.term for field in compiled.fields] == [
        "InvoiceNumber",
        "SupplierName",
        "InvoiceDate",
        "DueDate",
        "PurchaseOrderNumber",
        "Currency",
        "TotalAmountIncTax",
    ]
    assert compiled.general == general
    assert compiled.rules.credit_notes_negative
    assert compiled.rules.skip_pages == ("remittance advice", "cover letters")
    assert [field.format.date_pattern for field in compiled.fields] == [None, None, "%Y-%m-%d", "%Y-%m-%d"] + [None] * 3


@pytest.mark.parametrize(
    ("name", "prompt", "term", "kind"),
    [
        ("Inv", "the invoice number as printed", "InvoiceNumber", Kind.IDENTIFIER),
        ("Amount", "total including VAT", "TotalAmountIncTax", Kind.AMOUNT),
        ("Amount", "the net amount before tax", "TotalAmountExclTax", Kind.AMOUNT),
        ("Net", "Subtotal before VAT", "TotalAmountExclTax", Kind.AMOUNT),
        ("Date", "Due date, DD.MM.YYYY", "DueDate", Kind.DATE),
        ("Vendor", "Legal name incl. legal form", "SupplierName", Kind.NAME),
        ("Beleg-Nr.", "", "InvoiceNumber", Kind.IDENTIFIER),
        ("Kreditor", "", "SupplierName", Kind.NAME),
        ("invoice_number", "", "InvoiceNumber", Kind.IDENTIFIER),
        ("Paid?", "yes or no", "IsPaid", Kind.BOOLEAN),
        ("Type", "one of: goods, services, mixed", None, Kind.CHOICE),
        ("Meter Reading", "", None, Kind.TEXT),
        ("Booking reference", "", None, Kind.IDENTIFIER),
        ("Departure", "formatted DD/MM/YYYY", None, Kind.DATE),
    ],
)
def test_a_field_means_what_its_name_says_and_where_that_is_general_what_its_prompt_says(
    name: str, prompt: str, term: str | None, kind: Kind
) -> None:
    field = compile_prompt(fields((name, prompt))).fields[0]
    assert (field.name, field.instruction) == (name, prompt)
    assert (field.term, field.kind) == (term, kind)


def test_what_is_said_about_one_field_formats_that_field_alone() -> None:
    compiled = compile_prompt(
        fields(
            ("Net", "2 decimals, no currency symbol"),
            "Gross",
            ("Tax", "Use 0 when no tax is charged"),
            ("Vendor", "in uppercase"),
            ("Cost Center", "from the order, else N/A if missing"),
            ("Type", "one of: goods, services, mixed"),
        )
    )
    net, gross, tax, vendor, center, sort = compiled.fields
    assert (net.format.decimals, net.format.currency_symbol) == (2, False)
    assert (gross.format.decimals, gross.format.currency_symbol) == (None, True)
    assert (tax.zero_when_absent, gross.zero_when_absent) == (True, False)
    assert vendor.format.uppercase
    assert (center.default, vendor.default) == ("N/A", None)
    assert sort.choices == ("goods", "services", "mixed")


def test_an_amount_beside_line_item_fields_is_that_of_the_line() -> None:
    prompt = fields("Invoice Number", "Description", "Quantity", "Unit Price", "Amount", "Invoice Total")
    compiled = compile_prompt(prompt)
    assert [field.group for field in compiled.fields] == [
        None,
        "LineItems",
        "LineItems",
        "LineItems",
        "LineItems",
        None,
    ]
    assert compiled.structure is Structure.PER_LINE_ITEM
    assert compiled.structure_reason == "line item fields are asked for: Description, Quantity, Unit Price, Amount"


def test_the_structure_the_caller_chose_wins_over_what_the_prompt_says() -> None:
    prompt = fields("Invoice Number", "Description") | {"general_prompt": "One row per line item."}
    assert compile_prompt(prompt).structure_reason == "the prompt says 'One row per line item.'"
    chosen = compile_prompt(prompt, "per_invoice")
    assert (chosen.structure, chosen.structure_reason) == (Structure.PER_INVOICE, "per_invoice was chosen")


def test_a_mapping_and_the_class_of_the_same_content_compile_to_the_same() -> None:
    prompt = fields("Invoice Number", ("Total", "gross"))
    assert compile_prompt(prompt) == compile_prompt(StructuredPrompt.model_validate(prompt))


@pytest.mark.parametrize(
    ("prompt", "told"),
    [
        (fields("A"), r"field 1 \('A'\), name: at least 2 characters"),
        (fields("Total", "x" * 51), r"field 2 \('x{51}'\), name: at most 50 characters"),
        (fields(*(f"Field {number}" for number in range(21))), "fields: at most 20 fields"),
        ({"fields": []}, "fields: at least 1 field"),
        ({}, "fields: is missing"),
        ({"fields": "Total"}, "fields: must be a list of fields"),
        (fields("Invoice no", "invoice_NO"), "'invoice_NO' is the same as 'Invoice no'"),
        (fields("source file"), "'source file' is the name of a system column"),
        (fields(("Total", "ab")), r"field 1 \('Total'\), prompt: .* empty or has 3 to 600 characters"),
        (fields(("Total", "a" * 601)), r"field 1 \('Total'\), prompt: at most 600 characters"),
        (fields("Total") | {"general_prompt": "a" * 1501}, "general_prompt: at most 1500 characters"),
        ({"fields": [{"name": "Total", "hint": "x"}]}, r"field 1 \('Total'\), hint: is no part of a prompt"),
        ({"fields": [{"prompt": "the total"}]}, "field 1, name: is missing"),
    ],
)
def test_a_broken_limit_names_the_field_and_the_limit(prompt: Mapping[str, object], told: str) -> None:
    with pytest.raises(PromptInvalid, match=told):
        compile_prompt(prompt)


def test_two_broken_limits_are_told_at_once() -> None:
    with pytest.raises(PromptInvalid) as refused:
        compile_prompt(fields("A", "x" * 51))
    assert refused.value.message.count("characters") == 2


def test_the_built_in_schema_gives_its_fields_under_their_own_names() -> None:
    base = compile_prompt(None, schema="invoice")
    assert base.schema == "invoice"
    assert [field.name for field in base.fields][:3] == ["InvoiceNumber", "InvoiceType", "InvoiceDate"]
    assert all(field.name == field.term for field in base.fields)
    assert base.structure is Structure.PER_INVOICE
    lines = compile_prompt(None, schema="invoice", addons=["lineitems"])
    assert lines.structure is Structure.PER_LINE_ITEM
    assert len(lines.fields) > len(base.fields)


def test_arguments_that_do_not_go_together_are_told() -> None:
    with pytest.raises(InvalidInput, match="either a prompt or a schema"):
        compile_prompt("total", schema="invoice")
    with pytest.raises(InvalidInput, match="there are: automatic, per_invoice, per_line_item"):
        compile_prompt("total", "rows")
    with pytest.raises(UnknownSchema, match="no schema is called 'receipt'; there is: invoice"):
        compile_prompt(None, schema="receipt")
    with pytest.raises(UnknownSchema, match="no add-on is called bank"):
        compile_prompt(None, schema="invoice", addons=["bank"])
    with pytest.raises(PromptUnclear, match="Name the fields"):
        compile_prompt(None)
