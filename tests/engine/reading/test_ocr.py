"""Each OCR engine reads print, upright or not, and gives words with places."""

import importlib.util
from collections.abc import Callable

import pytest
from PIL import Image

from faktum.engine.reading.ocr import OcrEngine, ocr_engine
from faktum.schemas.document import Pages, PageStatus, TextSource
from faktum.schemas.errors import MissingExtra
from faktum.schemas.settings import Settings

Printed = Callable[..., Image.Image]
Encoded = Callable[..., bytes]
Read = Callable[..., Pages]

LINES = ("Invoice 4711", "Date 05.03.2024", "Net amount 198,00", "Total due 235,62")


@pytest.fixture(scope="module", params=["rapidocr", "tesseract"])
def engine(request: pytest.FixtureRequest) -> OcrEngine:
    package = {"rapidocr": "rapidocr", "tesseract": "tesserocr"}[request.param]
    if importlib.util.find_spec(package) is None:
        pytest.skip(f"{package} is not installed")
    try:
        return ocr_engine(Settings.model_validate({"ocr": request.param}))
    except MissingExtra as error:
        pytest.skip(error.message)


def test_words_and_their_places(engine: OcrEngine, printed: Printed) -> None:
    """Lines are printed at 50, 110, 170 and 230 pixels from the top, 60 from the left."""
    found = engine.recognise(printed(*LINES))
    assert [word.text for word in found.words] == " ".join(LINES).split()
    assert found.turned == 0
    first = found.words[0]
    assert abs(first.box.x0 - 60) < 8
    assert 50 <= first.box.middle <= 90
    assert 0.5 < first.confidence <= 1
    assert all(one.box.x1 <= other.box.x0 for one, other in [(found.words[0], found.words[1])])


def test_a_page_on_its_side_is_turned(engine: OcrEngine, printed: Printed) -> None:
    if engine.name == "tesseract":
        pytest.skip("tesseract wants more text than four lines to tell")
    upright = engine.recognise(printed(*LINES))
    found = engine.recognise(printed(*LINES).transpose(Image.Transpose.ROTATE_90))
    assert found.turned == 90
    assert sorted(word.text for word in found.words) == sorted(word.text for word in upright.words)


def test_a_skewed_page_is_levelled(engine: OcrEngine, printed: Printed) -> None:
    """Turned 2 degrees counter-clockwise, it takes 2 degrees clockwise; the words of a line are then level."""
    found = engine.recognise(printed(*LINES).rotate(2, Image.Resampling.BICUBIC, fillcolor=255))
    assert found.turned == pytest.approx(2, abs=0.5)
    middles = {word.text: word.box.middle for word in found.words}
    assert middles["Net"] == pytest.approx(middles["198,00"], abs=4)


def test_a_lone_word_on_a_page_is_found(engine: OcrEngine, printed: Printed) -> None:
    found = engine.recognise(printed("Hello", size=(1654, 2339)))
    assert [word.text for word in found.words] == ["Hello"]


def test_an_image_is_read_into_a_page(engine: OcrEngine, printed: Printed, encoded: Encoded, read: Read) -> None:
    settings = Settings.model_validate({"ocr": engine.name})
    (page,) = read(encoded(printed(*LINES), "PNG"), settings).pages
    assert (page.status, page.text_source) == (PageStatus.SUCCESSFUL, TextSource.OCR)
    assert page.reason == f"an image; read by {engine.name}"
    assert [word.text for word in page.words] == " ".join(LINES).split()
    assert page.words[0].box.x0 == pytest.approx(60 * 72 / 200, abs=3)


def test_a_page_without_print_yields_no_words(engine: OcrEngine) -> None:
    assert engine.recognise(Image.new("L", (400, 300), 255)).words == ()
