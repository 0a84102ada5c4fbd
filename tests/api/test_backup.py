"""`faktum backup`: a copy made while the service writes, from which it can be served."""

import asyncio
from pathlib import Path

import pytest

from faktum.api.backup import backup
from faktum.api.blobs.grants import Grant
from faktum.api.blobs.opening import open_blobs
from faktum.api.blobs.own import OwnBlobs
from faktum.api.service import database_url
from faktum.api.services import credits
from faktum.api.services.keys import caller_of, create_key, organisation
from faktum.api.store.database import Database
from faktum.api.store.schema import migrate
from faktum.schemas.errors import InvalidSetting, OutputExists
from faktum.schemas.settings import Settings


async def _used(settings: Settings) -> str:
    """A service's folder with a key, 20 credits and a file; the key."""
    database = Database(database_url(settings))
    await migrate(database)
    key = await create_key(database, "app")
    await credits.grant(database, await organisation(database, "default"), 20)
    await open_blobs(settings).put("extractions/1/rows.json", b"[]")
    await database.close()
    return key


async def _works(settings: Settings, key: str) -> tuple[bytes, int]:
    """What the file and the ledger say, for whoever still has the key."""
    database = Database(database_url(settings))
    caller = await caller_of(database, f"Bearer {key}")
    assert await credits.proved(database, caller.org_id)
    async with database.reading() as session:
        balance = (await session.get_one(credits.CreditAccount, caller.org_id)).balance
    await database.close()
    return await open_blobs(settings).get("extractions/1/rows.json"), balance


def test_a_copy_serves_as_the_original_did(tmp_path: Path) -> None:
    """Keys, credits and files are there, and addresses that were signed before still hold."""
    settings = Settings(data_dir=tmp_path / "live")
    key = asyncio.run(_used(settings))
    live = open_blobs(settings)
    assert isinstance(live, OwnBlobs)
    token = live.grants.sign(Grant("GET", "extractions/1/rows.json", 2**40))

    assert backup(settings, tmp_path / "copy") == ["faktum.sqlite", "files", "secret.key"]

    restored = Settings(data_dir=tmp_path / "copy")
    assert asyncio.run(_works(restored, key)) == (b"[]", 20)
    copy = open_blobs(restored)
    assert isinstance(copy, OwnBlobs)
    assert copy.grants.read(token, "GET") == Grant("GET", "extractions/1/rows.json", 2**40)


def test_what_is_committed_while_it_is_copied_is_whole_or_absent(tmp_path: Path) -> None:
    """Credits granted one by one during the copy: the ledger of the copy sums up to its balance."""
    settings = Settings(data_dir=tmp_path / "live")
    key = asyncio.run(_used(settings))

    async def busy() -> None:
        database = Database(database_url(settings))
        org_id = await organisation(database, "default")
        copying = asyncio.create_task(asyncio.to_thread(backup, settings, tmp_path / "copy"))
        while not copying.done():
            await credits.grant(database, org_id, 1)
        await copying
        await database.close()

    asyncio.run(busy())
    content, balance = asyncio.run(_works(Settings(data_dir=tmp_path / "copy"), key))
    assert content == b"[]"
    assert balance >= 20


def test_nothing_is_copied_over_and_data_elsewhere_is_told(tmp_path: Path) -> None:
    """A folder that holds something is refused; Postgres and S3 have backups of their own."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a").write_text("")
    with pytest.raises(OutputExists):
        backup(Settings(data_dir=tmp_path), tmp_path / "full")
    with pytest.raises(InvalidSetting, match="pg_dump"):
        backup(Settings(data_dir=tmp_path, database_url="postgresql://x/y"), tmp_path / "copy")
