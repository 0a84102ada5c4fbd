"""Every layout prints the truth: what the truth says stands in the text layer, where it says."""

import re
import unicodedata

import pypdfium2
import pytest

from faktum.evals.generate.bundles import draw_bundle
from faktum.evals.generate.compose import CHANCE, Wishes
from faktum.evals.generate.content import InvoiceKind
from faktum.evals.generate.document import Drawn, draw_invoice, draw_other
from faktum.evals.generate.layouts import LAYOUTS, layouts_for
from faktum.evals.generate.markets import MARKETS, Market, markets
from faktum.evals.generate.others import LIKE_INVOICES, OTHERS
from faktum.evals.generate.sheet import Place
from faktum.evals.generate.truth import truth_of
from faktum.schemas.errors import InvalidInput

NAMES = [name for name, layout in LAYOUTS.items() if not layout.roll]


def market_of(locale: str) -> Market:
    return next(market for market in MARKETS if market.locale == locale)


def folded(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [folded(page.get_textpage().get_text_range()) for page in document]
    finally:
        document.close()


def text_within(pdf: bytes, place: Place) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[place.page - 1]
        height = page.get_height()
        left, top, right, bottom = place.box
        return folded(page.get_textpage().get_text_bounded(left - 1, height - bottom - 1, right + 1, height - top + 1))
    finally:
        document.close()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("locale", ["de_DE", "fr_FR", "en_US"])
def test_every_place_is_in_the_text_layer(name: str, locale: str) -> None:
    drawn = draw_invoice(f"text {name}", market_of(locale), layout=name, wishes=Wishes(InvoiceKind.INVOICE, 12))
    texts = page_texts(drawn.pdf)
    for places in drawn.places.values():
        for place in places:
            assert folded(place.quote) in texts[place.page - 1]


@pytest.mark.parametrize("name", NAMES)
def test_boxes_hold_their_quotes(name: str) -> None:
    drawn = draw_invoice(f"box {name}", market_of("en_GB"), layout=name, wishes=Wishes(InvoiceKind.INVOICE, 3))
    for field in ("InvoiceNumber", "InvoiceDate", "TotalAmountIncTax", "TotalAmountExclTax"):
        for place in drawn.places[field]:
            assert folded(place.quote) in text_within(drawn.pdf, place)


@pytest.mark.parametrize("name", NAMES)
def test_the_essentials_are_printed(name: str) -> None:
    """No layout leaves out number, date, parties, sums or a line."""
    for locale in ("es_ES", "nl_NL"):
        drawn = draw_invoice(f"all {name}", market_of(locale), layout=name, wishes=Wishes(InvoiceKind.INVOICE, 30))
        needed = {
            "InvoiceNumber",
            "InvoiceDate",
            "SupplierName",
            "CustomerName",
            "TotalAmountIncTax",
            "SupplierVatNumber",
        }
        assert needed <= drawn.places.keys()
        for at in range(30):
            assert f"LineItems.{at}.Description" in drawn.places
            assert f"LineItems.{at}.Quantity" in drawn.places


def test_a_receipt_is_as_long_as_its_text() -> None:
    drawn = draw_invoice("till", market_of("de_DE"), wishes=Wishes(InvoiceKind.RECEIPT, 4))
    document = pypdfium2.PdfDocument(drawn.pdf)
    width, height = document[0].get_size()
    document.close()
    assert drawn.pages == 1
    assert width == pytest.approx(226.77, abs=0.1)
    assert 200 < height < 600


def test_printed_pages_are_counted() -> None:
    """A long invoice says how many pages it has."""
    drawn = draw_invoice("count 1", market_of("en_GB"), layout="web-invoice", wishes=Wishes(InvoiceKind.INVOICE, 90))
    texts = page_texts(drawn.pdf)
    assert len(texts) == drawn.pages > 2
    assert f"2of{drawn.pages}" in texts[1] or f"2/{drawn.pages}" in texts[1]


def test_thousands_of_rows_are_all_there() -> None:
    """2,205 lines on scores of pages, each in the text layer and in the truth."""
    drawn = draw_invoice("long", market_of("fr_FR"), layout="tax-grid", wishes=Wishes(InvoiceKind.INVOICE, 2205))
    assert 40 < drawn.pages < 120
    truth = truth_of(drawn)
    assert len(truth["LineItems"]) == 2205
    texts = page_texts(drawn.pdf)
    for at in range(2205):
        (amount,) = drawn.places[f"LineItems.{at}.LineTotalExclTax"]
        assert folded(amount.quote) in texts[amount.page - 1]
    assert (
        sum(round(row["LineTotalExclTax"] * 100) for row in truth["LineItems"]) == drawn.invoices[0].lines_total * 100
    )


def bundles() -> list[Drawn]:
    return [draw_bundle(f"bundle {number}", market_of("it_IT")) for number in range(6)]


def test_bundles_keep_invoices_apart() -> None:
    """Each invoice has pages of its own, and its truth stands on them; a cover letter belongs to none."""
    drawn = bundles()
    assert any(one.spans[0][0] == 2 for one in drawn)
    assert any("+" in one.layout for one in drawn)
    for one in drawn:
        covered = [page for span in one.spans for page in span]
        assert len(covered) == len(set(covered))
        truth = truth_of(one)
        assert [record["pages"] for record in truth["records"]] == [list(span) for span in one.spans]
        assert truth["InvoiceNumber"] == truth["records"][0]["InvoiceNumber"]
        for record in truth["records"]:
            for places in record["places"].values():
                assert {place[0] for place in places} <= set(record["pages"])


@pytest.mark.parametrize("name", [*OTHERS, *LIKE_INVOICES])
def test_other_pages_are_drawn(name: str) -> None:
    """Every kind of paper that is no invoice can be drawn, and says which it is."""
    kind, pdf, pages = draw_other("other", market_of("de_DE"), name)
    assert kind == name
    assert len(page_texts(pdf)) == pages


@pytest.mark.parametrize(
    "market", [market for market in MARKETS if market.core_fonts], ids=lambda market: market.locale
)
def test_each_market_has_several_layouts(market: Market) -> None:
    assert len(layouts_for(market.locale)) >= 6
    assert layouts_for(market.locale, roll=True) == ("receipt",)
    drawn = draw_invoice(f"market {market.locale}", market, wishes=CHANCE)
    assert drawn.pdf.startswith(b"%PDF-")


def test_other_alphabets_are_drawn_where_the_font_is_installed() -> None:
    """Polish, Russian and Armenian need DejaVu; the text layer holds their letters."""
    for locale in ("pl_PL", "ru_RU", "hy_AM"):
        try:
            drawn = draw_invoice(f"wide {locale}", market_of(locale), layout="office-table", wishes=Wishes(rows=3))
        except InvalidInput as error:
            pytest.skip(error.message)
        texts = page_texts(drawn.pdf)
        for place in drawn.places["SupplierName"]:
            assert folded(place.quote) in texts[place.page - 1]


def test_an_unknown_language_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="there are: de, en"):
        markets(("xx",))
