"""What a backup holds comes back whole; what was erased since never does."""

import threading
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.backups.errors import BackupRefused
from app.core.erasure_register import Erased
from app.core.keys import WrappedKey
from app.dossier import service as dossier
from app.ledger.models import LedgerEntry
from app.wiring import Runtime
from tests.backups.places import (
    SECRET,
    Places,
    all_rows,
    fill,
    keys_without_memory,
    new_tenant,
    put_back,
    runtime_of,
    shared_keys,
)
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL
from tests.demo import Demo
from tests.live import live_server

NEW_LOG = "shangan.local/after-the-loss"
WRITERS = 4
EACH = 12


def _is_intact(runtime: Runtime) -> bool:
    verdicts = [found.verdict for found in dossier.verify_everything(runtime.database)]
    return bool(verdicts) and all(verdict.valid for verdict in verdicts)


def _stored_files(runtime: Runtime) -> set[str]:
    return set(runtime.blobs.names())


def test_the_demo_comes_back_row_for_row_and_file_for_file(demo: Demo, places: Places) -> None:
    """From each database to each: a backup also moves a service to the other one."""
    with demo.copy(places.folder / "demo-copy") as first:
        made = places.backup(runtime_of(first))
        with places.empty("other", **shared_keys(runtime_of(first).settings)) as second:
            assert put_back(runtime_of(second), made) == 0
            assert all_rows(runtime_of(second)) == all_rows(runtime_of(first))
            assert _stored_files(runtime_of(second)) == _stored_files(runtime_of(first))
            assert _is_intact(runtime_of(second))
            with ApiClient(first, demo.key) as before, ApiClient(second, demo.key) as after:
                cases = before.get("/v1/cases").json()
                assert after.get("/v1/cases").json() == cases
                for case in cases["items"]:
                    for part in ("contacts", "debts", "evidence-items", "ledger/checkpoint"):
                        path = f"/v1/cases/{case['id']}/{part}"
                        was = before.get(path)
                        now = after.get(path)
                        assert now.status_code == was.status_code
                        assert was.status_code != 200 or now.json() == was.json()


def test_a_case_erased_since_stays_erased(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        tenant_id = new_tenant(runtime)
        key = make_key(runtime, tenant_id)
        with ApiClient(first, key) as client:
            kept, erased = fill(client), fill(client)
            hold = client.post(f"{erased}/legal-holds", json={"reason": SECRET}).headers["Location"]
            made = places.backup(runtime)
            client.delete(hold, headers={"If-Match": "*"})
            assert client.delete(erased, headers={"If-Match": "*"}).status_code == 204
        with places.empty("other", **shared_keys(runtime.settings)) as other:
            with pytest.raises(BackupRefused, match="entries of 1 cases"):
                put_back(runtime_of(other), made)
            assert all_rows(runtime_of(other))["cases"] == []
        new_log = shared_keys(runtime.settings, ledger_origin=NEW_LOG)
        with places.empty("another", **new_log) as second:
            restored = runtime_of(second)
            assert put_back(restored, made) == 1
            _assert_gone(restored, tenant_id, erased)
            with ApiClient(second, key) as client:
                assert client.get(erased).status_code == 404
                assert client.get(kept).json()["client_reference"] == SECRET
                items = client.get(f"{kept}/evidence-items").json()["items"]
                content = client.get(f"{kept}/evidence-items/{items[0]['id']}/content")
                assert content.content == SECRET.encode()
                assert client.post(f"{kept}/contacts", json=CALL).status_code == 201
            assert _is_intact(restored)


def _assert_gone(runtime: Runtime, tenant_id: UUID, case: str) -> None:
    """No key, no payload, no file of the case is left."""
    case_id = UUID(case.rsplit("/", 1)[1])
    rows = all_rows(runtime)
    assert {row[2] for row in rows["wrapped_keys"]} & {case_id} == set()
    entries = [row for row in rows["ledger_entries"] if row[2] == case_id]
    sealed = [column.name for column in LedgerEntry.__table__.columns].index("sealed")
    assert entries
    assert {entry[sealed] for entry in entries} == {None}
    assert not [row for row in rows["contacts"] if case_id in row]
    assert not [name for name in _stored_files(runtime) if str(case_id) in name]
    assert Erased(tenant_id, case_id) in set(runtime.erasures)


def test_newer_keys_know_of_the_erasure_by_themselves(places: Places) -> None:
    """The register was lost with everything else: the newest key part alone has it, too."""
    with places.empty("first") as first:
        runtime = runtime_of(first)
        tenant_id = new_tenant(runtime)
        key = make_key(runtime, tenant_id)
        with ApiClient(first, key) as client:
            kept, erased = fill(client), fill(client)
            made = places.backup(runtime)
            client.delete(erased, headers={"If-Match": "*"})
        newer = _second_later(places, runtime)
        keys = keys_without_memory(runtime.settings, places.folder / "rescued")
        with places.empty("other", **keys, ledger_origin=NEW_LOG) as second:
            assert put_back(runtime_of(second), made, keys=newer) == 1
            _assert_gone(runtime_of(second), tenant_id, erased)
            assert _is_intact(runtime_of(second))
            with ApiClient(second, key) as client:
                assert client.get(kept).json()["client_reference"] == SECRET


def _second_later(places: Places, runtime: Runtime) -> Path:
    """The key part of another backup, once its name can be another."""
    while True:
        try:
            return places.backup(runtime).keys
        except BackupRefused:
            threading.Event().wait(0.05)


def test_a_backup_under_writers_is_of_one_moment(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        key = make_key(runtime, new_tenant(runtime))
        with live_server(first) as address, ApiClient(address, key) as client:
            cases = [fill(client) for _ in range(WRITERS)]
            begun = threading.Barrier(WRITERS + 1)

            def write(case: str) -> None:
                begun.wait()
                for _ in range(EACH):
                    assert client.post(f"{case}/contacts", json=CALL).status_code == 201

            writers = [threading.Thread(target=write, args=(case,)) for case in cases]
            for writer in writers:
                writer.start()
            begun.wait()
            made = places.backup(runtime)
            for writer in writers:
                writer.join()
        keys = keys_without_memory(runtime.settings, places.folder / "rescued")
        with places.empty("other", **keys) as second:
            put_back(runtime_of(second), made)
            assert _is_intact(runtime_of(second))
            rows = all_rows(runtime_of(second))
            assert len(rows["contacts"]) + WRITERS == len(rows["ledger_entries"])


def test_a_living_case_without_a_key_is_no_erased_one(places: Places) -> None:
    """Whoever lost a key must hear of it; only what was noted is erased."""
    with places.empty("first") as first:
        runtime = runtime_of(first)
        tenant_id = new_tenant(runtime)
        with ApiClient(first, make_key(runtime, tenant_id)) as client:
            fill(client)
        with runtime.database.write(tenant_id) as session:
            session.execute(delete(WrappedKey).where(WrappedKey.owner_id != tenant_id))
        made = places.backup(runtime)
        with places.empty("other", **shared_keys(runtime.settings)) as second:
            with pytest.raises(BackupRefused, match="1 cases have no key"):
                put_back(runtime_of(second), made)
            assert all_rows(runtime_of(second))["tenants"] == []


def test_it_is_put_into_an_empty_database_alone(places: Places) -> None:
    with places.empty("first") as first:
        made = places.backup(runtime_of(first))
        new_tenant(runtime_of(first))
        with pytest.raises(BackupRefused, match="not empty"):
            put_back(runtime_of(first), made)


def test_files_that_are_there_already_must_be_the_same(places: Places) -> None:
    with places.empty("first") as first:
        runtime = runtime_of(first)
        with ApiClient(first, make_key(runtime, new_tenant(runtime))) as client:
            fill(client)
        made = places.backup(runtime)
        [name] = _stored_files(runtime)
        same = shared_keys(runtime.settings, storage_url=runtime.settings.storage_url)
        with places.empty("same", **same) as second:
            assert put_back(runtime_of(second), made) == 0
        with places.empty("other", **shared_keys(runtime.settings)) as third:
            runtime_of(third).blobs.put_new(name, [b"something else"])
            with pytest.raises(BackupRefused, match="another file"):
                put_back(runtime_of(third), made)
