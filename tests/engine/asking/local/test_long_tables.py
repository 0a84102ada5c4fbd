"""What long tables hold beside their items: sums of groups, headings, descriptions that go on; and no labels at all."""

from collections.abc import Callable
from decimal import Decimal

from faktum.engine.asking.local.layout import lay_out
from faktum.engine.asking.local.row_rates import rate_by_sums
from faktum.engine.asking.local.tables import LineItemTable, read_line_items
from faktum.schemas.document import Pages
from faktum.schemas.fields import LINE_ITEMS
from faktum.schemas.invoice import invoice_fields

Drawn = Callable[..., Pages]
Placed = tuple[float, float, str]

FIELDS = tuple(field for field in invoice_fields(["lineitems"]) if field.group == LINE_ITEMS)
HEADER = [(50.0, 100.0, "Description"), (250.0, 100.0, "Qty"), (330.0, 100.0, "Unit price"), (450.0, 100.0, "Amount")]


def item(y: float, name: str, qty: str, price: str, total: str) -> list[Placed]:
    """One item under HEADER; 5 points a letter."""
    numbers = ((265, qty), (380, price), (480, total))
    return [(50, y, name), *((x - 5 * len(text), y, text) for x, text in numbers if text)]


def read(pages: Pages) -> LineItemTable:
    return read_line_items(lay_out(pages.pages), FIELDS)


def column(table: LineItemTable, name: str) -> list[str | None]:
    return [row[name].text if name in row else None for row in table.rows]


def test_the_sum_of_a_group_is_no_item_whatever_its_words(drawn: Drawn) -> None:
    """Told by arithmetic: 'Hafenstraße' is no word of a sum, but 8.50 is what the two items above it cost."""
    page = [
        *HEADER,
        *item(120, "Apples", "3", "1.50", "4.50"),
        *item(140, "Pears", "2", "2.00", "4.00"),
        *item(160, "Hafenstraße 12", "", "", "8.50"),
        *item(180, "Plums", "4", "1.00", "4.00"),
        *item(200, "Figs", "1", "6.00", "6.00"),
        *item(220, "Marktplatz 3", "", "", "10.00"),
    ]
    table = read(drawn(page))
    assert column(table, "Description") == ["Apples", "Pears", "Plums", "Figs"]


def test_the_sum_of_one_item_needs_the_word(drawn: Drawn) -> None:
    """'Total Marktplatz 3' under one item is its sum; 'Delivery' for the same amount as the item above is an item."""
    page = [
        *HEADER,
        *item(120, "Apples", "3", "1.50", "4.50"),
        *item(140, "Total Marktplatz 3", "", "", "4.50"),
        *item(160, "Pears", "2", "2.00", "4.00"),
        *item(180, "Delivery", "", "", "4.00"),
        *item(200, "Plums", "1", "7.00", "7.00"),
    ]
    assert column(read(drawn(page)), "Description") == ["Apples", "Pears", "Delivery", "Plums"]


def test_amounts_that_happen_to_add_up_are_items_where_rows_have_no_other_number(drawn: Drawn) -> None:
    page: list[Placed] = [(50, 100, "Description"), (450, 100, "Amount")]
    for n, (name, amount) in enumerate((("Wash", "10.00"), ("Cut", "20.00"), ("Colour", "30.00"), ("Tea", "5.00"))):
        page += [(50, 120 + 20 * n, name), (480 - 5 * len(amount), 120 + 20 * n, amount)]
    assert column(read(drawn(page)), "LineTotalExclTax") == ["10.00", "20.00", "30.00", "5.00"]


WRAPPED = (
    ("Yellow lamp with a wooden stand", "and two spare bulbs"),
    ("Striped carpet, 3 x 4 metres", "without underlay"),
    ("Round mirror in a frame of brass", "60 cm wide"),
    ("Folding table, height adjustable", "from 70 cm upwards"),
    ("Shelf of four boards with brackets", "Oak, untreated"),
    ("Curtain rail made to measure for", "Windows of 240 cm"),
)
"""First and second line of descriptions, no second one's first word having had room on the first."""


def test_a_description_goes_on_where_the_next_word_had_no_room(drawn: Drawn) -> None:
    """That lines end for want of room shows in the table as a whole; capitals and digits may begin the next line."""
    page = list(HEADER)
    for n, (first, second) in enumerate(WRAPPED):
        page += [*item(120 + 26 * n, first, "1", f"{n + 1}.00", f"{n + 1}.00"), (50, 131 + 26 * n, second)]
    assert column(read(drawn(page)), "Description") == [f"{first} {second}" for first, second in WRAPPED]


def test_a_heading_above_an_item_is_not_its_description(drawn: Drawn) -> None:
    """Headings of names and numbers that stand close above some of the items."""
    page = list(HEADER)
    y = 120.0
    names = ("Apples", "Pears", "Plums", "Figs", "Dates", "Limes")
    for n, name in enumerate(names):
        if n % 3 == 0:
            page.append((50, y, f"Mary Quillan {40 + n}"))
            y += 12
        page += item(y, name, "2", f"{n + 1}.00", f"{2 * n + 2}.00")
        y += 20
    assert column(read(drawn(page)), "Description") == list(names)


def test_a_table_without_labels_is_read_by_its_arithmetic(drawn: Drawn) -> None:
    """Position, code, words, quantity, price and total are told apart by where they stand and what they multiply to."""
    page: list[Placed] = [(50, 40, "Invoice 4711"), (50, 60, "Some Street 12")]
    rows = [("Apples", "3", "1.50", "4.50"), ("Pears", "2", "2.00", "4.00"), ("Plums", "12", "0.25", "3.00")]
    rows += [("Figs", "5", "1.10", "5.50"), ("Dates", "7", "2.00", "14.00"), ("Limes", "4", "0.50", "2.00")]
    for n, (name, qty, price, total) in enumerate(rows):
        y = 120.0 + 20 * n
        page += [(30, y, str(n + 1)), (50, y, f"AB-{7301 + 13 * n}"), (110, y, f"{name} of the region")]
        page += [(x - 5 * len(text), y, text) for x, text in ((300, qty), (380, price), (480, total))]
    table = read(drawn(page))
    assert column(table, "Quantity") == [row[1] for row in rows]
    assert column(table, "UnitPrice") == [row[2] for row in rows]
    assert column(table, "LineTotalExclTax") == [row[3] for row in rows]
    assert column(table, "Description") == [f"{row[0]} of the region" for row in rows]
    assert column(table, "SKU") == [f"AB-{7301 + 13 * n}" for n in range(6)]
    assert column(table, "LineNumber") == [str(n + 1) for n in range(6)]


def test_numbers_below_each_other_that_do_not_multiply_are_no_table(drawn: Drawn) -> None:
    page: list[Placed] = []
    for n in range(6):
        texts = ((300, str(n + 2)), (380, f"{n + 5}.50"), (480, f"{90 + n}.00"))
        page += [(50, 100 + 20 * n, "Reading of the day")]
        page += [(x - 5 * len(text), 100 + 20 * n, text) for x, text in texts]
    assert not read(drawn(page)).rows


def test_a_name_printed_again_and_again_above_its_size_is_no_heading(drawn: Drawn) -> None:
    """Values on the last line: the first line of every description is the same, and stands first on the page, too."""
    page = list(HEADER)
    for n in range(8):
        page += [
            (50, 120 + 30 * n, "Olive oil, extra, can of 5 l"),
            *item(131 + 30 * n, f"C{40 + n}", "1", "2.00", "2.00"),
        ]
    assert column(read(drawn(page)), "Description") == [f"Olive oil, extra, can of 5 l C{40 + n}" for n in range(8)]


def test_charges_below_the_sum_of_all_items_are_no_items(drawn: Drawn) -> None:
    """What follows the sum and has neither quantity nor price is for the invoice as a whole."""
    page = [
        *HEADER,
        *item(120, "Apples", "3", "1.50", "4.50"),
        *item(140, "Pears", "2", "2.00", "4.00"),
        *item(160, "Positions", "", "", "8.50"),
        *item(180, "Postal service", "", "", "4.99"),
    ]
    assert column(read(drawn(page)), "Description") == ["Apples", "Pears"]


def test_the_rate_that_sums_prove_is_the_rate_of_the_rows(drawn: Drawn) -> None:
    """8.50 and 19 % of it, 1.62 rounded, make 10.12; a discount of 10 %, which takes its 0.85 off, is no tax."""
    totals = [Decimal("4.50"), Decimal("4.00")]
    taxed = lay_out(drawn([(50, 190, "Levy 19 %"), (460, 190, "1.62"), (50, 210, "Payable 10.12")]).pages)
    reduced = lay_out(drawn([(50, 190, "Bonus 10 %"), (460, 190, "0.85"), (50, 210, "Payable 7.65")]).pages)
    rate = rate_by_sums(totals, taxed.lines, ".")
    assert rate is not None
    assert rate.text == "19"
    assert rate_by_sums(totals, reduced.lines, ".") is None


def test_a_table_of_words_and_amounts_goes_on_below_the_sum_of_a_group(drawn: Drawn) -> None:
    """With one number a row, an item is told by where its words begin and its amount ends."""
    page: list[Placed] = [(50, 100, "Description"), (450, 100, "Amount")]
    for n, (x, name, amount) in enumerate(
        (
            (50, "Wash and dry", "10.00"),
            (50, "Cut and style", "22.00"),
            (300, "Subtotal Monday", "32.00"),
            (50, "Colour", "31.00"),
            (50, "Tea, black", "5.00"),
        )
    ):
        page += [(x, 120 + 20 * n, name), (480 - 5 * len(amount), 120 + 20 * n, amount)]
    assert column(read(drawn(page)), "LineTotalExclTax") == ["10.00", "22.00", "31.00", "5.00"]


def test_a_list_of_words_and_amounts_goes_on_on_the_next_page(drawn: Drawn) -> None:
    """No labels, a sum carried over the page break, and the sum of all at the end."""

    def listed(y: float, name: str, amount: str) -> list[Placed]:
        return [(50, y, name), (480 - 5 * len(amount), y, amount)]

    first = [one for n in range(12) for one in listed(100 + 20 * n, f"Item {chr(65 + n)} of many", f"{n + 1}.50")]
    second = [one for n in range(12) for one in listed(140 + 20 * n, f"Thing {chr(65 + n)} of more", f"{n + 20}.25")]
    first += listed(360, "Carried forward", "84.00")
    second += [*listed(100, "Brought forward", "84.00"), *listed(400, "Total", "393.00")]
    rows = column(read(drawn(first, second)), "LineTotalExclTax")
    assert rows == [f"{n + 1}.50" for n in range(12)] + [f"{n + 20}.25" for n in range(12)]
