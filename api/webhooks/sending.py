"""One event sent to one address: signed anew each time, never into the private network, and never waited for long.

Signatures are those of Standard Webhooks (standardwebhooks.com): headers `webhook-id`, `webhook-timestamp` and
`webhook-signature`, which its libraries for all languages verify.
"""

import asyncio
import ipaddress
import secrets
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx
from httpx_secure import SSRFProtectionError, httpx_ssrf_protection
from standardwebhooks import Webhook as Signer

from ...schemas.settings import Settings
from ..store.types import now

ANSWER_S = 15.0
"""An address answers within so many seconds, or the try has failed."""

SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one try."""

    status: int | None
    """HTTP status of the answer; None where there was none."""
    error: str | None
    """Why it failed, in words that tell nothing of the inner network; None where it was taken (2xx)."""


class Sender:
    """Sends events. Redirects are not followed: they could lead anywhere."""

    def __init__(self, settings: Settings) -> None:
        """Open nothing yet.

        Args:
            settings: `webhook_private_hosts` allows addresses of the private network, and http.
        """
        self._client = httpx.AsyncClient(timeout=ANSWER_S, follow_redirects=False, trust_env=False)
        if not settings.webhook_private_hosts:
            httpx_ssrf_protection(self._client)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        await self._client.aclose()

    async def send(self, url: str, event_id: str, body: str, keys: Sequence[str]) -> Outcome:
        """What an address answers to an event.

        Args:
            url: the address.
            event_id: the same in every try.
            body: JSON.
            keys: secrets that sign, each giving a signature of its own.
        """
        headers = signed(event_id, body, keys) | {"Content-Type": "application/json", "User-Agent": "Faktum"}
        try:
            async with (
                asyncio.timeout(ANSWER_S),
                self._client.stream("POST", url, content=body.encode(), headers=headers) as answer,
            ):  # what it says beyond its status is not read
                status = answer.status_code
        except SSRFProtectionError:
            return Outcome(None, "the address is not public")
        except (TimeoutError, httpx.TimeoutException):
            return Outcome(None, f"no answer within {ANSWER_S:g} s")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return Outcome(None, f"no connection ({type(error).__name__})")
        return Outcome(status, None if 200 <= status < 300 else f"answered {status}")


def signed(event_id: str, body: str, keys: Sequence[str]) -> dict[str, str]:
    """The headers that say which event this is, when it was sent, and that it is ours."""
    moment = now()
    return {
        "webhook-id": event_id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Signer(key).sign(event_id, moment, body) for key in keys),
    }


def new_secret() -> str:
    """A secret to sign with."""
    return "whsec_" + b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def refused(url: str, settings: Settings) -> str | None:
    """Why an address cannot be told of anything; None where it can. What a name stands for is seen when it is told."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "the address is no URL"
    if parts.scheme not in ("http", "https") or not host or parts.username is not None or not url.isascii():
        return "give an address as https://example.com/path, without a user name, in ASCII"
    if settings.webhook_private_hosts:
        return None
    if parts.scheme == "http":
        return "give an https address (FAKTUM_WEBHOOK_PRIVATE_HOSTS=true allows http, and the private network)"
    try:
        public = ipaddress.ip_address(host).is_global
    except ValueError:
        public = host != "localhost" and not host.endswith((".localhost", ".local", ".internal"))
    return None if public else "the address is not public (FAKTUM_WEBHOOK_PRIVATE_HOSTS=true allows it)"
