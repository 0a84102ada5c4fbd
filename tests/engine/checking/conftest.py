"""Pages made of lines of text, so that a test can show what a document prints."""

from collections.abc import Callable, Sequence

import pytest

from faktum.schemas.document import Box, MediaType, Page, Pages, TextSource, Word

MakePages = Callable[..., Pages]
CHAR_PT, LINE_PT = 6.0, 14.0


def words_of(lines: Sequence[str], confidence: float = 1.0) -> tuple[Word, ...]:
    """Every run without a blank as a word of its own; its place follows from its line and column."""
    words: list[Word] = []
    for number, line in enumerate(lines):
        at = 0
        for text in line.split():
            at = line.index(text, at)
            top = 40 + number * LINE_PT
            left = 40 + at * CHAR_PT
            words.append(Word(text, Box(left, top, left + len(text) * CHAR_PT, top + 10), confidence))
            at += len(text)
    return tuple(words)


@pytest.fixture
def make_pages() -> MakePages:
    """Makes Pages: one list of lines for each page."""

    def make(*pages: Sequence[str], ocr: bool = False, confidence: float = 1.0) -> Pages:
        source = TextSource.OCR if ocr else TextSource.TEXT_LAYER
        return Pages(
            "a.pdf",
            MediaType.PDF,
            "0" * 64,
            tuple(
                Page(number, 595, 842, words_of(lines, confidence), text_source=source)
                for number, lines in enumerate(pages, 1)
            ),
        )

    return make
