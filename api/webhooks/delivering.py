"""Events brought to their addresses by the workers: tried until taken, later and later, for a day and a half.

A delivery is a row that says when it is to be tried next. A worker claims it by moving that moment ahead, tries, and
writes down what became of it. Restarts change nothing; where a worker dies while it tries, another tries again when
the claim has run out. So an event may come twice, and never not at all: its id tells.
"""

import asyncio
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import func, select, update

from ..service import Service
from ..store.tables import Delivery, Webhook
from ..store.types import now
from .sending import Outcome, Sender

log = structlog.get_logger()

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(hours=24),
)
"""After each failed try; then the delivery has failed."""

CLAIM = timedelta(seconds=60)
"""So long a delivery is left to the worker that tries it: longer than an address may take."""

AT_A_TIME = 16
"""Tries of one worker under way."""

OF_ONE = 4
"""Tries of one worker under way for one webhook: one that is slow keeps none of the others waiting."""

LOOK_S = 1.0
"""How often a worker looks for events to bring."""

GONE = 410
"""An address that answers this wants no more events."""


async def deliver_until(service: Service, sender: Sender, stop: asyncio.Event) -> None:
    """Bring events until told to stop; what is under way then is tried again by whoever comes next."""
    under_way: dict[asyncio.Task[None], str] = {}
    due: Sequence[tuple[str, str]]
    while not stop.is_set():
        many = Counter(under_way.values())
        try:
            due = await claim(service, AT_A_TIME - len(under_way), [one for one in many if many[one] >= OF_ONE])
        except Exception as error:  # the database may be away for a while; the next look tries again
            log.warning("looking for events failed", kind=type(error).__name__)
            due = []
        for delivery_id, webhook_id in due:
            under_way[asyncio.create_task(_deliver(service, sender, delivery_id))] = webhook_id
        waiting = asyncio.create_task(stop.wait())
        await asyncio.wait({waiting, *under_way}, timeout=LOOK_S, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        under_way = {task: webhook for task, webhook in under_way.items() if not task.done()}
    for task in under_way:
        task.cancel()
    await asyncio.gather(*under_way, return_exceptions=True)


async def claim(service: Service, most: int, busy: Collection[str] = ()) -> Sequence[tuple[str, str]]:
    """(delivery, webhook) of deliveries that are due, now left to this worker.

    Args:
        service: the service.
        most: how many at most.
        busy: webhooks that have enough under way.
    """
    if most < 1:
        return []
    moment = now()
    due = (Delivery.status == "waiting", Delivery.next_at <= moment)
    place = func.row_number().over(partition_by=Delivery.webhook_id, order_by=Delivery.next_at)
    placed = (
        select(Delivery.id, Delivery.next_at, place.label("place"))
        .where(*due, Delivery.webhook_id.notin_(busy))
        .subquery()
    )
    first = select(placed.c.id).where(placed.c.place <= OF_ONE).order_by(placed.c.next_at).limit(most)
    async with service.database.reading() as session:
        ids = (await session.scalars(first)).all()
    if not ids:
        return []
    async with service.database.writing() as session:
        taken = await session.execute(
            update(Delivery)
            .where(Delivery.id.in_(ids), *due)
            .values(next_at=moment + CLAIM)
            .returning(Delivery.id, Delivery.webhook_id)
        )
        return [(row[0], row[1]) for row in taken]


async def _deliver(service: Service, sender: Sender, delivery_id: str) -> None:
    try:
        await deliver(service, sender, delivery_id)
    except Exception as error:  # it stays claimed, and is tried again when the claim has run out
        log.warning("bringing an event failed", delivery_id=delivery_id, kind=type(error).__name__)


async def deliver(service: Service, sender: Sender, delivery_id: str) -> None:
    """Try a delivery once, and write down what became of it."""
    async with service.database.reading() as session:
        row = (
            await session.execute(
                select(Delivery, Webhook)
                .join(Webhook, Webhook.id == Delivery.webhook_id)
                .where(Delivery.id == delivery_id, Delivery.status == "waiting")
            )
        ).first()
    if row is None:
        return
    delivery, webhook = row[0], row[1]
    if not webhook.enabled:
        await _end(service, delivery, {"status": "failed", "error": "the webhook is disabled"})
        return
    keys = [webhook.secret]
    if webhook.former_secret and webhook.former_until and webhook.former_until > now():
        keys.append(webhook.former_secret)
    outcome = await sender.send(webhook.url, delivery.event_id, delivery.body, keys)
    await _note(service, delivery, outcome)
    log.info(
        "event brought" if outcome.error is None else "event not taken",
        webhook_id=webhook.id, delivery_id=delivery.id, attempt=delivery.attempts + 1, status=outcome.status,
    )  # fmt: skip


async def _note(service: Service, delivery: Delivery, outcome: Outcome) -> None:
    """Write down one try: taken, to be tried again, or failed for good, and what that says of the webhook."""
    moment = now()
    values: dict[str, Any] = {"attempts": delivery.attempts + 1, "answer_status": outcome.status}
    values["error"] = outcome.error
    webhook: dict[str, Any] = {"last_delivery_at": moment, "last_delivery_status": outcome.status}
    if outcome.error is None:
        values["status"] = "delivered"
        webhook["last_success_at"] = moment
    elif outcome.status == GONE:
        values["status"] = "failed"
        webhook |= {"enabled": False, "disabled_reason": "gone"}
    elif delivery.attempts < len(WAITS):
        values["next_at"] = moment + WAITS[delivery.attempts]
    else:
        values["status"] = "failed"
    await _end(service, delivery, values, webhook)


async def _end(
    service: Service, delivery: Delivery, values: dict[str, Any], webhook: dict[str, Any] | None = None
) -> None:
    """Write down what became of a try, unless another worker did; a webhook that took nothing at all is disabled."""
    if "status" in values:
        values = values | {"ended_at": now()}
    async with service.database.writing() as session:
        noted = await session.execute(
            update(Delivery)
            .where(Delivery.id == delivery.id, Delivery.status == "waiting", Delivery.attempts == delivery.attempts)
            .values(**values)
            .returning(Delivery.id)
        )
        if noted.first() is None or webhook is None:
            return
        this = update(Webhook).where(Webhook.id == delivery.webhook_id)
        await session.execute(this.values(**webhook))
        if values.get("status") == "failed":
            never = Webhook.last_success_at.is_(None) | (Webhook.last_success_at < delivery.created_at)
            await session.execute(this.where(never, Webhook.enabled).values(enabled=False, disabled_reason="failing"))
