"""Figures for Prometheus."""

import secrets
from typing import Annotated

from fastapi import APIRouter, Header, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from ..deps import ServiceDep
from ..described import errors
from ..problems import Problem
from ..services.figures import exposition

routes = APIRouter(tags=["health"])


@routes.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **errors("UNAUTHENTICATED")},
)
async def metrics(
    service: ServiceDep, request: Request, authorization: Annotated[str | None, Header()] = None
) -> Response:
    """Show figures of the whole service: requests, queue, extractions, pages and their time, failures, model cost.

    Where FAKTUM_METRICS_KEY is set, it is wanted as `Authorization: Bearer`.
    """
    key = service.settings.metrics_key
    wanted = f"Bearer {key.get_secret_value()}" if key else None
    if wanted and not secrets.compare_digest((authorization or "").encode(), wanted.encode()):
        raise Problem("UNAUTHENTICATED", "Send FAKTUM_METRICS_KEY as 'Authorization: Bearer KEY'.")
    return Response(await exposition(service, request.app.state.figures), media_type=CONTENT_TYPE_LATEST)
