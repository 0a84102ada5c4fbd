"""The reference of the API, for people: one page of our own, which needs no other server."""

from functools import cache
from importlib.resources import files

from fastapi import APIRouter, Response

routes = APIRouter(include_in_schema=False)

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'"

KINDS = {"reference.html": "text/html", "reference.js": "text/javascript", "reference.css": "text/css"}


@routes.get("/docs")
async def docs() -> Response:
    """Show the page; it reads openapi.json and shows every operation."""
    return _file("reference.html")


@routes.get("/docs/reference.js")
async def script() -> Response:
    """Send its script."""
    return _file("reference.js")


@routes.get("/docs/reference.css")
async def style() -> Response:
    """Send its style."""
    return _file("reference.css")


def _file(name: str) -> Response:
    return Response(_read(name), media_type=KINDS[name], headers={"Content-Security-Policy": POLICY})


@cache
def _read(name: str) -> bytes:
    return (files("faktum.api.routes") / name).read_bytes()
