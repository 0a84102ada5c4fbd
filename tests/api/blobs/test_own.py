"""Files in a folder or in memory."""

import asyncio
from pathlib import Path

import pytest

from faktum.api.blobs.opening import open_blobs
from faktum.schemas.settings import Settings


@pytest.mark.parametrize("where", ["files", "memory://"])
def test_several_files_come_in_the_order_asked_for(where: str, tmp_path: Path) -> None:
    """Whether they are read from the folder in one go or one by one; one that is not there is told."""
    url = where if "://" in where else str(tmp_path / where)
    blobs = open_blobs(Settings(data_dir=tmp_path, storage_url=url))

    async def test() -> None:
        for key in ("a/1", "a/2", "b/3"):
            await blobs.put(key, key.encode())
        assert await blobs.get_all(["b/3", "a/1", "a/2"]) == [b"b/3", b"a/1", b"a/2"]
        with pytest.raises(FileNotFoundError):
            await blobs.get_all(["a/1", "a/4"])

    asyncio.run(test())
