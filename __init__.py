"""Faktum turns invoices and other business documents into typed, grounded rows.

The public face: the names below, and nothing else, are promised to stay. They are loaded when first used, so that
`import faktum` costs nothing.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .api.client.asynchronous import AsyncClient as AsyncClient
    from .api.client.errors import ServiceError as ServiceError
    from .api.client.synchronous import Client as Client
    from .engine.extraction import aextract as aextract
    from .engine.extraction import extract as extract
    from .engine.ground import GroundedCells as GroundedCells
    from .engine.ground import ground as ground
    from .engine.result import Result as Result
    from .engine.risk import Dial as Dial
    from .engine.risk import risk as risk
    from .prompts.compiler import compile_prompt as compile_prompt
    from .schemas.errors import FaktumError as FaktumError
    from .schemas.fields import StructuredPrompt as StructuredPrompt
    from .schemas.settings import Settings as Settings

_HOME = {
    "AsyncClient": ".api.client.asynchronous",
    "Client": ".api.client.synchronous",
    "Dial": ".engine.risk",
    "FaktumError": ".schemas.errors",
    "GroundedCells": ".engine.ground",
    "Result": ".engine.result",
    "ServiceError": ".api.client.errors",
    "Settings": ".schemas.settings",
    "StructuredPrompt": ".schemas.fields",
    "aextract": ".engine.extraction",
    "compile_prompt": ".prompts.compiler",
    "extract": ".engine.extraction",
    "ground": ".engine.ground",
    "risk": ".engine.risk",
}

__all__ = [
    "AsyncClient",
    "Client",
    "Dial",
    "FaktumError",
    "GroundedCells",
    "Result",
    "ServiceError",
    "Settings",
    "StructuredPrompt",
    "aextract",
    "compile_prompt",
    "extract",
    "ground",
    "risk",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOME[name], __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
