"""Write-once storage of encrypted files: a local folder, or an S3-compatible bucket (obstore).

A blob appears under its name whole or not at all, and never changes. What is small goes up in
one conditional request; what is larger is staged under `staging/` and then moved, if the name is
still free. A killed process can leave a staged piece behind: ciphertext, under no blob's name.
"""

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Self
from urllib.parse import parse_qsl, unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from app.core.errors import Unavailable
from app.core.ids import new_id

PART_BYTES = 5 * 1024 * 1024
"""The smallest part S3 takes in a multipart upload; memory per upload is about three parts."""
PIECE_BYTES = 256 * 1024
_PARTS_IN_FLIGHT = 2
_STAGING = "staging"
_PROBE = "probe"
_SEGMENT = r"[A-Za-z0-9_-][A-Za-z0-9._-]*"
_PATH = re.compile(rf"{_SEGMENT}(/{_SEGMENT})*")
_S3_OPTIONS = frozenset({"endpoint", "region", "copy_if_not_exists"})


class BlobExists(Exception):
    """Raised when the name is taken; the stored blob is untouched."""


class BlobMissing(Exception):
    """Raised when there is no blob of this name."""


class StorageUnavailable(Unavailable):
    """Raised when the storage refuses or does not answer; the cause is chained for the log."""


class BlobStore:
    """Files by path. Paths are ASCII letters, digits, `_ - .` and `/`, never user input."""

    def __init__(self, store: LocalStore | MemoryStore | S3Store, root: Path | None) -> None:
        """`root` is the folder of a local store, whose writes are then forced to disk."""
        self._store = store
        self._root = root

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the storage a URL names; `ValueError` for one that cannot be read.

        `file://./var/files` and `file:///srv/files` (made when missing), `memory://`, and
        `s3://bucket/prefix?endpoint=…&region=…&copy_if_not_exists=…` with the credentials of the
        usual AWS_* variables. `copy_if_not_exists` is `multipart` unless the provider documents
        another form (R2: `header:cf-copy-destination-if-none-match:*`).
        """
        parts = urlsplit(url)
        match parts.scheme:
            case "file":
                root = Path(unquote(parts.netloc + parts.path))
                if not root.name:
                    raise ValueError("the storage URL names no folder")
                return cls(LocalStore(root.absolute(), mkdir=True), root.absolute())
            case "memory":
                return cls(MemoryStore(), None)
            case "s3":
                return cls(_s3(parts.netloc, unquote(parts.path), parts.query), None)
            case _:
                raise ValueError("a storage URL begins with file://, s3:// or memory://")

    def put_new(self, path: str, chunks: Iterable[bytes]) -> None:
        """Store a new blob, reading `chunks` once with bounded memory.

        Raises `BlobExists` when the name is taken, `StorageUnavailable`, and whatever the
        iterable raises; after any of them nothing new is visible.
        """
        name = _checked(path)
        source = iter(chunks)
        head = bytearray()
        for chunk in source:
            head += chunk
            if len(head) > PART_BYTES:
                self._put_staged(name, chain([bytes(head)], source))
                break
        else:
            with _backend():
                obstore.put(self._store, name, bytes(head), mode="create", use_multipart=False)
        self._force_to_disk(name)

    def get(self, path: str) -> Iterator[bytes]:
        """The blob in pieces of about 256 KiB; a missing one raises `BlobMissing` at once."""
        with _backend(missing=BlobMissing):
            stream = obstore.get(self._store, _checked(path)).stream(PIECE_BYTES)
        return _pieces(stream)

    def delete(self, path: str) -> None:
        """Remove a blob; nothing happens when there is none."""
        with suppress(BlobMissing), _backend(missing=BlobMissing):
            obstore.delete(self._store, _checked(path))

    def names(self, folder: str | None = None) -> Iterator[str]:
        """The paths of all blobs, or of those in a folder; staged pieces are none."""
        with _backend():
            for some in obstore.list(self._store, prefix=folder):
                for found in some:
                    if found["path"].split("/")[0] not in {_STAGING, _PROBE}:
                        yield found["path"]

    def probe(self) -> None:
        """Write and remove a small blob; `StorageUnavailable` when that fails (readiness)."""
        path = f"{_PROBE}/{new_id()}"
        with _backend():
            obstore.put(self._store, path, b"", mode="create", use_multipart=False)
        self.delete(path)

    def _put_staged(self, name: str, chunks: Iterator[bytes]) -> None:
        staged = f"{_STAGING}/{new_id()}"
        try:
            # written from here, not by obstore.put: its runtime could not wait for an iterable
            # that itself reads a blob
            with (
                _backend(),
                obstore.open_writer(
                    self._store, staged, buffer_size=PART_BYTES, max_concurrency=_PARTS_IN_FLIGHT
                ) as writer,
            ):
                for chunk in chunks:
                    writer.write(chunk)
            with _backend():
                obstore.rename(self._store, staged, name, overwrite=False)
        except BaseException:
            with suppress(StorageUnavailable):
                self.delete(staged)
            raise

    def _force_to_disk(self, name: str) -> None:
        """Survive a power cut, as the database rows that name the blob do (synchronous=FULL)."""
        if self._root is None:
            return
        file = self._root / name
        for each in (file, *file.relative_to(self._root).parents):
            descriptor = os.open(self._root / each, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


def _checked(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise ValueError("not a blob path")
    return path


def _s3(bucket: str, prefix: str, query: str) -> S3Store:
    options = dict(parse_qsl(query, strict_parsing=True)) if query else {}
    if not bucket or not options.keys() <= _S3_OPTIONS:
        raise ValueError("an S3 URL reads s3://bucket/prefix?endpoint=…&region=…")
    endpoint = options.get("endpoint")
    return S3Store(
        bucket,
        prefix=prefix.strip("/") or None,
        endpoint=endpoint,
        region=options.get("region", "us-east-1"),
        copy_if_not_exists=options.get("copy_if_not_exists", "multipart"),
        client_options={
            "allow_http": (endpoint or "").startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(seconds=30),
        },
        retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=10)},
    )


def _pieces(stream: Iterator[bytes]) -> Iterator[bytes]:
    with _backend():
        for piece in stream:
            yield bytes(piece)


@contextmanager
def _backend(missing: type[Exception] = StorageUnavailable) -> Iterator[None]:
    """Give the library's errors this module's names; others pass.

    "Not found" means a missing blob when reading, and a missing bucket when writing.
    """
    try:
        yield
    except AlreadyExistsError as error:
        raise BlobExists from error
    except FileNotFoundError as error:
        raise missing from error
    except BaseError as error:
        raise StorageUnavailable from error
