"""The document that answers for every file of a test key: an invoice that nobody sent."""

from functools import cache
from importlib.resources import files


@cache
def fixture() -> bytes:
    """Its bytes, a PDF of one page."""
    return (files("faktum.api.services") / "fixture.pdf").read_bytes()
