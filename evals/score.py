"""A documents.jsonl of anyone's, held against the truth of a dataset."""

from collections.abc import Iterator
from pathlib import Path, PurePath

import orjson

from ..engine.rows.to_documents import read_documents
from ..prompts.compiled import CompiledPrompt
from ..prompts.compiler import compile_prompt
from ..schemas.errors import InvalidInput, PathNotFound
from ..schemas.invoice import ADDONS
from .case import Dataset
from .judge import judge
from .judged import Measured
from .run_folder import by_name
from .summary import Summary, summarized


def scored(dataset: Dataset, documents: Path, prompt: CompiledPrompt | None = None) -> Summary:
    """The results in figures; a case without a result misses everything.

    Args:
        dataset: what is known.
        documents: a documents.jsonl, matched by the names of the files.
        prompt: what was extracted, where columns bear the user's names; None for the schema's.

    Raises:
        PathNotFound: there is no such file.
        InvalidInput: a line of it is no result.
    """
    try:
        lines = documents.read_bytes().splitlines()
    except OSError as error:
        raise PathNotFound(f"There is no file {documents}.") from error
    return summarized(list(_measured(dataset, dict(_named(documents, lines)), prompt)))


def _named(file: Path, lines: list[bytes]) -> Iterator[tuple[str, bytes]]:
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield PurePath(orjson.loads(line)["file"]).name, line
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise InvalidInput(f"{file}, line {number}, is no result: it needs a 'file'.") from error


def _measured(dataset: Dataset, lines: dict[str, bytes], prompt: CompiledPrompt | None) -> Iterator[Measured]:
    every = compile_prompt(None, schema="invoice", addons=ADDONS)
    for name, case in by_name(dataset).items():
        asked = prompt if case.prompt is None else compile_prompt(case.prompt)
        line = lines.get(PurePath(name).name)
        try:
            document = next(read_documents([line], asked or every)) if line else None
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInput(f"the result of {name} is not as --format documents writes it: {error!r}") from error
        yield Measured(case, document, tuple(judge(case, document, asked)))
