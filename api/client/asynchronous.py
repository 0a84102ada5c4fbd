"""The client of the service, asynchronous: everything there is to say to it. `Client` (synchronous.py) is its twin."""

import asyncio
import os
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import anyio
import orjson

from ...engine.extraction import OnUpdate
from ...engine.result import Result
from ...engine.sources import Input, sources
from ...prompts.compiler import compile_prompt
from ...schemas.record import DocumentResult
from .calls import Calls, Format, Json, Prompt, plain
from .errors import (
    ExtractionCancelled,
    ExtractionFailed,
    QuestionsOpen,
    ServiceError,
    WaitedTooLong,
)
from .files import Upload, prepared
from .progress import Progress
from .results import collected, compiled
from .uploading import upload

OnQuestions = Callable[[Sequence[Json]], Sequence[Json] | Awaitable[Sequence[Json]]]

HELD_S = 5
"""How long the service holds a request for the status."""

CANCEL_S = 10
"""How long telling the service that the call was cancelled may take."""

PAGE = 1000
"""Rows asked for together."""


class Uploaded(NamedTuple):
    """Files that are at the service."""

    upload_session_id: str
    file_ids: list[str]
    files: list[Upload]
    refused: dict[int, DocumentResult]
    """Place in the batch → why a file was not sent."""


class AsyncClient(Calls):
    """A service and a key. Use it as an async context manager, or call `aclose`."""

    # -- in one call --------------------------------------------------------------------------------------------------

    async def extract(
        self,
        inputs: Input | Iterable[Input],
        prompt: Prompt | None = None,
        *,
        output_structure: str = "automatic",
        schema: str | None = None,
        addons: Iterable[str] = (),
        options: Mapping[str, Any] | None = None,
        task_name: str | None = None,
        on_update: OnUpdate | None = None,
        on_questions: OnQuestions | None = None,
        timeout_s: float | None = None,
    ) -> Result:
        """Rows, with evidence for every cell, from documents: as `faktum.aextract`, read by the service.

        Cancelling the call cancels the extraction.

        Args:
            inputs: paths, folders, bytes, open binary files, (name, bytes) pairs, or a list of these.
            prompt: free text, or a structured prompt (dict or StructuredPrompt).
            output_structure: 'per_invoice', 'per_line_item' or 'automatic'.
            schema: 'invoice' for the built-in schema; the default where there is no prompt.
            addons: add-ons of the schema.
            options: of the outputs that the service makes; those of `Result.save` are yours.
            task_name: shown in lists, 3 to 40 characters.
            on_update: called with an Update as work goes on.
            on_questions: called with the questions the prompt leaves open; gives the answers. Without it nothing is
                asked, and `Result.uncertainty_notes` tells what was assumed.
            timeout_s: longest time to wait for the service; the extraction goes on there.

        Raises:
            InputError, PromptError: nothing was sent. A file that fails is a result, not an exception.
            ServiceError: the service refused, failed, or the time is over.
        """
        schema = schema or ("invoice" if prompt is None else None)
        addons = tuple(addons)
        asked = compile_prompt(plain(prompt), output_structure, schema=schema, addons=addons)
        batch = sources(inputs)
        progress = Progress(on_update, len(batch))
        uploaded = await self._uploaded(prepared(batch), f"client-{uuid4()}", progress)
        if not uploaded.files:
            return _finished(progress, Result(asked, list(uploaded.refused.values())))
        submit = partial(
            self.submit_extraction,
            uploaded.upload_session_id,
            uploaded.file_ids,
            prompt,
            output_structure=output_structure,
            schema=schema,
            addons=addons,
            options={**(options or {}), **({"ask_questions": True} if on_questions else {})},
            task_name=task_name,
            submission_id=f"client-{uuid4()}",
        )
        try:
            extraction_id = await submit()
            await self._ended(extraction_id, progress, on_questions, timeout_s)
        except asyncio.CancelledError:
            with anyio.move_on_after(CANCEL_S, shield=True):
                await self.cancel_extraction(await submit())  # the same submission gives the same extraction
            raise
        return _finished(progress, await self.get_result(extraction_id, uploaded))

    async def _ended(
        self, extraction_id: str, progress: Progress, on_questions: OnQuestions | None, timeout_s: float | None
    ) -> None:
        """Wait until there is a result, answering questions."""
        while True:
            try:
                await self._waited(extraction_id, progress, timeout_s)
                return
            except QuestionsOpen as stop:
                if on_questions is None or stop.details is None:
                    raise
                given = on_questions(stop.details["questions"])
                answers = given if isinstance(given, Sequence) else await given
                await self.answer_questions(extraction_id, answers)
            except ExtractionFailed:
                shown = await self.get_extraction(extraction_id)
                done = [line async for line in self.iterate_documents(extraction_id)]
                if len(done) < shown["file_count"]:
                    raise
                return  # every file failed: each result says why

    # -- step by step -------------------------------------------------------------------------------------------------

    async def upload_files(
        self,
        inputs: Input | Iterable[Input],
        *,
        upload_session_id: str | None = None,
        on_update: OnUpdate | None = None,
    ) -> Uploaded:
        """Upload files; with the same id and files once more, it goes on where it stopped."""
        batch = sources(inputs)
        return await self._uploaded(
            prepared(batch), upload_session_id or f"client-{uuid4()}", Progress(on_update, len(batch))
        )

    async def _uploaded(
        self, files: tuple[list[Upload], dict[int, DocumentResult]], session_id: str, progress: Progress
    ) -> Uploaded:
        uploads, refused = files
        done = 0

        def told(file: Upload) -> None:
            nonlocal done
            done += 1
            progress.uploaded(file.source.name, done)

        if uploads:
            try:
                await upload(self.transport, session_id, uploads, told)
            except* ServiceError as several:
                raise _first(several) from None
        return Uploaded(session_id, [file.file_id for file in uploads], uploads, refused)

    async def wait_for_extraction_to_finish(
        self, extraction_id: str, *, timeout_s: float | None = None, on_update: OnUpdate | None = None
    ) -> Json:
        """The status of an extraction that is complete.

        Raises:
            ExtractionFailed, ExtractionCancelled, QuestionsOpen, WaitedTooLong: it is not.
        """
        shown = await self.get_extraction(extraction_id)
        return await self._waited(extraction_id, Progress(on_update, shown["file_count"]), timeout_s)

    async def _waited(self, extraction_id: str, progress: Progress, timeout_s: float | None) -> Json:
        ends = time.monotonic() + timeout_s if timeout_s is not None else float("inf")
        while True:
            left = ends - time.monotonic()
            status = await self.check_extraction(extraction_id, wait_s=int(max(1, min(HELD_S, left))))
            if status["status"] == "completed":
                return status
            if status["status"] != "processing":
                raise _stopped(extraction_id, status)
            progress.extracting(status["progress"])
            if left <= 0:
                raise _about(extraction_id, WaitedTooLong("WAITED_TOO_LONG", "The extraction goes on.", retryable=True))

    # -- results ------------------------------------------------------------------------------------------------------

    async def get_result(self, extraction_id: str, uploaded: Uploaded | None = None) -> Result:
        """Everything about a finished extraction, as `extract` gives it.

        Args:
            extraction_id: which.
            uploaded: what `upload_files` gave, for the names and the order of the caller's files.
        """
        prompt = compiled(await self.get_extraction(extraction_id))
        places = {number: (one.index, one.source.name) for number, one in enumerate(uploaded.files)} if uploaded else {}
        return await collected(self._lines(extraction_id), prompt, places, uploaded.refused if uploaded else {})

    async def iterate_results(self, extraction_id: str) -> AsyncGenerator[Json]:
        """All rows, one by one."""
        offset: int | None = 0
        while offset is not None:
            page = await self.get_results(extraction_id, offset=offset, limit=PAGE)
            for row in page["rows"]:
                yield row
            offset = page["next_offset"]

    async def iterate_documents(self, extraction_id: str) -> AsyncGenerator[Json]:
        """Everything about each document, one by one: pages, records with cells and evidence, notes, usage."""
        async for line in self._lines(extraction_id):
            yield orjson.loads(line)

    async def _lines(self, extraction_id: str) -> AsyncGenerator[bytes]:
        async with self.transport.stream(f"/extractions/{extraction_id}/documents", signed=False) as answer:
            rest = b""
            async for chunk in answer.aiter_bytes():
                *lines, rest = (rest + chunk).split(b"\n")
                for line in lines:
                    yield line
            if rest:
                yield rest

    async def download_output(self, extraction_id: str, format: Format, path: str | os.PathLike[str]) -> Path:
        """Download an output; the file is there as a whole or not at all."""
        target = Path(path)
        part = target.with_name(f".{target.name}.{uuid4().hex[:8]}")
        try:
            async with self.transport.stream(await self.get_download_url(extraction_id, format), signed=True) as answer:
                with open(part, "wb") as file:
                    async for chunk in answer.aiter_bytes():
                        file.write(chunk)
            return part.replace(target)
        finally:
            part.unlink(missing_ok=True)

    # -- looking around -----------------------------------------------------------------------------------------------

    async def iterate_extractions(self, **filters: str) -> AsyncGenerator[Json]:
        """All extractions, the newest first."""
        cursor: str | None = None
        while True:
            page = await self.list_extractions(limit=100, cursor=cursor, **filters)
            for one in page["extractions"]:
                yield one
            cursor = page["next_cursor"]
            if cursor is None:
                return


def _stopped(extraction_id: str, status: Json) -> ServiceError:
    """Why an extraction is not complete."""
    match status["status"]:
        case "failed":
            told = status["error"]
            error: ServiceError = ExtractionFailed(
                told["code"], told["message"], retryable=told["retryable"], details=told["details"]
            )
        case "cancelled":
            reason = status["cancellation_reason"]
            error = ExtractionCancelled("EXTRACTION_CANCELLED", f"The extraction was cancelled ({reason}).")
        case _:
            error = QuestionsOpen(
                "INPUT_REQUIRED",
                f"The extraction waits for answers until {status['answer_by']}.",
                details={"questions": status["questions"]},
            )
    return _about(extraction_id, error)


def _about(extraction_id: str, error: ServiceError) -> ServiceError:
    error.extraction_id = extraction_id
    return error


def _first(several: BaseExceptionGroup[ServiceError]) -> ServiceError:
    """One of the errors that files ended with."""
    for error in several.exceptions:
        return _first(error) if isinstance(error, BaseExceptionGroup) else error
    raise AssertionError("a group has an error")


def _finished(progress: Progress, result: Result) -> Result:
    failed = [document for document in result.documents if document.error]
    for document in failed:
        if document.error:
            progress.failed(document.file, f"{document.error.code}: {document.error.message}")
    progress.finished(len(failed))
    return result
