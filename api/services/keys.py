"""Organisations and their API keys. A key is shown once, when it is made; only its SHA-256 is kept.

A key is `fkt_live_` or `fkt_test_` and 43 random characters (256 bits), so that a plain hash protects it: there is
nothing to guess.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from ...schemas.errors import InvalidInput
from ..problems import Problem
from ..store.database import Database
from ..store.tables import ApiKey, CreditAccount, Organisation
from ..store.types import now

LIVE, TEST = "fkt_live_", "fkt_test_"
SCOPES = ("read", "write")
SHOWN = 15
"""Characters of a key that are kept to recognise it by."""

USED_EVERY = timedelta(minutes=1)
"""How exact `last_used_at` is: not every request writes."""

DEFAULT_ORG = "default"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who makes a request."""

    org_id: str
    key_id: str
    """Whose extractions it sees; a key that was rotated keeps it."""
    key_name: str
    test: bool
    """True for a test key: never billed."""
    team_admin: bool
    """May see what other keys of the organisation submitted."""
    scopes: frozenset[str]

    def require(self, scope: str) -> None:
        """Refuse what the key may not do.

        Raises:
            Problem: FORBIDDEN.
        """
        if scope not in self.scopes:
            raise Problem("FORBIDDEN", f"The API key lacks the scope '{scope}'.")


async def create_key(
    database: Database,
    name: str,
    *,
    org: str = DEFAULT_ORG,
    test: bool = False,
    team_admin: bool = True,
    scopes: tuple[str, ...] = SCOPES,
    expires_at: datetime | None = None,
    owner_id: str | None = None,
) -> str:
    """A new key of an organisation, which is made where it is new; the key itself is told here and nowhere else.

    Args:
        database: keeps its hash.
        name: by which people know it.
        org: whose it is.
        test: fixtures answer it, and nothing is billed.
        team_admin: may see what other keys of the organisation submitted.
        scopes: what it may do.
        expires_at: until when it works.
        owner_id: the key whose extractions it sees; by default its own.

    Raises:
        InvalidInput: an unknown scope.
    """
    if unknown := set(scopes) - set(SCOPES):
        raise InvalidInput(f"no scope is called {', '.join(sorted(unknown))}; there are: {', '.join(SCOPES)}")
    key = (TEST if test else LIVE) + secrets.token_urlsafe(32)
    org_id = await organisation(database, org, make=True)
    async with database.writing() as session:
        session.add(
            ApiKey(
                org_id=org_id,
                name=name,
                prefix=key[:SHOWN],
                hash=_hash(key),
                test=test,
                team_admin=team_admin,
                scopes=list(scopes),
                expires_at=expires_at,
                owner_id=owner_id,
            )
        )
    return key


async def organisation(database: Database, name: str, *, make: bool = False) -> str:
    """The id of an organisation.

    Args:
        database: holds it.
        name: what it is called.
        make: make it, with an account without limit, where it is new.

    Raises:
        InvalidInput: there is none of this name, and none is to be made.
    """
    found = select(Organisation.id).where(Organisation.name == name)
    async with database.reading() as session:
        if known := await session.scalar(found):
            return known
    if not make:
        raise InvalidInput(f"no organisation is called '{name}'; `faktum keys create NAME --org {name}` makes it")
    try:
        async with database.writing() as session:
            made = Organisation(name=name)
            session.add(made)
            await session.flush()
            session.add(CreditAccount(org_id=made.id))
            return made.id
    except IntegrityError:  # somebody made it meanwhile
        async with database.reading() as session:
            return (await session.scalars(found)).one()


async def list_keys(database: Database) -> list[tuple[ApiKey, str]]:
    """All keys with the name of their organisation, oldest first."""
    async with database.reading() as session:
        rows = await session.execute(
            select(ApiKey, Organisation.name)
            .join(Organisation, Organisation.id == ApiKey.org_id)
            .order_by(ApiKey.created_at)
        )
        return [(key, org) for key, org in rows]


async def revoke_key(database: Database, which: str) -> str:
    """Revoke the key with this id, name or beginning, at once; its name.

    Raises:
        InvalidInput: none or several are meant.
    """
    async with database.writing() as session:
        key = await _meant(session, which)
        key.revoked_at = now()
        return key.name


async def rotate_key(database: Database, which: str, *, overlap: timedelta) -> str:
    """A new key like the one with this id, name or beginning, which goes on working for the overlap; the new key.

    What was submitted with the old one, the new one sees as its own.

    Raises:
        InvalidInput: none or several are meant.
    """
    async with database.reading() as session:
        old = await _meant(session, which)
        org = (await session.get_one(Organisation, old.org_id)).name
    new = await create_key(
        database,
        old.name,
        org=org,
        test=old.test,
        team_admin=old.team_admin,
        scopes=tuple(old.scopes),
        owner_id=old.owner_id or old.id,
    )
    async with database.writing() as session:
        ends = now() + overlap
        await session.execute(
            update(ApiKey)
            .where(ApiKey.id == old.id, or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > ends))
            .values(expires_at=ends)
        )
    return new


async def caller_of(database: Database, authorization: str | None) -> Caller:
    """Who sends this Authorization header.

    Raises:
        Problem: UNAUTHENTICATED, API_KEY_EXPIRED or API_KEY_REVOKED.
    """
    scheme, _, key = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise Problem("UNAUTHENTICATED")
    async with database.reading() as session:
        found = await session.scalar(select(ApiKey).where(ApiKey.hash == _hash(key.strip())))
    if found is None:
        raise Problem("UNAUTHENTICATED")
    moment = now()
    if found.revoked_at is not None:
        raise Problem("API_KEY_REVOKED")
    if found.expires_at is not None and found.expires_at <= moment:
        raise Problem("API_KEY_EXPIRED")
    if found.last_used_at is None or moment - found.last_used_at > USED_EVERY:
        async with database.writing() as session:
            await session.execute(update(ApiKey).where(ApiKey.id == found.id).values(last_used_at=moment))
    return Caller(
        found.org_id, found.owner_id or found.id, found.name, found.test, found.team_admin, frozenset(found.scopes)
    )


async def _meant(session: AsyncSession, which: str) -> ApiKey:
    """The one key that is not revoked and has this id, name or beginning."""
    named = or_(ApiKey.id == which, ApiKey.name == which, ApiKey.prefix == which[:SHOWN])
    keys = (await session.scalars(select(ApiKey).where(named, ApiKey.revoked_at.is_(None)))).all()
    if len(keys) != 1:
        raise InvalidInput(f"{len(keys)} keys are called '{which}'; `faktum keys list` shows them with their ids")
    return keys[0]


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
