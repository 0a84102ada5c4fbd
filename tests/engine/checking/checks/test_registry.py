"""Every check in the folder is in the registry, once, and silent about an empty invoice."""

from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules

from faktum.engine.checking import checks
from faktum.engine.checking.checks import registry
from faktum.engine.checking.checks.facts import Facts

MakeFacts = Callable[..., Facts]


def test_no_check_is_forgotten() -> None:
    modules = [import_module(f"{checks.__name__}.{found.name}") for found in iter_modules(checks.__path__)]
    written = {
        function
        for module in modules
        if not module.__name__.endswith((".facts", ".registry"))
        for name, function in getmembers(module, isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert written == set(registry.CHECKS)
    assert len(registry.CHECKS) == len(written)


def test_every_check_says_what_it_holds_and_by_which_source() -> None:
    assert all(check.__doc__ and check.__doc__.endswith(".") for check in registry.CHECKS)


def test_an_empty_invoice_gives_no_note(make_facts: MakeFacts) -> None:
    assert registry.verdict_on(make_facts()).notes == ()
