"""Files in a bucket of S3, or of what speaks it; clients reach them at S3's own presigned addresses.

obstore moves bytes; boto3 presigns, because obstore signs whole objects only. The ETag that completing a multipart
upload answers is not to be trusted (some servers leave it empty), so we keep a SHA-256 of our own.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from functools import cached_property
from typing import Any, cast
from urllib.parse import quote

from obstore.store import S3Store

from .store import DOWNLOAD_SECONDS, HEAD_BYTES, UPLOAD_SECONDS, Blobs, Part, PartsWrong, Stored

WRONG_PARTS = frozenset({"InvalidPart", "InvalidPartOrder", "EntityTooSmall", "NoSuchUpload", "MalformedXML"})


class S3Blobs(Blobs):
    """A bucket, below a prefix. Credentials and region come from the environment, as for every S3 client (AWS_…)."""

    def __init__(self, bucket: str, prefix: str = "", endpoint: str | None = None, public: str | None = None) -> None:
        """Keep files in a bucket.

        Args:
            bucket: its name.
            prefix: of all keys.
            endpoint: address of another server than AWS's.
            public: address under which clients reach that server, where it is another.
        """
        self._bucket, self._prefix, self._endpoint = bucket, prefix.strip("/"), endpoint
        self._public = public or endpoint
        options: dict[str, Any] = {"virtual_hosted_style_request": endpoint is None}
        if endpoint:
            options |= {"endpoint": endpoint, "client_options": {"allow_http": endpoint.startswith("http://")}}
        super().__init__(S3Store(bucket, prefix=self._prefix or None, **options))

    @cached_property
    def _client(self) -> Any:
        """For our own calls."""
        return self._boto3(self._endpoint)

    @cached_property
    def _signer(self) -> Any:
        """For addresses that clients use: the host is part of what is signed."""
        return self._boto3(self._public)

    @staticmethod
    def _boto3(endpoint: str | None) -> Any:
        import boto3
        from botocore.config import Config

        config = Config(signature_version="s3v4", s3={"addressing_style": "path" if endpoint else "virtual"})
        return cast(Any, boto3).client("s3", endpoint_url=endpoint, config=config)

    def _full(self, key: str) -> str:
        return f"{self._prefix}/{key}" if self._prefix else key

    async def begin(self, key: str) -> str | None:
        """See Blobs."""
        made = await asyncio.to_thread(self._client.create_multipart_upload, Bucket=self._bucket, Key=self._full(key))
        return str(made["UploadId"])

    def part_url(self, key: str, upload: str | None, number: int, size: int, base: str) -> str:
        """See Blobs."""
        params = {"Bucket": self._bucket, "Key": self._full(key), "UploadId": upload, "PartNumber": number}
        return str(self._signer.generate_presigned_url("upload_part", Params=params, ExpiresIn=UPLOAD_SECONDS))

    async def complete(self, key: str, upload: str | None, parts: Sequence[Part]) -> Stored:
        """See Blobs. The whole file is read once more, for its SHA-256."""
        from botocore.exceptions import ClientError

        named = [{"PartNumber": part.number, "ETag": part.etag} for part in parts]
        try:
            await asyncio.to_thread(
                self._client.complete_multipart_upload,
                Bucket=self._bucket,
                Key=self._full(key),
                UploadId=upload,
                MultipartUpload={"Parts": named},
            )
        except ClientError as error:
            if await self.size(key) is None:  # else an earlier try came through, and only its answer was lost
                told: dict[str, Any] = cast(Any, error).response.get("Error") or {}
                if told.get("Code") in WRONG_PARTS:
                    raise PartsWrong(str(told.get("Message") or "they are not those that were uploaded")) from error
                raise
        digest, size, head = hashlib.sha256(), 0, b""
        async for chunk in self.chunks(key):
            digest.update(chunk)
            size += len(chunk)
            head = head or chunk[:HEAD_BYTES]
        return Stored(size, digest.hexdigest(), head)

    def download_url(self, key: str, name: str, base: str) -> str:
        """See Blobs."""
        params = {
            "Bucket": self._bucket,
            "Key": self._full(key),
            "ResponseContentDisposition": f"attachment; filename*=UTF-8''{quote(name)}",
        }
        return str(self._signer.generate_presigned_url("get_object", Params=params, ExpiresIn=DOWNLOAD_SECONDS))
