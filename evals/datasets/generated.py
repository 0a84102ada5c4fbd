"""Invoices made up for the purpose: `generated:digital?count=50&seed=7`.

Behind the colon stands a kind of `evals.generate` ('mixed', 'digital', 'scan', …), then as in an address: count
(default 20), seed (default 0), rows, layout, languages (de,en_GB). The same name gives the same bytes; they are kept
in the cache, by name and by the generator's own code.
"""

import hashlib
import os
import re
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import parse_qsl

from ...schemas.errors import InvalidInput, UnknownDataset
from .. import generate
from ..case import Dataset
from ..generate.batch import KINDS, Order, write
from ..generate.layouts import LAYOUTS
from .corpus import MANIFEST, load_corpus

PREFIX = "generated:"
OPTIONS = ("count", "seed", "rows", "layout", "languages")
MOST = 100_000
"""Documents, and rows of one, that can be asked for."""


def load_generated(name: str, cache: Path) -> Dataset:
    """The documents of the name, drawn now or taken from the cache.

    Args:
        name: as above.
        cache: a folder that this may write to.

    Raises:
        UnknownDataset: the name asks for something that cannot be made.
        MissingExtra: the extra `evals` is not installed.
    """
    order = order_of(name)
    key = hashlib.sha256(f"{order} {_generator()}".encode()).hexdigest()[:12]
    folder = cache / "generated" / f"{re.sub(r'[^a-z0-9]+', '-', name.removeprefix(PREFIX).lower())}-{key}"
    if not (folder / MANIFEST).is_file():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as passing:
            try:
                write(order, Path(passing) / "made")
            except InvalidInput as error:
                raise UnknownDataset(f"{name}: {error.message}") from error
            try:
                os.rename(Path(passing) / "made", folder)
            except OSError:  # another process was faster
                if not (folder / MANIFEST).is_file():
                    raise
    return replace(load_corpus(folder), name=name)


def order_of(name: str) -> Order:
    """What a name asks for.

    Raises:
        UnknownDataset: naming what is wrong and what there is.
    """
    kind, _, query = name.removeprefix(PREFIX).partition("?")
    if kind not in KINDS:
        raise UnknownDataset(f"{name}: no kind is called '{kind}'; there are: {', '.join(KINDS)}.")
    options = dict(parse_qsl(query, keep_blank_values=True))
    for option in options:
        if option not in OPTIONS:
            raise UnknownDataset(f"{name}: no option is called '{option}'; there are: {', '.join(OPTIONS)}.")
    layout = options.get("layout")
    if layout is not None and layout not in LAYOUTS:
        raise UnknownDataset(f"{name}: no layout is called '{layout}'; there are: {', '.join(sorted(LAYOUTS))}.")
    return Order(
        count=_whole(name, options, "count") or 20,
        seed=options.get("seed", "0"),
        kind=kind,
        rows=_whole(name, options, "rows"),
        layout=layout,
        languages=tuple(part for part in options.get("languages", "").split(",") if part),
    )


def _whole(name: str, options: Mapping[str, str], option: str) -> int | None:
    if (given := options.get(option)) is None:
        return None
    if not given.isdecimal() or not 1 <= int(given) <= MOST:
        raise UnknownDataset(f"{name}: {option} must be a whole number from 1 to {MOST:,}.")
    return int(given)


@cache
def _generator() -> str:
    """What the bytes depend on besides the order: the generator's code and words."""
    folder = Path(generate.__file__).parent
    parts = (file for file in sorted(folder.rglob("*")) if file.suffix in (".py", ".toml"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in parts)).hexdigest()
