"""Credits: one for each page that was processed successfully. Reserved, then settled page by page or released.

Every change is one UPDATE that computes in the database, with its condition in the WHERE clause, and one entry in the
ledger under a reference that can exist only once. So the balance never goes below zero, nothing is booked twice, and
the entries always sum up to the balance (`proved`).
"""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.ext.asyncio import AsyncSession

from ..store.database import Database
from ..store.tables import CreditAccount, LedgerEntry
from ..store.types import new_id, now

UNLIMITED = 2_000_000_000
"""Shown as the balance of an account without limit."""


@dataclass(frozen=True, slots=True)
class Balance:
    """What an organisation has."""

    balance: int
    reserved: int
    unlimited: bool

    @property
    def available(self) -> int:
        """Credits that are neither spent nor reserved."""
        return self.balance - self.reserved


async def balance(database: Database, org_id: str) -> Balance:
    """The credits of an organisation, filled up for this month where it has a monthly allotment."""
    async with database.reading() as session:
        account = await session.get_one(CreditAccount, org_id)
    if not account.unlimited and account.monthly and account.filled_month != _month():
        async with database.writing() as session:
            await _fill(session, org_id)
            account = await session.get_one(CreditAccount, org_id)
    if account.unlimited:
        return Balance(UNLIMITED, account.reserved, True)
    return Balance(account.balance, account.reserved, False)


async def one_at_a_time(session: AsyncSession, org_id: str) -> None:
    """Hold the account until the transaction ends: whoever else counts what the organisation has waits for it."""
    await session.execute(select(CreditAccount.org_id).where(CreditAccount.org_id == org_id).with_for_update())


async def reserve(session: AsyncSession, org_id: str, credits: int) -> bool:
    """Hold credits for an extraction; False where there are too few."""
    enough = CreditAccount.unlimited | (CreditAccount.balance - CreditAccount.reserved >= credits)
    done = await session.execute(
        update(CreditAccount)
        .where(CreditAccount.org_id == org_id, enough)
        .values(reserved=CreditAccount.reserved + credits)
        .returning(CreditAccount.org_id)
    )
    return done.first() is not None


async def release(session: AsyncSession, org_id: str, credits: int) -> None:
    """Give back what was held and not used."""
    if credits:
        await session.execute(
            update(CreditAccount)
            .where(CreditAccount.org_id == org_id)
            .values(reserved=CreditAccount.reserved - credits)
        )


async def settle(session: AsyncSession, org_id: str, reference: str, *, pages: int, reserved: int) -> bool:
    """Spend credits for the pages of one file, out of what was held for it.

    Not for accounts without limit and test keys: they hold and spend nothing.

    Args:
        session: the transaction that also marks the file as done.
        org_id: who pays.
        reference: the file of the extraction; booked once, whatever happens.
        pages: pages that succeeded.
        reserved: credits that were held for the file; the rest is given back.

    Returns:
        False where this reference was booked before; nothing is changed then.
    """
    if not await _book(session, org_id, "page", reference, -pages):
        return False
    spent = CreditAccount.balance - pages
    await session.execute(
        update(CreditAccount)
        .where(CreditAccount.org_id == org_id)
        .values(balance=spent, reserved=CreditAccount.reserved - reserved)
    )
    return True


async def grant(database: Database, org_id: str, credits: int, reference: str | None = None) -> bool:
    """Top an account up; False where this reference was granted before."""
    async with database.writing() as session:
        if not await _book(session, org_id, "grant", reference or new_id(), credits):
            return False
        await session.execute(
            update(CreditAccount).where(CreditAccount.org_id == org_id).values(balance=CreditAccount.balance + credits)
        )
        return True


async def limit(database: Database, org_id: str, *, monthly: int | None) -> None:
    """Limit an account to what it is granted, with free credits each month; None lifts the limit."""
    async with database.writing() as session:
        await session.execute(
            update(CreditAccount)
            .where(CreditAccount.org_id == org_id)
            .values(unlimited=monthly is None, monthly=monthly or 0)
        )


async def proved(database: Database, org_id: str) -> bool:
    """True where the entries of the ledger sum up to the balance, and no less is left than is held."""
    async with database.reading() as session:
        account = await session.get_one(CreditAccount, org_id)
        total = await session.scalar(
            select(func.coalesce(func.sum(LedgerEntry.amount), 0)).where(LedgerEntry.org_id == org_id)
        )
    return (
        account.balance == total
        and account.reserved >= 0
        and (account.unlimited or account.balance >= account.reserved)
    )


async def _fill(session: AsyncSession, org_id: str) -> None:
    """Fill the balance up to the monthly allotment, once a month."""
    month = _month()
    missing = await session.scalar(
        select(CreditAccount.monthly - CreditAccount.balance).where(
            CreditAccount.org_id == org_id, CreditAccount.filled_month != month
        )
    )
    if missing is None:
        return
    given = max(0, missing)
    if await _book(session, org_id, "monthly", month, given):
        await session.execute(
            update(CreditAccount)
            .where(CreditAccount.org_id == org_id)
            .values(balance=CreditAccount.balance + given, filled_month=month)
        )


async def _book(session: AsyncSession, org_id: str, kind: str, reference: str, amount: int) -> bool:
    """One entry of the ledger; False where it is there already."""
    insert = sqlite_insert if session.get_bind().dialect.name == "sqlite" else postgres_insert
    done = await session.execute(
        insert(LedgerEntry)
        .values(id=new_id(), org_id=org_id, kind=kind, reference=reference, amount=amount, at=now())
        .on_conflict_do_nothing(index_elements=["org_id", "kind", "reference"])
        .returning(LedgerEntry.id)
    )
    return done.first() is not None


def _month() -> str:
    return now().strftime("%Y-%m")
