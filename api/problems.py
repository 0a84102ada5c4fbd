"""What is told to a client when something is wrong: one table of codes, one envelope.

    {"success": false, "error": {"code", "message", "retryable", "details"}}

Anything unforeseen is INTERNAL_ERROR, with the request's id in the message and the reason in the log alone
(guards/requests.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from ..schemas.wire import ALTERNATIVE


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
    "REQUEST_TIMED_OUT": Kind(408, True, "The body of the request came too slowly. Send it again."),
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
    "PROMPT_UNCLEAR": Kind(422, False, "The prompt names nothing to extract."),
    "PROMPT_REJECTED": Kind(422, False, "The prompt asks for something other than extracting values."),
    "PROMPT_INVALID": Kind(422, False, "The structured prompt breaks a limit."),
    "DOCUMENT_NOT_FOUND": Kind(404, False, "The extraction has no document with this number."),
    "DOCUMENT_NOT_READY": Kind(409, True, "The document is not read yet. Try again when it is."),
    "PAGE_NOT_FOUND": Kind(404, False, "The document has no such page."),
    "PAGE_UNREADABLE": Kind(422, False, "The page is damaged and cannot be shown."),
    "UPLOAD_EXPIRED": Kind(404, False, "The file was deleted when its time was over; its pages cannot be shown."),
    "WEBHOOK_NOT_FOUND": Kind(404, False, "This key has no webhook with this id."),
    "DELIVERY_NOT_FOUND": Kind(404, False, "The webhook has no delivery with this id."),
    "WEBHOOK_DISABLED": Kind(409, False, "The webhook is disabled. Enable it first."),
    "WEBHOOK_LIMIT_REACHED": Kind(409, False, "The organisation has as many webhooks as it may. Remove one first."),
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
    """Answer every error that is foreseen with the envelope."""

    @app.exception_handler(Problem)
    async def _(request: Request, problem: Problem) -> JSONResponse:
        return answer(problem, _told(request))

    @app.exception_handler(RequestValidationError)
    async def _(request: Request, error: RequestValidationError) -> JSONResponse:
        issues = [_issue(one) for one in error.errors()]
        return answer(Problem("INVALID_INPUT", details={"issues": issues}), _told(request))

    @app.exception_handler(HTTPException)
    async def _(request: Request, error: HTTPException) -> JSONResponse:
        code = {404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED", 413: "PAYLOAD_TOO_LARGE"}.get(error.status_code)
        if code is None:
            return answer(invalid(str(error.detail)), _told(request))
        return answer(Problem(code, headers=error.headers), _told(request))


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    """The response that tells a problem."""
    body = envelope(problem.code, problem.message, problem.details)
    return JSONResponse(body, problem.kind.status, {**(headers or {}), **problem.headers})


def _told(request: Request) -> Mapping[str, str]:
    """The headers a route had set by then."""
    return getattr(request.state, "headers", {})


def _issue(error: Mapping[str, Any]) -> dict[str, Any]:
    """What pydantic found, in words, without what was sent; and where, as the client knows it."""
    if error["type"] == "json_invalid":
        return {"message": f"the body is no JSON: {error['ctx']['error']}", "path": []}
    path = [step for step in error["loc"][1:] if not str(step).startswith(ALTERNATIVE)]
    return {"message": str(error["msg"]).removeprefix("Value error, "), "path": path}
