"""What the checks catch: a model that knows the truth answers, a share of its values damaged by kind.

Two runs over the same documents, one with the whole truth and one damaged, are kept as any run is: replayed, they tell
whether new checks catch more. A damage counts as caught where the cell is not verified, or a warning names it that the
whole truth did not get, or the checker put the true value back. A false alarm: the same about a cell left as it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from ..prompts.compiled import CompiledPrompt
from ..schemas.errors import InvalidInput
from ..schemas.record import Cell, DocumentResult, Record, Severity, Status
from .case import Dataset
from .collecting import OnDone
from .experiment import Experiment, run
from .oracle import ROWS, Damage, Oracle, tellable
from .planted import Falsehood
from .run_folder import RunFolder
from .true_record import term_of

CERTAIN = (Status.VERIFIED, Status.DERIVED)
"""Statuses that raise no doubt."""


@dataclass(frozen=True, slots=True)
class Caught:
    """What became of the damages of one kind, or of the cells left as they were."""

    kind: str
    cells: int = 0
    by_status: int = 0
    """Neither verified nor derived."""
    by_note: int = 0
    """A warning names it that the whole truth did not get."""
    repaired: int = 0
    """The true value was put back."""
    caught: int = 0
    """Any of these."""

    def plus(self, *, status: bool, note: bool, repaired: bool) -> "Caught":
        """With one cell more."""
        return Caught(
            self.kind,
            self.cells + 1,
            self.by_status + status,
            self.by_note + note,
            self.repaired + repaired,
            self.caught + (status or note or repaired),
        )

    @property
    def share(self) -> float:
        """Of the cells, those caught; 0 where there are none."""
        return self.caught / self.cells if self.cells else 0.0


@dataclass(frozen=True, slots=True)
class Noise:
    """What the checks made of the damages."""

    documents: int
    kinds: tuple[Caught, ...]
    """In alphabetical order; one per kind that was planted."""
    damaged: Caught
    """All kinds together."""
    untouched: Caught
    """Cells left as they were, beside damaged ones: what is 'caught' here is a false alarm."""
    whole: Caught
    """Cells of the whole truth, no damage anywhere: the same."""


def measure(
    dataset: Dataset, folder: Path, pages: Path, damage: Damage, plan: Experiment, on_done: OnDone | None
) -> Noise:
    """Run the whole truth and the damaged one, and count.

    Args:
        dataset: documents without a known truth of one invoice are left out.
        folder: gets the runs 'whole' and 'damaged'.
        pages: folder of kept pages.
        damage: how much, and how.
        plan: prompt and settings of the runs.
        on_done: told of each document of both runs.

    Raises:
        InvalidInput: no case has the truth of one invoice.
        OutputExists: the folder holds such runs.
    """
    cases = Dataset(dataset.name, tuple(case for case in dataset if tellable(case)))
    if not cases.cases:
        raise InvalidInput(f"no case of {dataset.name} has the truth of one invoice: there is nothing to damage")
    prompt = plan.asked.compiled()
    cases = replace(cases, cases=tuple(replace(case, prompt=None) for case in cases))
    runs: list[RunFolder] = []
    lies: Mapping[str, tuple[Falsehood, ...]] = {}
    for name, rate in (("whole", 0.0), ("damaged", damage.rate)):
        oracle = Oracle(cases, prompt, replace(damage, rate=rate))
        experiment = replace(plan, name=name, dataset=cases, model=oracle, seed=damage.seed)
        runs.append(run(experiment, folder / name, pages, on_done=on_done))
        lies = oracle.lies
    return counted(runs[0].documents(), runs[1].documents(), lies, prompt)


Place = tuple[str, int | None]
"""(Field as truths name it, row from 1)."""


def counted(
    whole: Iterable[DocumentResult],
    damaged: Iterable[DocumentResult],
    lies: Mapping[str, tuple[Falsehood, ...]],
    prompt: CompiledPrompt,
) -> Noise:
    """What the checks made of the damages; documents of which the model was not asked (e-invoices) are left out."""
    kinds: dict[str, Caught] = {}
    untouched, calm, documents = Caught("left as it was"), Caught("whole truth"), 0
    for true, false in zip(whole, damaged, strict=True):
        if false.file not in lies or not (true.records and false.records):
            continue
        documents += 1
        before, after = _Seen(true.records[0], prompt), _Seen(false.records[0], prompt)
        told = lies[false.file]
        shifted = any(lie.kind in ROWS for lie in told)
        for lie in told:
            one = kinds.get(lie.kind, Caught(lie.kind))
            kinds[lie.kind] = one.plus(**_fate(lie, before, after))
        places = {(lie.field, lie.row) for lie in told}
        for place, cell in after.cells():
            if place not in places and not (shifted and place[1]):
                untouched = untouched.plus(status=cell.status not in CERTAIN, note=after.warned(place), repaired=False)
        for place, cell in before.cells():
            calm = calm.plus(status=cell.status not in CERTAIN, note=before.warned(place), repaired=False)
    every = sorted(kinds.values(), key=lambda one: one.kind)
    return Noise(documents, tuple(every), _together("all damages", every), untouched, calm)


class _Seen:
    """One checked record, its cells by the names that truths use."""

    def __init__(self, record: Record, prompt: CompiledPrompt) -> None:
        terms = {(one.group, one.name): term_of(one.group, one.term) for one in prompt.fields if one.term}
        self._cells: dict[Place, Cell] = {
            (terms.get((None, name), name), None): cell for name, cell in record.fields.items()
        }
        for number, row in enumerate(record.line_items, 1):
            self._cells |= {(terms.get(("LineItems", name), name), number): cell for name, cell in row.items()}
        self.notes = {
            (
                note.code,
                note.row,
                tuple(terms.get((None, name), name).removeprefix("LineItems.") for name in note.fields),
            )
            for note in record.notes
            if note.severity is not Severity.INFO
        }

    def cells(self) -> Iterator[tuple[Place, Cell]]:
        """Every cell with a value."""
        return ((place, cell) for place, cell in self._cells.items() if cell.value is not None)

    def cell(self, place: Place) -> Cell:
        """The cell at this place, an empty one where there is none."""
        return self._cells.get(place, Cell())

    def warned(self, place: Place) -> bool:
        """True where a warning names the cell."""
        return any(place[0] in fields and row in (None, place[1]) for _, row, fields in self.notes)


def _fate(lie: Falsehood, before: _Seen, after: _Seen) -> dict[str, bool]:
    """What became of one damage."""
    new = after.notes - before.notes
    if lie.kind in ROWS:
        return {"status": False, "note": bool(new), "repaired": False}
    named = any(lie.field in fields and row in (None, lie.row) for _, row, fields in new)
    place = (lie.field, lie.row)
    cell, true = after.cell(place), before.cell(place)
    repaired = true.value is not None and cell.value == true.value
    doubted = lie.value is not None and cell.status not in CERTAIN
    return {"status": doubted and not repaired, "note": named, "repaired": repaired}


def _together(name: str, parts: Iterable[Caught]) -> Caught:
    sums: dict[str, int] = defaultdict(int)
    for part in parts:
        for what in ("cells", "by_status", "by_note", "repaired", "caught"):
            sums[what] += getattr(part, what)
    return Caught(name, **sums)


def as_json(noise: Noise) -> bytes:
    """The counts as JSON."""
    return orjson.dumps(noise, option=orjson.OPT_INDENT_2)


def as_table(noise: Noise) -> str:
    """The counts as a table for a terminal; shares in per cent."""
    lines = [f"{noise.documents} documents", f"{'':32} cells  status   note  repaired  caught"]
    for one in (*noise.kinds, noise.damaged, noise.untouched, noise.whole):
        shares = [100 * count / one.cells if one.cells else 0.0 for count in (one.by_status, one.by_note)]
        lines.append(
            f"{one.kind:32} {one.cells:5}  {shares[0]:6.1f} {shares[1]:6.1f}"
            f"  {100 * one.repaired / one.cells if one.cells else 0.0:8.1f}  {100 * one.share:6.1f}"
        )
    return "\n".join(lines)
