"""`load_dataset`: the documents behind a name or a path, whatever form they are in."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ...schemas.errors import UnknownDataset
from ...schemas.settings import Settings
from ..case import Dataset
from .cord import is_cord, load_cord
from .corpus import is_corpus, load_corpus
from .corrections import has_corrections, load_corrections
from .docile import is_docile, load_docile
from .facturx import has_einvoices, load_facturx
from .generated import PREFIX, load_generated
from .sidecar import has_sidecars, load_sidecars
from .sroie import is_sroie, load_sroie

FIXTURES = "fixtures"
FIXTURES_FOLDER = Path(__file__).parents[1] / FIXTURES
"""Part of the source checkout, not of the package."""


class Form(NamedTuple):
    """One form that a dataset may have."""

    name: str
    fits: Callable[[Path], bool]
    load: Callable[[Path, Path], Dataset]
    """(path, cache) → the dataset."""


def _plainly(load: Callable[[Path], Dataset]) -> Callable[[Path, Path], Dataset]:
    """The same for a form that keeps nothing in the cache."""

    def loaded(path: Path, _cache: Path) -> Dataset:
        return load(path)

    return loaded


FORMS = (
    Form("a corpus (manifest.jsonl)", is_corpus, _plainly(load_corpus)),
    Form("corrections (corrections.jsonl, documents.jsonl)", has_corrections, _plainly(load_corrections)),
    Form("DocILE (annotations/, pdfs/)", is_docile, _plainly(load_docile)),
    Form("SROIE (img/, key/)", is_sroie, _plainly(load_sroie)),
    Form("CORD (image/, json/)", is_cord, _plainly(load_cord)),
    Form("documents with truth beside them (a.pdf, a.json)", has_sidecars, _plainly(load_sidecars)),
    Form("PDFs that carry an e-invoice", has_einvoices, load_facturx),
)
"""Every form of a folder, in the order in which they are tried."""


def load_dataset(name: str | Path, *, cache: Path | None = None) -> Dataset:
    """The cases behind a name, in a fixed order.

    Args:
        name: a folder of any form in FORMS (its content decides), a list of IDs of DocILE (val.json),
            'generated:KIND?count=50&seed=7', or 'fixtures': our own small set, in a source checkout
            (a folder of that name is './fixtures').
        cache: where generated documents and copies without XML are kept; by default datasets/ in the data folder
            of the settings (FAKTUM_DATA_DIR).

    Raises:
        UnknownDataset: there is nothing of this name, or the folder has none of the forms.
        InvalidTruth: a file of the dataset is not as its form wants it; names file, place and what to do.
        MissingExtra: the extra `evals` is needed.
    """
    kept = cache or _default_cache()
    if str(name).startswith(PREFIX):
        return load_generated(str(name), kept)
    path = Path(name)
    if name == FIXTURES:
        if not is_corpus(FIXTURES_FOLDER):
            raise UnknownDataset("The fixtures come with the source checkout of Faktum, not with the package.")
        return load_corpus(FIXTURES_FOLDER)
    if not path.exists():
        raise UnknownDataset(
            f"There is no folder '{name}'. Give a folder, '{FIXTURES}', or a name such as {PREFIX}mixed?count=20."
        )
    for form in FORMS:
        if form.fits(path):
            return form.load(path, kept)
    known = "; ".join(form.name for form in FORMS)
    raise UnknownDataset(f"'{name}' holds no documents with truth. Forms that are recognised: {known}.")


def _default_cache() -> Path:
    settings = Settings.from_env(os.environ)  # noqa: TID251 (the call is a door)
    return settings.data_dir.expanduser() / "datasets"
