"""What routes ask for: who calls, and the parts of the service. The only place where FastAPI's Depends is used."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from .service import Service
from .services.keys import Caller, caller_of
from .services.limits import Endpoint, count


def service_of(request: Request) -> Service:
    """The parts of the service, made when it started."""
    service: Service = request.app.state.service
    return service


ServiceDep = Annotated[Service, Depends(service_of)]


bearer = HTTPBearer(auto_error=False, description="An API key, as `faktum keys create` shows it once.")
"""Told in the OpenAPI document; what is sent is read by `authenticated`."""


async def authenticated(
    service: ServiceDep, request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> Caller:
    """Who calls.

    Raises:
        Problem: UNAUTHENTICATED, API_KEY_EXPIRED or API_KEY_REVOKED.
    """
    return await caller_of(service.database, request.headers.get("authorization"))


Authenticated = Annotated[Caller, Depends(authenticated)]


def limited(endpoint: Endpoint, scope: str = "read") -> Callable[..., Awaitable[Caller]]:
    """Who calls, within the limit of an endpoint and with the scope it needs."""

    async def check(caller: Authenticated, service: ServiceDep, request: Request, response: Response) -> Caller:
        caller.require(scope)
        if service.settings.rate_limits:
            request.state.headers = (await count(service.database, caller.key_id, endpoint)).headers
            response.headers.update(request.state.headers)
        return caller

    return check


def base_url(service: Service, request: Request) -> str:
    """Address under which the client reaches the service: as set, else as it was asked for."""
    return (service.settings.public_url or str(request.base_url)).rstrip("/")
