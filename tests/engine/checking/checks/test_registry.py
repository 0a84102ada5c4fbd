"""Every check in the folder is in the registry, once, and silent about an empty invoice."""

from collections.abc import Callable
from inspect import getmembers, isfunction

from faktum.engine.checking.checks import (
    codes,
    coherence,
    evidence,
    identifiers,
    lines,
    payment_code,
    registry,
    time,
    totals,
    vat,
)
from faktum.engine.checking.checks.facts import Facts

MakeFacts = Callable[..., Facts]


def test_no_check_is_forgotten() -> None:
    written = {
        function
        for module in (codes, coherence, evidence, identifiers, lines, payment_code, time, totals, vat)
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert written == set(registry.CHECKS)
    assert len(registry.CHECKS) == len(written)


def test_every_check_says_what_it_holds_and_by_which_source() -> None:
    assert all(check.__doc__ and check.__doc__.endswith(".") for check in registry.CHECKS)


def test_an_empty_invoice_gives_no_note(make_facts: MakeFacts) -> None:
    assert registry.verdict_on(make_facts()).notes == ()
