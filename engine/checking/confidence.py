"""How sure a cell is, from what speaks for it and against it.

Each fact adds or takes a fixed weight, and the logistic curve turns the sum into 0 to 1. So more evidence never lowers
a confidence, and the weights can be fitted to corrected documents without touching anything else. Those below are
rounded from such a fit over some two thousand header values of invoices, receipts and scans, and pulled towards caution
where few values told.
"""

import math

from ...schemas.fields import Kind
from ...schemas.record import Status
from .features import Features

BASE = {
    Status.VERIFIED: 2.4,
    Status.DERIVED: 1.6,
    Status.AMBIGUOUS: 0.6,
    Status.NOT_FOUND: -2.2,
}
"""Log-odds by status alone: about 0.92, 0.83, 0.65 and 0.10."""

KIND = {Kind.NAME: -1.8, Kind.AMOUNT: -0.7}
"""Kinds of which a page holds many: the value stands there, but it may be another's."""

LABELLED = 0.9
"""A printed label stands beside the value."""

CONFIRMED = 1.2
"""Arithmetic or check digits agree with it."""

DOUBTED = -1.5
"""A warning names it."""

DISPUTED = -0.3
"""The reader names another answer that means something else."""

ALIKE = -1.0
"""The words found are only like the value."""

SCORE = 3.5
"""Times how far the reader's own score lies above (or below) 0.5."""

OCR = 4.0
"""Times how far the OCR engine's certainty lies below 1."""

HIGHEST = 0.99
"""Nothing read off a page is certain."""


def confidence(features: Features) -> float:
    """0 to 0.99, rounded to two places; 0 for a cell without value."""
    if features.status is Status.NOT_PRESENT:
        return 0.0
    odds = BASE[features.status] + KIND.get(features.kind, 0.0)
    odds += LABELLED * features.labelled + CONFIRMED * (features.confirmed > 0)
    odds += DOUBTED * (features.doubted > 0) + DISPUTED * features.disputed + ALIKE * (not features.exact)
    odds += SCORE * (features.score - 0.5) if features.score is not None else 0.0
    odds -= OCR * (1.0 - features.certainty)
    return min(HIGHEST, round(1.0 / (1.0 + math.exp(-odds)), 2))
