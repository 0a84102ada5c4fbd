"""A run again from what it kept: today's checks and rows over stored replies, no model asked and no document read."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ..engine.batch import each
from ..engine.checking.strict import strict_record
from ..engine.flow import answers_of_einvoice, finish, read_locally
from ..engine.parcel import Parcel
from ..engine.result import Results
from ..engine.sources import Source
from ..engine.workers import READER, Workers, available_cores
from ..prompts.compiled import CompiledPrompt
from ..schemas.document import Pages
from ..schemas.errors import OutputExists, UnreadableFile
from ..schemas.record import DocumentResult
from ..schemas.reply import Reply
from ..schemas.settings import Settings
from .collecting import OnDone, collect, write_documents
from .page_store import PageStore
from .run_folder import Kept, RunFolder, by_name, faktum_version


def replay(run: RunFolder, folder: Path, *, reread: bool = False, on_done: OnDone | None = None) -> RunFolder:
    """A run in a new folder: the kept replies, checked as today's code checks, on the day of the old run.

    Where nothing changed since, its documents.jsonl is that of the old run, byte for byte.

    Args:
        run: the run to replay.
        folder: the new run's folder.
        reread: the embedded reader answers anew, from the kept pages.
        on_done: told of each document.

    Raises:
        OutputExists: the folder holds a run.
    """
    if (folder / "run.json").exists():
        raise OutputExists(f"{folder} holds a run. Choose another folder.")
    target = RunFolder(folder)
    model = "local" if reread else run.info.model
    target.begin(replace(run.info, replay_of=str(run.path), model=model, faktum=faktum_version()), run.dataset)
    settings = run.settings()
    batch = [Source(name, case.file) for name, case in by_name(run.dataset).items()]
    results = Results(settings.keep_in_memory)
    stream = replayed(run, batch, settings, reread=reread, into=target)
    asyncio.run(collect(stream, batch, target, results, on_done))
    write_documents(target, results)
    return target


async def replayed(
    run: RunFolder, batch: Sequence[Source], settings: Settings, *, reread: bool = False, into: RunFolder | None = None
) -> AsyncIterator[tuple[int, DocumentResult]]:
    """(index in the batch, result) of every document, from its kept reply, as each is finished.

    Args:
        run: where the replies are.
        batch: the documents; their files are opened only where their pages are no longer kept.
        settings: those of the run; `concurrency` is how many documents are checked at a time.
        reread: the embedded reader answers anew, from the kept pages.
        into: another run that takes over the replies.
    """
    today = run.info.started.date()
    store, prompts, target = PageStore(run.info.pages), run.prompts, into.path if into else None
    workers_wanted = min(settings.concurrency or available_cores(), max(1, len(batch)))
    with Workers(workers_wanted, timeout_s=settings.document_timeout_s, imports=READER) as workers:

        async def one(source: Source) -> DocumentResult:
            asked = prompts[source.name]
            return await workers.run(_again, run.path, source, asked, settings, store, today, reread, target)

        async for item in each(batch, one, at_a_time=2 * workers_wanted):
            yield item


def _again(
    folder: Path,
    source: Source,
    prompt: CompiledPrompt,
    settings: Settings,
    store: PageStore,
    today: date,
    reread: bool,
    target: Path | None,
) -> DocumentResult:
    """One document; a worker runs it."""
    kept = RunFolder(folder).kept(source.name)
    if kept is None:
        raise UnreadableFile(f"The run in {folder} has no reply about {source.name}.")
    if kept.failure is None:
        pages = pages_of(kept, source, settings, store)
        parcel = Parcel(pages)
        if reread or kept.reply is None:
            reply = answers_of_einvoice(pages, prompt, settings) or read_locally(parcel, prompt)
            kept = replace(kept, reply=replace(reply, usage=replace(reply.usage, model="local")))
        result = checked(source.name, kept.reply, parcel, prompt, settings, today)
    else:
        result = DocumentResult(source.name, error=kept.failure)
    if target is not None:
        RunFolder(target).keep(kept)
    return result


def pages_of(kept: Kept, source: Source, settings: Settings, store: PageStore) -> Pages:
    """The pages a reply is about; read again from its file where they are no longer kept.

    Raises:
        DocumentError: they are no longer kept, and the file cannot be opened.
    """
    pages = store.load(kept.pages) if kept.pages else None
    return replace(pages, name=source.name) if pages else store.read(source, settings)


def checked(
    name: str, reply: Reply | None, parcel: Parcel, prompt: CompiledPrompt, settings: Settings, today: date
) -> DocumentResult:
    """What checking makes of a reply, as it would be with the settings of its run."""
    assert reply is not None
    result = finish(name, reply, parcel, prompt, today)
    records = tuple(map(strict_record, result.records)) if settings.only_found else result.records
    return replace(result, records=records, usage=reply.usage)
