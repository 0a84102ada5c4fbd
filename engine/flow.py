"""The product on one page: read, compile, ask, check; then lay out and write (result.py, rows/).

Every step is a function of frozen values. One document that fails takes no other with it: its failure is a result.
The calls that users make of it, `extract` and `aextract`, are in extraction.py.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, ParamSpec, Protocol, TypeVar

from ..prompts.compiled import CompiledPrompt
from ..schemas.document import Page, Pages, PageStatus
from ..schemas.record import DocumentResult, Failure, Note, PageOutcome, Record, Severity
from ..schemas.reply import Reply
from ..schemas.settings import Settings
from .asking.model import Model, RemoteAsker
from .checking.strict import strict_record
from .parcel import Parcel
from .shelf import Shelf
from .sources import Source

if TYPE_CHECKING:
    from .asking.remote.call import Image
    from .asking.remote.confirming import Doubt
    from .asking.remote.sheets import Form, Sheets
    from .reading.pages import Show

P = ParamSpec("P")
T = TypeVar("T")


# -- one document -----------------------------------------------------------------------------------------------------


class Run(Protocol):
    """How a step that needs a core is run: in this process (`here`) or in a worker (`Workers.run`)."""

    def __call__(self, work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """The result of `work(*args)`."""
        ...


async def here(work: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """The result of `work(*args)`, done in this process."""
    return work(*args, **kwargs)


async def extract_document(
    source: Source,
    prompt: CompiledPrompt,
    model: Model | None,
    settings: Settings,
    run: Run = here,
    stronger: RemoteAsker | None = None,
    shelf: Shelf | None = None,
) -> DocumentResult:
    """Everything the engine can say about one file.

    Args:
        source: the file.
        prompt: what to extract.
        model: who answers; None for the embedded reader.
        settings: limits.
        run: how steps that need a core are run.
        stronger: who reads again what is in doubt.
        shelf: where pages are taken from and the reply is kept.

    Raises:
        FaktumError: the file cannot be read, or the model failed.
    """
    start = time.perf_counter()
    remote = model if isinstance(model, RemoteAsker) else None
    second = stronger or (remote if settings.reask else None)
    form = second.form if second else remote.form if remote else None
    document = await run(prepare, source, prompt, settings, form, shelf)
    look = partial(look_at, document, source, settings, run)
    if document.einvoice is not None and not document.sheets:
        reply = document.einvoice
    elif remote and document.sheets:
        reply = await remote.ask_sheets(document.sheets, prompt, look)
    elif model:
        reply = await model.ask(document.parcel.open(), prompt)
    else:
        reply = await run(read_locally, document.parcel, prompt)
    if document.einvoice is not None and document.sheets:
        reply = beside_pages(document.einvoice, reply)
    result = await run(finish, source.name, reply, document.parcel, prompt)
    if second and document.sheets:
        doubts = in_doubt(result, by_stronger=stronger is not None)
        if doubts:
            reply = await second.confirm(document.sheets, reply, doubts, prompt, look)
            result = await run(finish, source.name, reply, document.parcel, prompt)
    name = model.name if model and (document.einvoice is None or document.sheets) else "local"
    records = tuple(map(strict_record, result.records)) if settings.only_found else result.records
    usage = replace(reply.usage, model=name, seconds=time.perf_counter() - start)
    if shelf is not None:
        await run(shelf.keep, source.name, document.parcel, replace(reply, usage=usage))
    return replace(result, records=records, usage=usage)


class Prepared(NamedTuple):
    """One document, read: what asking needs."""

    parcel: Parcel
    sheets: "Sheets | None" = None
    """The pages as a remote model is shown them; None where none need be asked."""
    einvoice: Reply | None = None
    """The answers of the e-invoice that is the file or came with it."""


def prepare(
    source: Source,
    prompt: CompiledPrompt,
    settings: Settings,
    form: "Form | None" = None,
    shelf: Shelf | None = None,
) -> Prepared:
    """Everything that comes before asking; a worker runs it.

    Args:
        source: the file.
        prompt: what will be asked.
        settings: limits.
        form: what a remote model is given of each page; None for a model that takes the pages themselves.
        shelf: where the pages are taken from, if they were read before.

    Raises:
        DocumentError: the file cannot be opened.
    """
    if form is None:
        pages = shelf.read(source, settings) if shelf else read(source, settings)
        return Prepared(Parcel(pages), None, answers_of_einvoice(pages, prompt, settings))
    from .asking.remote.sheets import sheets_of
    from .showing import EARLY_PICTURES, EarlyPictures, picture_side, pictures

    early = EarlyPictures(form, settings)
    pages = shelf.read(source, settings) if shelf else read(source, settings, early)
    einvoice = answers_of_einvoice(pages, prompt, settings)
    free = any(field.term is None for field in prompt.fields)
    if einvoice is not None and not (free and pages.pages):
        return Prepared(Parcel(pages), None, einvoice)
    sheets = sheets_of(pages, prompt, form)
    missing = [sheet for sheet in sheets.sheets[:EARLY_PICTURES] if sheet.picture and sheet.number not in early.taken]
    sides = {sheet.number: picture_side(sheet, form) for sheet in missing}
    shown = early.taken | pictures(source, sides, settings, pages)
    with_pictures = tuple(replace(sheet, image=shown.get(sheet.number)) for sheet in sheets.sheets)
    return Prepared(Parcel(pages), replace(sheets, sheets=with_pictures), einvoice)


async def look_at(
    document: Prepared, source: Source, settings: Settings, run: Run, numbers: Sequence[int]
) -> "Mapping[int, Image]":
    """Pictures of pages that came without one, made when a model comes to them."""
    from .showing import picture_side, pictures

    sheets = document.sheets.sheets if document.sheets else ()
    sides = {sheet.number: picture_side(sheet, settings.input) for sheet in sheets if sheet.number in numbers}
    return await run(pictures, source, sides, settings)


def in_doubt(result: DocumentResult, *, by_stronger: bool) -> "Sequence[Doubt]":
    """The cells to read again: all that are unsure where a stronger model stands by, else what does not add up."""
    from .asking.remote.confirming import failing, unsure

    return unsure(result.records) if by_stronger else failing(result.records)


def read(source: Source, settings: Settings, show: "Show | None" = None) -> Pages:
    """The pages of one file, with their words and where the words stand; and the e-invoice it is or carries.

    Args:
        source: the file.
        settings: limits.
        show: see `read_pages`.

    Raises:
        DocumentError: the file cannot be opened.
    """
    from .reading.pages import read_pages
    from .reading.sniff import open_document

    data = source.read(max(settings.max_pdf_bytes, settings.max_image_bytes))
    return read_pages(open_document(source.name, data, settings), settings, show)


def answers_of_einvoice(pages: Pages, prompt: CompiledPrompt, settings: Settings) -> Reply | None:
    """What the e-invoice in the file says, beside what the embedded reader sees on its pages; None without one.

    Where its rules can be run (the extra `validate`), what it breaks comes along as notes.
    """
    if pages.einvoice_xml is None:
        return None
    from .asking.einvoice.reader import read_einvoice
    from .asking.local.reader import LocalReader

    einvoice = read_einvoice(pages.einvoice_xml, prompt, tuple(page.number for page in pages.pages))
    if einvoice is None:
        return None
    if settings.validate_einvoices:
        from .checking.validation import can_validate, validate_xml

        found = validate_xml(pages.einvoice_xml, prompt) if can_validate() else ()
        einvoice = replace(einvoice, notes=tuple(note for note in found if note.severity is not Severity.INFO))
    return beside_pages(einvoice, LocalReader().read(pages, prompt)) if pages.pages else einvoice


def beside_pages(einvoice: Reply, on_pages: Reply) -> Reply:
    """The e-invoice's answers, with what only its pages say, and the pages' own reading to compare with."""
    from .asking.einvoice.pages import beside_pages

    return beside_pages(einvoice, on_pages)


def read_locally(parcel: Parcel, prompt: CompiledPrompt) -> Reply:
    """What the embedded reader says; a worker runs it."""
    from .asking.local.reader import LocalReader

    return LocalReader().read(parcel.open(), prompt)


def finish(
    name: str, reply: Reply, parcel: Parcel, prompt: CompiledPrompt, today: date | None = None
) -> DocumentResult:
    """Everything that comes after asking; a worker runs it. `today` is the day it is checked on, if not today."""
    pages = parcel.open()
    each_page = outcomes(pages, reply)
    error: Failure | None = None
    if reply.failed_pages and all(page.status is PageStatus.FAILED for page in each_page):
        error = next(iter(reply.failed_pages.values()))
    records = assumed(check(reply, pages, prompt, today), pages, prompt, today)
    notes = (*reply.notes, *unread_einvoice(pages, records), *findings(pages))
    return DocumentResult(name, each_page, records, notes, error)


def assumed(
    records: tuple[Record, ...], pages: Pages, prompt: CompiledPrompt, today: date | None = None
) -> tuple[Record, ...]:
    """The records with what the prompt left open; what an open name may also mean is read with the embedded reader."""
    from .checking.assumptions import rival_terms, with_assumptions

    others: tuple[Record, ...] = ()
    if records and pages.pages and (rivals := rival_terms(prompt)):
        from .asking.local.reader import LocalReader

        besides = replace(prompt, fields=rivals)
        others = check(LocalReader().read(pages, besides), pages, besides, today)
    return with_assumptions(records, prompt, others)


def findings(pages: Pages) -> tuple[Note, ...]:
    """What smells wrong about the file itself: hidden text, instructions to a machine, active content."""
    from .checking.firewall import firewall

    return firewall(pages)


def unread_einvoice(pages: Pages, records: tuple[Record, ...]) -> tuple[Note, ...]:
    """A note where the file carries an e-invoice of which no value was used."""
    if pages.einvoice_xml is None:
        return ()
    from .checking.einvoice_and_page import unread

    return unread(records)


def check(reply: Reply, pages: Pages, prompt: CompiledPrompt, today: date | None = None) -> tuple[Record, ...]:
    """Typed cells with evidence, and notes, for every record of the reply."""
    from .checking.checker import check

    return check(reply, pages, prompt, today=today or datetime.now().astimezone().date())


def outcomes(pages: Pages, reply: Reply) -> tuple[PageOutcome, ...]:
    """What became of each page: what the model left out is skipped, what it failed on is failed, with the reason."""
    return tuple(_outcome(page, reply) for page in pages.pages)


def _outcome(page: Page, reply: Reply) -> PageOutcome:
    status, reason, code = page.status, page.reason, page.error_code
    if status is PageStatus.SUCCESSFUL and (failure := reply.failed_pages.get(page.number)):
        status, reason, code = PageStatus.FAILED, failure.message, failure.code
    elif status is PageStatus.SUCCESSFUL and page.number in reply.skipped_pages:
        status, reason = PageStatus.SKIPPED, reply.skipped_pages[page.number]
    return PageOutcome(page.number, status, page.text_source, reason, code)


def extract_locally(
    source: Source, prompt: CompiledPrompt, settings: Settings, shelf: Shelf | None = None
) -> DocumentResult:
    """One document with the embedded reader, every step in this process: what a worker runs."""
    return asyncio.run(extract_document(source, prompt, None, settings, shelf=shelf))
