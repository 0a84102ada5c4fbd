"""The HTTP service: routes, errors, and what is opened at the start and closed at the end."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from uuid import uuid4

from fastapi import FastAPI

from ..schemas.settings import Settings
from . import problems
from .jobs.durable import DurableJobs
from .jobs.port import Jobs
from .routes import blobs, credits, extractions, health, uploads
from .service import jobs_url, open_service

ROUTES = (uploads.routes, extractions.routes, credits.routes, blobs.routes, health.routes)


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

    app = FastAPI(title="Faktum", version="1", lifespan=lifespan, docs_url=None, redoc_url=None)
    problems.install(app)
    for routes in ROUTES:
        app.include_router(routes)
    return app
