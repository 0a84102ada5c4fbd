"""Asks a service: `Client` and `AsyncClient` over httpx, which only this package needs."""

from ...schemas.errors import MissingExtra

try:
    import anyio as anyio
    import httpx as httpx
except ImportError as error:
    raise MissingExtra('asking a service needs the extra `client`: pip install "faktum[client]"') from error
