"""What an extraction gives back: documents, rows, notes, and files on demand."""

import pickle
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from os import PathLike
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, TypedDict, overload

from ..prompts.compiled import CompiledPrompt
from ..schemas.document import PageStatus
from ..schemas.record import DocumentResult, Note, Usage, Value
from .noted import Noted, with_duplicates
from .rows.lay_out import ReviewNeeded, Table, review_needed
from .rows.save import EINVOICES, Fill, save, write
from .rows.uncertainty import Question, UncertaintyNote, questions, uncertainty_notes

if TYPE_CHECKING:
    from .rows.to_einvoice import Validate


class Results(Sequence[DocumentResult]):
    """Document results in the order of the batch, whatever the order they arrive in.

    The first `keep` stay in memory; further ones go to a private temporary file and are read back one by one.
    """

    def __init__(self, keep: int = 1000) -> None:
        self._keep = keep
        self._held: dict[int, DocumentResult] = {}
        self._offsets: dict[int, int] = {}
        self._file: IO[bytes] | None = None
        self._order: list[int] = []

    def put(self, index: int, result: DocumentResult) -> None:
        """Keep the result of the document at this place of the batch."""
        if len(self._held) < self._keep:
            self._held[index] = result
        else:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the results)
                weakref.finalize(self, self._file.close)
            self._offsets[index] = self._file.seek(0, 2)
            pickle.dump(result, self._file)
        self._order = []

    def __len__(self) -> int:
        return len(self._held) + len(self._offsets)

    @overload
    def __getitem__(self, index: int) -> DocumentResult: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[DocumentResult]: ...
    def __getitem__(self, index: int | slice) -> DocumentResult | Sequence[DocumentResult]:
        if not self._order:
            self._order = sorted([*self._held, *self._offsets])
        if isinstance(index, slice):
            return [self._load(place) for place in self._order[index]]
        return self._load(self._order[index])

    def __iter__(self) -> Iterator[DocumentResult]:
        return (self[number] for number in range(len(self)))

    def _load(self, place: int) -> DocumentResult:
        if place in self._held:
            return self._held[place]
        assert self._file is not None
        self._file.seek(self._offsets[place])
        loaded: DocumentResult = pickle.load(self._file)
        return loaded


class PageReference(TypedDict):
    """One page of one file."""

    file_name: str
    page: int


class PageCounts(TypedDict):
    """The pages of a batch, accounted for one by one; skipped pages (no invoice on them) count as successful."""

    successful_count: int
    failed_count: int
    successful: list[PageReference]
    failed: list[PageReference]
    failure_reasons: list[dict[str, Any]]
    """[{code, message, affected_pages: [{file_name, pages}]}], one entry per code and message."""


@dataclass(frozen=True, slots=True)
class DocumentNote:
    """A note and the file it is about."""

    file: str
    note: Note


class Result:
    """Everything an extraction found: look at it, or save it.

    `documents` holds one DocumentResult per input file, in the order given.
    """

    def __init__(self, prompt: CompiledPrompt, documents: Sequence[DocumentResult]) -> None:
        self.prompt = prompt
        self.documents = documents if isinstance(documents, Noted) else with_duplicates(documents, prompt)

    def table(self, exclude_columns: Iterable[str] = ()) -> Table:
        """The rows, made as they are read; 'source_file' and 'review_needed' can be left out."""
        return Table(self.prompt, self.documents, tuple(exclude_columns))

    def accept(self, error: float) -> "Result":
        """The same result, every cell too unsure for this risk marked for review; the others may go unread.

        Args:
            error: share of the accepted cells that may be wrong, such as 0.01; `faktum.risk` tells the threshold.

        Raises:
            InvalidInput: `error` is no share above 0 and below 1.
        """
        from .risk import marked, risk

        threshold = risk(error).threshold
        return Result(self.prompt, Noted(self.documents, lambda _, document: marked(document, threshold)))

    @property
    def rows(self) -> list[dict[str, Value]]:
        """The rows as dicts, typed, columns in the order asked for. For large batches, iterate `table().values()`."""
        return list(self.table().values())

    @property
    def review_needed(self) -> ReviewNeeded:
        """What a person should look at: {count of rows, items by message}."""
        return review_needed(self.table())

    def uncertainty_notes(self, language: str = "en") -> list[UncertaintyNote]:
        """What was assumed where the prompt left room, over the batch, and what to add to the prompt to settle it.

        Args:
            language: ISO 639-1 code of the words: en, de, fr, es, it or nl; any other gets English.
        """
        return uncertainty_notes(self.documents, language)

    def questions(self, language: str = "en") -> list[Question]:
        """The questions that would settle those assumptions, each with its choices and the one that was taken."""
        return questions(self.documents, language)

    @property
    def notes(self) -> list[DocumentNote]:
        """Every doubt of every document, in order."""
        return [
            DocumentNote(document.file, note)
            for document in self.documents
            for notes in (document.notes, *(record.notes for record in document.records))
            for note in notes
        ]

    @property
    def pages(self) -> PageCounts:
        """What became of every page. A file that could not be opened counts as its page 1, failed."""
        counts = PageCounts(successful_count=0, failed_count=0, successful=[], failed=[], failure_reasons=[])
        reasons: dict[tuple[str, str], dict[str, list[int]]] = {}
        for document in self.documents:
            outcomes = [(p.page, p.status is PageStatus.FAILED, p.error_code, p.reason) for p in document.pages]
            if document.error:
                outcomes = [(1, True, document.error.code, document.error.message)]
            for page, failed, code, reason in outcomes:
                counts["failed" if failed else "successful"].append(PageReference(file_name=document.file, page=page))
                if failed:
                    affected = reasons.setdefault((code or "PAGE_FAILED", reason or "The page failed."), {})
                    affected.setdefault(document.file, []).append(page)
        counts["successful_count"], counts["failed_count"] = len(counts["successful"]), len(counts["failed"])
        counts["failure_reasons"] = [
            {
                "code": code,
                "message": message,
                "affected_pages": [{"file_name": f, "pages": p} for f, p in files.items()],
            }
            for (code, message), files in reasons.items()
        ]
        return counts

    @property
    def usage(self) -> Usage:
        """What the batch cost: sums over the documents; the cost is None where any of it is unknown."""
        usages = [document.usage for document in self.documents]
        costs = [usage.cost_usd for usage in usages]
        return Usage(
            model=usages[0].model if usages else "local",
            calls=sum(u.calls for u in usages),
            input_tokens=sum(u.input_tokens for u in usages),
            output_tokens=sum(u.output_tokens for u in usages),
            cost_usd=None if None in costs else sum((c for c in costs if c is not None), Decimal(0)),
            seconds=sum(u.seconds for u in usages),
        )

    def save(
        self,
        folder: str | PathLike[str],
        formats: Iterable[str] = ("xlsx", "csv", "json"),
        *,
        overwrite: bool = False,
        exclude_columns: Iterable[str] = (),
        json_typed_values: bool = True,
        review_fill: Fill = "yellow",
        affected_fill: Fill = "orange",
    ) -> dict[str, Path]:
        """Write rows.xlsx, rows.csv, rows.json, documents.jsonl, ubl.zip, cii.zip: those named, all complete or none.

        Returns:
            Format → path.

        Raises:
            OutputExists, OutputNotWritable, UnknownFormat: before anything is written.
        """
        return save(
            self.table(exclude_columns),
            folder,
            formats,
            overwrite=overwrite,
            json_typed_values=json_typed_values,
            review_fill=review_fill,
            affected_fill=affected_fill,
            validate=_rules(formats),
        )

    def write(
        self,
        format: str,
        file: BinaryIO,
        *,
        exclude_columns: Iterable[str] = (),
        json_typed_values: bool = True,
    ) -> None:
        """Write one format to an open binary file."""
        table = self.table(exclude_columns)
        write(format, table, file, json_typed_values=json_typed_values, validate=_rules([format]))


def _rules(formats: Iterable[str]) -> "Validate | None":
    """The rules of EN 16931, for formats that must keep them."""
    if EINVOICES.isdisjoint(formats):
        return None
    from .checking.validation import validate_xml

    return validate_xml
