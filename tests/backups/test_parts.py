"""What is damaged, foreign or does not fit is refused before anything is touched."""

import dataclasses
from datetime import timedelta
from pathlib import Path

import pytest

from app.backups.errors import BackupRefused
from app.backups.making.service import Backup
from app.backups.manifests import MANIFEST, Manifest, from_json
from app.core import migrations
from app.wiring import Runtime
from tests.backups.places import Places, new_tenant, put_back, runtime_of, shared_keys


def _rewrite(part: Path, **changes: object) -> None:
    manifest = from_json((part / MANIFEST).read_bytes())
    changed: Manifest = dataclasses.replace(manifest, **changes)  # type: ignore[arg-type]  # fields of it
    (part / MANIFEST).write_bytes(changed.to_json())


def _refused(runtime: Runtime, made: Backup, reason: str) -> None:
    with pytest.raises(BackupRefused, match=reason):
        put_back(runtime, made)


def test_what_does_not_fit_is_refused(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        new_tenant(runtime)
        made = places.backup(runtime)
        with places.empty("other", **shared_keys(runtime.settings)) as second:
            target = runtime_of(second)
            swapped = made._replace(data=made.keys, keys=made.data)
            _refused(target, swapped, "is the keys part, not the data part")
            _refused(target, made._replace(data=places.folder), "is no part of a backup")
            now = from_json((made.keys / MANIFEST).read_bytes()).made_at
            _rewrite(made.keys, made_at=now - timedelta(seconds=1))
            _refused(target, made, "keys are older than the data")
            _rewrite(made.keys, made_at=now)
            _rewrite(made.data, revision="a1b2c3")
            _refused(target, made, "restore with the version that made it")
            _rewrite(made.data, revision=migrations.head())
            tenants = made.data / "tables/tenants.jsonl.gz"
            whole = tenants.read_bytes()
            tenants.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
            _refused(target, made, "tenants.jsonl.gz is damaged")
            tenants.unlink()
            _refused(target, made, "lacks tables/tenants.jsonl.gz")
            tenants.write_bytes(whole)
            assert put_back(target, made) == 0


def test_a_database_before_its_migrations_is_refused(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    with places.empty("first") as first:
        made = places.backup(runtime_of(first))
        monkeypatch.setattr(migrations, "revision_of", lambda _engine: None)
        _refused(runtime_of(first), made, "shangan migrate")


def test_a_table_with_other_columns_is_refused(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        new_tenant(runtime)
        made = places.backup(runtime)
        manifest = from_json((made.data / MANIFEST).read_bytes())
        name = "tables/tenants.jsonl.gz"
        other = next(file for file in manifest.files if file.path == "tables/cases.jsonl.gz")
        (made.data / name).write_bytes((made.data / other.path).read_bytes())
        files = [
            dataclasses.replace(other, path=name) if file.path == name else file
            for file in manifest.files
        ]
        _rewrite(made.data, files=tuple(files))
        with places.empty("other", **shared_keys(runtime.settings)) as second:
            _refused(runtime_of(second), made, "tenants is not as this version writes it")
