"""The file of weights: what they are, what they were fitted to, and what accepting answers by them comes to."""

from collections import Counter
from collections.abc import Mapping, Sequence

from .calibration_cells import Judged
from .calibration_metrics import Cut, binomial_bound, cuts, issuer_bound

HEADER = """\
# The weights of engine/checking/confidence.py and what they are worth. Written by `python -m faktum.evals.calibrate`;
# docs/confidence.md says how. Do not edit.
"""
STEP = 0.004
"""Cuts of the dial lie at least this share of the cells apart."""


def weights_file(weights: Mapping[str, float], measured: Sequence[tuple[Judged, float]]) -> str:
    """TOML: [fitted] what was measured, [weights] name = log-odds, [dial] what each threshold comes to.

    Args:
        weights: name of a fact → its log-odds.
        measured: cells of pages with their cross-validated confidence.
    """
    issuers = {cell.issuer for cell, _ in measured}
    documents = {cell.document for cell, _ in measured}
    lines = [
        "[fitted]",
        f"cells = {len(measured)}",
        f"documents = {len(documents)}",
        f"issuers = {len(issuers)}",
        f"wrong = {sum(not cell.right for cell, _ in measured)}",
        "",
        "[weights]",
        *(f'"{name}" = {weight:.3f}' for name, weight in sorted(weights.items())),
        "",
        "[dial]",
        "# Accepting every cell from `threshold` on: share accepted, share of these wrong (cross-validated by issuer),",
        "# and what that share stays below with 95 % trust, issuers drawn anew.",
        "cuts = [",
        *(_row(cut, measured) for cut in thinned(measured)),
        "]",
    ]
    return HEADER + "\n".join(lines) + "\n"


def thinned(measured: Sequence[tuple[Judged, float]]) -> list[Cut]:
    """The cuts worth storing, the highest threshold first; the last accepts every cell."""
    every = cuts([sure for _, sure in measured], [cell.right for cell, _ in measured])
    kept: list[Cut] = []
    for cut in every:
        if not kept or cut.accepted - kept[-1].accepted >= STEP * len(measured):
            kept.append(cut)
    if kept and kept[-1] is not every[-1]:
        kept.append(every[-1])
    return kept


def bound(cut: Cut, measured: Sequence[tuple[Judged, float]]) -> float:
    """The error a cut stays below with 95 % trust: by chance alone, or with issuers drawn anew, whichever is more."""
    accepted: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    for cell, sure in measured:
        if sure >= cut.threshold:
            accepted[cell.issuer] += 1
            wrong[cell.issuer] += not cell.right
    by_issuer = {issuer: (count, wrong[issuer]) for issuer, count in accepted.items()}
    return max(binomial_bound(cut.wrong, cut.accepted), issuer_bound(by_issuer))


def _row(cut: Cut, measured: Sequence[tuple[Judged, float]]) -> str:
    share = cut.accepted / len(measured)
    return (
        f"  {{ threshold = {cut.threshold:.3f}, accepted = {share:.4f}, wrong = {cut.error:.4f}, "
        f"below = {bound(cut, measured):.4f} }},"
    )
