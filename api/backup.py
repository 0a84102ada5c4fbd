"""A copy of everything the service keeps on one machine, made while it runs. Restoring is serving from the copy."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from ..schemas.errors import InvalidSetting, OutputExists
from ..schemas.settings import Settings

DATABASES = ("faktum.sqlite", "jobs.sqlite")


def backup(settings: Settings, folder: Path) -> list[str]:
    """Copy databases, files and the signing key to a new folder; the names of what was copied.

    The databases go first, each as of one moment (SQLite's online backup): files are written before the database names
    them, so the copy lacks nothing that its databases know, but for what retention deleted meanwhile.

    Raises:
        InvalidSetting: database or files are elsewhere; says how they are backed up.
        OutputExists: the folder is not empty.
    """
    if settings.database_url or settings.storage_url:
        raise InvalidSetting(
            "This service keeps its data outside its folder: back up the database with its own tools (pg_dump) first, "
            "then the files (a copy of the bucket, or its versions)."
        )
    data = settings.data_dir.expanduser()
    if folder.exists() and any(folder.iterdir()):
        raise OutputExists(f"{folder} is not empty. Give a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    copied: list[str] = []
    for name in DATABASES:
        if (data / name).exists():
            with closing(sqlite3.connect(data / name)) as live, closing(sqlite3.connect(folder / name)) as copy:
                live.backup(copy)
            copied.append(name)
    for name in ("files", "secret.key"):
        source = data / name
        if source.is_dir():
            shutil.copytree(source, folder / name, copy_function=_copy)
        elif source.exists():
            shutil.copy2(source, folder / name)
        if source.exists():
            copied.append(name)
    return copied


def _copy(source: str, target: str) -> str:
    """Copy one file; one that retention deletes at this moment is passed over."""
    try:
        return shutil.copy2(source, target)
    except FileNotFoundError:
        return target
