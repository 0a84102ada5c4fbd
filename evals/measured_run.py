"""A run's results, judged: what metrics, comparisons and gates are made from."""

from collections.abc import Iterator

from .judge import judge
from .judged import Measured
from .run_folder import RunFolder, names


def measured(run: RunFolder) -> Iterator[Measured]:
    """Every document of a run with its judged cells, in the order of the cases.

    Raises:
        InvalidInput: the run is not complete.
    """
    for case, name, document in zip(run.dataset, names(run.dataset), run.documents(), strict=True):
        yield Measured(case, document, tuple(judge(case, document, run.prompts[name])))
