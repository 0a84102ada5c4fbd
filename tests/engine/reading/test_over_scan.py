"""A text layer over a scan is believed only as far as the picture shows the same figures."""

import pytest
from PIL import Image

from faktum.engine.reading.ocr import Recognised
from faktum.engine.reading.over_scan import shown_otherwise
from faktum.engine.reading.pages import read_pages
from faktum.engine.reading.sniff import open_document
from faktum.evals.attacks import scanned
from faktum.schemas.document import Box, Concealment, Page, Word
from faktum.schemas.settings import Settings

pytest.importorskip("rapidocr", reason="needs the ocr extra")


def read(data: bytes, ocr: str = "auto") -> Page:
    settings = Settings.model_validate({"ocr": ocr})
    return read_pages(open_document("a.pdf", data, settings), settings).pages[0]


@pytest.mark.parametrize("beneath", [False, True])
def test_an_honest_layer_keeps_all_its_words(*, beneath: bool):
    page = read(scanned(beneath=beneath))
    assert page.text_source == "text_layer"
    assert page.hidden == ()
    assert "1,309.00" in {word.text for word in page.words}


@pytest.mark.parametrize("beneath", [False, True])
@pytest.mark.parametrize("lie", [("1,309.00", "9,999.00"), ("RE-2026-1187", "RE-6660-0666")])
def test_a_layer_that_lies_is_found_out(lie: tuple[str, str], *, beneath: bool):
    page = read(scanned(lie, beneath=beneath))
    assert [(hidden.word.text, hidden.why) for hidden in page.hidden] == [(lie[1], Concealment.OTHERWISE)]
    assert lie[1] not in {word.text for word in page.words}


def test_without_ocr_the_layer_is_taken_at_its_word():
    assert "9,999.00" in {word.text for word in read(scanned(("1,309.00", "9,999.00")), "off").words}


class Reader:
    """An OCR engine that reads one thing everywhere."""

    name = "fake"

    def __init__(self, text: str, confidence: float = 0.9) -> None:
        self.text, self.confidence = text, confidence

    def recognise(self, picture: Image.Image) -> Recognised:
        return Recognised((Word(self.text, Box(0, 0, picture.width, picture.height), self.confidence),))


@pytest.mark.parametrize(
    ("said", "reader", "false"),
    [
        ("1,309.00", Reader("9,999.00"), True),
        ("1,309.00", Reader("1.309,00"), False),  # the same figures
        ("1,309.00", Reader("1,308.00"), False),  # one digit may be misread
        ("1,309.00", Reader("9,999.00", 0.4), False),  # an unsure reading accuses nobody
        ("1,309.00", Reader("Total"), False),  # no figures read
        ("Total", Reader("9,999.00"), False),  # no figures said
    ],
)
def test_what_counts_as_another_figure(said: str, reader: Reader, *, false: bool):
    words = [Word(said, Box(10, 10, 60, 20))]
    picture = Image.new("L", (200, 100), 255)
    assert shown_otherwise(words, picture, 1.0, reader) == (frozenset({0}) if false else frozenset())
