"""What the OpenAPI document says about responses: what succeeds, with an example, and every error that may come."""

from collections.abc import Iterable, Mapping
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from ..schemas.wire_responses import ErrorEnvelope
from .problems import PROBLEMS, envelope

Responses = dict[int | str, dict[str, Any]]

KEYED = ("INVALID_INPUT", "UNAUTHENTICATED", "API_KEY_EXPIRED", "API_KEY_REVOKED", "FORBIDDEN", "RATE_LIMITED")
"""What every request with a key may be answered."""

BODY = ("INVALID_INPUT", "PAYLOAD_TOO_LARGE", "REQUEST_TIMED_OUT")
"""What every request with a body may be answered."""

ANY = ("INTERNAL_ERROR",)

ENVELOPE = {"$ref": f"#/components/schemas/{ErrorEnvelope.__name__}"}

DETAILS: Mapping[str, Mapping[str, Any]] = {
    "INVALID_INPUT": {"issues": [{"message": "Field required", "path": ["prompt"]}]},
    "RATE_LIMITED": {"retry_after_seconds": 17},
    "INSUFFICIENT_CREDITS": {"credits_balance": 12, "credits_reserved": 10, "file_count": 3},
    "DUPLICATE_FILE_NAME": {"file_name": "invoice.pdf"},
    "DUPLICATE_FILE_ID": {"file_id": "file-1"},
    "FILE_TOO_LARGE": {"file_name": "invoice.pdf", "limit_bytes": 157286400},
    "TOTAL_UPLOAD_SIZE_LIMIT_EXCEEDED": {"total_bytes": 2147483649, "limit_bytes": 2147483648},
    "INVALID_COMPLETION_PARTS": {"reason": "part 2 was not uploaded"},
    "OBJECT_SIZE_MISMATCH": {"declared_size_bytes": 524288, "actual_size_bytes": 524287},
    "SUBMISSION_ID_ALREADY_USED": {
        "extraction_id": "0b9c1a52-5d0e-4c55-9d1e-2f6f7d0c8a11",
        "differing_fields": ["prompt"],
    },
    "SUBMISSIONS_PAUSED": {"resumes_at": None},
    "EXTRACTION_NOT_CANCELLABLE": {"status": "completed"},
    "WEBHOOK_LIMIT_REACHED": {"limit": 20},
    "PAYLOAD_TOO_LARGE": {"limit_bytes": 16777216},
}
"""Code → an example of its details."""


def answers(example: object, model: type[BaseModel] | None, *codes: str, status: int = 200) -> Responses:
    """For `responses=` of a route: what it answers when it succeeds, and the errors of its own.

    Args:
        example: of what succeeds.
        model: of what succeeds.
        codes: of the errors, without those that every route may answer (`describe` adds them).
        status: of what succeeds.
    """
    good: dict[str, Any] = {"content": {"application/json": {"example": example}}}
    if model is not None:
        good["model"] = model
    return {status: good, **errors(*codes)}


def errors(*codes: str) -> Responses:
    """For `responses=` of a route: the errors it may answer, each code with its own example."""
    told: Responses = {}
    for code in dict.fromkeys(codes):
        kind = PROBLEMS[code]
        one = told.setdefault(kind.status, {"content": {"application/json": {"schema": ENVELOPE, "examples": {}}}})
        value = envelope(code, kind.message, DETAILS.get(code))
        one["content"]["application/json"]["examples"][code] = {"summary": kind.message, "value": value}
        one["description"] = ", ".join(one["content"]["application/json"]["examples"])
    return told


def describe(app: FastAPI, routers: Iterable[APIRouter]) -> None:
    """Have the app tell its document with the errors that any route may answer, and without FastAPI's own."""
    told = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = told()
            for route in (route for router in routers for route in router.routes):
                if isinstance(route, APIRoute) and route.path_format in document["paths"]:
                    for method in route.methods or ():
                        operation = document["paths"][route.path_format][method.lower()]
                        _restore_examples(operation, route.responses)
                        _complete(operation)
            schemas = document["components"]["schemas"]
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            envelope = ErrorEnvelope.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas |= {**envelope.pop("$defs"), ErrorEnvelope.__name__: envelope}
        return app.openapi_schema or told()

    app.openapi = openapi


def _restore_examples(operation: dict[str, Any], told: Responses) -> None:
    """Examples as they were given: FastAPI leaves out what is null in them."""
    for status, one in told.items():
        for kind, media in one.get("content", {}).items():
            given = {name: value for name, value in media.items() if name in ("example", "examples")}
            operation["responses"][str(status)]["content"][kind] |= given


def _complete(operation: dict[str, Any]) -> None:
    """Add what any route of this kind may answer to what this one says of itself."""
    responses: dict[str, dict[str, Any]] = operation["responses"]
    if "HTTPValidationError" in str(responses.get("422")):
        del responses["422"]
    common = [*(KEYED if "security" in operation else ()), *(BODY if "requestBody" in operation else ()), *ANY]
    for status, added in errors(*common).items():
        examples = added["content"]["application/json"]["examples"]
        media = responses.setdefault(str(status), added)["content"]["application/json"]
        media["examples"] = {**examples, **media["examples"]}
        responses[str(status)]["description"] = ", ".join(media["examples"])
    operation["responses"] = dict(sorted(responses.items()))
