"""A run on disk: what was asked of which documents, every reply, and the results.

run.json      what ran: model, prompt, dataset, settings, seed, version, start
cases.json    the cases with their truth, in order
replies/      for each document the last reply (or why it failed), and under which key its pages are kept
documents.jsonl  the results, in the order of the cases, once the run is complete
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from ..engine.parcel import Parcel
from ..engine.rows.to_documents import read_documents
from ..engine.sources import Source
from ..prompts.compiled import CompiledPrompt
from ..prompts.compiler import compile_prompt
from ..schemas.document import Pages
from ..schemas.errors import InvalidInput, PathNotFound
from ..schemas.record import DocumentResult, Failure
from ..schemas.reply import Reply
from ..schemas.settings import Settings
from .case import Case, Dataset
from .page_store import PageStore, as_json, key_of, write_whole


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt as it was given: what `compile_prompt` takes."""

    prompt: str | Mapping[str, Any] | None = None
    """Text, or fields as a structured prompt has them; None for a schema."""
    schema: str | None = None
    addons: tuple[str, ...] = ()

    def compiled(self) -> CompiledPrompt:
        """What it becomes.

        Raises:
            PromptError, UnknownSchema: it cannot be understood.
        """
        schema = self.schema or ("invoice" if self.prompt is None else None)
        return compile_prompt(self.prompt, schema=schema, addons=self.addons)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """What ran."""

    name: str
    model: str
    asked: Asked
    prompt_version: str
    """Hash of the compiled prompt; two runs with the same one asked the same thing (but for prompts of cases)."""
    dataset: str
    """Name or path, as given."""
    dataset_hash: str
    """SHA-256 of the cases and of the bytes of their files."""
    seed: int
    settings: Mapping[str, Any]
    """Those that differ from the defaults; no keys."""
    faktum: str
    """Version."""
    started: datetime
    pages: Path
    """Folder of the kept pages."""
    replay_of: str = ""
    """The run whose replies it holds; '' for one that asked."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of asking about one document."""

    name: str
    reply: Reply | None = None
    failure: Failure | None = None
    """Why there is no reply."""
    pages: str | None = None
    """Key of its pages in the page store."""


_INFO = TypeAdapter(RunInfo)
_CASES = TypeAdapter(Dataset)
_KEPT = TypeAdapter(Kept)


class RunFolder:
    """A run, read from its folder when first looked at."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def info(self) -> RunInfo:
        """What ran.

        Raises:
            PathNotFound: there is no run in this folder.
            InvalidInput: its run.json is none.
        """
        return self._loaded("run.json", _INFO)

    @cached_property
    def dataset(self) -> Dataset:
        """The cases with their truth, as they were when it ran."""
        return self._loaded("cases.json", _CASES)

    @cached_property
    def prompts(self) -> Mapping[str, CompiledPrompt]:
        """Name of the document → what was asked of it."""
        return prompts_of(self.dataset, self.info.asked)

    @property
    def documents_file(self) -> Path:
        """Its documents.jsonl."""
        return self.path / "documents.jsonl"

    @property
    def complete(self) -> bool:
        """True where every document has its result."""
        return self.documents_file.is_file()

    def documents(self) -> Iterator[DocumentResult]:
        """The results, in the order of the cases.

        Raises:
            InvalidInput: the run is not complete.
        """
        if not self.complete:
            raise InvalidInput(f"{self.path} is not complete: run it again with --resume.")
        with self.documents_file.open("rb") as lines:
            for name, line in zip(names(self.dataset), lines, strict=True):
                yield from read_documents([line], self.prompts[name])

    def settings(self) -> Settings:
        """The settings it ran with."""
        return Settings.model_validate(dict(self.info.settings))

    def begin(self, info: RunInfo, dataset: Dataset) -> None:
        """Write what is going to run."""
        write_whole(self.path / "cases.json", as_json(_CASES, dataset))
        write_whole(self.path / "run.json", _INFO.dump_json(info, indent=2))
        self.__dict__.update(info=info, dataset=dataset)

    def keep(self, kept: Kept) -> None:
        """Keep what became of one document."""
        write_whole(self._reply_file(kept.name), as_json(_KEPT, kept))

    def kept(self, name: str) -> Kept | None:
        """What became of the document of this name; None where it was not asked about yet."""
        try:
            return _KEPT.validate_json(self._reply_file(name).read_bytes())
        except (OSError, ValidationError):
            return None

    def _reply_file(self, name: str) -> Path:
        readable = re.sub(r"[^\w.-]+", "_", name)[-60:]
        return self.path / "replies" / f"{readable}-{sha256(name.encode()).hexdigest()[:8]}.json"

    def _loaded(self, file: str, adapter: TypeAdapter[Any]) -> Any:
        try:
            return adapter.validate_json((self.path / file).read_bytes())
        except OSError as error:
            raise PathNotFound(f"There is no run in {self.path}: {file} is missing.") from error
        except ValidationError as error:
            raise InvalidInput(f"{self.path / file} is not what a run writes: {error.errors()[0]['msg']}.") from error


@dataclass(frozen=True, slots=True)
class RunShelf:
    """The shelf of a run: pages from the store, replies into its folder."""

    folder: Path
    store: PageStore
    settings: Settings

    def read(self, source: Source, settings: Settings) -> Pages:
        """The pages of one file, kept or read now."""
        return self.store.read(source, settings)

    def keep(self, name: str, parcel: Parcel, reply: Reply) -> None:
        """Keep the last reply about the file of this name."""
        key = key_of(parcel.open().sha256, self.settings)
        RunFolder(self.folder).keep(Kept(name, reply, pages=key))


def names(dataset: Dataset) -> list[str]:
    """What each case's document is called in results, in order: its file, or its id where cases share a file."""
    files = Counter(case.file.name for case in dataset)
    return [case.id if files[case.file.name] > 1 else case.file.name for case in dataset]


def by_name(dataset: Dataset) -> dict[str, Case]:
    """Name in results → case."""
    return dict(zip(names(dataset), dataset, strict=True))


def prompts_of(dataset: Dataset, asked: Asked) -> dict[str, CompiledPrompt]:
    """Name in results → what is asked of the document: its case's own prompt, or else the run's."""
    shared = asked.compiled()
    return {
        name: shared if case.prompt is None else compile_prompt(case.prompt) for name, case in by_name(dataset).items()
    }


def hash_of(dataset: Dataset) -> str:
    """SHA-256 of the cases and the bytes of their files, wherever they lie."""
    digest = sha256()
    for case in dataset:
        digest.update(as_json(_CASES, Dataset("", (replace(case, file=Path(case.file.name)),))))
        digest.update(sha256(case.file.read_bytes()).digest() if case.file.is_file() else b"absent")
    return digest.hexdigest()


def faktum_version() -> str:
    """The version of this Faktum."""
    try:
        return version("faktum")
    except PackageNotFoundError:
        return "not installed"
