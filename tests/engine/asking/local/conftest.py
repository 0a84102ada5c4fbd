"""Pages drawn from words and places, so that a test shows the page it speaks of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pytest

from faktum.engine.asking.local.reader import LocalReader
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Box, MediaType, Page, Pages, TextSource, Word
from faktum.schemas.fields import Field, Structure
from faktum.schemas.invoice import invoice_fields
from faktum.schemas.reply import Reply

A4 = (595.0, 842.0)


def _words(texts: Sequence[Sequence[Any]]) -> tuple[Word, ...]:
    """Words of (x, y, text) or (x, y, text, size); y is the top of the line, each letter half as wide as high."""
    words: list[Word] = []
    for x, y, text, *size in texts:
        height = float(size[0]) if size else 10.0
        at = float(x)
        for part in str(text).split(" "):
            if part:
                words.append(Word(part, Box(at, float(y), at + 0.5 * height * len(part), float(y) + height)))
            at += 0.5 * height * (len(part) + 1)
    return tuple(sorted(words, key=lambda word: (word.box.y0, word.box.x0)))


@pytest.fixture
def drawn() -> Callable[..., Pages]:
    """`drawn([(x, y, "words"), …], […next page…])` gives Pages; `size=(w, h)` and `ocr=True` on demand."""

    def draw(*pages: Sequence[Sequence[Any]], size: tuple[float, float] = A4, ocr: bool = False) -> Pages:
        source = TextSource.OCR if ocr else TextSource.TEXT_LAYER
        return Pages(
            "drawn.pdf",
            MediaType.PDF,
            "0" * 64,
            tuple(Page(n, size[0], size[1], _words(texts), (), source) for n, texts in enumerate(pages, 1)),
        )

    return draw


@pytest.fixture
def lines() -> Callable[..., list[tuple[float, float, str]]]:
    """`lines("one", "two", x=50, y=100)` gives texts under one another, 14 points apart."""

    def stack(*texts: str, x: float = 50.0, y: float = 60.0, pitch: float = 14.0) -> list[tuple[float, float, str]]:
        return [(x, y + k * pitch, text) for k, text in enumerate(texts)]

    return stack


@pytest.fixture
def read() -> Callable[..., Reply]:
    """`read(pages)` asks the local reader for the invoice schema; `fields` and `addons` ask for something else."""

    def ask(pages: Pages, fields: Sequence[Field] = (), addons: Sequence[str] = ()) -> Reply:
        asked = tuple(fields) or invoice_fields(addons)
        return LocalReader().read(pages, CompiledPrompt(asked, Structure.PER_INVOICE, "as asked"))

    return ask


@pytest.fixture
def answers(read: Callable[..., Reply]) -> Callable[..., Mapping[str, str]]:
    """`answers(pages)` gives field name → printed text of the only record."""

    def ask(pages: Pages, fields: Sequence[Field] = (), addons: Sequence[str] = ()) -> Mapping[str, str]:
        (record,) = read(pages, fields, addons).records
        return {name: printed.text for name, printed in record.fields.items()}

    return ask
