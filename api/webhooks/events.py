"""What webhooks are told: an extraction ended, or stopped to ask. Kept in the transaction in which it happened.

So an event is told if and only if it happened, whatever dies meanwhile. It says which extraction and how it stands,
and nothing of what its documents say: whoever is told asks for the rows with a key.
"""

from typing import Any

import orjson
from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from ..store.tables import ApiKey, Delivery, Extraction, Webhook
from ..store.types import as_text, new_id, now

TEST = "webhook.test"
"""Sent on request only, so that an address can be tried."""


async def record(session: AsyncSession, extraction_id: str) -> None:
    """Have the webhooks that want to know told how an extraction stands now; workers do it (delivering.py)."""
    alive = (
        select(ApiKey.id)
        .where(
            func.coalesce(ApiKey.owner_id, ApiKey.id) == Webhook.key_id,
            ApiKey.revoked_at.is_(None),
            or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now()),
        )
        .exists()
    )
    found = await session.execute(
        select(Webhook, Extraction)
        .join(Extraction, Extraction.org_id == Webhook.org_id)
        .where(
            Extraction.id == extraction_id,
            Webhook.enabled,
            or_(Webhook.team, Webhook.key_id == Extraction.key_id),
            alive,
        )
        .execution_options(populate_existing=True)
    )
    event_id = new_event_id()
    for webhook, extraction in found:
        event = f"extraction.{extraction.status}"
        if event in webhook.events:
            body = _body(event_id, event, _told(extraction))
            session.add(Delivery(webhook_id=webhook.id, event_id=event_id, event=event, body=body))


def trial_delivery(webhook: Webhook) -> Delivery:
    """An event by which an address can be tried."""
    event_id = new_event_id()
    return Delivery(
        webhook_id=webhook.id, event_id=event_id, event=TEST, body=_body(event_id, TEST, {"webhook_id": webhook.id})
    )


def new_event_id() -> str:
    """An id that no other event has."""
    return f"evt_{new_id()}"


def _body(event_id: str, event: str, data: dict[str, Any]) -> str:
    return orjson.dumps({"id": event_id, "type": event, "created_at": as_text(now()), "data": data}).decode()


def _told(extraction: Extraction) -> dict[str, Any]:
    head: dict[str, Any] = {
        "extraction_id": extraction.id,
        "submission_id": extraction.submission_id,
        "task_name": extraction.task_name,
        "status": extraction.status,
        "test": extraction.test,
        "file_count": extraction.file_count,
        "created_at": as_text(extraction.created_at),
        "finished_at": as_text(extraction.finished_at),
        "credits_deducted": extraction.credits_deducted,
    }
    match extraction.status:
        case "completed":
            summary = extraction.summary or {}
            return head | {
                "output_structure": extraction.resolved_structure,
                "output_expires_at": as_text(extraction.output_expires_at),
                "total_rows": summary.get("total_rows"),
                "rows_to_review": summary.get("review_needed", {}).get("count"),
            }
        case "failed":
            error = extraction.error or {}
            return head | {"error": {name: error.get(name) for name in ("code", "message", "retryable")}}
        case "cancelled":
            return head | {"cancellation_reason": extraction.cancellation_reason}
        case _:
            return head | {"answer_by": as_text(extraction.answer_by), "questions": len(extraction.questions)}
