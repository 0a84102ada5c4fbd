"""What users call: `extract` and `aextract`, over the flow of each document (flow.py)."""

import asyncio
import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, TypedDict, Unpack

from pydantic import BaseModel

from ..prompts.compiled import CompiledPrompt
from ..prompts.compiler import compile_prompt
from ..schemas.errors import PromptUnclear
from ..schemas.fields import Structure, StructuredPrompt
from ..schemas.record import DocumentResult
from ..schemas.settings import Settings
from .asking.model import Model, RemoteAsker
from .result import Result, Results
from .sources import Input, sources
from .standing import extract_each

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
        self.model, self.stronger, self.opened = open_models(wanted, self.settings)
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


def open_models(
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
