"""The webhooks of a key: made, shown, changed, removed; what was brought to them, and brought again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from ...schemas.wire_webhooks import CreateWebhookRequest, UpdateWebhookRequest
from ..problems import Problem, invalid
from ..service import Service
from ..services import credits
from ..services.keys import Caller
from ..store.tables import Delivery, Webhook
from ..store.types import as_text, is_id, now
from .events import trial_delivery
from .sending import new_secret, refused

MOST = 20
"""Webhooks of one organisation."""

OVERLAP = timedelta(hours=24)
"""So long a secret that was exchanged signs beside the new one."""

SHOWN = 100
"""Deliveries that are listed."""


async def create(service: Service, caller: Caller, body: CreateWebhookRequest) -> Webhook:
    """A new webhook of this key.

    Raises:
        Problem: INVALID_INPUT for an address that cannot be told; FORBIDDEN for scope team by a key that is no team
            admin; WEBHOOK_LIMIT_REACHED.
    """
    _check(service, body.url)
    team = body.scope == "team"
    if team and not caller.team_admin:
        raise Problem("FORBIDDEN", "scope team needs the key of a team admin.")
    async with service.database.writing() as session:
        await credits.one_at_a_time(session, caller.org_id)
        many = await session.scalar(select(func.count()).where(Webhook.org_id == caller.org_id))
        if (many or 0) >= MOST:
            raise Problem("WEBHOOK_LIMIT_REACHED", details={"limit": MOST})
        made = Webhook(
            org_id=caller.org_id,
            key_id=caller.key_id,
            team=team,
            url=body.url,
            events=list(body.events),
            description=body.description,
            secret=new_secret(),
        )
        session.add(made)
        await session.flush()
    return made


async def all_of(service: Service, caller: Caller) -> Sequence[Webhook]:
    """The webhooks of this key, oldest first."""
    async with service.database.reading() as session:
        return (
            await session.scalars(select(Webhook).where(*_theirs(caller)).order_by(Webhook.created_at, Webhook.id))
        ).all()


async def find(service: Service, caller: Caller, webhook_id: str) -> Webhook:
    """One webhook of this key.

    Raises:
        Problem: WEBHOOK_NOT_FOUND.
    """
    async with service.database.reading() as session:
        return await _one(session, caller, webhook_id)


async def change(service: Service, caller: Caller, webhook_id: str, body: UpdateWebhookRequest) -> Webhook:
    """A webhook as it is after a change. Who enables one that was disabled begins anew.

    Raises:
        Problem: WEBHOOK_NOT_FOUND; INVALID_INPUT for an address that cannot be told.
    """
    if body.url is not None:
        _check(service, body.url)
    given = body.model_dump(exclude_unset=True)
    if "enabled" in given:
        given["disabled_reason"] = None
    async with service.database.writing() as session:
        webhook = await _one(session, caller, webhook_id)
        for name, value in given.items():
            setattr(webhook, name, value)
    return webhook


async def remove(service: Service, caller: Caller, webhook_id: str) -> None:
    """Remove a webhook, with what waits for it.

    Raises:
        Problem: WEBHOOK_NOT_FOUND.
    """
    async with service.database.writing() as session:
        await session.delete(await _one(session, caller, webhook_id))


async def exchange_secret(service: Service, caller: Caller, webhook_id: str) -> Webhook:
    """A webhook with a new secret; the one before signs too for a day.

    Raises:
        Problem: WEBHOOK_NOT_FOUND.
    """
    async with service.database.writing() as session:
        webhook = await _one(session, caller, webhook_id)
        webhook.former_secret, webhook.former_until = webhook.secret, now() + OVERLAP
        webhook.secret = new_secret()
    return webhook


async def try_out(service: Service, caller: Caller, webhook_id: str) -> Delivery:
    """An event by which the owner sees whether it comes.

    Raises:
        Problem: WEBHOOK_NOT_FOUND; WEBHOOK_DISABLED.
    """
    async with service.database.writing() as session:
        delivery = trial_delivery(await _enabled(session, caller, webhook_id))
        session.add(delivery)
        await session.flush()
    return delivery


async def deliveries(service: Service, caller: Caller, webhook_id: str) -> Sequence[Delivery]:
    """The last deliveries, newest first.

    Raises:
        Problem: WEBHOOK_NOT_FOUND.
    """
    async with service.database.reading() as session:
        webhook = await _one(session, caller, webhook_id)
        newest = select(Delivery).where(Delivery.webhook_id == webhook.id)
        newest = newest.order_by(Delivery.created_at.desc(), Delivery.id.desc()).limit(SHOWN)
        return (await session.scalars(newest)).all()


async def bring_again(service: Service, caller: Caller, webhook_id: str, delivery_id: str) -> Delivery:
    """The same event once more, with all its tries; one that waits is tried at once.

    Raises:
        Problem: WEBHOOK_NOT_FOUND; DELIVERY_NOT_FOUND; WEBHOOK_DISABLED.
    """
    async with service.database.writing() as session:
        webhook = await _enabled(session, caller, webhook_id)
        known = None
        if is_id(delivery_id):
            known = await session.scalar(
                select(Delivery).where(Delivery.id == delivery_id, Delivery.webhook_id == webhook.id)
            )
        if known is None:
            raise Problem("DELIVERY_NOT_FOUND")
        if known.status == "waiting":
            await session.execute(
                update(Delivery)
                .where(Delivery.id == known.id, Delivery.status == "waiting", Delivery.next_at > now())
                .values(next_at=now())
            )
            return known
        again = Delivery(webhook_id=webhook.id, event_id=known.event_id, event=known.event, body=known.body)
        session.add(again)
        await session.flush()
    return again


def shown(webhook: Webhook) -> dict[str, Any]:
    """A webhook as the wire shows it, without its secret."""
    return {
        "webhook_id": webhook.id,
        "url": webhook.url,
        "events": webhook.events,
        "scope": "team" if webhook.team else "own",
        "description": webhook.description,
        "enabled": webhook.enabled,
        "disabled_reason": webhook.disabled_reason,
        "last_delivery_at": as_text(webhook.last_delivery_at),
        "last_delivery_status": webhook.last_delivery_status,
        "created_at": as_text(webhook.created_at),
    }


def delivery_shown(delivery: Delivery) -> dict[str, Any]:
    """A delivery as the wire shows it."""
    waiting = delivery.status == "waiting"
    return {
        "delivery_id": delivery.id,
        "event_id": delivery.event_id,
        "event": delivery.event,
        "status": delivery.status,
        "attempts": delivery.attempts,
        "answer_status": delivery.answer_status,
        "error": delivery.error,
        "next_attempt_at": as_text(delivery.next_at) if waiting else None,
        "created_at": as_text(delivery.created_at),
        "ended_at": as_text(delivery.ended_at),
    }


def _check(service: Service, url: str) -> None:
    if why := refused(url, service.settings):
        raise invalid(why, "url")


def _theirs(caller: Caller) -> Sequence[Any]:
    return (Webhook.org_id == caller.org_id, Webhook.key_id == caller.key_id)


async def _one(session: AsyncSession, caller: Caller, webhook_id: str) -> Webhook:
    found = None
    if is_id(webhook_id):
        found = await session.scalar(select(Webhook).where(Webhook.id == webhook_id, *_theirs(caller)))
    if found is None:
        raise Problem("WEBHOOK_NOT_FOUND")
    return found


async def _enabled(session: AsyncSession, caller: Caller, webhook_id: str) -> Webhook:
    webhook = await _one(session, caller, webhook_id)
    if not webhook.enabled:
        raise Problem("WEBHOOK_DISABLED")
    return webhook
