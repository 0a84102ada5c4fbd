"""The templates as they stand on disk, without jinja2: for the version of a prompt and for rendering."""

import hashlib
from functools import lru_cache
from importlib.resources import files

TEMPLATES = ("system.jinja", "document.jinja")
"""In the order in which they are rendered: what stays the same for a batch first, the document last."""


@lru_cache(maxsize=8)
def template_text(name: str) -> str:
    """The source of one template."""
    return (files(__package__ or "") / "templates" / name).read_text("utf-8")


@lru_cache(maxsize=1)
def templates_digest() -> str:
    """A hash of all templates: it changes when any of them does."""
    return hashlib.sha256("\0".join(template_text(name) for name in TEMPLATES).encode()).hexdigest()[:16]
