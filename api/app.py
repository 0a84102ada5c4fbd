"""The HTTP service: routes, errors, and what is opened at the start and closed at the end."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import FastAPI

from ..schemas.settings import Settings
from . import problems
from .blobs.store import PART_BYTES
from .described import describe
from .guards.bodies import MOST_BODY, Bodies
from .guards.keys import Keyed
from .guards.requests import Requests
from .jobs.durable import DurableJobs
from .jobs.port import Jobs
from .routes import (
    at_once,
    blobs,
    credits,
    documents,
    events,
    extractions,
    health,
    metrics,
    prompts,
    reference,
    uploads,
    usage,
    webhooks,
)
from .service import jobs_url, open_service
from .services.figures import RequestFigures

ROUTES = (
    uploads.routes,
    extractions.routes,
    events.routes,
    documents.routes,
    at_once.routes,
    prompts.routes,
    credits.routes,
    usage.routes,
    webhooks.routes,
    blobs.routes,
    health.routes,
    metrics.routes,
    reference.routes,
)


LARGE = "/v1/extract"
"""Takes whole files in its body."""


def build_app(settings: Settings, jobs: Jobs | None = None) -> FastAPI:
    """The service as the settings want it; nothing is opened before it starts.

    Args:
        settings: where everything is.
        jobs: where work is handed in; by default the durable queue, which workers take it from.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        service = await open_service(settings, jobs or DurableJobs(jobs_url(settings), f"api-{uuid4()}"))
        await service.jobs.open()
        app.state.service = service
        yield
        await service.close()

    def most_bytes(path: str) -> int:
        if path.startswith("/v1/blobs/"):
            return PART_BYTES
        return settings.extract_bytes if path == LARGE else MOST_BODY

    app = FastAPI(title="Faktum", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.figures = RequestFigures()
    problems.install(app)
    for routes in ROUTES:
        app.include_router(routes)
    describe(app, ROUTES)
    app.add_middleware(Keyed, paths=[LARGE])
    app.add_middleware(Bodies, limit=most_bytes)
    https = (settings.public_url or "").startswith("https://")
    app.add_middleware(Requests, figures=app.state.figures, https=https)
    return app
