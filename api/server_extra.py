"""Is the service's part of the package installed? Asked by its commands before they import it."""

from importlib.util import find_spec

PARTS = ("alembic", "dbos", "fastapi", "httpx_secure", "obstore", "sqlalchemy", "structlog", "uvicorn")
"""Packages that come with the extra `server`."""


def needs_server() -> None:
    """Go on where the extra `server` is installed.

    Raises:
        MissingExtra: it is not; says how to install it.
    """
    if any(find_spec(part) is None for part in PARTS):
        from ..schemas.errors import MissingExtra

        raise MissingExtra('The service needs the extra `server`: pip install "faktum[server]"')
