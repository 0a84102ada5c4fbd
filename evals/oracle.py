"""A model that knows the truth and tells it, a share of its values damaged by kind."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from ..prompts.compiled import CompiledPrompt
from ..schemas.document import Pages
from ..schemas.reply import Reply
from .case import Case, Dataset
from .planted import Falsehood, Row, TrueRecord, Value, falsehoods
from .printed_text import PrintedText
from .run_folder import by_name
from .true_record import Spelling, kinds_of, reply_with, text_of, true_record

ROWS = ("row dropped", "row invented")
"""Kinds that change which row is which."""


@dataclass(frozen=True, slots=True)
class Damage:
    """How much is damaged, and how."""

    rate: float = 0.1
    """Share of the values, 0 to 1."""
    kinds: frozenset[str] = frozenset()
    """Names of kinds ('digit changed', …); all where empty."""
    seed: int = 0
    spelling: Spelling = "printed"


class Oracle:
    """A model that knows the truth of a dataset and tells it, damaged; `lies` holds what it damaged, by document."""

    def __init__(self, dataset: Dataset, prompt: CompiledPrompt, damage: Damage) -> None:
        self.name = f"oracle damaged {damage.rate:g}" if damage.rate else "oracle"
        self.lies: dict[str, tuple[Falsehood, ...]] = {}
        self._damage, self._kinds = damage, kinds_of(prompt)
        self._truths = {name: case for name, case in by_name(dataset).items() if tellable(case)}
        blank = PrintedText("")
        self._others = [true_record(name, case.records[0], blank, self._kinds) for name, case in self._truths.items()]

    async def ask(self, pages: Pages, prompt: CompiledPrompt) -> Reply:
        """The truth about the document, damaged."""
        case = self._truths[pages.name]
        truth = true_record(pages.name, case.records[0], text_of(pages), self._kinds)
        lies = chosen_lies(truth, self._others, self._damage)
        self.lies[pages.name] = lies
        fields, rows = with_lies(truth, lies)
        return reply_with(truth, fields, rows, pages, self._damage.spelling, prompt)


def tellable(case: Case) -> bool:
    """True for a document of one invoice whose truth is known."""
    return case.holds_invoices and len(case.records) == 1


def chosen_lies(truth: TrueRecord, others: Sequence[TrueRecord], damage: Damage) -> tuple[Falsehood, ...]:
    """For a share of the values one damage each, and at most one row dropped or invented; drawn by the seed."""
    by_place: dict[tuple[str, int | None], list[Falsehood]] = defaultdict(list)
    for lie in falsehoods(truth, others, seed=damage.seed, every_row=True):
        if not damage.kinds or lie.kind in damage.kinds:
            by_place["row" if lie.kind in ROWS else lie.field, None if lie.kind in ROWS else lie.row].append(lie)
    chance = Random(f"{damage.seed} {truth.name} lies")
    picked = [chance.choice(lies) for lies in by_place.values() if chance.random() < damage.rate]
    structural = [lie for lie in picked if lie.kind in ROWS]
    return tuple(lie for lie in picked if not structural or lie is structural[0] or lie.row is None)


def with_lies(truth: TrueRecord, lies: Sequence[Falsehood]) -> tuple[Mapping[str, Value], Sequence[Row]]:
    """The fields and rows with all of the lies in them."""
    fields, rows = dict(truth.fields), list(map(dict, truth.rows))
    for lie in lies:
        if lie.kind in ROWS:
            rows = list(map(dict, lie.rows))
        elif lie.row is not None and lie.value is not None:
            rows[lie.row - 1][lie.field] = lie.value
        elif lie.value is None:
            fields.pop(lie.field, None)
        else:
            fields[lie.field] = lie.value
    return fields, rows
