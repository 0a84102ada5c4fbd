"""Extractions as the wire shows them."""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import or_, select

from ..problems import Problem, invalid
from ..service import Service
from ..store.tables import ApiKey, Extraction, ExtractionFile, Output
from ..store.types import as_text, is_id, now
from . import credits
from .finishing import rows_key
from .keys import Caller
from .made_files import ROWS_PER_FILE
from .submissions import visible

PREVIEW_NAMES = 5


async def status_of(service: Service, extraction: Extraction, base: str) -> dict[str, Any]:
    """What GET /v1/extractions/{id} answers."""
    head: dict[str, Any] = {"success": True, "status": extraction.status, "extraction_id": extraction.id}
    match extraction.status:
        case "processing":
            return head | {"progress": extraction.progress}
        case "input_required":
            return head | {
                "progress": extraction.progress,
                "answer_by": as_text(extraction.answer_by),
                "questions": open_questions(extraction),
            }
        case "failed":
            return head | {"success": False, "error": extraction.error}
        case _:
            pass
    held = await credits.balance(service.database, extraction.org_id)
    head |= {
        "credits_deducted": extraction.credits_deducted,
        "credits_balance": held.balance,
        "credits_reserved": held.reserved,
    }
    if extraction.status == "cancelled":
        return head | {"cancellation_reason": extraction.cancellation_reason}
    summary = extraction.summary or {}
    urls = await output_urls(service, extraction, base)
    return head | {
        "output_structure": extraction.resolved_structure,
        "output_expires_at": as_text(extraction.output_expires_at),
        "pages": summary["pages"],
        "ai_uncertainty_notes": summary["ai_uncertainty_notes"],
        "review_needed": summary["review_needed"],
        "output": {f"{format}_url": urls.get(format) for format in ("xlsx", "csv", "json")},
    }


def open_questions(extraction: Extraction) -> list[dict[str, Any]]:
    """The questions that wait for an answer."""
    return [one["question"] for one in extraction.questions if "answer" not in one]


async def output_urls(service: Service, extraction: Extraction, base: str) -> dict[str, str]:
    """Format → signed address, of every output that is still there."""
    if extraction.status != "completed" or expired(extraction):
        return {}
    async with service.database.reading() as session:
        outputs = (await session.scalars(select(Output).where(Output.extraction_id == extraction.id))).all()
    return {
        output.format: service.blobs.download_url(output.blob_key, file_name(extraction, output.format), base)
        for output in outputs
    }


def file_name(extraction: Extraction, format: str) -> str:
    """What a downloaded output is called."""
    return f"{extraction.task_name or 'rows'}.{format}"


def expired(extraction: Extraction) -> bool:
    """True where the outputs are past their retention, deleted already or not."""
    return extraction.expired_at is not None or (
        extraction.output_expires_at is not None and extraction.output_expires_at <= now()
    )


async def listed(
    service: Service, caller: Caller, scope: str, filters: Sequence[Any], limit: int, cursor: str | None
) -> dict[str, Any]:
    """A page of extractions, the newest first.

    Raises:
        Problem: INVALID_INPUT for a cursor that is not ours; FORBIDDEN.
    """
    asked = select(Extraction).where(*visible(caller, scope), *filters)
    if cursor:
        before, last = _place(cursor)
        asked = asked.where(
            or_(Extraction.created_at < before, (Extraction.created_at == before) & (Extraction.id < last))
        )
    asked = asked.order_by(Extraction.created_at.desc(), Extraction.id.desc()).limit(limit + 1)
    async with service.database.reading() as session:
        found = (await session.scalars(asked)).all()
        names = await _names(service, [one.id for one in found])
        keys = await session.scalars(select(ApiKey).where(ApiKey.org_id == caller.org_id))
        submitters = {key.id: key.name for key in keys}
    shown = [list_item(one, names.get(one.id, [])) for one in found[:limit]]
    if scope == "team":
        for item, one in zip(shown, found, strict=False):
            item["submitted_by"] = {"email": submitters.get(one.key_id)}
    more = len(found) > limit
    return {
        "success": True,
        "extractions": shown,
        "has_more": more,
        "next_cursor": _cursor(found[limit - 1]) if more else None,
    }


def list_item(extraction: Extraction, names: Sequence[str]) -> dict[str, Any]:
    """One extraction of a list."""
    return _head(extraction) | {
        "file_names_preview": list(names[:PREVIEW_NAMES]),
        "file_names_truncated": extraction.file_count > PREVIEW_NAMES,
        **_by_status(extraction),
    }


async def details_of(service: Service, extraction: Extraction) -> dict[str, Any]:
    """What GET /v1/extractions/{id}/details answers."""
    names = await _names(service, [extraction.id], most=None)
    told = _head(extraction) | {
        "file_names": names.get(extraction.id, []),
        "prompt": extraction.request.get("prompt"),
        "schema": extraction.request.get("built_in"),
        "addons": extraction.request.get("addons", []),
        "rules": extraction.rules,
        "options": extraction.options,
        **_by_status(extraction),
    }
    if extraction.status == "completed" and extraction.summary:
        told |= {name: extraction.summary[name] for name in ("pages", "ai_uncertainty_notes", "review_needed")}
    if extraction.status == "input_required":
        told["questions"] = open_questions(extraction)
    if extraction.status == "failed":
        told["error"] = extraction.error
    return {"success": True, "extraction": told}


async def results_of(service: Service, extraction: Extraction, offset: int, limit: int) -> dict[str, Any]:
    """A page of rows.

    Raises:
        Problem: OUTPUT_NOT_AVAILABLE, OUTPUT_EXPIRED.
    """
    ready(extraction)
    summary = extraction.summary or {}
    total: int = summary["total_rows"]
    end = min(total, offset + limit)
    rows: list[Any] = []
    for number in range(offset // ROWS_PER_FILE, (end + ROWS_PER_FILE - 1) // ROWS_PER_FILE if end > offset else 0):
        start = number * ROWS_PER_FILE
        stored = orjson.loads(await service.blobs.get(rows_key(extraction.id, number)))
        rows += stored[max(0, offset - start) : end - start]
    return {
        "success": True,
        "extraction_id": extraction.id,
        "status": extraction.status,
        "output_structure": extraction.resolved_structure,
        "output_expires_at": as_text(extraction.output_expires_at),
        "json_typed_values": extraction.options["json_typed_values"],
        "columns": summary["columns"],
        "rows": rows,
        "offset": offset,
        "limit": limit,
        "row_count": len(rows),
        "total_rows": total,
        "has_more": end < total,
        "next_offset": end if end < total else None,
        "review_needed": _within(summary["review_needed"], offset + 1, end),
        "pages": summary["pages"],
    }


def ready(extraction: Extraction) -> None:
    """Refuse where there are no outputs.

    Raises:
        Problem: OUTPUT_NOT_AVAILABLE, OUTPUT_EXPIRED.
    """
    if extraction.status != "completed":
        raise Problem("OUTPUT_NOT_AVAILABLE", f"The extraction is {extraction.status}; outputs come with 'completed'.")
    if expired(extraction):
        raise Problem("OUTPUT_EXPIRED")


def _head(extraction: Extraction) -> dict[str, Any]:
    return {
        "extraction_id": extraction.id,
        "submission_id": extraction.submission_id,
        "task_name": extraction.task_name,
        "status": extraction.status,
        "created_at": as_text(extraction.created_at),
        "submission_method": extraction.method,
        "file_count": extraction.file_count,
        "output_structure": extraction.resolved_structure or extraction.structure,
    }


def _by_status(extraction: Extraction) -> dict[str, Any]:
    match extraction.status:
        case "completed":
            return {
                "credits_deducted": extraction.credits_deducted,
                "available_outputs": [] if expired(extraction) else ["xlsx", "csv", "json"],
                "output_expires_at": as_text(extraction.output_expires_at),
            }
        case "processing":
            return {"progress": extraction.progress}
        case "input_required":
            return {"progress": extraction.progress, "answer_by": as_text(extraction.answer_by)}
        case "cancelled":
            return {
                "credits_deducted": extraction.credits_deducted,
                "cancellation_reason": extraction.cancellation_reason,
            }
        case _:
            error = extraction.error or {}
            return {"error": {"code": error.get("code"), "retryable": error.get("retryable")}}


def _within(review: dict[str, Any], first: int, last: int) -> dict[str, Any]:
    """What is to review on the rows from first to last."""
    items: list[dict[str, Any]] = []
    rows: set[int] = set()
    for item in review["items"]:
        numbers: list[int] = item["output_row_numbers"]
        on_page = [number for number in numbers if first <= number <= last]
        if on_page:
            rows.update(on_page)
            items.append({**item, "output_row_numbers": on_page})
    return {"count": len(rows), "items": items}


async def _names(service: Service, ids: Sequence[str], most: int | None = PREVIEW_NAMES) -> dict[str, list[str]]:
    """Extraction → the names of its files, in order."""
    asked = select(ExtractionFile.extraction_id, ExtractionFile.name).where(ExtractionFile.extraction_id.in_(ids))
    if most is not None:
        asked = asked.where(ExtractionFile.number <= most)
    names: dict[str, list[str]] = {}
    async with service.database.reading() as session:
        for extraction_id, name in await session.execute(asked.order_by(ExtractionFile.number)):
            names.setdefault(extraction_id, []).append(name)
    return names


def _cursor(last: Extraction) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([last.created_at.isoformat(), last.id])).decode()


def _place(cursor: str) -> tuple[datetime, str]:
    try:
        created, last = orjson.loads(base64.urlsafe_b64decode(cursor))
        if not is_id(last):
            raise ValueError(last)
        return datetime.fromisoformat(created).astimezone(UTC), last
    except (binascii.Error, ValueError, TypeError, AttributeError, OverflowError) as error:
        raise invalid("the cursor is not one of ours; take next_cursor of the page before", "cursor") from error
