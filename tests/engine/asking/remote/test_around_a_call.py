"""What stands between a question and the wire: limits, retries, fallbacks, budget, cache, recording."""

import asyncio
import json
import os
import pickle
import selectors
import sqlite3
import subprocess
import sys
from collections.abc import Awaitable, Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from faktum.engine.asking.remote.budget import Budget, Budgeted, document_budget
from faktum.engine.asking.remote.cache import Cached, key_of, open_store
from faktum.engine.asking.remote.call import Completion, Finish, Image, Request
from faktum.engine.asking.remote.fallback import Fallback
from faktum.engine.asking.remote.limiter import Limiter
from faktum.engine.asking.remote.models import cost, facts, image_tokens, providers
from faktum.engine.asking.remote.openai_api import OpenAICompatible
from faktum.engine.asking.remote.recording import Recording, Replay
from faktum.engine.asking.remote.retrying import Retrying
from faktum.engine.asking.remote.scripted import ScriptedCaller
from faktum.engine.asking.remote.stack import open_caller
from faktum.engine.asking.remote.transport import open_transport
from faktum.schemas.errors import (
    BudgetExceeded,
    InvalidSetting,
    ModelAuthFailed,
    ModelRateLimited,
    ModelTimedOut,
    ModelUnavailable,
    ReplayMissing,
    UnknownModel,
)
from faktum.schemas.settings import Settings

REQUEST = Request("rules", ("text",), {"type": "object"})


class VirtualTime(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        self._now = 0.0
        super().__init__(_Jumping(self))

    def time(self) -> float:
        return self._now

    def jump(self, seconds: float) -> None:
        self._now += seconds


class _Jumping(selectors.SelectSelector):
    def __init__(self, loop: VirtualTime) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        if timeout:
            self._loop.jump(timeout)
        return super().select(0)


def in_virtual_time(main: Callable[[VirtualTime], Awaitable[None]]) -> None:
    loop = VirtualTime()
    try:
        loop.run_until_complete(main(loop))
    finally:
        loop.close()


# -- limits -----------------------------------------------------------------------------------------------------------


def test_no_more_calls_run_than_allowed_and_they_start_in_order() -> None:
    async def main(loop: VirtualTime) -> None:
        limiter, running, most, order = Limiter(3), 0, 0, list[int]()

        async def call(number: int) -> None:
            nonlocal running, most
            async with limiter:
                order.append(number)
                running += 1
                most = max(most, running)
                await asyncio.sleep(1)
                running -= 1

        await asyncio.gather(*(call(number) for number in range(10)))
        assert (most, order, loop.time()) == (3, list(range(10)), 4.0)

    in_virtual_time(main)


def test_refusals_that_come_together_hold_everyone_back() -> None:
    async def main(loop: VirtualTime) -> None:
        limiter = Limiter(4)
        assert [limiter.refused(30) for _ in range(3)] == [30, 30, 30]
        async with limiter:
            assert loop.time() == 30

    in_virtual_time(main)


def test_a_lone_refusal_holds_back_only_the_call_it_met() -> None:
    async def main(loop: VirtualTime) -> None:
        limiter = Limiter(4)
        for _ in range(10):
            limiter.passed()
        assert limiter.refused(30) == 30
        async with limiter:
            assert loop.time() == 0

    in_virtual_time(main)


def test_a_cancelled_wait_loses_no_slot() -> None:
    async def main(_loop: VirtualTime) -> None:
        limiter = Limiter(1)
        async with limiter:
            waiting = [asyncio.ensure_future(limiter.__aenter__()) for _ in range(3)]
            await asyncio.sleep(0)
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)
        async with limiter:
            pass

    in_virtual_time(main)


def test_under_an_enforced_rate_nothing_is_lost_and_nearly_all_of_it_is_used() -> None:
    """A server that allows 300 calls a minute, from a bucket of one second; 1,500 calls of 0.5 s, 64 at a time."""

    async def main(loop: VirtualTime) -> None:
        limiter, bucket, filled, done, refusals = Limiter(64), 5.0, 0.0, 0, 0

        async def call() -> None:
            nonlocal bucket, filled, done, refusals
            while True:
                async with limiter:
                    bucket, filled = min(5.0, bucket + 5 * (loop.time() - filled)), loop.time()
                    allowed = bucket >= 1
                    if allowed:
                        bucket -= 1
                        await asyncio.sleep(0.5)
                if allowed:
                    limiter.passed()
                    done += 1
                    return
                refusals += 1
                await asyncio.sleep(limiter.refused(1))

        await asyncio.gather(*(call() for _ in range(1500)))
        assert done == 1500
        assert 1500 / 5 / loop.time() >= 0.95
        assert refusals <= 0.2 * 1500

    in_virtual_time(main)


# -- retries and fallbacks --------------------------------------------------------------------------------------------


def test_retries_are_counted_and_end() -> None:
    async def main(_loop: VirtualTime) -> None:
        flaky = ScriptedCaller([ModelUnavailable("a"), ModelTimedOut("b"), Completion("{}")], name="x/flaky")
        assert (await Retrying(flaky).call(REQUEST)).calls == 3
        down = ScriptedCaller([ModelUnavailable("down")], name="x/down")
        with pytest.raises(ModelUnavailable):
            await Retrying(down, attempts=4).call(REQUEST)
        assert len(down.requests) == 4
        locked = ScriptedCaller([ModelAuthFailed("no")], name="x/locked")
        with pytest.raises(ModelAuthFailed):
            await Retrying(locked).call(REQUEST)
        assert len(locked.requests) == 1

    in_virtual_time(main)


def test_being_one_too_many_costs_no_attempt() -> None:
    async def main(_loop: VirtualTime) -> None:
        refusals: list[Any] = [ModelRateLimited("slow down") for _ in range(10)]
        caller = ScriptedCaller([*refusals, Completion("{}")], name="x/busy")
        assert (await Retrying(caller, attempts=2).call(REQUEST)).calls == 11

    in_virtual_time(main)


def test_the_next_model_answers_and_one_that_is_down_is_left_alone() -> None:
    async def main() -> None:
        down = ScriptedCaller([ModelUnavailable("down")], name="x/down")
        good = ScriptedCaller([Completion("{}", model="x/good")], name="x/good")
        both = Fallback([down, good], failures=3)
        assert [(await both.call(REQUEST)).model for _ in range(10)] == ["x/good"] * 10
        assert (len(down.requests), len(good.requests)) == (3, 10)

    asyncio.run(main())


def test_after_a_pause_one_call_tries_the_model_again() -> None:
    async def main() -> None:
        script: list[Any] = [ModelUnavailable("down"), ModelUnavailable("down"), Completion("{}")]
        only = Fallback([ScriptedCaller(script, name="x/only")], failures=2, pause_s=0.05)
        for _ in range(2):
            with pytest.raises(ModelUnavailable):
                await only.call(REQUEST)
        assert (await only.call(REQUEST)).text == "{}"  # it waited, and asked again
        refusing = ScriptedCaller([Completion("no", Finish.REFUSED)])
        other = ScriptedCaller([Completion("{}", model="x/other")])
        assert (await Fallback([refusing, other]).call(REQUEST)).model == "x/other"

    asyncio.run(main())


# -- budget -----------------------------------------------------------------------------------------------------------


def test_a_cost_limit_is_never_passed_however_many_ask_at_once() -> None:
    async def main() -> None:
        dear = Completion("{}", input_tokens=100_000, cost_usd=Decimal("0.25"))
        caller = ScriptedCaller([dear], name="openai/gpt-4o", delay_s=0.001)
        budget = Budget(Decimal("1"))
        asking = Budgeted(caller, budget)
        big = Request("x" * 400_000, (), {}, max_output_tokens=1)
        done = await asyncio.gather(*(asking.call(big) for _ in range(20)), return_exceptions=True)
        spent = sum(1 for one in done if isinstance(one, Completion))
        assert (spent, budget.spent_usd, len(caller.requests)) == (3, Decimal("0.75"), 3)
        assert all(isinstance(one, Completion | BudgetExceeded) for one in done)

    asyncio.run(main())


def test_a_call_waits_while_others_may_turn_out_cheaper() -> None:
    async def main() -> None:
        cheap = Completion("{}", cost_usd=Decimal("0.01"))
        caller = ScriptedCaller([cheap], name="openai/gpt-4o", delay_s=0.001)
        asking = Budgeted(caller, Budget(Decimal("0.30")))
        big = Request("x" * 400_000, (), {}, max_output_tokens=1)  # 0.25 at most
        assert len(await asyncio.gather(*(asking.call(big) for _ in range(5)))) == 5

    asyncio.run(main())


def test_tokens_are_limited_document_by_document() -> None:
    async def main() -> None:
        used = Completion("{}", input_tokens=80, output_tokens=10)
        asking = Budgeted(ScriptedCaller([used], name="x/y"), Budget(max_tokens_per_document=100))
        for _ in range(2):
            with document_budget():
                await asking.call(REQUEST)
                with pytest.raises(BudgetExceeded, match="has taken 90 tokens"):
                    await asking.call(Request("x" * 100, (), {}))

    asyncio.run(main())


def test_a_cost_limit_needs_a_known_price() -> None:
    with pytest.raises(InvalidSetting, match="price of x/unknown is unknown"):
        Budgeted(ScriptedCaller(["{}"], name="x/unknown"), Budget(Decimal(1)))


# -- cache and recording ----------------------------------------------------------------------------------------------


def kept(folder: Path, *answers: Any) -> tuple[Cached, ScriptedCaller]:
    caller = ScriptedCaller(list(answers) or [Completion("{}", input_tokens=5, cost_usd=Decimal(1))])
    return Cached(caller, folder, 2**24), caller


def test_the_second_time_costs_nothing(tmp_path: Path) -> None:
    async def main() -> None:
        cached, caller = kept(tmp_path)
        assert (await cached.call(REQUEST)).cost_usd == Decimal(1)
        again = await cached.call(REQUEST)
        assert (again.text, again.calls, again.input_tokens, again.cost_usd) == ("{}", 0, 0, Decimal(0))
        await cached.aclose()
        other, unasked = kept(tmp_path)
        assert (await other.call(REQUEST)).calls == 0
        await other.aclose()
        assert (len(caller.requests), len(unasked.requests)) == (1, 0)

    asyncio.run(main())


def test_equal_questions_at_once_are_asked_once(tmp_path: Path) -> None:
    async def main() -> None:
        caller = ScriptedCaller(["{}"], delay_s=0.05)
        cached = Cached(caller, tmp_path, 2**24)
        answers = await asyncio.gather(*(cached.call(REQUEST) for _ in range(10)))
        await cached.aclose()
        assert [sum(answer.calls for answer in answers), len(caller.requests)] == [1, 1]

    asyncio.run(main())


def test_cut_answers_and_faults_are_not_kept(tmp_path: Path) -> None:
    async def main() -> None:
        cached, caller = kept(tmp_path, Completion("{", Finish.LENGTH), ModelUnavailable("x"), Completion("{}"))
        await cached.call(REQUEST)
        with pytest.raises(ModelUnavailable):
            await cached.call(REQUEST)
        await cached.call(REQUEST)
        await cached.aclose()
        assert len(caller.requests) == 3

    asyncio.run(main())


def test_all_that_is_sent_and_the_model_make_the_key() -> None:
    picture = Image(b"x", "image/jpeg", 1, 1)
    different = [
        key_of(REQUEST, "a"),
        key_of(REQUEST, "b"),
        key_of(Request("other", ("text",), {"type": "object"}), "a"),
        key_of(Request("rules", ("other",), {"type": "object"}), "a"),
        key_of(Request("rules", ("te", "xt"), {"type": "object"}), "a"),
        key_of(Request("rules", ("text", picture), {"type": "object"}), "a"),
        key_of(Request("rules", ("text",), {}), "a"),
        key_of(Request("rules", ("text",), {"type": "object"}, attempt=1), "a"),
    ]
    assert len(set(different)) == len(different)
    assert key_of(Request("rules", ("text",), {"type": "object"}, purpose="repair"), "a") == different[0]


def test_processes_share_one_cache(tmp_path: Path) -> None:
    fill = (
        "import sys; from pathlib import Path; from faktum.engine.asking.remote.cache import open_store\n"
        "with open_store(Path(sys.argv[1]), 2**24) as store:\n"
        "    for number in range(int(sys.argv[2]), int(sys.argv[2]) + 50): store.set(f'k{number}', number)"
    )
    starts = [[sys.executable, "-c", fill, str(tmp_path), str(50 * number)] for number in range(4)]
    workers = [subprocess.Popen(start) for start in starts]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0, 0]
    with open_store(tmp_path, 2**24) as store:
        assert [store.get(f"k{number}") for number in range(200)] == list(range(200))


class Trap:
    """Unpickling it makes a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> Any:
        return os.mkdir, (str(self.folder),)


def test_a_planted_pickle_is_never_opened(tmp_path: Path) -> None:
    async def main() -> None:
        cached, caller = kept(tmp_path / "cache")
        await cached.call(REQUEST)
        await cached.aclose()
        trap = pickle.dumps(Trap(tmp_path / "sprung"))
        database = sqlite3.connect(tmp_path / "cache" / "cache.db")
        database.execute("UPDATE Cache SET mode = 4, value = ?", (trap,))
        database.commit()
        database.close()
        again = Cached(caller, tmp_path / "cache", 2**24)
        assert (await again.call(REQUEST)).calls == 1  # asked anew
        await again.aclose()
        assert not (tmp_path / "sprung").exists()

    asyncio.run(main())


def test_a_folder_that_cannot_be_used_costs_the_memory_only(tmp_path: Path) -> None:
    async def main() -> None:
        (tmp_path / "file").write_text("no folder")
        cached, caller = kept(tmp_path / "file")
        await cached.call(REQUEST)
        await cached.call(REQUEST)
        await cached.aclose()
        assert len(caller.requests) == 2

    asyncio.run(main())


def test_a_recording_answers_as_the_model_did_and_knows_nothing_else(tmp_path: Path) -> None:
    async def main() -> None:
        answer = Completion("{}", Finish.STOP, "x/y", 5, 1, 2, Decimal("0.1"), 2, 0.25)
        await Recording(ScriptedCaller([answer], name="x/y"), tmp_path).call(REQUEST)
        assert await Replay("x/y", tmp_path).call(REQUEST) == answer
        (file,) = tmp_path.iterdir()
        assert json.loads(file.read_text())["text"] == "{}"
        with pytest.raises(ReplayMissing):
            await Replay("x/z", tmp_path).call(REQUEST)

    asyncio.run(main())
    with pytest.raises(InvalidSetting, match="there is no folder"):
        Replay("x/y", tmp_path / "nowhere")


# -- models -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "size", "tokens"),
    [
        ("openai/gpt-4o", (1241, 1754), 1105),  # 85 + 170 for each of 2 x 3 tiles
        ("openai/gpt-4o", (747, 1056), 1105),
        ("anthropic/claude-sonnet-4-5", (1241, 1754), 1600),  # the cap
        ("anthropic/claude-sonnet-4-5", (747, 1056), 1052),  # 747 * 1056 / 750
        ("gemini/gemini-2.5-flash", (1241, 1754), 1548),  # 258 for each of 2 x 3 crops
        ("gemini/gemini-2.5-flash", (300, 300), 258),
        ("gemini/gemini-3.5-flash", (1241, 1754), 1120),
    ],
)
def test_pictures_are_priced_by_the_providers_formulas(model: str, size: tuple[int, int], tokens: int) -> None:
    assert image_tokens(facts(model), *size) == tokens


def test_what_is_not_listed_has_no_price_and_what_is_says_where_it_comes_from() -> None:
    assert facts("openai/gpt-4o").source.startswith("prices, sizes: litellm")
    assert facts("vllm/own").source == ""
    assert cost(facts("openai/gpt-4o-mini-2024-07-18"), 1_000_000, 0, 0) == Decimal("0.15")
    assert cost(facts("vllm/own"), 1_000_000, 0, 0) is None
    assert providers()["openai"].key == "OPENAI_API_KEY"


def test_a_strict_schema_goes_to_those_who_have_it() -> None:
    def form(name: str) -> Any:
        caller = open_transport(name, Settings())
        assert isinstance(caller, OpenAICompatible)
        body = json.loads(caller._body(REQUEST))  # pyright: ignore[reportPrivateUsage]
        return body["response_format"]["json_schema"].get("strict", False)

    assert [form("openai/gpt-4o"), form("vllm/own")] == [True, False]


def test_names_that_cannot_be_asked_are_told() -> None:
    for name in ("gpt-4o", "/x", "x/", "local"):
        with pytest.raises(UnknownModel):
            open_caller(name, Settings())
