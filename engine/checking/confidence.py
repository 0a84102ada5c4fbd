"""How sure a cell is: what speaks for it and against it, weighed.

Each fact adds its weight to a sum, and the logistic curve turns the sum into 0 to 1. The weights are fitted to answers
whose truth is known (`python -m faktum.evals.calibrate` writes confidence.toml; docs/confidence.md says how good they
are), never against their sign: evidence for a cell cannot lower its confidence, a doubt cannot raise it.
"""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from ...schemas.fields import Kind
from ...schemas.record import Source, Status
from .features import Features

HIGHEST = 0.999
"""Nothing read off a page is certain."""

FROM_XML = 0.99
"""A value of an e-invoice: nothing was read, but the sender may have filled it in wrongly."""

FROM_XML_DOUBTED = 0.9
"""The same where a warning names it."""

FAMILIES = {
    Kind.NAME: "name",
    Kind.ADDRESS: "text",
    Kind.TEXT: "text",
    Kind.IDENTIFIER: "identifier",
    Kind.DATE: "date",
    Kind.AMOUNT: "amount",
    Kind.QUANTITY: "number",
    Kind.NUMBER: "number",
    Kind.PERCENT: "number",
    Kind.CHOICE: "choice",
    Kind.BOOLEAN: "choice",
    Kind.LANGUAGE: "choice",
}
"""Kinds that err alike: a choice is judged from the whole document. All others are codes (currency, country)."""

USUAL_SCORE = 0.8
"""A reader's score that tells nothing either way."""

FOR = frozenset({
    "label", "score", "printed again", "confirmed", "confirmed twice", "row confirmed",
    *(f"score of {family}" for family in (*FAMILIES.values(), "code")),
})  # fmt: skip
"""What speaks for a cell: its weight is never below 0."""

AGAINST = frozenset({
    "not verified", "derived", "not found", "unscored", "disputed", "several others", "rivals",
    "far label", "OCR uncertainty", "OCR of words", "alike", "doubted", "doubted twice",
})  # fmt: skip
"""What speaks against a cell: its weight is never above 0."""


def evidence(features: Features) -> dict[str, float]:
    """What goes into the sum: name of a weight → how much of it. What is not named is 0.

    Names that are neither in FOR nor in AGAINST say what sort of cell it is, and may weigh either way.
    """
    in_row = (features.term or "").startswith("LineItems.")
    family = FAMILIES.get(features.kind, "code")
    status = features.status
    label_lines = features.label_lines or 0.0
    found = {
        "every cell": 1.0,
        f"row {family}" if in_row else family: 1.0,
        "amount due": features.term == "AmountDue",
        "not verified": status in (Status.AMBIGUOUS, Status.NOT_FOUND),
        "derived": status in (Status.DERIVED, Status.NOT_FOUND),
        "not found": status is Status.NOT_FOUND,
        "label": features.labelled,
        "far label": min(1.0, label_lines / 10),
        "unscored": features.score is None and not in_row,
        "disputed": features.disputed,
        "several others": features.others > 1,
        "rivals": features.rivals > 0,
        "printed again": features.printed > 1,
        "OCR uncertainty": 1.0 - features.certainty,
        "OCR of words": features.by_ocr and family in ("name", "text"),
        "alike": not features.exact,
        "confirmed": features.confirmed > 0,
        "confirmed twice": features.confirmed > 1,
        "doubted": features.doubted > 0,
        "doubted twice": features.doubted > 1,
        "row confirmed": features.row_confirmed,
    }
    if features.score is not None:
        found["score"] = found[f"score of {family}"] = features.score - USUAL_SCORE
    return {name: float(amount) for name, amount in found.items() if amount}


def confidence(features: Features) -> float:
    """0 to 0.999, rounded to three places: the share of such cells that are right; 0 for a cell without value."""
    if features.status is Status.NOT_PRESENT:
        return 0.0
    if features.source is Source.XML:
        return FROM_XML_DOUBTED if features.doubted else FROM_XML
    return weighed(evidence(features), weights())


def weighed(found: Mapping[str, float], by: Mapping[str, float]) -> float:
    """The confidence that evidence amounts to; a name without a weight weighs nothing."""
    odds = sum(by.get(name, 0.0) * amount for name, amount in found.items())
    return min(HIGHEST, round(1.0 / (1.0 + math.exp(-odds)), 3))


@cache
def weights() -> Mapping[str, float]:
    """Name of a fact → its log-odds, as fitted."""
    loaded: dict[str, float] = fitted()["weights"]
    return loaded


@cache
def fitted() -> Mapping[str, Any]:
    """The whole of confidence.toml: weights, what they were fitted to, and what accepting answers by them comes to."""
    return tomllib.loads(files("faktum.engine.checking").joinpath("confidence.toml").read_text("utf-8"))
