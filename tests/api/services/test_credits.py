"""Credits: never negative, never booked twice, and the ledger always sums up to the balance."""

import asyncio
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faktum.api.services import credits, keys
from faktum.api.store.database import Database
from faktum.api.store.schema import migrate

STEPS = st.lists(
    st.tuples(
        st.sampled_from(["grant", "reserve", "settle", "release", "month"]),
        st.integers(0, 3),  # which extraction
        st.integers(0, 12),  # credits
    ),
    min_size=4,
    max_size=24,
)


async def together(database: Database, org: str, steps: list[tuple[str, int, int]]) -> None:
    """Every step in a task of its own, all at once; each settles or releases only what it reserved itself."""

    async def one(place: int, step: tuple[str, int, int]) -> None:
        kind, which, amount = step
        if kind == "grant":
            await credits.grant(database, org, amount, f"gift {which}")
        elif kind == "month":
            await credits.balance(database, org)
        else:
            async with database.writing() as session:
                held = await credits.reserve(session, org, amount)
            if held and kind == "settle":
                pages = min(amount, which)
                async with database.writing() as session:
                    await credits.settle(session, org, f"{place}", pages=pages, reserved=amount)
                async with database.writing() as session:  # the same again: changes nothing
                    assert not await credits.settle(session, org, f"{place}", pages=pages, reserved=amount)
            elif held and kind == "release":
                async with database.writing() as session:
                    await credits.release(session, org, amount)

    await asyncio.gather(*(one(place, step) for place, step in enumerate(steps)))


@settings(max_examples=15, deadline=None)
@given(steps=STEPS)
def test_whatever_happens_at_once_nothing_is_negative_and_the_sums_are_proved(
    fresh_database: Path, steps: list[tuple[str, int, int]]
) -> None:
    """Random grants, reservations, settlements and releases at once, each settlement tried twice."""

    file = fresh_database.with_name("credits.sqlite")
    if not file.exists():
        shutil.copy(fresh_database, file)

    async def run() -> tuple[bool, bool]:
        database = Database(f"sqlite:///{file}")
        org = await keys.organisation(database, str(uuid4()), make=True)  # every example has an account of its own
        await credits.limit(database, org, monthly=5)
        await together(database, org, steps)
        held = await credits.balance(database, org)
        proved = await credits.proved(database, org)
        await database.close()
        return held.balance >= held.reserved >= 0, proved

    assert asyncio.run(run()) == (True, True)


def test_sixty_four_settle_at_once_out_of_what_was_held(database_url: str) -> None:
    """64 files of one page, each settled twice at once: 64 credits less, nothing held, sums proved."""

    async def run() -> tuple[int, int, bool, int]:
        database = Database(database_url)
        await migrate(database)
        org = await keys.organisation(database, "one", make=True)
        await credits.limit(database, org, monthly=0)
        await credits.grant(database, org, 100)
        async with database.writing() as session:
            assert await credits.reserve(session, org, 64)

        async def settle(number: int) -> bool:
            async with database.writing() as session:
                return await credits.settle(session, org, f"file {number}", pages=1, reserved=1)

        booked = await asyncio.gather(*(settle(number % 64) for number in range(128)))
        held = await credits.balance(database, org)
        proved = await credits.proved(database, org)
        await database.close()
        return held.balance, held.reserved, proved, sum(booked)

    assert asyncio.run(run()) == (36, 0, True, 64)


def test_no_more_is_held_than_there_is(database_url: str) -> None:
    """Ten at once want 3 of 10 credits: three get them."""

    async def run() -> tuple[int, int]:
        database = Database(database_url)
        await migrate(database)
        org = await keys.organisation(database, "one", make=True)
        await credits.limit(database, org, monthly=0)
        await credits.grant(database, org, 10)

        async def hold() -> bool:
            async with database.writing() as session:
                return await credits.reserve(session, org, 3)

        got = sum(await asyncio.gather(*(hold() for _ in range(10))))
        held = await credits.balance(database, org)
        await database.close()
        return got, held.reserved

    assert asyncio.run(run()) == (3, 9)


@pytest.mark.parametrize(("spent", "next_month"), [(0, 20), (7, 20), (20, 20)])
def test_a_month_fills_up_to_the_allotment_once(
    database_url: str, monkeypatch: pytest.MonkeyPatch, spent: int, next_month: int
) -> None:
    """20 free credits a month: what is left of the last one is not added; asked for at once by many, filled once."""
    month = "2026-11"
    monkeypatch.setattr(credits, "_month", lambda: month)

    async def run() -> list[Any]:
        nonlocal month
        database = Database(database_url)
        await migrate(database)
        org = await keys.organisation(database, "one", make=True)
        await credits.limit(database, org, monthly=20)
        seen: list[Any] = [(await credits.balance(database, org)).balance]
        async with database.writing() as session:
            await credits.reserve(session, org, spent)
            await credits.settle(session, org, "file", pages=spent, reserved=spent)
        month = "2026-12"
        seen += {one.balance for one in await asyncio.gather(*(credits.balance(database, org) for _ in range(8)))}
        seen.append(await credits.proved(database, org))
        await database.close()
        return seen

    assert asyncio.run(run()) == [20, next_month, True]


def test_a_gift_under_one_reference_comes_once(database_url: str) -> None:
    """The same invoice is credited once, though it is told twice."""

    async def run() -> list[Any]:
        database = Database(database_url)
        await migrate(database)
        org = await keys.organisation(database, "one", make=True)
        await credits.limit(database, org, monthly=0)
        given = [await credits.grant(database, org, 5, "invoice 7") for _ in range(2)]
        balance = (await credits.balance(database, org)).balance
        await database.close()
        return [*given, balance]

    assert asyncio.run(run()) == [True, False, 5]
