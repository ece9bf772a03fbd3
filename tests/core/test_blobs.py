import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from urllib.request import urlopen

import obstore
import pytest
from obstore.store import MemoryStore

from app.core import blobs
from app.core.blobs import BlobExists, BlobMissing, BlobStore, StorageUnavailable
from app.core.errors import PayloadTooLarge

PART = blobs.PART_BYTES


@pytest.fixture(params=["file", "memory", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "file":
        return BlobStore.open(f"file://{tmp_path}/files")
    if request.param == "memory":
        return BlobStore.open("memory://")
    url: str = request.getfixturevalue("s3_url")
    return BlobStore.open(url.replace("prefix", sha256(request.node.nodeid.encode()).hexdigest()))


def names(store: BlobStore) -> list[str]:
    return sorted(each["path"] for batch in obstore.list(store._store) for each in batch)


def read(store: BlobStore, path: str) -> bytes:
    return b"".join(store.get(path))


def content(size: int) -> bytes:
    return (bytes(range(251)) * (size // 251 + 1))[:size]


@pytest.mark.parametrize("size", [0, 1, PART, PART + 1, 2 * PART + 12345])
def test_what_is_put_comes_back_once(store: BlobStore, size: int) -> None:
    whole = content(size)
    path = f"cases/one/{size}"
    store.put_new(path, (whole[at : at + 700_001] for at in range(0, size, 700_001)))
    assert read(store, path) == whole
    with pytest.raises(BlobExists):
        store.put_new(path, [b"other"])
    with pytest.raises(BlobExists):
        store.put_new(path, [content(PART), b"other"])
    assert read(store, path) == whole
    assert names(store) == [path]
    store.delete(path)
    store.delete(path)
    assert names(store) == []
    with pytest.raises(BlobMissing):
        store.get(path)


@pytest.mark.parametrize("before", [10, PART + 1, 2 * PART + 5])
def test_an_interrupted_upload_leaves_nothing(store: BlobStore, before: int) -> None:
    def broken() -> Iterator[bytes]:
        yield content(before)
        raise PayloadTooLarge

    with pytest.raises(PayloadTooLarge):
        store.put_new("cases/one/file", broken())
    assert names(store) == []
    store.put_new("cases/one/file", [b"whole"])
    assert read(store, "cases/one/file") == b"whole"


def test_the_probe_leaves_nothing(store: BlobStore) -> None:
    store.probe()
    assert names(store) == []


def test_large_blobs_come_in_pieces(tmp_path: Path) -> None:
    store = BlobStore.open(f"file://{tmp_path}")
    store.put_new("large", [content(PART + 1)])
    sizes = [len(piece) for piece in store.get("large")]
    assert sum(sizes) == PART + 1
    assert max(sizes) <= 4 * blobs.PIECE_BYTES


@pytest.mark.parametrize(
    "path", ["", "/a", "a/", "a//b", "../a", "a/../b", ".hidden", "a b", "张", "a\n", "a?b", "a#1"]
)
def test_paths_are_plain(store: BlobStore, path: str) -> None:
    with pytest.raises(ValueError, match="blob path"):
        store.put_new(path, [b"x"])
    with pytest.raises(ValueError, match="blob path"):
        store.get(path)
    with pytest.raises(ValueError, match="blob path"):
        store.delete(path)


def test_local_urls_are_relative_or_absolute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    BlobStore.open("file://./var/files").put_new("a", [b"1"])
    BlobStore.open("file://other").put_new("b", [b"2"])
    BlobStore.open(f"file://{tmp_path}/with%20space").put_new("c/d", [b"3"])
    assert (tmp_path / "var/files/a").read_bytes() == b"1"
    assert (tmp_path / "other/b").read_bytes() == b"2"
    assert (tmp_path / "with space/c/d").read_bytes() == b"3"


@pytest.mark.parametrize(
    "url",
    ["", "/var/files", "ftp://host/files", "file://", "s3://", "s3:///prefix", "s3://b?secret=x"],
)
def test_urls_that_name_no_storage_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="URL"):
        BlobStore.open(url)


def test_local_blobs_and_their_folders_are_forced_to_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[Path] = []
    monkeypatch.setattr(
        os, "fsync", lambda number: synced.append(Path(f"/proc/self/fd/{number}").readlink())
    )
    BlobStore.open(f"file://{tmp_path}").put_new("cases/one/file", [b"x"])
    expected = ["cases/one/file", "cases/one", "cases", "."]
    assert synced == [tmp_path / each for each in expected]


def test_a_storage_that_does_not_answer_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "made-up")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
    nobody = BlobStore.open("s3://vault?endpoint=http://127.0.0.1:9")
    with pytest.raises(StorageUnavailable) as raised:
        nobody.probe()
    assert (raised.value.status, raised.value.code) == (503, "unavailable")
    with pytest.raises(StorageUnavailable):
        nobody.get("a")
    with pytest.raises(StorageUnavailable):
        nobody.put_new("a", [content(PART + 1)])


def test_a_bucket_that_does_not_exist_is_unavailable(s3_url: str) -> None:
    store = BlobStore.open(s3_url.replace("vault", "nowhere"))
    with pytest.raises(StorageUnavailable):
        store.probe()
    with pytest.raises(StorageUnavailable):
        store.put_new("a", [content(PART + 1)])


def test_a_blob_that_fails_midway_is_unavailable() -> None:
    def broken() -> Iterator[bytes]:
        yield b"begin"
        raise obstore.exceptions.GenericError("connection lost")

    reading = blobs._pieces(broken())
    assert next(reading) == b"begin"
    with pytest.raises(StorageUnavailable):
        next(reading)


def test_a_blob_can_be_made_from_blobs(store: BlobStore) -> None:
    store.put_new("cases/one/part", [content(PART + 7)])

    def bundle() -> Iterator[bytes]:
        for _ in range(3):
            yield from store.get("cases/one/part")

    store.put_new("cases/one/bundle", bundle())
    assert read(store, "cases/one/bundle") == content(PART + 7) * 3


def test_nothing_hidden_is_left_in_the_bucket_or_folder(s3_url: str, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield content(2 * PART)
        raise PayloadTooLarge

    with pytest.raises(PayloadTooLarge):
        BlobStore.open(s3_url).put_new("cases/one/file", broken())
    with urlopen(f"{s3_url.partition('endpoint=')[2]}/vault?uploads") as answer:  # noqa: S310 - our own loopback address
        assert b"<Upload>" not in answer.read()
    with pytest.raises(PayloadTooLarge):
        BlobStore.open(f"file://{tmp_path}").put_new("cases/one/file", broken())
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_two_writers_of_one_name_leave_one_whole_blob() -> None:
    shared = BlobStore(MemoryStore(), None)

    def slow() -> Iterator[bytes]:
        yield content(PART + 1)
        shared.put_new("a", [b"the quicker one"])

    with pytest.raises(BlobExists):
        shared.put_new("a", slow())
    assert read(shared, "a") == b"the quicker one"
    assert names(shared) == ["a"]
