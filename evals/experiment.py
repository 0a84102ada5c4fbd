"""Model × prompt × dataset: one folder of results that can be checked again, compared and gated.

A killed run goes on where it stopped: documents with a kept reply are checked again from it, the others are asked
about; documents that failed are tried again.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from ..engine.asking.model import Model
from ..engine.extraction import open_models
from ..engine.result import Results
from ..engine.sources import Source
from ..engine.standing import extract_each
from ..schemas.errors import InvalidInput, OutputExists
from ..schemas.settings import Settings
from .case import Case, Dataset
from .collecting import OnDone, collect, write_documents
from .page_store import PageStore
from .replay import replayed
from .run_folder import Asked, RunFolder, RunInfo, RunShelf, by_name, faktum_version, hash_of, prompts_of


@dataclass(frozen=True, slots=True)
class Experiment:
    """One model and one prompt on one dataset."""

    name: str
    dataset: Dataset
    settings: Settings
    asked: Asked = Asked(schema="invoice", addons=("lineitems", "banking", "vat_tax"))
    model: str | Model = "local"
    """'local', 'provider/name', or any object with the Model protocol."""
    seed: int = 0
    dataset_path: str = ""
    """As given; by default the dataset's name."""

    @property
    def model_name(self) -> str:
        """What the model is called in results."""
        return self.model if isinstance(self.model, str) else self.model.name


def chosen(dataset: Dataset, *, groups: Sequence[str] = (), limit: int | None = None, seed: int = 0) -> Dataset:
    """The cases of these groups; of more than `limit`, as many drawn with the seed; in their old order.

    Raises:
        InvalidInput: no case is left.
    """
    cases = [case for case in dataset if not groups or case.group in groups]
    if not cases:
        known = ", ".join(sorted({case.group for case in dataset}))
        raise InvalidInput(f"no case of {dataset.name} is of the group {', '.join(groups)}; there are: {known}")
    if limit is not None and limit < len(cases):
        drawn = {case.id for case in Random(seed).sample(cases, limit)}
        cases = [case for case in cases if case.id in drawn]
    return Dataset(dataset.name, tuple(cases))


def run(
    experiment: Experiment, folder: Path, pages: Path, *, resume: bool = False, on_done: OnDone | None = None
) -> RunFolder:
    """Ask about every document of the experiment and keep all of it in a folder.

    Args:
        experiment: what to run.
        folder: the run's folder; made where it is missing.
        pages: folder of kept pages, which runs share.
        resume: go on with the run in this folder.
        on_done: told of each document.

    Raises:
        OutputExists: the folder holds a run, and `resume` is not given.
        InvalidInput: the run in the folder is of another model, prompt, dataset or version of the settings.
        ConfigError, PromptError: the model or the prompt is wrong; nothing was started.
    """
    prompts_of(experiment.dataset, experiment.asked)  # what cannot be understood is told before anything is written
    target = RunFolder(folder)
    info = _info(experiment, pages)
    if (folder / "run.json").exists():
        if not resume:
            raise OutputExists(f"{folder} holds a run. Choose another folder, or go on with it: --resume.")
        _same(target.info, info)
    else:
        target.begin(info, experiment.dataset)
    asyncio.run(_run(experiment, target, on_done))
    return target


async def _run(experiment: Experiment, target: RunFolder, on_done: OnDone | None) -> None:
    settings, cases = experiment.settings, by_name(experiment.dataset)
    known = {name for name in cases if (kept := target.kept(name)) and kept.failure is None}
    results = Results(settings.keep_in_memory)
    model, stronger, opened = open_models(experiment.model, settings)
    shelf = RunShelf(target.path, PageStore(target.info.pages), settings)
    try:
        for batch, again in ((_batch(cases, known), True), (_batch(cases, set(cases) - known), False)):
            if not batch:
                continue
            stream = (
                replayed(target, batch, settings)
                if again
                else extract_each(batch, target.prompts, model, settings, stronger, shelf)
            )
            await collect(stream, batch, target, results, on_done)
    finally:
        for one in opened:
            await one.aclose()
    write_documents(target, results)


def _batch(cases: Mapping[str, Case], wanted: set[str]) -> tuple[Source, ...]:
    return tuple(Source(name, case.file) for name, case in cases.items() if name in wanted)


def _info(experiment: Experiment, pages: Path) -> RunInfo:
    return RunInfo(
        name=experiment.name,
        model=experiment.model_name,
        asked=experiment.asked,
        prompt_version=experiment.asked.compiled().version,
        dataset=experiment.dataset_path or experiment.dataset.name,
        dataset_hash=hash_of(experiment.dataset),
        seed=experiment.seed,
        settings=_told(experiment.settings),
        faktum=faktum_version(),
        started=datetime.now().astimezone(),
        pages=pages.absolute(),
    )


def _told(settings: Settings) -> dict[str, Any]:
    """The settings that differ from the defaults, without keys."""
    every: dict[str, Any] = settings.model_dump(mode="json", exclude_defaults=True)
    return {name: value for name, value in every.items() if name not in ("model_api_key", "api_keys")}


def _same(before: RunInfo, now: RunInfo) -> None:
    for what in ("model", "prompt_version", "dataset_hash"):
        if getattr(before, what) != getattr(now, what):
            raise InvalidInput(
                f"the run in this folder has another {what.replace('_', ' ')} "
                f"({getattr(before, what)}, now {getattr(now, what)}): choose another folder."
            )
