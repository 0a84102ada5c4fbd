"""OCR: words with boxes from the picture of a page, by whichever engine is installed."""

import functools
from dataclasses import dataclass
from typing import Protocol

from PIL import Image

from ...schemas.document import Word
from ...schemas.errors import MissingExtra
from ...schemas.settings import Settings

HOW_TO_INSTALL = 'No OCR engine is installed. Run: pip install "faktum[ocr]"'


@dataclass(frozen=True, slots=True)
class Recognised:
    """What an OCR engine read."""

    words: tuple[Word, ...]
    """With boxes in pixels of the picture after it was turned."""
    turned: float = 0.0
    """Clockwise degrees the picture was turned to bring its lines level: quarter turns plus the skew."""
    sideways: tuple[Word, ...] = ()
    """Lines that run up or down beside them, each as one word."""


class OcrEngine(Protocol):
    """One OCR engine, loaded; used from one thread."""

    @property
    def name(self) -> str:
        """Its name as a person knows it."""
        ...

    def recognise(self, picture: Image.Image) -> Recognised:
        """The words of a picture, turned and straightened as needed."""
        ...


def ocr_engine(settings: Settings) -> OcrEngine:
    """The engine these settings ask for, loaded once per process.

    `auto` takes rapidocr where it is installed: over the same scans and receipts the engine came to more right fields
    with it, in 2 s of a core a page where tesseract takes 1 (docs/ocr.md, benchmarks/ocr.py).

    Raises:
        MissingExtra: it is not installed, naming the command that installs it.
    """
    return _loaded(settings.ocr, settings.language)


def forget_engines() -> None:
    """Lets go of the loaded engines and their memory; the next page loads them again."""
    _loaded.cache_clear()


@functools.lru_cache(maxsize=4)
def _loaded(choice: str, language: str) -> OcrEngine:
    if choice in ("auto", "rapidocr"):
        try:
            from .ocr_rapidocr import RapidOcrEngine

            return RapidOcrEngine()
        except ImportError as error:
            if choice == "rapidocr":
                raise MissingExtra(HOW_TO_INSTALL) from error
    if choice in ("auto", "tesseract"):
        try:
            from .ocr_tesseract import TesseractEngine

            return TesseractEngine(language)
        except ImportError as error:
            raise MissingExtra(HOW_TO_INSTALL) from error
    raise MissingExtra("OCR is switched off in the settings.")
