"""A language model that reads: it answers from the text it is sent, within a limit of output, like a real one."""

import json
import re
from collections.abc import Sequence
from typing import cast

from faktum.engine.asking.remote.call import Completion, Finish, Request
from faktum.prompts.compiled import CompiledPrompt
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.document import Box, MediaType, Page, Pages, TextSource, Word

PROMPT: CompiledPrompt = compile_prompt(
    "Extract invoice number, vendor, total. Line items: description, quantity, unit price, amount"
)
Cells = tuple[str, ...]
COLUMNS_PT = (40.0, 300.0, 380.0, 460.0)


def page_of(number: int, lines: Sequence[str | Cells]) -> Page:
    """A page of text lines; a tuple is a table row in four columns."""
    words: list[Word] = []
    for k, line in enumerate(lines):
        cells = [(line, 40.0)] if isinstance(line, str) else list(zip(line, COLUMNS_PT, strict=False))
        for text, left in cells:
            x = left
            for word in text.split():
                words.append(Word(word, Box(x, 40.0 + 14 * k, x + 5 * len(word), 50.0 + 14 * k)))
                x += 5 * len(word) + 3
    return Page(number, 595, 842, tuple(words), text_source=TextSource.TEXT_LAYER if words else TextSource.NONE)


def pages_of(*pages: Sequence[str | Cells]) -> Pages:
    """A document of such pages."""
    made = tuple(page_of(number, lines) for number, lines in enumerate(pages, start=1))
    return Pages("file.pdf", MediaType.PDF, "0" * 64, made)


def items(first: int, count: int) -> list[Cells]:
    """Table rows with numbers of their own."""
    return [(f"Part {n}", f"{n % 9 + 1}", "10.00", f"{(n % 9 + 1) * 10}.00") for n in range(first, first + count)]


def answer(*records: dict[str, object]) -> str:
    """A well-formed answer."""
    return json.dumps({"records": [{"kind": "invoice", "pages": [1], **record} for record in records]})


class Reader:
    """Answers from the page text in the request; its answers are cut at `most_chars` characters.

    Asked to go on, it finds the last quoted row in the pages and answers with what stands behind it.
    """

    def __init__(self, most_chars: int = 10**9) -> None:
        self.most_chars = most_chars

    def __call__(self, request: Request) -> Completion:
        texts = [part for part in request.parts if isinstance(part, str)]
        document, follow_up = texts[0], "\n".join(texts[1:])
        records = self.records(document)
        if request.purpose == "resume":
            quoted = re.findall(r'"description": "(Part \d+)"', follow_up)
            number = re.findall(r'"invoice_number": "([^"]+)"', follow_up)
            records = self.rest(records, number[-1] if number else None, quoted[-1] if quoted else None)
        text = json.dumps({"records": records})
        cut = len(text) > self.most_chars
        finish = Finish.LENGTH if cut else Finish.STOP
        return Completion(text[: self.most_chars], finish, "reader", len(document) // 4, 0, len(text) // 4)

    def records(self, document: str) -> list[dict[str, object]]:
        """Every invoice in the text."""
        found: list[dict[str, object]] = []
        rows: list[dict[str, str]] = []
        numbers: list[int] = []
        page = 0
        for line in document.splitlines():
            if head := re.match(r"\[page (\d+)\]", line):
                page = int(head[1])
            elif head := re.match(r"Invoice (\S+)", line):
                rows, numbers = [], [page]
                found.append({"kind": "invoice", "pages": numbers, "invoice_number": head[1], "LineItems": rows})
            elif total := re.match(r"Total (\S+)", line):
                found[-1]["total"] = total[1]
                numbers += [page] if page not in numbers else []
            elif len(cells := line.split("  ")) == 4:
                if not found:
                    numbers = [page]
                    found.append({"kind": "invoice", "pages": numbers, "LineItems": rows})
                numbers += [page] if page not in numbers else []
                rows.append(dict(zip(("description", "quantity", "unit_price", "amount"), cells, strict=True)))
        return found

    def rest(self, records: list[dict[str, object]], number: str | None, row: str | None) -> list[dict[str, object]]:
        """What stands behind a row of a record."""
        start = next((k for k, record in enumerate(records) if record.get("invoice_number") == number), 0)
        first = dict(records[start])
        rows = cast(list[dict[str, str]], first["LineItems"])
        at = next((k for k, cells in enumerate(rows) if cells["description"] == row), -1)
        first["LineItems"] = rows[at + 1 :]
        return [first, *records[start + 1 :]]
