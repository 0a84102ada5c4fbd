"""Events come: tried again across restarts, by whichever worker, until taken or given up; never into inner networks."""

import asyncio
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from faktum.api.jobs.immediate import ImmediateJobs
from faktum.api.service import Service, open_service
from faktum.api.services import keys
from faktum.api.services.retention import sweep
from faktum.api.store.tables import Webhook
from faktum.api.webhooks.delivering import CLAIM, OF_ONE, claim, deliver, deliver_until
from faktum.api.webhooks.events import trial_delivery as an_event
from faktum.api.webhooks.sending import Sender, new_secret
from faktum.schemas.settings import Settings

from ..service import INVOICE, Here, serving_here
from .conftest import Clock, bring, hook
from .receiver import Receiver

MINUTES = (1, 5, 15, 60, 6 * 60, 24 * 60)


def test_tries_come_later_and_later_across_restarts(
    tmp_path: Path, fresh_database: Path, receiver: Receiver, clock: Clock
) -> None:
    """After 1 min, 5 min, 15 min, 1 h, 6 h and 24 h, each signed anew, the service started anew for each; then it has
    failed, and the webhook, which took nothing, is disabled."""
    shutil.copy(fresh_database, tmp_path / "faktum.sqlite")
    settings = Settings(data_dir=tmp_path, storage_url="memory://", secret_key="s", webhook_private_hosts=True)  # pyright: ignore[reportArgumentType]
    receiver.answers = [503] * 7
    with serving_here(settings) as here:
        api = here.api()
        secret = hook(api, receiver)["secret"]
        api.submit({"a.pdf": INVOICE})
        assert bring(here) == 1
    for tried, minutes in enumerate(MINUTES, 1):
        with serving_here(settings) as here:
            clock.ahead += timedelta(minutes=minutes, seconds=-5)
            assert bring(here) == 0, f"{minutes} min are not over"
            clock.ahead += timedelta(seconds=10)
            assert bring(here) == 1
            assert len(receiver.taken) == tried + 1
    assert len({one.body for one in receiver.taken}) == 1
    assert len({one.headers["webhook-timestamp"] for one in receiver.taken}) == 7
    assert all(one.signed_by(secret) for one in receiver.taken)
    with serving_here(settings) as here:
        again = type(api)(here.client, api.key)
        (webhook,) = again.get("/webhooks")["webhooks"]
        assert (webhook["enabled"], webhook["disabled_reason"], webhook["last_delivery_status"]) == (
            False, "failing", 503,
        )  # fmt: skip
        (delivery,) = again.get(f"/webhooks/{webhook['webhook_id']}/deliveries")["deliveries"]
        assert (delivery["status"], delivery["attempts"], delivery["error"]) == ("failed", 7, "answered 503")
        clock.ahead += timedelta(days=3)
        assert bring(here) == 0


def test_one_that_is_taken_later_is_done(hooked: Here, receiver: Receiver, clock: Clock) -> None:
    receiver.answers = [500, 200]
    api = hooked.api()
    webhook = hook(api, receiver)["webhook"]["webhook_id"]
    api.submit({"a.pdf": INVOICE})
    bring(hooked)
    (delivery,) = api.get(f"/webhooks/{webhook}/deliveries")["deliveries"]
    assert (delivery["status"], delivery["attempts"], delivery["answer_status"]) == ("waiting", 1, 500)
    clock.ahead = timedelta(minutes=2)
    bring(hooked)
    (delivery,) = api.get(f"/webhooks/{webhook}/deliveries")["deliveries"]
    assert (delivery["status"], delivery["attempts"], delivery["error"]) == ("delivered", 2, None)
    clock.ahead = timedelta(days=2)
    assert bring(hooked) == 0


def test_an_address_that_says_gone_hears_nothing_more(hooked: Here, receiver: Receiver) -> None:
    receiver.answers = [410]
    api = hooked.api()
    hook(api, receiver)
    api.submit({"a.pdf": INVOICE})
    bring(hooked)
    api.submit({"a.pdf": INVOICE}, submission_id="second")
    assert bring(hooked) == 0
    (webhook,) = api.get("/webhooks")["webhooks"]
    assert (webhook["enabled"], webhook["disabled_reason"]) == (False, "gone")


def test_redirects_are_not_followed(hooked: Here, receiver: Receiver) -> None:
    receiver.answers, receiver.headers = [302], {"Location": receiver.url}
    api = hooked.api()
    webhook = hook(api, receiver)["webhook"]["webhook_id"]
    api.post(f"/webhooks/{webhook}/test")
    bring(hooked)
    (delivery,) = api.get(f"/webhooks/{webhook}/deliveries")["deliveries"]
    assert (len(receiver.taken), delivery["error"]) == (1, "answered 302")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433"])
def test_nothing_is_sent_into_the_inner_network(receiver: Receiver, host: str) -> None:
    """Whatever the address says, what it stands for is looked at when it is told."""

    async def send() -> str | None:
        async with Sender(Settings()) as sender:
            outcome = await sender.send(receiver.url.replace("127.0.0.1", host), "evt_1", "{}", [new_secret()])
            return outcome.error

    assert asyncio.run(send()) == "the address is not public"
    assert receiver.taken == []


def test_an_address_where_nobody_listens_is_told_as_such(receiver: Receiver) -> None:
    async def send() -> tuple[int | None, str | None]:
        async with Sender(Settings(webhook_private_hosts=True)) as sender:
            outcome = await sender.send("http://127.0.0.1:9/hook", "evt_1", "{}", [new_secret()])
            return outcome.status, outcome.error

    assert asyncio.run(send()) == (None, "no connection (ConnectError)")


async def _world(settings: Settings, *counts: int) -> tuple[Service, list[str]]:
    """A service with as many webhooks as counts, and so many deliveries for each."""
    service = await open_service(settings, ImmediateJobs())
    key = await keys.caller_of(service.database, f"Bearer {await keys.create_key(service.database, 'k')}")
    ids: list[str] = []
    async with service.database.writing() as session:
        for count in counts:
            webhook = Webhook(org_id=key.org_id, key_id=key.key_id, url="http://x", events=[], secret=new_secret())
            session.add(webhook)
            await session.flush()
            session.add_all(an_event(webhook) for _ in range(count))
            ids.append(webhook.id)
    return service, ids


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Of a service on SQLite and on Postgres in turn."""
    return Settings.model_validate(
        {"data_dir": tmp_path, "storage_url": "memory://", "database_url": database_url, "secret_key": "s"}
    )


def test_two_workers_take_nothing_twice_and_a_slow_one_keeps_nobody_waiting(settings: Settings) -> None:
    """Both look at once: each delivery goes to one of them, of each webhook only so many; the others are found then."""

    async def run() -> None:
        service, (many, few) = await _world(settings, 20, 2)
        other = await open_service(settings, ImmediateJobs())
        both = await asyncio.gather(claim(service, 16), claim(other, 16))
        taken = [one for some in both for one in some]
        assert len(set(taken)) == len(taken)
        assert {webhook for _, webhook in taken} == {many, few}
        assert max(sum(webhook == many for _, webhook in some) for some in both) <= OF_ONE
        rest = await claim(service, 16, busy=[many])
        assert {webhook for _, webhook in rest} <= {few}
        assert await claim(service, 0) == []
        await other.close()
        await service.close()

    asyncio.run(run())


def test_what_a_dead_worker_had_claimed_is_tried_by_another(settings: Settings, clock: Clock) -> None:
    async def run() -> None:
        service, _ = await _world(settings, 1)
        (first,) = await claim(service, 16)
        assert await claim(service, 16) == []
        clock.ahead = CLAIM + timedelta(seconds=1)
        assert await claim(service, 16) == [first]
        await service.close()

    asyncio.run(run())


def test_a_worker_brings_what_comes_while_it_runs(tmp_path: Path, fresh_database: Path, receiver: Receiver) -> None:
    """The loop of a worker itself: ten events of two webhooks, and it ends when told."""
    shutil.copy(fresh_database, tmp_path / "faktum.sqlite")

    async def run() -> None:
        given = {"data_dir": tmp_path, "storage_url": "memory://", "secret_key": "s", "webhook_private_hosts": True}
        service, ids = await _world(Settings.model_validate(given), 6, 4)
        async with service.database.writing() as session:
            for webhook in ids:
                (await session.get_one(Webhook, webhook)).url = receiver.url
        stop = asyncio.Event()
        async with Sender(service.settings) as sender:
            running = asyncio.create_task(deliver_until(service, sender, stop))
            while len(receiver.taken) < 10:
                await asyncio.sleep(0.05)
            stop.set()
            await running
        await service.close()

    asyncio.run(run())
    assert len({one.headers["webhook-id"] for one in receiver.taken}) == 10


def test_deliveries_that_ended_are_forgotten_after_a_month(
    hooked: Here, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    api = hooked.api()
    webhook = hook(api, receiver)["webhook"]["webhook_id"]
    api.post(f"/webhooks/{webhook}/test")
    bring(hooked)
    hooked.run(sweep, hooked.service)
    assert len(api.get(f"/webhooks/{webhook}/deliveries")["deliveries"]) == 1
    monkeypatch.setattr("faktum.api.services.retention.now", clock.now)
    clock.ahead = timedelta(days=31)
    hooked.run(sweep, hooked.service)
    assert api.get(f"/webhooks/{webhook}/deliveries")["deliveries"] == []


def test_a_try_that_was_noted_elsewhere_is_not_noted_again(hooked: Here, receiver: Receiver) -> None:
    """Two workers try one delivery (the first was thought dead): it is delivered once in the books."""
    api = hooked.api()
    webhook = hook(api, receiver)["webhook"]["webhook_id"]
    delivery = api.post(f"/webhooks/{webhook}/test")["delivery"]["delivery_id"]

    async def both() -> None:
        async with Sender(hooked.service.settings) as sender:
            await asyncio.gather(*(deliver(hooked.service, sender, delivery) for _ in range(2)))

    hooked.run(both)
    (shown,) = api.get(f"/webhooks/{webhook}/deliveries")["deliveries"]
    assert (shown["status"], shown["attempts"]) == ("delivered", 1)
