"""What the service read → the same Result as the import gives: documents, cells, evidence, notes, rows, files."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from ...engine.result import Result, Results
from ...engine.rows.to_documents import read_documents
from ...prompts.compiled import CompiledPrompt
from ...prompts.compiler import compile_prompt
from ...prompts.rules_added import with_rules
from ...schemas.record import DocumentResult


def compiled(details: Mapping[str, Any]) -> CompiledPrompt:
    """What an extraction was asked, from its details: as submitted, with the rules that answers added."""
    structure = details["output_structure"]
    if details["prompt"] is None:
        return compile_prompt(None, structure, schema=details["schema"], addons=details["addons"])
    return compile_prompt(with_rules(details["prompt"], details["rules"]), structure)


async def collected(
    lines: AsyncIterator[bytes],
    prompt: CompiledPrompt,
    places: Mapping[int, tuple[int, str]] | None = None,
    refused: Mapping[int, DocumentResult] | None = None,
) -> Result:
    """The result of an extraction.

    Args:
        lines: of documents.jsonl, in the order of the extraction.
        prompt: what was asked.
        places: number of a document (from 0) → its place in the caller's batch, and its name there.
        refused: place → why a file was not sent.
    """
    results = Results()
    for place, document in (refused or {}).items():
        results.put(place, document)
    number = 0
    async for line in lines:
        for document in read_documents([line], prompt):
            place, name = places[number] if places else (number, document.file)
            results.put(place, replace(document, file=name))
            number += 1
    return Result(prompt, results)
