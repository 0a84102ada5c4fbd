"""What is told to a client when something is wrong: one table of codes, one envelope.

    {"success": false, "error": {"code", "message", "retryable", "details"}}

Anything unforeseen is INTERNAL_ERROR, with the request's id in the message and the reason in the log alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..schemas.wire import ALTERNATIVE

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kind:
    """How a code is answered."""

    status: int
    retryable: bool
    message: str
    """Said where the place that raises it says nothing better."""


PROBLEMS: Mapping[str, Kind] = {
    "UNAUTHENTICATED": Kind(401, False, "The API key is missing or unknown. Send it as 'Authorization: Bearer KEY'."),
    "API_KEY_EXPIRED": Kind(401, False, "The API key has expired. Create a new one."),
    "API_KEY_REVOKED": Kind(401, False, "The API key was revoked. Create a new one."),
    "FORBIDDEN": Kind(403, False, "The API key may not do this."),
    "NOT_FOUND": Kind(404, False, "There is nothing at this address."),
    "METHOD_NOT_ALLOWED": Kind(405, False, "This address does not take this method."),
    "INVALID_INPUT": Kind(400, False, "Request validation failed. Check details for specific issues."),
    "PAYLOAD_TOO_LARGE": Kind(413, False, "The request is larger than the limit."),
    "RATE_LIMITED": Kind(429, True, "Too many requests of this kind. Wait as long as Retry-After says."),
    "INTERNAL_ERROR": Kind(500, True, "Something went wrong here. Try again; if it stays, tell the operator."),
    "INSUFFICIENT_CREDITS": Kind(402, False, "There are fewer credits than files."),
    "SESSION_ALREADY_INITIALIZED": Kind(409, False, "This upload_session_id was used with other files."),
    "DUPLICATE_FILE_NAME": Kind(400, False, "Two files of the session have the same name."),
    "DUPLICATE_FILE_ID": Kind(400, False, "Two files of the session have the same file_id."),
    "FILE_TOO_LARGE": Kind(400, False, "The file is larger than the limit of its kind."),
    "TOTAL_UPLOAD_SIZE_LIMIT_EXCEEDED": Kind(400, False, "The files of the session are larger than the limit."),
    "FILE_NOT_FOUND": Kind(404, False, "The session has no file with this file_id."),
    "FILE_NOT_UPLOADABLE": Kind(409, False, "The file is completed or aborted; nothing more can be uploaded to it."),
    "FILE_ABORTED": Kind(409, False, "The upload of this file was aborted."),
    "UPLOAD_ID_NOT_FOUND": Kind(409, False, "The upload session is no longer available. Begin a new one."),
    "INVALID_COMPLETION_PARTS": Kind(400, False, "The parts do not cover the file with the ETags that were answered."),
    "OBJECT_SIZE_MISMATCH": Kind(422, False, "The uploaded bytes are not as many as file_size_bytes."),
    "UPLOAD_COMPLETE_FAILED": Kind(502, True, "The storage failed while the upload was completed. Try again."),
    "SUBMISSION_ID_ALREADY_USED": Kind(409, False, "This submission_id was used with another request."),
    "SUBMISSIONS_PAUSED": Kind(503, True, "Submissions are paused for maintenance. Try again later."),
    "EXTRACTION_NOT_FOUND": Kind(404, False, "There is no extraction with this id."),
    "OUTPUT_NOT_AVAILABLE": Kind(404, False, "The output is not there: not completed, or not in this format."),
    "OUTPUT_EXPIRED": Kind(404, False, "The output was deleted when its retention period ended."),
    "EXTRACTION_IN_PROGRESS": Kind(409, False, "The extraction is under way. Cancel it or wait for it first."),
    "EXTRACTION_NOT_CANCELLABLE": Kind(409, False, "The extraction has already ended."),
    "LINK_EXPIRED": Kind(403, False, "The signed address is not valid, or no longer. Ask for a new one."),
}
"""Code → how it is answered."""


class Problem(Exception):
    """Something is wrong with a request, or with what it asks for."""

    def __init__(
        self,
        code: str,
        message: str | None = None,
        details: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Say what.

        Args:
            code: one of PROBLEMS.
            message: what happened and what to do; by default the code's own words.
            details: facts for a program.
            headers: to send along.
        """
        self.kind = PROBLEMS[code]
        self.code, self.message, self.details = code, message or self.kind.message, details
        self.headers = {**({"WWW-Authenticate": "Bearer"} if self.kind.status == 401 else {}), **(headers or {})}
        super().__init__(f"{code}: {self.message}")


def envelope(code: str, message: str, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The body that tells an error."""
    return {"success": False, "error": error_object(code, message, PROBLEMS[code].retryable, details)}


def error_object(code: str, message: str, retryable: bool, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """One error, as the wire has it."""
    return {"code": code, "message": message, "retryable": retryable, "details": dict(details) if details else None}


def invalid(message: str, *path: str | int) -> Problem:
    """INVALID_INPUT with one issue."""
    return Problem("INVALID_INPUT", details={"issues": [{"message": message, "path": list(path)}]})


def install(app: FastAPI) -> None:
    """Answer every error of the app with the envelope."""

    @app.exception_handler(Problem)
    async def _(request: Request, problem: Problem) -> JSONResponse:
        return _answer(request, problem)

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> JSONResponse:
        return _answer(request, Problem("INVALID_INPUT", details={"issues": [_issue(one) for one in error.errors()]}))

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "PAYLOAD_TOO_LARGE"}.get(error.status_code)
        if code is None:
            return _answer(request, invalid(str(error.detail)))
        return _answer(request, Problem(code, headers=error.headers))

    @app.exception_handler(Exception)
    async def _(request: Request, error: Exception) -> JSONResponse:
        log.exception("a request failed for a reason nobody foresaw", path=request.url.path, kind=type(error).__name__)
        return _answer(request, Problem("INTERNAL_ERROR"))


def _answer(request: Request, problem: Problem) -> JSONResponse:
    body = envelope(problem.code, problem.message, problem.details)
    told: Mapping[str, str] = getattr(request.state, "headers", {})
    return JSONResponse(body, problem.kind.status, {**told, **problem.headers})


def _issue(error: Mapping[str, Any]) -> dict[str, Any]:
    """What pydantic found, in words, without what was sent; and where, as the client knows it."""
    if error["type"] == "json_invalid":
        return {"message": f"the body is no JSON: {error['ctx']['error']}", "path": []}
    path = [step for step in error["loc"][1:] if not str(step).startswith(ALTERNATIVE)]
    return {"message": str(error["msg"]).removeprefix("Value error, "), "path": path}
