"""The product on one page: read, compile, ask, check; then lay out and write (result.py, rows/).

Every step is a function of frozen values. One document that fails takes no other with it: its failure is a result.
"""

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, Protocol, TypedDict, TypeVar, Unpack

from pydantic import BaseModel

from ..prompts.compiled import CompiledPrompt
from ..prompts.compiler import compile_prompt
from ..schemas.document import Page, Pages, PageStatus
from ..schemas.errors import FaktumError, PromptUnclear, UnsupportedFile
from ..schemas.fields import Structure, StructuredPrompt
from ..schemas.record import DocumentResult, Failure, PageOutcome, Record
from ..schemas.reply import Reply
from ..schemas.settings import Settings
from .asking.model import Model, RemoteAsker
from .batch import each
from .parcel import Parcel
from .result import Result, Results
from .sources import Input, Source, sources
from .workers import READER, READING, Workers, available_cores

if TYPE_CHECKING:
    from .asking.remote.call import Image
    from .asking.remote.confirming import Doubt
    from .asking.remote.sheets import Form, Sheet, Sheets

EARLY_PICTURES = 4
"""So many pictures of a document are made while it is read; those of later pages when they are asked for."""

P = ParamSpec("P")
T = TypeVar("T")
Prompt = str | Mapping[str, Any] | StructuredPrompt | type[BaseModel]


class Update(TypedDict):
    """What `on_update` is told as an extraction goes on."""

    stage: str
    """'extracting' or 'finished'."""
    level: str
    """'info', 'warning' or 'error'."""
    message: str
    progress: int
    """0 to 100, never falling."""
    file: str | None
    """The file the update is about."""
    done: int
    """Files finished."""
    total: int
    """Files to do."""


OnUpdate = Callable[[Update], object]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C during `extract`; `result` holds the documents that were finished."""

    def __init__(self, result: Result) -> None:
        super().__init__(f"interrupted after {len(result.documents)} documents")
        self.result = result


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
) -> DocumentResult:
    """Everything the engine can say about one file.

    Args:
        source: the file.
        prompt: what to extract.
        model: who answers; None for the embedded reader.
        settings: limits.
        run: how steps that need a core are run.
        stronger: who reads again what is in doubt.

    Raises:
        FaktumError: the file cannot be read, or the model failed.
    """
    start = time.perf_counter()
    remote = model if isinstance(model, RemoteAsker) else None
    second = stronger or (remote if settings.reask else None)
    document = await run(prepare, source, prompt, settings, second.form if second else remote.form if remote else None)
    look = partial(look_at, document, source, settings, run)
    if document.reply is not None:
        reply = document.reply
    elif remote and document.sheets:
        reply = await remote.ask_sheets(document.sheets, prompt, look)
    elif model:
        reply = await model.ask(document.parcel.open(), prompt)
    else:
        reply = await run(read_locally, document.parcel, prompt)
    result = await run(finish, source.name, reply, document.parcel, prompt)
    if second and document.sheets and document.reply is None:
        doubts = in_doubt(result, by_stronger=stronger is not None)
        if doubts:
            reply = await second.confirm(document.sheets, reply, doubts, prompt, look)
            result = await run(finish, source.name, reply, document.parcel, prompt)
    name = model.name if model and document.reply is None else "local"
    return replace(result, usage=replace(reply.usage, model=name, seconds=time.perf_counter() - start))


class Prepared(NamedTuple):
    """One document, read: what asking needs."""

    parcel: Parcel
    sheets: "Sheets | None" = None
    """The pages as a remote model is shown them."""
    reply: Reply | None = None
    """The answers of the e-invoice that came with the file; no model need be asked."""


def prepare(source: Source, prompt: CompiledPrompt, settings: Settings, form: "Form | None" = None) -> Prepared:
    """Everything that comes before asking; a worker runs it.

    Args:
        source: the file.
        prompt: what will be asked.
        settings: limits.
        form: what a remote model is given of each page; None for a model that takes the pages themselves.

    Raises:
        DocumentError: the file cannot be opened, or has no page to read.
    """
    pages = read(source, settings)
    if form is None:
        return Prepared(Parcel(pages))
    from .asking.remote.sheets import sheets_of

    sheets = sheets_of(pages, prompt, form)
    early = [sheet for sheet in sheets.sheets if sheet.picture][:EARLY_PICTURES]
    shown = pictures(source, {sheet.number: picture_side(sheet, form) for sheet in early}, settings, pages)
    with_pictures = tuple(replace(sheet, image=shown.get(sheet.number)) for sheet in sheets.sheets)
    return Prepared(Parcel(pages), replace(sheets, sheets=with_pictures))


async def look_at(
    document: Prepared, source: Source, settings: Settings, run: Run, numbers: Sequence[int]
) -> "Mapping[int, Image]":
    """Pictures of pages that came without one, made when a model comes to them."""
    sheets = document.sheets.sheets if document.sheets else ()
    sides = {sheet.number: picture_side(sheet, settings.input) for sheet in sheets if sheet.number in numbers}
    return await run(pictures, source, sides, settings)


def in_doubt(result: DocumentResult, *, by_stronger: bool) -> "Sequence[Doubt]":
    """The cells to read again: all that are unsure where a stronger model stands by, else what does not add up."""
    from .asking.remote.confirming import failing, unsure

    return unsure(result.records) if by_stronger else failing(result.records)


def picture_side(sheet: "Sheet", form: "Form") -> int:
    """Pixels of the longer side of a page's picture: fewer where it only shows the layout of a text."""
    return 1024 if form == "auto" and sheet.text and sheet.text_beside else 2048


def pictures(
    source: Source, sides: Mapping[int, int], settings: Settings, pages: Pages | None = None
) -> "Mapping[int, Image]":
    """Page number → its picture, no longer than the given side; a page that cannot be shown is absent."""
    from .asking.remote.call import Image
    from .reading.images import page_image
    from .reading.sniff import open_document

    shown: dict[int, Image] = {}
    if not sides:
        return shown
    data = source.read(max(settings.max_pdf_bytes, settings.max_image_bytes))
    document = open_document(source.name, data, settings)
    for number, side in sides.items():
        try:
            page = pages.page(number) if pages else None
            image = page_image(document, number, settings, page=page, longest_side=side)
        except FaktumError:
            continue
        shown[number] = Image(image.data, image.media_type.value, image.width, image.height)
    return shown


def read(source: Source, settings: Settings) -> Pages:
    """The pages of one file, with their words and where the words stand.

    Raises:
        DocumentError: the file cannot be opened, or has no page to read (an e-invoice that is XML alone).
    """
    from .reading.pages import read_pages
    from .reading.sniff import open_document

    data = source.read(max(settings.max_pdf_bytes, settings.max_image_bytes))
    pages = read_pages(open_document(source.name, data, settings), settings)
    if not pages.pages:
        raise UnsupportedFile(
            "The file is an e-invoice in XML alone; this version reads pages. Give the PDF or an image."
        )
    return pages


def read_locally(parcel: Parcel, prompt: CompiledPrompt) -> Reply:
    """What the embedded reader says; a worker runs it."""
    from .asking.local.reader import LocalReader

    return LocalReader().read(parcel.open(), prompt)


def finish(name: str, reply: Reply, parcel: Parcel, prompt: CompiledPrompt) -> DocumentResult:
    """Everything that comes after asking; a worker runs it."""
    pages = parcel.open()
    each_page = outcomes(pages, reply)
    error: Failure | None = None
    if reply.failed_pages and all(page.status is PageStatus.FAILED for page in each_page):
        error = next(iter(reply.failed_pages.values()))
    return DocumentResult(name, each_page, check(reply, pages, prompt), reply.notes, error)


def check(reply: Reply, pages: Pages, prompt: CompiledPrompt) -> tuple[Record, ...]:
    """Typed cells with evidence, and notes, for every record of the reply."""
    from .checking.checker import check

    return check(reply, pages, prompt)


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


def extract_locally(source: Source, prompt: CompiledPrompt, settings: Settings) -> DocumentResult:
    """One document with the embedded reader, every step in this process: what a worker runs."""
    return asyncio.run(extract_document(source, prompt, None, settings))


# -- a batch ----------------------------------------------------------------------------------------------------------


async def extract_each(
    batch: tuple[Source, ...],
    prompt: CompiledPrompt,
    model: Model | None,
    settings: Settings,
    stronger: RemoteAsker | None = None,
) -> AsyncIterator[tuple[int, DocumentResult]]:
    """(index in the batch, result) for every source, as each is finished.

    A bounded number of documents is under way at a time, each step in a worker within its time limit; a document that
    cannot be read gives a result with an error.

    Args:
        batch: the files.
        prompt: what to extract.
        model: None for the embedded reader, which runs in the workers as a whole.
        settings: limits.
        stronger: who reads again what `model` left in doubt.
    """
    remote = isinstance(model, RemoteAsker) or stronger is not None
    workers_wanted = min((not remote and settings.concurrency) or available_cores(), len(batch))
    at_a_time = 2 * workers_wanted
    if remote:  # while some are asked about, as many are read, so that the model never waits
        at_a_time += 2 * settings.model_concurrency
    imports = READING if isinstance(model, RemoteAsker) else READER
    with Workers(workers_wanted, timeout_s=settings.document_timeout_s, imports=imports) as workers:

        async def one(source: Source) -> DocumentResult:
            if model is None and stronger is None:
                return await workers.run(extract_locally, source, prompt, settings)
            from .asking.remote.budget import document_budget

            with document_budget():
                return await extract_document(source, prompt, model, settings, workers.run, stronger)

        async for item in each(batch, one, at_a_time=at_a_time):
            yield item


class Options(TypedDict, total=False):
    """What `extract` takes beside the documents and the prompt; every option has a default."""

    output_structure: str
    """'per_invoice', 'per_line_item' or 'automatic' (default: the prompt decides, and the result says why)."""
    schema: str | None
    """'invoice' for the built-in schema; the default where there is no prompt."""
    addons: Iterable[str]
    """Add-ons of the built-in schema: 'lineitems', 'banking', …"""
    model: str | Model | None
    """'local' (the embedded reader; the default), 'provider/name', or any object with the Model protocol."""
    language: str | None
    """ISO 639-1 code of the documents, or 'auto'."""
    concurrency: int | None
    """Documents at a time; by default one per core. For a remote model: calls at a time, by default 32."""
    settings: Settings | None
    """Limits and defaults; by default from the environment (FAKTUM_…)."""
    on_update: OnUpdate | None
    """Called with an Update as work goes on, in the thread that runs the loop."""


async def aextract(inputs: Input | Iterable[Input], prompt: Prompt | None = None, **options: Unpack[Options]) -> Result:
    """Rows, with evidence for every cell, from documents.

    Args:
        inputs: paths, folders, bytes, open binary files, (name, bytes) pairs, or a list of these.
        prompt: what to extract: free text, a structured prompt (dict or StructuredPrompt) or a pydantic class.
        options: see Options.

    Raises:
        InputError, PromptError, ConfigError: nothing was started. A file that fails is a result, not an exception.
    """
    extraction = _Extraction(inputs, prompt, options)
    await extraction.collect()
    return extraction.result()


def extract(inputs: Input | Iterable[Input], prompt: Prompt | None = None, **options: Unpack[Options]) -> Result:
    """Rows, with evidence for every cell, from documents: `aextract` for callers without an event loop.

    Works in a notebook too, where a loop is already running.

    Raises:
        Interrupted: on Ctrl-C; its `result` holds the documents that were finished.
    """
    extraction = _Extraction(inputs, prompt, options)
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        try:
            asyncio.run(extraction.collect())
        except KeyboardInterrupt as interrupt:
            raise Interrupted(extraction.result()) from interrupt
    else:
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, extraction.collect()).result()
    return extraction.result()


class _Extraction:
    """One call of `extract`: compiled and checked when made, so that what is wrong is told before work starts."""

    def __init__(self, inputs: Input | Iterable[Input], prompt: Prompt | None, options: Options) -> None:
        given = options.get("settings") or Settings.from_env(os.environ)  # noqa: TID251 (the import is a door)
        at_a_time = options.get("concurrency")
        changes = {"language": options.get("language"), "concurrency": at_a_time, "model_concurrency": at_a_time}
        self.settings = given.model_copy(update={k: v for k, v in changes.items() if v is not None})
        structure = options.get("output_structure", "automatic")
        self.to_plan = (prompt, structure) if isinstance(prompt, str) and self.settings.compile == "model" else None
        try:
            self.prompt = compile_prompt(
                prompt,
                structure,
                schema=options.get("schema") or ("invoice" if prompt is None else None),
                addons=options.get("addons", ()),
            )
        except PromptUnclear:
            if self.to_plan is None:
                raise
            self.prompt = CompiledPrompt((), Structure.PER_INVOICE, "not planned yet")
        wanted = options.get("model") or self.settings.model
        self.model, self.stronger, self.opened = _models(wanted, self.settings)
        self.batch = sources(inputs)
        self.on_update = options.get("on_update")
        self.results = Results(self.settings.keep_in_memory)

    async def collect(self) -> None:
        """Extract every document, keeping results as they come."""
        total, failed = len(self.batch), 0
        if self.to_plan:
            self.prompt = await self._planned(*self.to_plan)
        self._tell("extracting", "info", f"{total} {'file' if total == 1 else 'files'} to read", None)
        try:
            results = extract_each(self.batch, self.prompt, self.model, self.settings, self.stronger)
            async for index, result in results:
                self.results.put(index, result)
                if result.error:
                    failed += 1
                    self._tell("extracting", "error", f"{result.error.code}: {result.error.message}", result.file)
                else:
                    self._tell("extracting", "info", _summary(result), result.file)
        finally:
            for model in self.opened:
                await model.aclose()
        message = f"{total - failed} of {total} files extracted"
        self._tell("finished", "warning" if failed else "info", message, None)

    async def _planned(self, text: str, structure: str) -> CompiledPrompt:
        """The prompt as the model splits it, if there is a model; the rules' own reading otherwise."""
        asker = self.stronger or self.model
        if not isinstance(asker, RemoteAsker):
            why = "a model was to plan the prompt, and none is asked: the rules' own reading stands"
            return replace(compile_prompt(text, structure), assumptions=(*self.prompt.assumptions, why))
        return await asker.plan(text, structure)

    def result(self) -> Result:
        """What has been collected so far."""
        return Result(self.prompt, self.results)

    def _tell(self, stage: str, level: str, message: str, file: str | None) -> None:
        if self.on_update:
            done, total = len(self.results), len(self.batch)
            progress = 100 if stage == "finished" else min(99, 100 * done // total)
            self.on_update(
                Update(stage=stage, level=level, message=message, progress=progress, file=file, done=done, total=total)
            )


def _summary(result: DocumentResult) -> str:
    records, pages = len(result.records), len(result.pages)
    return f"{records} {'record' if records == 1 else 'records'} on {pages} {'page' if pages == 1 else 'pages'}"


def _models(
    wanted: str | Model, settings: Settings
) -> tuple[Model | None, RemoteAsker | None, tuple[RemoteAsker, ...]]:
    """(who answers, None for the embedded reader; who reads again what is in doubt; what must be closed).

    Raises:
        UnknownModel, MissingExtra, InvalidSetting: a model cannot be asked as the settings want it.
    """
    if not isinstance(wanted, str):
        return wanted, None, ()
    if wanted == "local":
        return None, None, ()
    from .asking.remote.budget import Budget
    from .asking.remote.stack import open_model

    budget = Budget(settings.max_cost_usd, settings.max_tokens_per_document)
    model = open_model(wanted, settings, budget)
    if settings.cheap_model is None:
        return model, None, (model,)
    if settings.cheap_model == "local":
        return None, model, (model,)
    cheap = open_model(settings.cheap_model, settings, budget)
    return cheap, model, (cheap, model)
