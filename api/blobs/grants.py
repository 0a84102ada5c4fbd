"""Signed addresses of our own: they carry what they allow, and for how long."""

import time
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Any, Literal

from itsdangerous import BadSignature, URLSafeSerializer


@dataclass(frozen=True, slots=True)
class Grant:
    """What one address allows."""

    method: Literal["PUT", "GET"]
    key: str
    ends: int
    """Seconds since 1970."""
    max_bytes: int = 0
    """Most bytes a PUT may bring."""
    name: str = ""
    """What a download is called."""


class Grants:
    """Signs grants, and reads back only what it signed."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys, newest first: the first signs, all are accepted."""
        self._signer = URLSafeSerializer(list(reversed(keys)), salt="blob-v1")

    def sign(self, grant: Grant) -> str:
        """The grant as a word for an address."""
        return str(self._signer.dumps(astuple(grant)))

    def read(self, token: str, method: str) -> Grant | None:
        """What a word allows; None where it is not ours, has ended, or is for another method."""
        try:
            given: list[Any] = self._signer.loads(token)
        except BadSignature:
            return None
        grant = Grant(*given)
        return grant if grant.method == method and grant.ends >= time.time() else None
