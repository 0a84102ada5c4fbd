"""The place for files that the settings name."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from obstore.store import LocalStore, MemoryStore

from ...schemas.errors import InvalidSetting
from ...schemas.settings import Settings
from .grants import Grants
from .own import OwnBlobs
from .s3 import S3Blobs
from .store import Blobs


def open_blobs(settings: Settings) -> Blobs:
    """A folder, memory, or a bucket: `s3://bucket/prefix?endpoint=http://…&public=http://…`.

    `endpoint` is for another server than AWS's, `public` where clients reach that server under another address.

    Raises:
        InvalidSetting: FAKTUM_STORAGE_URL names no place that we know.
    """
    data = settings.data_dir.expanduser()
    url = settings.storage_url or str(data / "files")
    parts = urlsplit(url)
    match parts.scheme:
        case "s3":
            given = parse_qs(parts.query)
            return S3Blobs(parts.netloc, parts.path, given.get("endpoint", [None])[0], given.get("public", [None])[0])
        case "memory":
            return OwnBlobs(MemoryStore(), Grants(signing_keys(settings)))
        case "" | "file":
            folder = Path(parts.path)
            folder.mkdir(parents=True, exist_ok=True)
            return OwnBlobs(LocalStore(folder), Grants(signing_keys(settings)))
        case other:
            raise InvalidSetting(f"FAKTUM_STORAGE_URL: '{other}' is not known; use a folder, memory:// or s3://bucket")


def signing_keys(settings: Settings) -> list[str]:
    """The keys that sign addresses, newest first: those of the settings, else one made once and kept in data_dir."""
    if settings.secret_key:
        return [key.strip() for key in settings.secret_key.get_secret_value().split(",") if key.strip()]
    file = settings.data_dir.expanduser() / "secret.key"
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as made:
            made.write(secrets.token_urlsafe(32))
    except FileExistsError:
        pass
    return [file.read_text().strip()]
