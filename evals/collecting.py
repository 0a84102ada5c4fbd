"""Results as they come → documents.jsonl of a run, in the order of its cases."""

from collections.abc import AsyncIterator, Callable, Sequence

from ..engine.noted import with_duplicates
from ..engine.result import Results
from ..engine.rows.to_documents import document_line
from ..engine.sources import Source
from ..schemas.record import DocumentResult
from .page_store import write_whole
from .run_folder import Kept, RunFolder, names

OnDone = Callable[[DocumentResult, int, int], object]
"""(result, documents finished, documents in all) → anything; called as each document is finished."""


async def collect(
    stream: AsyncIterator[tuple[int, DocumentResult]],
    batch: Sequence[Source],
    target: RunFolder,
    results: Results,
    on_done: OnDone | None,
) -> None:
    """Take results as they come; of a document that failed, why is kept in the place of a reply."""
    places = {name: place for place, name in enumerate(names(target.dataset))}
    async for index, result in stream:
        name = batch[index].name
        if result.error is not None and ((kept := target.kept(name)) is None or kept.reply is None):
            target.keep(Kept(name, failure=result.error))
        results.put(places[name], result)
        if on_done:
            on_done(result, len(results), len(places))


def write_documents(target: RunFolder, results: Results) -> None:
    """Write documents.jsonl: duplicates are told among the documents of one prompt, as in one extraction."""
    prompts = [target.prompts[name] for name in names(target.dataset)]
    lines: list[bytes] = [b""] * len(prompts)
    for prompt in {prompt.version: prompt for prompt in prompts}.values():
        places = [place for place, one in enumerate(prompts) if one.version == prompt.version]
        noted = with_duplicates([results[place] for place in places], prompt)
        for place, document in zip(places, noted, strict=True):
            lines[place] = document_line(document, prompt) + b"\n"
    write_whole(target.documents_file, b"".join(lines))
