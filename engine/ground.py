"""`ground`: anyone's extraction pinned to the page. Each value is looked for in its document and checked."""

import asyncio
import os
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from ..schemas.errors import InvalidInput
from ..schemas.record import Cell, Note, PageOutcome, Record, Status
from ..schemas.reply import Reply
from ..schemas.settings import Settings
from .asserted import Asserted, Values, asserted
from .checking.strict import strict_record
from .flow import check, outcomes, read
from .sources import Input, Source, sources
from .workers import READING, Workers

Rows = tuple[Mapping[str, Cell], ...]


@dataclass(frozen=True)
class GroundedCells(Mapping[str, Cell]):
    """The cells of one document by name; what was given as rows is in `rows`, what is in doubt in `notes`."""

    file: str
    """The document, as the user knows it."""
    cells: Mapping[str, Cell]
    """Name → cell; names within names have a point between them: 'supplier.name'."""
    rows: Mapping[str, Rows] = field(default_factory=dict[str, Rows])
    """Name → the cells of each row, in the order given."""
    notes: tuple[Note, ...] = ()
    """What does not agree, as of an extraction; the fields of rows are called 'line_items.amount'."""
    pages: tuple[PageOutcome, ...] = ()

    def __getitem__(self, name: str) -> Cell:
        return self.cells[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    @property
    def not_found(self) -> tuple[str, ...]:
        """Names of what does not stand on the pages; of rows as 'line_items[2].amount', counted from 1."""
        inner = (
            (f"{key}[{number}].{name}", cell)
            for key, rows in self.rows.items()
            for number, row in enumerate(rows, 1)
            for name, cell in row.items()
        )
        return tuple(name for name, cell in (*self.cells.items(), *inner) if cell.status is Status.NOT_FOUND)


def ground(document: Input, values: Values, *, strict: bool = False, settings: Settings | None = None) -> GroundedCells:
    """Where each value stands in its document: page, box, words, and whether it stands there at all.

    Args:
        document: a path, bytes, an open binary file, or (name, bytes): one document.
        values: name → value, as printed ('146,14 €') or typed (146.14, Decimal, date, '2024-03-05'). A list of mappings
            gives rows, which are looked for line by line; a mapping gives names within a name; None says that the
            document has no such value.
        strict: give what does not stand on the pages (`not_found`) no value.
        settings: limits; by default from the environment (FAKTUM_…).

    Raises:
        InvalidInput: the values are no such mapping, or there is not one document.
        DocumentError: the file cannot be read.
    """
    found = asserted(values)
    chosen = settings or Settings.from_env(os.environ)  # noqa: TID251 (the import is a door)
    batch = sources(document)
    if len(batch) != 1:
        raise InvalidInput(f"One document is grounded at a time; {len(batch)} were given.")
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        record, pages = asyncio.run(_in_worker(batch[0], found, chosen))
    else:
        with ThreadPoolExecutor(1) as thread:
            record, pages = thread.submit(asyncio.run, _in_worker(batch[0], found, chosen)).result()
    return _cells(batch[0].name, strict_record(record) if strict else record, found, pages)


async def _in_worker(source: Source, found: Asserted, settings: Settings) -> tuple[Record, tuple[PageOutcome, ...]]:
    with Workers(1, timeout_s=settings.document_timeout_s, imports=READING) as workers:
        return await workers.run(grounded, source, found, settings)


def grounded(source: Source, found: Asserted, settings: Settings) -> tuple[Record, tuple[PageOutcome, ...]]:
    """The values of one document, checked; a worker runs it.

    Raises:
        DocumentError: the file cannot be read.
    """
    pages = read(source, settings)
    numbers = [page.number for page in pages.pages]
    (record,) = check(found.reply(numbers), pages, found.prompt)
    return record, outcomes(pages, Reply(()))


def _cells(name: str, record: Record, found: Asserted, pages: tuple[PageOutcome, ...]) -> GroundedCells:
    """The cells under the names that the caller gave them."""
    rows = {
        key: tuple({name.removeprefix(f"{key}."): cell for name, cell in row.items()} for row in record.groups[group])
        for key, group in found.groups.items()
    }
    return GroundedCells(name, record.fields, rows, record.notes, pages)
