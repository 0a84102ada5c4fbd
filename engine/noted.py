"""The documents of a batch with further notes, put on as each is read: a large batch stays in its file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import overload

from ..prompts.compiled import CompiledPrompt
from ..schemas.record import DocumentResult, Note
from .checking.duplicates import Place, duplicates

Change = Callable[[int, DocumentResult], DocumentResult]
"""(Place in the batch, from 0; document) → the document with its further notes."""


class Noted(Sequence[DocumentResult]):
    """Documents, each changed as it is read."""

    def __init__(self, documents: Sequence[DocumentResult], change: Change) -> None:
        self._documents = documents
        self._change = change

    def __len__(self) -> int:
        return len(self._documents)

    @overload
    def __getitem__(self, index: int) -> DocumentResult: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[DocumentResult]: ...
    def __getitem__(self, index: int | slice) -> DocumentResult | Sequence[DocumentResult]:
        if isinstance(index, slice):
            return [self[number] for number in range(*index.indices(len(self)))]
        place = range(len(self))[index]
        return self._change(place, self._documents[place])

    def __iter__(self) -> Iterator[DocumentResult]:
        return (self[number] for number in range(len(self)))


def with_duplicates(documents: Sequence[DocumentResult], prompt: CompiledPrompt) -> Noted:
    """The documents, each record with a note where an earlier one of the batch seems to be the same invoice.

    They are compared once, when a document is first asked for.
    """
    found: Mapping[Place, Note] | None = None

    def told(number: int, document: DocumentResult) -> DocumentResult:
        nonlocal found
        if found is None:
            terms = {field.term: field.name for field in prompt.invoice_fields if field.term}
            found = duplicates(documents, terms)
        notes = [found.get(Place(number, record)) for record in range(len(document.records))]
        if not any(notes):
            return document
        pairs = zip(document.records, notes, strict=True)
        records = tuple(replace(record, notes=(*record.notes, note)) if note else record for record, note in pairs)
        return replace(document, records=records)

    return Noted(documents, told)
