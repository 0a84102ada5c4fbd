"""Webhooks: addresses that are told when an extraction ended or stopped to ask."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path

from ...schemas import wire_responses
from ...schemas import wire_webhooks as wire
from ..deps import ServiceDep, limited
from ..described import answers
from ..services.keys import Caller
from ..webhooks import registered
from . import examples

routes = APIRouter(prefix="/v1/webhooks", tags=["webhooks"])

WebhookId = Annotated[str, Path(description="As creating it answered.")]
DeliveryId = Annotated[str, Path(description="As the list of deliveries shows it.")]
Reads = Annotated[Caller, Depends(limited("webhooks"))]
Writes = Annotated[Caller, Depends(limited("webhooks", "write"))]

ONE = {"success": True, "webhook": examples.WEBHOOK}
WITH_SECRET = {**ONE, "secret": examples.WEBHOOK_SECRET}
DELIVERY = {"success": True, "delivery": {**examples.DELIVERY, "status": "waiting", "attempts": 0}}


@routes.post(
    "",
    status_code=201,
    response_model=None,
    responses=answers(WITH_SECRET, wire.WebhookWithSecretResponse, "WEBHOOK_LIMIT_REACHED", status=201),
)
async def create_webhook(body: wire.CreateWebhookRequest, caller: Writes, service: ServiceDep) -> dict[str, Any]:
    """Have an address told; the secret that signs is shown here and nowhere else.

    Events are signed as Standard Webhooks has it (`webhook-id`, `webhook-timestamp`, `webhook-signature`). What is not
    answered with 2xx within 15 s is sent again after 1 min, 5 min, 15 min, 1 h, 6 h and 24 h.
    """
    made = await registered.create(service, caller, body)
    return {"success": True, "webhook": registered.shown(made), "secret": made.secret}


@routes.get(
    "",
    response_model=None,
    responses=answers({"success": True, "webhooks": [examples.WEBHOOK]}, wire.ListWebhooksResponse),
)
async def list_webhooks(caller: Reads, service: ServiceDep) -> dict[str, Any]:
    """List the webhooks of this key, the oldest first."""
    found = await registered.all_of(service, caller)
    return {"success": True, "webhooks": [registered.shown(one) for one in found]}


@routes.get(
    "/{webhook_id}",
    response_model=None,
    responses=answers(ONE, wire.WebhookResponse, "WEBHOOK_NOT_FOUND"),
)
async def get_webhook(webhook_id: WebhookId, caller: Reads, service: ServiceDep) -> dict[str, Any]:
    """Show a webhook, and how its last delivery went."""
    return {"success": True, "webhook": registered.shown(await registered.find(service, caller, webhook_id))}


@routes.patch(
    "/{webhook_id}",
    response_model=None,
    responses=answers(ONE, wire.WebhookResponse, "WEBHOOK_NOT_FOUND"),
)
async def update_webhook(
    webhook_id: WebhookId, body: wire.UpdateWebhookRequest, caller: Writes, service: ServiceDep
) -> dict[str, Any]:
    """Change a webhook, disable it or enable it again; what is left out stays as it is."""
    return {"success": True, "webhook": registered.shown(await registered.change(service, caller, webhook_id, body))}


@routes.delete(
    "/{webhook_id}",
    response_model=None,
    responses=answers(examples.DELETED, wire_responses.Success, "WEBHOOK_NOT_FOUND"),
)
async def delete_webhook(webhook_id: WebhookId, caller: Writes, service: ServiceDep) -> dict[str, Any]:
    """Remove a webhook, with everything that waits for it."""
    await registered.remove(service, caller, webhook_id)
    return {"success": True}


@routes.post(
    "/{webhook_id}/secret",
    response_model=None,
    responses=answers(WITH_SECRET, wire.WebhookWithSecretResponse, "WEBHOOK_NOT_FOUND"),
)
async def exchange_webhook_secret(webhook_id: WebhookId, caller: Writes, service: ServiceDep) -> dict[str, Any]:
    """Exchange the secret; for 24 hours events are signed with the old one as well."""
    webhook = await registered.exchange_secret(service, caller, webhook_id)
    return {"success": True, "webhook": registered.shown(webhook), "secret": webhook.secret}


@routes.post(
    "/{webhook_id}/test",
    status_code=202,
    response_model=None,
    responses=answers(DELIVERY, wire.DeliveryResponse, "WEBHOOK_NOT_FOUND", "WEBHOOK_DISABLED", status=202),
)
async def test_webhook(webhook_id: WebhookId, caller: Writes, service: ServiceDep) -> dict[str, Any]:
    """Send an event of the type `webhook.test`; the deliveries show what became of it."""
    delivery = await registered.try_out(service, caller, webhook_id)
    return {"success": True, "delivery": registered.delivery_shown(delivery)}


@routes.get(
    "/{webhook_id}/deliveries",
    response_model=None,
    responses=answers(
        {"success": True, "deliveries": [examples.DELIVERY]},
        wire.ListDeliveriesResponse,
        "WEBHOOK_NOT_FOUND",
    ),
)
async def list_deliveries(webhook_id: WebhookId, caller: Reads, service: ServiceDep) -> dict[str, Any]:
    """List the last hundred deliveries, the newest first; they are kept for 30 days."""
    found = await registered.deliveries(service, caller, webhook_id)
    return {"success": True, "deliveries": [registered.delivery_shown(one) for one in found]}


@routes.post(
    "/{webhook_id}/deliveries/{delivery_id}/retry",
    status_code=202,
    response_model=None,
    responses=answers(
        DELIVERY,
        wire.DeliveryResponse,
        "WEBHOOK_NOT_FOUND",
        "DELIVERY_NOT_FOUND",
        "WEBHOOK_DISABLED",
        status=202,
    ),
)
async def retry_delivery(
    webhook_id: WebhookId, delivery_id: DeliveryId, caller: Writes, service: ServiceDep
) -> dict[str, Any]:
    """Send an event once more, with the id it had; one that waits is tried at once."""
    delivery = await registered.bring_again(service, caller, webhook_id, delivery_id)
    return {"success": True, "delivery": registered.delivery_shown(delivery)}
