"""Whatever a model answers about whatever page, checking gives a record with every field that was asked for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from faktum.engine.checking.checker import check
from faktum.prompts.compiled import CompiledPrompt
from faktum.schemas.document import Box, MediaType, Page, Pages, TextSource, Word
from faktum.schemas.fields import Field, Kind, OutputFormat, Rules, Structure
from faktum.schemas.invoice import TERMS
from faktum.schemas.record import Source
from faktum.schemas.reply import DocumentKind, Printed, RepliedRecord, Reply

FIELDS = (
    *(Field(key, term.kind, key, term.group, choices=term.choices, many=term.many) for key, term in TERMS.items()),
    *(Field(f"free {kind}", kind, format=OutputFormat(decimals=2, uppercase=True)) for kind in Kind),
)
PROMPT = CompiledPrompt(FIELDS, Structure.PER_INVOICE, "", rules=Rules(credit_notes_negative=True))
GROUPS = PROMPT.groups

COORDINATES = st.floats(-10, 1000, allow_nan=False)
BOXES = st.builds(Box, COORDINATES, COORDINATES, COORDINATES, COORDINATES)
TELLING = st.sampled_from(
    [
        "12.50",
        "1.234",
        "(5)",
        "€",
        "$ 3",
        "03/04/2019",
        "31.12.19",
        "Net 30",
        "19 %",
        "DE136695976",
        "PAID",
        "Total",
        "-",
        "1:30",
    ]
)
TEXTS = TELLING | st.text(max_size=20)
PRINTED = st.builds(
    Printed,
    TEXTS,
    st.none() | st.integers(-1, 4),
    st.none() | BOXES,
    st.none() | st.just("Label"),
    st.none() | st.floats(0, 1),
    st.sampled_from(Source),
    st.lists(TEXTS, max_size=2).map(tuple),
)
WORDS = st.builds(Word, TEXTS.filter(bool), BOXES, st.floats(0, 1))


@st.composite
def documents(draw: st.DrawFn) -> Pages:
    pages = [
        Page(number, 595, 842, tuple(draw(st.lists(WORDS, max_size=15))), text_source=draw(st.sampled_from(TextSource)))
        for number in range(1, draw(st.integers(0, 3)) + 1)
    ]
    return Pages("a.pdf", MediaType.PDF, "", tuple(pages))


@st.composite
def replies(draw: st.DrawFn) -> Reply:
    names = st.sampled_from([field.name for field in FIELDS if field.group is None])
    fields = draw(st.dictionaries(names, PRINTED, max_size=8))
    groups = {
        group: tuple(
            draw(
                st.lists(
                    st.dictionaries(st.sampled_from([f.name for f in PROMPT.in_group(group)]), PRINTED, max_size=5),
                    max_size=3,
                )
            )
        )
        for group in GROUPS
    }
    kind = draw(st.sampled_from(DocumentKind))
    pages = tuple(draw(st.lists(st.integers(1, 4), max_size=3)))
    return Reply((RepliedRecord(kind, pages, fields, groups),))


@settings(max_examples=50, deadline=None)
@given(replies(), documents())
def test_any_reply_about_any_document_gives_a_whole_record(reply: Reply, pages: Pages) -> None:
    (record,) = check(reply, pages, PROMPT)
    assert list(record.fields) == [field.name for field in PROMPT.invoice_fields]
    for group in GROUPS:
        assert len(record.groups[group]) == len(reply.records[0].groups[group])
    cells = [
        *record.fields.values(),
        *(cell for rows in record.groups.values() for row in rows for cell in row.values()),
    ]
    assert all(0 <= cell.confidence <= 1 for cell in cells)
    numbers = {page.number for page in pages.pages}
    assert {evidence.page for cell in cells for evidence in cell.evidence} <= numbers
