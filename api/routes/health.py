"""Is it alive, and can it work: for whoever runs it."""

from fastapi import APIRouter, Response
from sqlalchemy import text

from ..deps import ServiceDep

routes = APIRouter(tags=["health"])


@routes.get("/healthz")
async def healthz() -> dict[str, str]:
    """Answer as long as the process lives."""
    return {"status": "ok"}


@routes.get("/readyz", responses={503: {"description": "The database cannot be reached."}})
async def readyz(service: ServiceDep, response: Response) -> dict[str, str]:
    """Answer 200 where requests can be served: the database answers."""
    try:
        async with service.database.reading() as session:
            await session.execute(text("SELECT 1"))
    except Exception:  # whatever keeps the database from answering
        response.status_code = 503
        return {"status": "database unreachable"}
    return {"status": "ready"}
