"""The engine kept ready over many documents: its processes stand, its models are open."""

from collections.abc import AsyncIterator, Mapping
from types import TracebackType

from ..prompts.compiled import CompiledPrompt
from ..schemas.record import DocumentResult
from ..schemas.settings import Settings
from .asking.model import Model, RemoteAsker
from .batch import each
from .flow import extract_document, extract_locally
from .shelf import Shelf
from .sources import Source
from .workers import READER, READING, Workers, available_cores


class Standing:
    """Processes and models for any number of documents and prompts. Use it as a context manager."""

    def __init__(
        self, model: Model | None, settings: Settings, stronger: RemoteAsker | None = None, most: int | None = None
    ) -> None:
        """Start nothing yet.

        Args:
            model: who answers; None for the embedded reader, which runs in the processes as a whole.
            settings: limits.
            stronger: who reads again what `model` left in doubt.
            most: documents that will come, where that is known: no more processes than that are started.
        """
        self.model, self.settings, self.stronger = model, settings, stronger
        remote = isinstance(model, RemoteAsker) or stronger is not None
        wanted = (not remote and settings.concurrency) or available_cores()
        wanted = wanted if most is None else min(wanted, most)
        self.at_a_time = 2 * wanted
        """Most documents that should be under way."""
        if remote:  # while some are asked about, as many are read, so that the model never waits
            self.at_a_time += 2 * settings.model_concurrency
        imports = READING if isinstance(model, RemoteAsker) else READER
        self.workers = Workers(wanted, timeout_s=settings.document_timeout_s, imports=imports)

    def __enter__(self) -> "Standing":
        self.workers.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.workers.__exit__(kind, error, trace)

    async def document(self, source: Source, prompt: CompiledPrompt, shelf: Shelf | None = None) -> DocumentResult:
        """Everything the engine can say about one file.

        Args:
            source: the file.
            prompt: what to extract.
            shelf: where pages are taken from and replies are kept.

        Raises:
            FaktumError: the file cannot be read, or the model failed.
        """
        if self.model is None and self.stronger is None:
            return await self.workers.run(extract_locally, source, prompt, self.settings, shelf)
        from .asking.remote.budget import document_budget

        with document_budget():
            return await extract_document(
                source, prompt, self.model, self.settings, self.workers.run, self.stronger, shelf
            )


async def extract_each(
    batch: tuple[Source, ...],
    prompt: CompiledPrompt | Mapping[str, CompiledPrompt],
    model: Model | None,
    settings: Settings,
    stronger: RemoteAsker | None = None,
    shelf: Shelf | None = None,
) -> AsyncIterator[tuple[int, DocumentResult]]:
    """(index in the batch, result) for every source, as each is finished.

    A bounded number of documents is under way at a time, each step in a worker within its time limit; a document that
    cannot be read gives a result with an error.

    Args:
        batch: the files.
        prompt: what to extract, of all or by the name of the file.
        model: None for the embedded reader.
        settings: limits.
        stronger: who reads again what `model` left in doubt.
        shelf: where pages are taken from and replies are kept.
    """
    with Standing(model, settings, stronger, len(batch)) as engine:

        async def one(source: Source) -> DocumentResult:
            return await engine.document(
                source, prompt if isinstance(prompt, CompiledPrompt) else prompt[source.name], shelf
            )

        async for item in each(batch, one, at_a_time=engine.at_a_time):
            yield item
