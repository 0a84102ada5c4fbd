"""A batch as a stream: a bounded number of documents under way, and a result for every one, whatever happens to it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from ..schemas.errors import FaktumError
from ..schemas.record import DocumentResult, Failure
from .sources import Source

logger = logging.getLogger("faktum")


async def result_or_failure(source: Source, extract: Callable[[Source], Awaitable[DocumentResult]]) -> DocumentResult:
    """The result for a source; of one that cannot be extracted, a result that says why."""
    try:
        return await extract(source)
    except FaktumError as error:
        failure = Failure(error.code, error.message)
    except Exception as error:
        logger.exception("a document failed for a reason nobody foresaw")
        failure = Failure(FaktumError.code, f"Unexpected {type(error).__name__}; please report it.")
    return DocumentResult(source.name, error=failure)


async def each(
    batch: Sequence[Source], extract: Callable[[Source], Awaitable[DocumentResult]], *, at_a_time: int
) -> AsyncIterator[tuple[int, DocumentResult]]:
    """(index in the batch, result) for every source, as each is finished.

    A document that cannot be extracted gives a result with an error, and takes no other with it. Leaving the iteration
    cancels what is still under way.

    Args:
        batch: the files.
        extract: one file → its result.
        at_a_time: most documents under way; what is finished waits for the reader, so memory does not grow.
    """

    async def one(index: int, source: Source) -> tuple[int, DocumentResult]:
        return index, await result_or_failure(source, extract)

    todo = enumerate(batch)
    under_way: set[asyncio.Task[tuple[int, DocumentResult]]] = set()
    finished: asyncio.Queue[asyncio.Task[tuple[int, DocumentResult]]] = asyncio.Queue()
    try:
        while True:
            while len(under_way) < at_a_time and (item := next(todo, None)) is not None:
                task = asyncio.create_task(one(*item))
                task.add_done_callback(finished.put_nowait)
                under_way.add(task)
            if not under_way:
                return
            done = await finished.get()
            under_way.discard(done)
            yield done.result()
    finally:
        for task in under_way:
            task.cancel()
