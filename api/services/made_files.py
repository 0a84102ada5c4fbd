"""The files of a finished extraction, made in processes of their own from the results of its documents.

Imports the engine alone: what runs here needs neither database nor web server.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from ...engine.flow import Run
from ...engine.result import Result, Results
from ...engine.rows.lay_out import Table
from ...engine.rows.to_documents import read_documents
from ...engine.rows.to_json import objects
from ...engine.rows.uncertainty import findings, rule_of
from ...prompts.compiled import CompiledPrompt

WORKBOOK, LIGHTER = ("xlsx",), ("csv", "json")
"""The workbook costs as much as all the rest: each half is made in a process."""

ROWS_PER_FILE = 1000
"""Rows are also kept in files of so many, to be paged through."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    summary: dict[str, Any]
    """pages, ai_uncertainty_notes, review_needed, columns, total_rows: as the wire has them."""
    questions: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """[{question, rules: {choice_id: sentence for the prompt}}], where they were asked for."""
    files: Mapping[str, Path] = field(default_factory=dict[str, Path])
    """Format → file."""
    row_files: tuple[Path, ...] = ()
    """Rows in order, ROWS_PER_FILE in each but the last: a JSON list of objects."""
    failures: tuple[str, ...] = ()
    """The code of every document that failed as a whole, where all of them did."""


async def make_all(run: Run, spool: Path, folder: Path, prompt: CompiledPrompt, options: Mapping[str, Any]) -> Made:
    """Everything that an extraction leaves, made by two processes side by side; see make_files."""
    workbook = asyncio.ensure_future(run(make_workbook, spool, folder, prompt, options))
    try:
        made = await run(make_files, spool, folder, prompt, options)
        return made if made.failures else replace(made, files={**await workbook, **made.files})
    finally:
        workbook.cancel()


def make_workbook(spool: Path, folder: Path, prompt: CompiledPrompt, options: Mapping[str, Any]) -> Mapping[str, Path]:
    """The workbook of an extraction, written to a folder; see make_files."""
    result, _ = _result(spool, prompt)
    return _saved(result, folder, WORKBOOK, options)


def make_files(spool: Path, folder: Path, prompt: CompiledPrompt, options: Mapping[str, Any]) -> Made:
    """Everything but the workbook that an extraction leaves, written to a folder.

    Args:
        spool: a line of documents.jsonl per document, in order.
        folder: where the files go; it exists.
        prompt: what was extracted.
        options: ExtractionOptions of the wire, all filled in.
    """
    result, codes = _result(spool, prompt)
    if all(codes):
        return Made({"pages": result.pages}, failures=tuple(code for code in codes if code))
    language = str(options["output_language"])
    language = "en" if language == "automatic" else language
    files = _saved(result, folder, LIGHTER, options)
    table = result.table(options["exclude_columns"])
    row_files, total = _row_files(table, folder, typed=options["json_typed_values"])
    summary = {
        "pages": result.pages,
        "ai_uncertainty_notes": result.uncertainty_notes(language),
        "review_needed": result.review_needed,
        "columns": [column.name for column in table.columns],
        "total_rows": total,
        "output_structure": prompt.structure.value,
    }
    asked = _questions(result, language) if options["ask_questions"] else []
    return Made(summary, asked, files, row_files)


def _result(spool: Path, prompt: CompiledPrompt) -> tuple[Result, list[str | None]]:
    """(What was found, the code of each document that failed)."""
    results = Results()
    codes: list[str | None] = []
    with open(spool, "rb") as lines:
        for index, document in enumerate(read_documents(lines, prompt)):
            results.put(index, document)
            codes.append(document.error.code if document.error else None)
    return Result(prompt, results), codes


def _saved(result: Result, folder: Path, formats: tuple[str, ...], options: Mapping[str, Any]) -> Mapping[str, Path]:
    return result.save(
        folder,
        formats,
        exclude_columns=options["exclude_columns"],
        json_typed_values=options["json_typed_values"],
        review_fill=options["review_needed_fill_color"],
        affected_fill=options["affected_field_fill_color"],
    )


def _row_files(table: Table, folder: Path, *, typed: bool) -> tuple[tuple[Path, ...], int]:
    """The rows in files of ROWS_PER_FILE, and how many rows there are."""
    rows = objects(table, typed)
    made: list[Path] = []
    total = 0
    while some := list(islice(rows, ROWS_PER_FILE)):
        made.append(folder / f"rows-{len(made):06}.json")
        made[-1].write_bytes(b"[" + b",".join(some) + b"]")
        total += len(some)
    return tuple(made), total


def _questions(result: Result, language: str) -> list[dict[str, Any]]:
    """The questions, each with the sentence that every choice adds to the prompt."""
    asked: list[dict[str, Any]] = []
    open_findings = [finding for finding in findings(result.documents) if len(finding.choices) > 1]
    for finding, question in zip(open_findings, result.questions(language), strict=True):
        rules = {choice["choice_id"]: rule_of(finding, choice["choice_id"]) for choice in question["choices"]}
        asked.append({"question": question, "rules": rules})
    return asked
