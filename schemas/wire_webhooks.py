"""Webhooks on the native wire, beyond the contract and in its style: what is asked and what is answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from .wire import Request
from .wire_responses import Success, Told

Event = Literal["extraction.completed", "extraction.failed", "extraction.cancelled", "extraction.input_required"]
EVENTS: Sequence[Event] = (
    "extraction.completed", "extraction.failed", "extraction.cancelled", "extraction.input_required",
)  # fmt: skip
Url = Annotated[str, StringConstraints(min_length=1, max_length=2000, pattern=r"^[!-~]+$")]
Events = Annotated[list[Event], Field(min_length=1, max_length=len(EVENTS), json_schema_extra={"uniqueItems": True})]
Description = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class CreateWebhookRequest(Request):
    """POST /v1/webhooks."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"url": "https://example.com/faktum", "events": ["extraction.completed", "extraction.failed"]}]
        }
    )

    url: Url
    """An https address that takes POST."""
    events: Events = Field(default_factory=lambda: list(EVENTS))
    """What it is told of; by default of everything."""
    scope: Literal["own", "team"] = "own"
    """Extractions of this key, or of all keys of its organisation."""
    description: Description | None = None


class UpdateWebhookRequest(Request):
    """PATCH /v1/webhooks/{webhook_id}; what is left out stays as it is."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"enabled": False}]})

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    enabled: bool | None = None


class WebhookShown(Told):
    """An address that is told of extractions."""

    webhook_id: str
    url: str
    events: list[str]
    scope: Literal["own", "team"]
    description: str | None
    enabled: bool
    disabled_reason: Literal["gone", "failing"] | None
    """'gone': it answered 410. 'failing': no event was taken while one was tried for a day and a half."""
    last_delivery_at: datetime | None
    last_delivery_status: int | None
    created_at: datetime


class WebhookResponse(Success):
    """One webhook."""

    webhook: WebhookShown


class WebhookWithSecretResponse(WebhookResponse):
    """One webhook with its secret, which is shown here and nowhere else."""

    secret: str


class ListWebhooksResponse(Success):
    """The webhooks of a key."""

    webhooks: list[WebhookShown]


class DeliveryShown(Told):
    """One event for one webhook."""

    delivery_id: str
    event_id: str
    event: str
    status: Literal["waiting", "delivered", "failed"]
    attempts: int
    answer_status: int | None
    error: str | None
    next_attempt_at: datetime | None
    created_at: datetime
    ended_at: datetime | None


class DeliveryResponse(Success):
    """One delivery."""

    delivery: DeliveryShown


class ListDeliveriesResponse(Success):
    """The last deliveries of a webhook."""

    deliveries: list[DeliveryShown]
