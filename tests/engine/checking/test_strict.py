"""Strict mode: what does not stand on the pages is given no value."""

import asyncio
from decimal import Decimal
from pathlib import Path

from faktum.engine.asking.scripted import ScriptedModel
from faktum.engine.checking.strict import strict_record
from faktum.engine.flow import extract_document
from faktum.engine.sources import Source
from faktum.prompts.compiler import compile_prompt
from faktum.schemas.record import Cell, Record, Status
from faktum.schemas.settings import Settings

INVOICE = Path(__file__).parents[3] / "examples" / "invoice (1).pdf"


def test_only_what_was_not_found_loses_its_value() -> None:
    cells = {status.value: Cell(Decimal(1), "1", status, 0.5) for status in Status}
    record = strict_record(Record("invoice", (1,), cells, {"LineItems": (cells,)}))
    for row in (record.fields, *record.line_items):
        assert row == {**cells, "not_found": Cell(None, "1", Status.NOT_FOUND, 0.0)}


def test_an_extraction_with_only_found_gives_no_invented_value() -> None:
    prompt = compile_prompt("Extract document title, total amount")
    title, total = (field.name for field in prompt.fields)
    model = ScriptedModel([{title: "Invoice", total: "98765.43"}])

    def extracted(settings: Settings) -> Record:
        source = Source(INVOICE.name, INVOICE)
        return asyncio.run(extract_document(source, prompt, model, settings)).records[0]

    assert extracted(Settings())[total].value == Decimal("98765.43")
    strict = extracted(Settings(only_found=True))
    assert (strict[total].value, strict[total].status) == (None, Status.NOT_FOUND)
    assert strict[title].value == "Invoice"
    assert "VALUE_NOT_ON_PAGE" in [note.code for note in strict.notes]
