"""What read_line_items promises: every item of a page once, under the prompt's names, and nothing that is no item."""

import cProfile
from collections.abc import Callable, Sequence

import pytest

from faktum.engine.asking.local.layout import lay_out
from faktum.engine.asking.local.table_header import find_headers
from faktum.engine.asking.local.tables import LineItemTable, read_line_items
from faktum.schemas.document import Pages
from faktum.schemas.fields import LINE_ITEMS, Field, Kind
from faktum.schemas.invoice import invoice_fields

Drawn = Callable[..., Pages]
Placed = tuple[float, float, str]

FIELDS = tuple(field for field in invoice_fields(["lineitems"]) if field.group == LINE_ITEMS)

HEADER = (("Description", 50), ("Qty", 250), ("Unit price", 330), ("Amount", 450))


def line(y: float, *cells: tuple[str, float]) -> list[Placed]:
    """The texts of one line, each with the x it begins at."""
    return [(x, y, text) for text, x in cells]


def ending(y: float, *cells: tuple[str, float]) -> list[Placed]:
    """The texts of one line, each with the x it ends at, as numbers are set; 5 points a letter."""
    return [(x - 5 * len(text), y, text) for text, x in cells]


def item(y: float, name: str, qty: str, price: str, total: str) -> list[Placed]:
    """One item under HEADER."""
    return line(y, (name, 50)) + ending(y, (qty, 265), (price, 380), (total, 480))


def read(pages: Pages, fields: Sequence[Field] = FIELDS) -> LineItemTable:
    """The table of the drawn pages."""
    return read_line_items(lay_out(pages.pages), fields)


def texts(table: LineItemTable, *names: str) -> list[tuple[str | None, ...]]:
    """What is printed in each row under the names."""
    return [tuple(row[name].text if name in row else None for name in names) for row in table.rows]


CORE = ("Description", "Quantity", "UnitPrice", "LineTotalExclTax")


def test_rows_stand_under_the_names_of_the_prompt_with_their_places(drawn: Drawn) -> None:
    """A plain table gives its cells as printed, each with page, box and label."""
    table = read(
        drawn(
            [*line(100, *HEADER), *item(120, "Apples", "3", "1.50", "4.50"), *item(140, "Pears", "2", "2.00", "4.00")]
        )
    )
    assert texts(table, *CORE) == [("Apples", "3", "1.50", "4.50"), ("Pears", "2", "2.00", "4.00")]
    total = table.rows[1]["LineTotalExclTax"]
    assert (total.page, total.label) == (1, "Amount")
    assert total.box is not None
    assert (total.box.y0, total.box.x1) == (140, 480)


def test_only_fields_asked_for_are_answered(drawn: Drawn) -> None:
    """A prompt for one column gets one column; its own name counts, not the term's."""
    page = [*line(100, *HEADER), *item(120, "Apples", "3", "1.50", "4.50")]
    wanted = Field("Net", Kind.AMOUNT, "LineItems.LineTotalExclTax", LINE_ITEMS)
    assert [set(row) for row in read(drawn(page), [wanted]).rows] == [{"Net"}]


def test_a_field_of_the_users_own_making_is_answered_by_the_column_of_its_name(drawn: Drawn) -> None:
    """A free field finds the header that reads like it, known to the vocabulary or not."""
    page = [
        *line(100, ("Air Time", 50), ("Description", 150), ("Qty", 300), ("Amount", 450)),
        *line(120, ("7:29 AM", 50), ("Spot", 150)),
        *ending(120, ("1", 315), ("60.00", 480)),
        *line(140, ("8:54 AM", 50), ("Spot", 150)),
        *ending(140, ("1", 315), ("70.00", 480)),
    ]
    table = read(drawn(page), [Field("air_time", Kind.TEXT, None, LINE_ITEMS)])
    assert texts(table, "air_time") == [("7:29 AM",), ("8:54 AM",)]


def test_a_table_runs_on_over_pages_and_carried_sums_are_no_items(drawn: Drawn) -> None:
    """Headers repeated on each page and 'Übertrag' lines give one table of items."""
    header = (("Bezeichnung", 50), ("Menge", 240), ("Einzelpreis", 320), ("Gesamt", 450))
    first = [
        *line(100, *header),
        *item(120, "Nagel", "10", "1,00", "10,00"),
        *item(140, "Feile", "1", "1.200,50", "1.200,50"),
    ]
    first += line(160, ("Übertrag", 50)) + ending(160, ("1.210,50", 480))
    second = [*line(100, *header), *line(115, ("Übertrag", 50)), *ending(115, ("1.210,50", 480))]
    second += item(135, "Säge", "2", "3,00", "6,00")
    second += line(160, ("Gesamtbetrag", 330)) + ending(160, ("1.216,50", 480))
    table = read(drawn(first, second))
    assert texts(table, *CORE) == [
        ("Nagel", "10", "1,00", "10,00"),
        ("Feile", "1", "1.200,50", "1.200,50"),
        ("Säge", "2", "3,00", "6,00"),
    ]
    assert [row["Description"].page for row in table.rows] == [1, 1, 2]


def test_a_table_runs_on_without_its_header(drawn: Drawn) -> None:
    """On a page without a header only lines with as many numbers as items have are items."""
    first = [*line(100, *HEADER), *item(120, "Apples", "3", "1.50", "4.50"), *item(140, "Pears", "2", "2.00", "4.00")]
    second = [*line(30, ("Some Street 5, 1234 Town", 50)), *item(60, "Plums", "4", "0.50", "2.00")]
    second += line(90, ("Total", 330)) + ending(90, ("10.50", 480))
    assert texts(read(drawn(first, second)), "Description") == [("Apples",), ("Pears",), ("Plums",)]


def test_sub_totals_and_totals_are_no_items(drawn: Drawn) -> None:
    """A table goes on after a sub-total and ends at the totals; a charge on the whole is none of its items."""
    page = [*line(100, *HEADER), *item(120, "Apples", "3", "1.50", "4.50"), *item(140, "Pears", "2", "2.00", "4.00")]
    page += line(160, ("Subtotal", 50)) + ending(160, ("8.50", 480))
    page += item(180, "Plums", "4", "0.50", "2.00")
    page += line(200, ("Subtotal", 50)) + ending(200, ("2.00", 480))
    page += line(220, ("Shipping", 50)) + ending(220, ("5.00", 480))
    page += line(240, ("VAT 20%", 50)) + ending(240, ("3.10", 480))
    page += line(260, ("Grand Total", 50)) + ending(260, ("18.60", 480))
    table = read(drawn(page))
    assert texts(table, "Description") == [("Apples",), ("Pears",), ("Plums",)]
    assert len(table.numbered) == 3


def test_a_last_row_that_is_the_sum_is_no_item_whatever_it_is_called(drawn: Drawn) -> None:
    """Arithmetic unmasks a sum that the vocabulary does not know."""
    page = [*line(100, *HEADER), *item(120, "Apples", "3", "1.50", "4.50"), *item(140, "Pears", "2", "2.00", "4.00")]
    page += line(160, ("Zusammengerechnetes", 50)) + ending(160, ("8.50", 480))
    assert len(read(drawn(page)).rows) == 2


def test_a_description_goes_on_where_its_next_word_had_no_room(drawn: Drawn) -> None:
    """Wrapped lines are joined; a line that ended on purpose begins a detail, kept as an alternative."""
    long = "Comprehensive maintenance of pumps"
    page = [*line(100, *HEADER), *item(120, long, "1", "90.00", "90.00"), *line(132, ("and compressors", 50))]
    page += [
        *item(160, "Seal", "2", "1.00", "2.00"),
        *line(172, ("Batch 77", 50)),
        *item(200, "Bolt", "1", "3.00", "3.00"),
    ]
    table = read(drawn(page))
    assert texts(table, "Description") == [(f"{long} and compressors",), ("Seal",), ("Bolt",)]
    assert table.rows[1]["Description"].alternatives == ("Seal Batch 77",)


def test_words_above_the_numbers_belong_to_them_where_the_gaps_say_so(drawn: Drawn) -> None:
    """Rows whose numbers stand on their last line keep the name from their first."""
    page = line(100, *HEADER)
    for k, name in enumerate(("Apples", "Pears", "Plums")):
        y = 120 + 50 * k
        page += [*line(y, (name, 50)), *item(y + 11, "Class II, from Spain", "2", "2.00", "4.00")]
    assert texts(read(drawn(page)), "Description") == [("Apples",), ("Pears",), ("Plums",)]


def test_headings_of_groups_are_no_part_of_descriptions(drawn: Drawn) -> None:
    """A line that stands above the first item, and again like it between items, heads groups."""
    page = line(100, *HEADER)
    for k in range(3):
        y = 120 + 40 * k
        page += [
            *line(y, (f"Order 10{k} of 3 May 2024", 50)),
            *item(y + 14, "Consulting on site at your plant", "1", "5.00", "5.00"),
        ]
    table = read(drawn(page))
    assert {row["Description"].text for row in table.rows} == {"Consulting on site at your plant"}
    assert len(table.rows) == 3


def test_arithmetic_decides_what_an_ambiguous_label_means(drawn: Drawn) -> None:
    """'Amount' heads the quantities here: quantity × price = total tells."""
    page = line(100, ("Amount", 50), ("Product", 120), ("Price", 350), ("Total", 450))
    for k, (qty, price, total) in enumerate((("2.00", "4.00", "8.00"), ("3.00", "5.00", "15.00"))):
        page += line(120 + 20 * k, ("Thing", 120)) + ending(120 + 20 * k, (qty, 80), (price, 375), (total, 475))
    assert texts(read(drawn(page)), "Quantity", "UnitPrice", "LineTotalExclTax") == [
        ("2.00", "4.00", "8.00"),
        ("3.00", "5.00", "15.00"),
    ]


def test_discounts_are_read_and_do_not_spoil_the_arithmetic(drawn: Drawn) -> None:
    """Quantity × price less the line's discount is the total."""
    page = line(100, ("Item", 50), ("Qty", 200), ("Price", 270), ("Disc. %", 350), ("Amount", 450))
    page += line(120, ("Lamp", 50)) + ending(120, ("2", 215), ("50.00", 295), ("10%", 385), ("90.00", 480))
    page += line(140, ("Bulb", 50)) + ending(140, ("4", 215), ("5.00", 295), ("20.00", 480))
    assert texts(read(drawn(page)), "LineDiscountPercent", "UnitPrice", "LineTotalExclTax") == [
        ("10%", "50.00", "90.00"),
        (None, "5.00", "20.00"),
    ]


@pytest.mark.parametrize(
    ("printed", "quantity", "unit"),
    [("3 pcs", "3", "pcs"), ("10 Stk.", "10", "Stk."), ("2,5 kg", "2,5", "kg"), ("4", "4", None), ("-1 h", "-1", "h")],
)
def test_a_unit_beside_the_quantity_is_the_unit_of_measure(
    drawn: Drawn, printed: str, quantity: str, unit: str | None
) -> None:
    """Quantity and unit in one cell are two answers."""
    page = [*line(100, *HEADER), *line(120, ("Thing", 50), (printed, 250)), *ending(120, ("2.00", 380), ("9.00", 480))]
    assert texts(read(drawn(page)), "Quantity", "UnitOfMeasure") == [(quantity, unit)]


def test_thousands_parted_by_blanks_are_one_number(drawn: Drawn) -> None:
    """'1 980,00 €' is one amount in three words."""
    header = (("Désignation", 50), ("Qté", 250), ("Prix unitaire", 320), ("Montant HT", 440))
    page = [
        *line(100, *header),
        *item(120, "Huile", "100", "19,80 €", "1 980,00 €"),
        *item(140, "Savon", "1", "2,00 €", "2,00 €"),
    ]
    assert texts(read(drawn(page)), "LineTotalExclTax") == [("1 980,00 €",), ("2,00 €",)]


def test_negative_rows_are_items(drawn: Drawn) -> None:
    """A credited item keeps its sign as printed."""
    page = [
        *line(100, *HEADER),
        *item(120, "Apples", "3", "1.50", "4.50"),
        *item(140, "Returned", "-1", "2.00", "-2.00"),
    ]
    assert texts(read(drawn(page)), "LineTotalExclTax") == [("4.50",), ("-2.00",)]


def test_a_service_without_a_quantity_is_an_item(drawn: Drawn) -> None:
    """A row of words and an amount stands between rows with quantities."""
    page = [*line(100, *HEADER), *line(120, ("Notice in the gazette", 50)), *ending(120, ("45.93", 480))]
    page += [*item(140, "Copy", "2", "0.75", "1.50"), *item(160, "Postage", "3", "1.00", "3.00")]
    assert texts(read(drawn(page)), *CORE)[0] == ("Notice in the gazette", None, None, "45.93")


def test_numbers_of_a_detail_are_no_row(drawn: Drawn) -> None:
    """Parts of a set with a quantity but no price belong to the item above."""
    page = [
        *line(100, *HEADER),
        *item(120, "Set", "1", "9.00", "9.00"),
        *line(140, ("incl. bulb", 50)),
        *ending(140, ("2", 265)),
    ]
    page += item(160, "Lamp", "1", "5.00", "5.00")
    assert texts(read(drawn(page)), "Description") == [("Set",), ("Lamp",)]


def test_a_header_of_several_lines_reads_as_one(drawn: Drawn) -> None:
    """Labels above each other are one label: 'Price / excl. VAT' prices without tax."""
    page = line(100, ("Description", 50), ("Quantity", 250), ("Price", 350), ("Line total", 440))
    page += line(111, ("excl. VAT", 340), ("excl. VAT", 440))
    page += item(140, "Apples", "3", "1.50", "4.50") + item(160, "Pears", "2", "2.00", "4.00")
    assert texts(read(drawn(page)), *CORE)[0] == ("Apples", "3", "1.50", "4.50")


def test_a_gross_column_is_no_net_total(drawn: Drawn) -> None:
    """A total that its header says holds tax is answered as such."""
    page = line(100, ("Description", 50), ("Qty", 250), ("Price", 350), ("Total incl. VAT", 420))
    page += item(120, "Apples", "3", "1.50", "4.50") + item(140, "Pears", "2", "2.00", "4.00")
    assert texts(read(drawn(page)), "LineTotalExclTax", "LineTotalInclTax") == [(None, "4.50"), (None, "4.00")]


def test_running_numbers_are_positions_and_tell_how_many_rows_there_are(drawn: Drawn) -> None:
    """Position numbers 10, 20, 30 say that three rows are to be expected."""
    page = line(100, ("Pos", 30), *HEADER)
    for k in range(3):
        page += line(120 + 20 * k, (f"{10 * (k + 1)}", 30)) + item(120 + 20 * k, "Thing", "2", "2.00", "4.00")
    table = read(drawn(page))
    assert (texts(table, "LineNumber"), table.expected_rows) == ([("10",), ("20",), ("30",)], 3)


@pytest.mark.parametrize(
    ("breakdown", "rates"),
    [
        pytest.param([("VAT 20% on 8.50", "1.70")], ["20%", "20%"], id="one rate is everybody's"),
        pytest.param([("VAT 20% on 4.50", "0.90"), ("VAT 5% on 4.00", "0.20")], ["20%", "5%"], id="bases tell"),
        pytest.param([("VAT 20% on 9.00", "1.80")], [None, None], id="a base that is not the sum tells nothing"),
    ],
)
def test_the_breakdown_gives_rates_where_no_column_does(
    drawn: Drawn, breakdown: list[tuple[str, str]], rates: list[str | None]
) -> None:
    """A row's tax rate is taken from the breakdown only where the amounts settle it."""
    page = [*line(100, *HEADER), *item(120, "Apples", "3", "1.50", "4.50"), *item(140, "Pears", "2", "2.00", "4.00")]
    page += line(160, ("Subtotal", 50)) + ending(160, ("8.50", 480))
    for k, (label, tax) in enumerate(breakdown):
        page += line(180 + 20 * k, (label, 50)) + ending(180 + 20 * k, (tax, 480))
    assert texts(read(drawn(page)), "VatPercentage") == [(rate,) for rate in rates]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(line(100, *HEADER), id="a header without rows"),
        pytest.param([(50, 100, "Dear customer, the total amount and the price of the quantity is 12.50")], id="prose"),
        pytest.param(
            [
                *line(100, ("VAT rate", 50), ("Taxable amount", 200), ("VAT amount", 350)),
                *ending(120, ("20%", 90), ("100.00", 270), ("20.00", 400)),
            ],
            id="a VAT breakdown",
        ),
        pytest.param(
            [*line(100, ("Invoice No.", 50), ("Date", 250)), *line(115, ("4711", 50), ("2024-05-03", 250))], id="a form"
        ),
    ],
)
def test_what_is_no_item_table_gives_none(drawn: Drawn, page: list[Placed]) -> None:
    """No rows are made up."""
    assert read(drawn(page)).rows == ()


def test_a_breakdown_below_the_items_adds_no_rows(drawn: Drawn) -> None:
    """A second table with another header is not taken for more items."""
    page = [*line(100, *HEADER), *item(120, "Apples", "3", "1.50", "4.50"), *item(140, "Pears", "2", "2.00", "4.00")]
    page += line(180, ("Tax rate", 50), ("Base", 150), ("Tax amount", 250))
    page += ending(200, ("20%", 90), ("8.50", 170), ("1.70", 300))
    table = read(drawn(page))
    assert texts(table, "LineTotalExclTax") == [("4.50",), ("4.00",)]
    assert max(table.lines) < 4


def test_text_beside_the_table_is_left_out(drawn: Drawn) -> None:
    """What a side bar prints on the items' lines gets into no cell."""
    page = [(10, 120, "IBAN"), (10, 140, "IE45 BANC")]
    page += line(100, ("Description", 150), ("Qty", 300), ("Price", 370), ("Amount", 450))
    for k, name in enumerate(("Apples", "Pears")):
        page += line(120 + 20 * k, (name, 150)) + ending(120 + 20 * k, ("2", 315), ("3.00", 395), ("6.00", 480))
    assert texts(read(drawn(page)), "Description") == [("Apples",), ("Pears",)]


def test_reading_is_linear_in_the_rows(drawn: Drawn) -> None:
    """Ten times the rows make about ten times the work, and none is lost."""

    def pages(count: int) -> Pages:
        sheets: list[list[Placed]] = []
        for start in range(0, count, 40):
            sheet = line(60, *HEADER)
            for k in range(start, min(start + 40, count)):
                sheet += item(80 + 16 * (k - start), f"Article {k}", "2", "3.50", "7.00")
            sheets.append(sheet)
        return drawn(*sheets)

    def work(count: int) -> int:
        layout = lay_out(pages(count).pages)
        profile = cProfile.Profile()
        profile.enable()
        table = read_line_items(layout, FIELDS, ".")
        profile.disable()
        assert len(table.rows) == count
        return sum(entry.callcount for entry in profile.getstats())

    work(200)  # fills the caches of the vocabulary
    small, large = work(200), work(2000)
    assert large < 13 * small


def test_the_currency_in_brackets_belongs_to_the_label_before_it(drawn: Drawn) -> None:
    header = line(100, ("Description", 50), ("Qty", 250), ("Unit price", 330), ("Amount (S$)", 420))
    table = read(drawn([*header, *item(120, "Apples", "3", "1.50", "4.50"), *item(140, "Pears", "2", "2.00", "4.00")]))
    assert texts(table, *CORE) == [("Apples", "3", "1.50", "4.50"), ("Pears", "2", "2.00", "4.00")]


def test_a_currency_that_a_gap_parts_from_its_label_is_no_column(drawn: Drawn) -> None:
    header = line(100, ("Description", 50), ("Amount", 400), ("CAD", 446))
    rows = [*line(120, ("Customs duty", 50)), *ending(120, ("4.50", 480)), *line(140, ("Release fee", 50))]
    table = read(drawn([*header, *rows, *ending(140, ("4.00", 480))]))
    assert texts(table, "Description", "LineTotalExclTax") == [("Customs duty", "4.50"), ("Release fee", "4.00")]


def test_the_last_column_of_money_is_the_total_whatever_its_label(drawn: Drawn) -> None:
    header = line(100, ("Description", 50), ("Qty", 250), ("Assessed", 430))
    rows = [
        text
        for y, name, money in ((120, "Plan check", "$184.00"), (140, "Permit", "$48.50"), (160, "Survey", "$1.13"))
        for text in (*line(y, (name, 50), ("1", 255)), *ending(y, (money, 480)))
    ]
    table = read(drawn([*header, *rows]))
    assert texts(table, "Quantity", "LineTotalExclTax") == [("1", "$184.00"), ("1", "$48.50"), ("1", "$1.13")]


def test_the_letter_of_a_tax_behind_an_amount(drawn: Drawn) -> None:
    page = [*line(100, *HEADER), *item(120, "Shingles", "14", "412.00", "5,768.00T")]
    assert texts(read(drawn([*page, *item(140, "Gutter", "2", "2.00", "4.00T")])), "Quantity", "UnitPrice") == [
        ("14", "412.00"),
        ("2", "2.00"),
    ]


def test_a_column_that_says_no_more_than_without_tax(drawn: Drawn) -> None:
    header = line(100, ("Description", 50), ("Qty", 250), ("Ex VAT", 330), ("VAT", 400), ("Inc VAT", 450))
    rows = [
        text
        for y, name, *money in (
            (120, "Check-up", "43.33", "8.67", "52.00"),
            (140, "Scale", "235.00", "47.00", "282.00"),
        )
        for text in (*line(y, (name, 50), ("1", 255)), *ending(y, *zip(money, (360, 415, 485), strict=True)))
    ]
    table = read(drawn([*header, *rows]))
    assert texts(table, "Quantity", "LineTotalExclTax") == [("1", "43.33"), ("1", "235.00")]


def test_rand_with_thousands_apart(drawn: Drawn) -> None:
    page = [*line(100, *HEADER), *item(120, "Pump", "1", "R 14 850.00", "R 14 107.50")]
    table = read(drawn([*page, *item(140, "Pipe", "200", "R 31.20", "R 6 240.00")]))
    assert texts(table, "UnitPrice", "LineTotalExclTax") == [("R 14 850.00", "R 14 107.50"), ("R 31.20", "R 6 240.00")]


def test_two_labels_that_nearly_read_as_one_stay_two_on_a_scan(drawn: Drawn) -> None:
    """'Wartość netto' and 'VAT', the gap between them lost."""
    labels = line(100, ("Nazwa", 50), ("Cena netto", 200), ("Wartość netto VAT", 300), ("Wartość brutto", 450))
    (header,) = find_headers(lay_out(drawn(labels, ocr=True).pages))
    assert [cell.text for cell in header.cells] == ["Nazwa", "Cena netto", "Wartość netto", "VAT", "Wartość brutto"]


def test_the_invoices_own_data_under_their_labels_are_no_items(drawn: Drawn) -> None:
    header = line(100, ("Invoice Number", 50), ("Invoice Date", 160), ("Due Date", 280), ("Charges", 400))
    assert not read(
        drawn([*header, *line(120, ("34278587", 50), ("6/18/2017", 160), ("6/24/2017", 280), ("$56.49", 400))])
    ).rows


def test_two_numbers_that_a_blank_parts_are_two_cells(drawn: Drawn) -> None:
    """OCR read the net amount and the rate as one line of text."""
    header = line(100, ("Nazwa", 50), ("Cena netto", 200), ("Wartość netto VAT", 300), ("Wartość brutto", 450))
    rows = [
        text
        for y, name, *cells in (
            (120, "Papier", "118,50", "740,00 23%", "910,20"),
            (140, "Karton", "6,85", "247,00 23%", "303,81"),
        )
        for text in (*line(y, (name, 50)), *ending(y, *zip(cells, (250, 385, 520), strict=True)))
    ]
    table = read(drawn([*header, *rows], ocr=True))
    assert texts(table, "LineTotalExclTax", "VatPercentage") == [("740,00", "23%"), ("247,00", "23%")]
