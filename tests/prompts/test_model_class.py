"""A pydantic class as a prompt: fields, descriptions and types become names, instructions and kinds."""

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Literal

import pytest
from pydantic import BaseModel, Field

from faktum.prompts.compiler import compile_prompt
from faktum.schemas.errors import PromptInvalid
from faktum.schemas.fields import Kind, Structure


class Line(BaseModel):
    description: str
    qty: float = Field(description="number of units")
    unit_price: Decimal
    amount: Decimal


class Party(BaseModel):
    name: str
    vat_id: str | None = None


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


class Invoice(BaseModel):
    """Dates as DD.MM.YYYY. Skip cover letters."""

    invoice_number: str
    invoice_date: date
    supplier: Party
    total: Decimal = Field(description="gross total, 2 decimals")
    paid: bool | None
    sort: Literal["goods", "services"]
    colour: Colour
    tags: list[str] = []
    brutto: Decimal = Field(alias="Brutto-Betrag")
    lines: list[Line]


def test_a_class_becomes_fields_with_its_own_names_and_its_types() -> None:
    compiled = compile_prompt(Invoice)
    assert [(field.name, field.term, field.kind, field.group) for field in compiled.fields] == [
        ("invoice_number", "InvoiceNumber", Kind.IDENTIFIER, None),
        ("invoice_date", "InvoiceDate", Kind.DATE, None),
        ("supplier.name", "SupplierName", Kind.NAME, None),
        ("supplier.vat_id", "SupplierVatNumber", Kind.IDENTIFIER, None),
        ("total", "TotalAmountIncTax", Kind.AMOUNT, None),
        ("paid", "IsPaid", Kind.BOOLEAN, None),
        ("sort", None, Kind.CHOICE, None),
        ("colour", None, Kind.CHOICE, None),
        ("tags", None, Kind.TEXT, None),
        ("Brutto-Betrag", "TotalAmountIncTax", Kind.AMOUNT, None),
        ("description", "LineItems.Description", Kind.TEXT, "LineItems"),
        ("qty", "LineItems.Quantity", Kind.QUANTITY, "LineItems"),
        ("unit_price", "LineItems.UnitPrice", Kind.AMOUNT, "LineItems"),
        ("amount", "LineItems.LineTotalExclTax", Kind.AMOUNT, "LineItems"),
    ]
    by_name = {field.name: field for field in compiled.fields}
    assert by_name["total"].instruction == "gross total, 2 decimals"
    assert by_name["total"].format.decimals == 2
    assert by_name["sort"].choices == ("goods", "services")
    assert by_name["colour"].choices == ("red", "blue")
    assert by_name["tags"].many
    assert by_name["invoice_date"].format.date_pattern == "%d.%m.%Y"
    assert compiled.rules.skip_pages == ("cover letters",)
    assert compiled.structure is Structure.PER_LINE_ITEM


def test_a_type_that_contradicts_the_words_wins_over_them() -> None:
    class Odd(BaseModel):
        invoice_number: bool
        total: str
        count_of_pages: int

    fields = compile_prompt(Odd).fields
    assert [(field.kind, field.term) for field in fields] == [
        (Kind.BOOLEAN, None),
        (Kind.AMOUNT, "TotalAmountIncTax"),
        (Kind.QUANTITY, None),
    ]


def test_a_class_that_no_rows_can_hold_is_refused_with_the_name_of_the_field() -> None:
    class Empty(BaseModel):
        pass

    class Strange(BaseModel):
        totals: dict[str, int]

    class Twice(BaseModel):
        lines: list[Line]
        more_lines: list[Line]

    class Clash(BaseModel):
        amount: Decimal
        lines: list[Line]

    class Inner(BaseModel):
        lines: list[Line]

    class Deep(BaseModel):
        inners: list[Inner]

    for refused, told in (
        (Empty, "has no fields"),
        (Strange, "'totals'"),
        (Twice, "'more_lines' is a second list"),
        (Clash, "two fields named 'amount'"),
        (Deep, "'lines' is a list inside a list"),
    ):
        with pytest.raises(PromptInvalid, match=told):
            compile_prompt(refused)


def test_a_class_that_holds_itself_is_refused() -> None:
    class Node(BaseModel):
        title: str
        below: "Node | None" = None

    Node.model_rebuild(_types_namespace={"Node": Node})
    with pytest.raises(PromptInvalid, match="nested deeper"):
        compile_prompt(Node)


def test_things_that_are_no_prompt_are_refused() -> None:
    for wrong in (5, ["Total"], int, object()):
        with pytest.raises(PromptInvalid, match="a prompt is text, fields or a pydantic class"):
            compile_prompt(wrong)  # pyright: ignore[reportArgumentType]
