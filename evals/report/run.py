"""What a report is made from: one run over one dataset, every document judged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ...engine.sources import Source
from ...schemas.document import Pages
from ...schemas.errors import FaktumError
from ..case import Case
from ..judged import Judged, Measured, Outcome
from ..measured_run import measured
from ..page_store import PageStore
from ..run_folder import RunFolder, names

ERRORS = frozenset({Outcome.WRONG, Outcome.MISSED, Outcome.SURPLUS})
"""What counts against a document."""


@dataclass(frozen=True)
class JudgedRun:
    """One run: what was asked of whom, what came back, and how each cell was judged."""

    name: str
    """What the run is called in the report: 'local', 'main @949003c', …"""
    dataset: str
    """Name of the dataset."""
    documents: tuple[Measured, ...]
    """In the order of the dataset."""
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    """What a reader must know to believe the figures, in the order to be told: Model, Prompt version, Date, …"""

    @cached_property
    def cells(self) -> tuple[Judged, ...]:
        """All cells."""
        return tuple(cell for document in self.documents for cell in document.cells)

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of documents, in the order in which they first come."""
        return tuple(dict.fromkeys(document.case.group for document in self.documents))


def errors(cells: Iterable[Judged]) -> tuple[Judged, ...]:
    """The cells that count against their document."""
    return tuple(cell for cell in cells if cell.outcome in ERRORS)


def judged_run(folder: RunFolder) -> JudgedRun:
    """A run of `faktum eval run`, judged.

    Raises:
        PathNotFound: there is no run in the folder.
        InvalidInput: the run is not complete.
    """
    info = folder.info
    facts = {
        "Model": info.model,
        "Prompt version": info.prompt_version,
        "Dataset hash": info.dataset_hash[:16],
        "Started": f"{info.started:%Y-%m-%d %H:%M %Z}",
        "Faktum": info.faktum,
        "Seed": str(info.seed),
        "Replay of": info.replay_of,
        "Settings": ", ".join(f"{name} {value}" for name, value in info.settings.items()),
    }
    told = {name: value for name, value in facts.items() if value}
    return JudgedRun(info.name, folder.dataset.name, tuple(measured(folder)), told)


def kept_pages(folder: RunFolder, case: Case) -> Pages | None:
    """The pages of a case as the run kept them, read anew where it did not; None where they cannot be read."""
    name = dict(zip((one.id for one in folder.dataset), names(folder.dataset), strict=True))[case.id]
    try:
        return PageStore(folder.info.pages).read(Source(name, case.file), folder.settings())
    except FaktumError:
        return None
