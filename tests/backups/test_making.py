"""The data part opens nothing by itself; the key part is small, apart, and does not last."""

import base64
import gzip
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.backups.errors import BackupRefused
from app.backups.manifests import MANIFEST, from_json
from app.backups.tables import repository as tables
from app.core import clock
from app.core.erasure_register import Erased
from app.core.keys import WrappedKey
from app.wiring import metadata
from tests.backups.places import SECRET, Places, fill, new_tenant, runtime_of
from tests.client import ApiClient
from tests.conftest import make_key


def _everything(part: Path) -> bytes:
    """All bytes of a part, unpacked."""
    files = [file for file in part.rglob("*") if file.is_file()]
    packed = [
        gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes() for f in files
    ]
    return b"\n".join(packed)


def test_keys_are_in_a_part_of_their_own(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        tenant_id = new_tenant(runtime)
        with ApiClient(first, make_key(runtime, tenant_id)) as client:
            erased = fill(client)
            fill(client)
            client.delete(erased, headers={"If-Match": "*"})
        with runtime.database.read(tenant_id) as session:
            wrapped = [row.wrapped for row in session.scalars(select(WrappedKey))]
        made = places.backup(runtime)
    data, keys = _everything(made.data), _everything(made.keys)
    assert len(wrapped) == 2
    for key in wrapped:
        assert base64.b64encode(key) in keys
        assert base64.b64encode(key) not in data
    assert SECRET.encode() not in data + keys
    assert erased.rsplit("/", 1)[1].encode() in keys  # the register came along
    named = {file.path for file in from_json((made.data / MANIFEST).read_bytes()).files}
    assert "tables/cases.jsonl.gz" in named
    assert not named & {"tables/wrapped_keys.jsonl.gz", "tables/idempotent_replies.jsonl.gz"}
    for file in (made.data, made.keys, *made.keys.glob("*.*"), *made.data.rglob("*.gz")):
        assert file.stat().st_mode & 0o077 == 0


def test_every_table_is_in_one_part_or_left_out_on_purpose() -> None:
    names = {table.name for table in tables.tables()}
    assert {table.name for table in metadata.sorted_tables} - names == {
        "wrapped_keys",
        "idempotent_replies",
    }


def test_older_key_parts_go_and_data_parts_stay(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        made = places.backup(runtime)
        now = clock.now()
        names = {
            days: f"{now - timedelta(days=days):%Y%m%dT%H%M%SZ}-keys" for days in (7, 29, 31, 400)
        }
        for name in names.values():
            shutil.copytree(made.keys, made.keys.parent / name)
        (made.keys.parent / "notes-keys").mkdir()
        shutil.rmtree(made.data)
        shutil.rmtree(made.keys)
        second = places.backup(runtime)
    assert second.removed == sorted((names[31], names[400]))
    left = {path.name for path in second.keys.parent.iterdir()}
    assert left == {names[7], names[29], second.keys.name, "notes-keys"}


def test_a_part_is_there_whole_or_not_at_all(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        new_tenant(runtime)
        runtime.blobs.put_new("evidence/one", [b"bytes"])
        shutil.rmtree(Path(runtime.settings.storage_url.removeprefix("file://")) / "evidence")
        made = places.backup(runtime)  # a file that was erased meanwhile is no reason to fail
        with pytest.raises(BackupRefused, match="this second"):
            _twice(places, monkeypatch, runtime_of(first))
    assert {path.name for path in made.data.parent.iterdir()} >= {made.data.name}
    assert not list(places.folder.rglob("*.partial"))


def _twice(places: Places, monkeypatch: pytest.MonkeyPatch, runtime: object) -> None:
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    for _ in range(2):
        places.backup(runtime)  # type: ignore[arg-type]  # a runtime, named loosely above


def test_a_crash_behind_an_erasure_is_made_up_for(places: Places) -> None:
    """The register is written after the commit: what was cut off is noted with the next backup."""
    with places.empty("first") as first:
        runtime = runtime_of(first)
        tenant_id = new_tenant(runtime)
        with ApiClient(first, make_key(runtime, tenant_id)) as client:
            case = fill(client)
            client.delete(case, headers={"If-Match": "*"})
        noted = list(runtime.erasures)
        shutil.rmtree(runtime.settings.key_directory / "erasures" / "erased")
        assert list(runtime.erasures) == []
        places.backup(runtime)
        assert list(runtime.erasures) == noted
        [erased] = noted
        assert erased == Erased(tenant_id, erased.case_id)
        assert case.endswith(str(erased.case_id))
