"""Scans are images only, of the size of the page, and the same seed gives the same bytes."""

from io import BytesIO
from random import Random

import pypdfium2
import pytest
from PIL import Image, ImageChops

from faktum.evals.generate.compose import Wishes
from faktum.evals.generate.document import Drawn, draw_invoice
from faktum.evals.generate.markets import markets
from faktum.evals.generate.scan import Damage, choose_damage, damaged, rasters, scanned_image, scanned_pdf

SMALL = Damage(dpi=60, tilt=1.0, noise=0.05, blur=0.4, shade=0.2)


@pytest.fixture(scope="module")
def drawn() -> Drawn:
    return draw_invoice("scan", markets(("en_US",))[0], layout="web-invoice", wishes=Wishes(rows=3))


def test_a_scanned_pdf_has_no_text_layer(drawn: Drawn) -> None:
    document = pypdfium2.PdfDocument(scanned_pdf(drawn.pdf, SMALL, Random(1)))
    assert len(document) == drawn.pages
    assert document[0].get_textpage().get_text_range() == ""
    assert document[0].get_size() == pytest.approx((612, 792), abs=1)
    document.close()


@pytest.mark.parametrize("suffix", [".jpg", ".png"])
def test_a_scanned_image_opens_with_its_resolution(drawn: Drawn, suffix: str) -> None:
    image = Image.open(BytesIO(scanned_image(drawn.pdf, SMALL, Random(1), suffix)))
    assert image.size == (510, 660)
    assert image.info["dpi"][0] == pytest.approx(60, abs=0.1)


def test_the_same_seed_gives_the_same_bytes(drawn: Drawn) -> None:
    assert scanned_pdf(drawn.pdf, SMALL, Random(5)) == scanned_pdf(drawn.pdf, SMALL, Random(5))
    assert scanned_pdf(drawn.pdf, SMALL, Random(5)) != scanned_pdf(drawn.pdf, SMALL, Random(6))


def test_a_quarter_turn_lays_the_page_on_its_side(drawn: Drawn) -> None:
    (page, *_) = rasters(drawn.pdf, 60)
    straight = damaged(page, Damage(dpi=60, noise=0), Random(1))
    turned = damaged(page, Damage(dpi=60, noise=0, quarter_turns=1), Random(1))
    assert turned.size == (straight.height, straight.width)
    back = turned.transpose(Image.Transpose.ROTATE_270)
    assert ImageChops.difference(back, straight).getbbox() is None


def test_a_photo_shows_the_table_around_the_paper(drawn: Drawn) -> None:
    (page, *_) = rasters(drawn.pdf, 60)
    photo = damaged(page, Damage(dpi=60, noise=0, background=80), Random(1))
    corner, middle = photo.getpixel((2, 2)), photo.getpixel((photo.width // 2, photo.height - 60))
    assert isinstance(corner, int)
    assert isinstance(middle, int)
    assert corner < 100 < 200 < middle


def test_some_pages_lie_on_their_side() -> None:
    turns = {choose_damage(Random(seed)).quarter_turns for seed in range(200)}
    assert turns == {0, 1, 2, 3}
    assert all(abs(choose_damage(Random(seed)).tilt) <= 2 for seed in range(50))
