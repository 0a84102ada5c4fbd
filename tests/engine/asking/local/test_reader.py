"""The reader as the flow sees it: the same answer each time, awaited or not, on clean pages and on nonsense."""

import asyncio
from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from faktum.engine.asking.local.reader import LocalReader
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Box, MediaType, Page, Pages, PageStatus, Word
from faktum.schemas.fields import Structure
from faktum.schemas.invoice import ADDONS, invoice_fields

EVERYTHING = CompiledPrompt(invoice_fields(ADDONS), Structure.PER_LINE_ITEM, "")


def test_asking_is_reading(drawn: Callable[..., Pages]) -> None:
    pages = drawn([(50, 40, "INVOICE", 20), (50, 90, "Invoice No: A-17"), (300, 500, "Total 9.00")])
    reader = LocalReader()
    assert asyncio.run(reader.ask(pages, EVERYTHING)) == reader.read(pages, EVERYTHING)
    assert reader.name == "local"


def test_failed_pages_are_passed_over(drawn: Callable[..., Pages]) -> None:
    pages = drawn([(50, 40, "INVOICE", 20), (50, 90, "Invoice No: A-17"), (300, 500, "Total 9.00")])
    broken = Page(2, 595, 842, status=PageStatus.FAILED, error_code="UNREADABLE_PAGE")
    both = Pages(pages.name, pages.media_type, pages.sha256, (*pages.pages, broken))
    assert [record.pages for record in LocalReader().read(both, EVERYTHING).records] == [(1,)]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["Invoice", "No.", "Total", "12.50", "€", "-", ":", "Rechnung", "GmbH", "1/2/20", "%", "ABC-1", "()"]
            ),
            st.floats(0, 550),
            st.floats(0, 800),
            st.floats(0.5, 60),
        ),
        max_size=40,
    )
)
def test_no_arrangement_of_words_breaks_it(scattered: list[tuple[str, float, float, float]]) -> None:
    words = tuple(Word(text, Box(x, y, x + size * len(text) / 2, y + size)) for text, x, y, size in scattered)
    pages = Pages("x.pdf", MediaType.PDF, "0" * 64, (Page(1, 595, 842, words), Page(2, 595, 842, words)))
    reply = LocalReader().read(pages, EVERYTHING)
    covered = {number for record in reply.records for number in record.pages} | set(reply.skipped_pages)
    assert covered == ({1, 2} if words else set())
