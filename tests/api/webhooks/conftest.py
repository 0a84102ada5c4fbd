"""A receiver, and a service that may reach it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from faktum.api.store import types
from faktum.api.webhooks import delivering, events, registered, sending
from faktum.api.webhooks.delivering import claim, deliver
from faktum.api.webhooks.sending import Sender

from ..service import Api, Here
from .receiver import Receiver, receiving


class Clock:
    """Time as webhooks see it; a test moves it on."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> object:
        return types.now() + self.ahead


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that can be moved on."""
    clock = Clock()
    for module in (delivering, events, registered, sending):
        if hasattr(module, "now"):
            monkeypatch.setattr(module, "now", clock.now)
    return clock


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Takes events."""
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def hooked(serving: Callable[..., Here]) -> Here:
    """A service whose webhooks may reach this machine."""
    return serving(webhook_private_hosts=True)


def hook(api: Api, receiver: Receiver, **more: Any) -> dict[str, Any]:
    """A new webhook, and its secret."""
    answer = api.ask("POST", "/webhooks", json={"url": receiver.url, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def bring(here: Here) -> int:
    """Bring what is due, as a worker does; how many."""

    async def do() -> int:
        count = 0
        async with Sender(here.service.settings) as sender:
            while due := await claim(here.service, 100):
                for delivery_id, _ in due:
                    await deliver(here.service, sender, delivery_id)
                    count += 1
        return count

    return here.run(do)
