"""What every test may ask for."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The corpus of real documents beside the checkout; tests that ask for it are skipped where it is absent."""
    folder = SHARED / "corpus"
    if not folder.is_dir():
        pytest.skip("needs ../shared/corpus, which is not here")
    return folder
