"""How fast a model may be asked: learned from its provider's refusals, shared by all who use the same key and model.

Calls start in the order they asked to. A refusal (HTTP 429) holds back the call it met for its Retry-After. Where
refusals come together they hold back everyone; from then on calls are paced at the rate that got through, and the pace
grows again while nothing is refused.
"""

import asyncio
import hashlib
from collections import deque
from types import TracebackType
from weakref import WeakKeyDictionary

GROWTH_PER_S = 0.02
"""Share by which the pace grows in a second without refusal."""
BACK_OFF = 0.9
"""What a single refusal leaves of the pace; where most calls were refused, half of it is left."""
SLOWEST = 0.05
"""Calls a second that are tried at least."""
USUAL_PAUSE_S = 2.0
"""Pause after a refusal that does not say how long to wait; doubled while refusals go on."""
LONGEST_PAUSE_S = 60.0
RECENT = 16
"""Calls whose outcome is remembered."""
TOGETHER = 3
"""So many refusals among them, and a quarter of these and of the calls under way, are a limit that all of them met."""
CATCH_UP_S = 1.0
"""After a pause, so many seconds of calls may start at once: providers let unused room add up for about as long."""


class Limiter:
    """A turnstile: `async with limiter:` around each call. Belongs to one event loop."""

    def __init__(self, most: int) -> None:
        """Let `most` calls be under way at a time."""
        self.most = most
        self._running = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._paused_until = 0.0
        self._next_start = 0.0
        self._pace: float | None = None
        self._paced_at = 0.0
        self._since: float | None = None
        self._started = self._refused = 0
        self._learning = False
        self._recent: deque[bool] = deque(maxlen=RECENT)
        self._timer: asyncio.TimerHandle | None = None

    @property
    def pace(self) -> float | None:
        """Calls a second that are started at most; None while nothing was refused."""
        return self._pace

    async def __aenter__(self) -> None:
        if not self._waiting and self._may_start():
            self._start()
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        self._wake()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._running -= 1
            else:
                self._waiting.remove(turn)
            self._wake()
            raise

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._running -= 1
        self._wake()

    def passed(self) -> None:
        """A call got through."""
        self._recent.append(True)

    def refused(self, retry_after_s: float | None) -> float:
        """A call was refused for being one too many.

        Returns:
            Seconds that this call must wait; where refusals come together, nobody starts before they are over.
        """
        now = self._now()
        self._refused += 1
        self._recent.append(False)
        refusals = self._recent.count(False)
        pause = retry_after_s
        if pause is None:
            pause = min(LONGEST_PAUSE_S, USUAL_PAUSE_S * 2 ** (refusals - 1))
        if now < self._paused_until:  # sent before the pause began: the same refusal
            return self._paused_until - now
        if refusals >= TOGETHER and 4 * refusals >= len(self._recent) + self._running:
            self._paused_until = now + pause
            self._learning = True
            self._recent.clear()
            self._wake()
        elif self._pace is not None and now >= self._paced_at + 1:
            self._pace, self._paced_at = max(SLOWEST, (self._pace_at(now) or 0) * BACK_OFF), now
        return pause

    def _learn(self, now: float) -> None:
        """Set the pace by what got through since the last pause; only at the end of this one are all refusals in."""
        through = max(0, self._started - self._refused)
        pace = self._pace_at(self._paused_until)
        if pace is None:
            pace = through / max(self._paused_until - (self._since or 0.0), 0.5)
        else:
            pace *= BACK_OFF if through > self._refused else 0.5
        self._pace, self._paced_at = max(SLOWEST, pace), now
        self._since, self._started, self._refused, self._learning = now, 0, 0, False

    def _pace_at(self, now: float) -> float | None:
        if self._pace is None:
            return None
        return self._pace * (1 + GROWTH_PER_S) ** max(0.0, now - self._paced_at)

    def _may_start(self) -> bool:
        now = self._now()
        return self._running < self.most and now >= self._paused_until and now >= self._next_start

    def _start(self) -> None:
        now = self._now()
        if self._learning:
            self._learn(now)
        if self._since is None:
            self._since = now
        self._running += 1
        self._started += 1
        if pace := self._pace_at(now):
            self._next_start = max(now - CATCH_UP_S, self._next_start) + 1 / pace

    def _wake(self) -> None:
        """Let in whoever may start; come back when the clock will allow the next."""
        while self._waiting and self._may_start():
            turn = self._waiting.popleft()
            if not turn.done():
                self._start()
                turn.set_result(None)
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._waiting and self._running < self.most:
            at = max(self._paused_until, self._next_start)
            self._timer = asyncio.get_running_loop().call_at(at, self._wake)

    def _now(self) -> float:
        return asyncio.get_running_loop().time()


_limiters: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[str, str], Limiter]] = WeakKeyDictionary()


def limiter_for(model: str, key: str, most: int) -> Limiter:
    """The limiter that everyone in this event loop shares who asks `model` with `key`; `most` is the latest wish."""
    fingerprint = hashlib.sha256(key.encode()).hexdigest()
    shared = _limiters.setdefault(asyncio.get_running_loop(), {})
    limiter = shared.setdefault((model, fingerprint), Limiter(most))
    limiter.most = most
    return limiter
