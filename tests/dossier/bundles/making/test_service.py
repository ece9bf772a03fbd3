"""The making of a bundle: outdated, cancelled, broken off, erased."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from app.operations.worker import service as worker
from app.operations.worker.service import Run
from app.wiring import Runtime
from tests.dossier.archives import drain, stored_files, verified
from tests.dossier.bundles.filled import FILES, Filled


def test_what_changed_since_the_preview_is_not_made(filled: Filled, runtime: Runtime) -> None:
    shown = filled.preview()
    filled.call("later")
    body = {**filled.scope(), "preview_hash": shown["preview_hash"]}
    refused = filled.client.post(f"{filled.path}/evidence-bundles", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "preview_outdated")
    asked = filled.request()
    filled.call("later-still")
    drain(runtime)
    operation = filled.client.get(asked.headers["Location"]).json()
    assert (operation["status"], operation["error"]["code"]) == ("failed", "preview_outdated")
    kinds = filled.client.get(f"{filled.path}/ledger/entries").json()["items"]
    assert "bundle_made" not in {entry["kind"] for entry in kinds}


@pytest.mark.parametrize("step", [3, len(FILES) + 3], ids=["counting", "packing"])
def test_a_cancelled_bundle_leaves_nothing(
    filled: Filled, runtime: Runtime, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    asked = filled.request()
    path = asked.headers["Location"]
    advance = Run.advance

    def cancelling(self: Run, done: int, total: int) -> None:
        if done == step:
            assert filled.client.post(f"{path}/cancel").status_code == 200
        advance(self, done, total)

    monkeypatch.setattr(Run, "advance", cancelling)
    drain(runtime)
    assert filled.client.get(path).json()["status"] == "cancelled"
    assert stored_files(runtime, "operations", str(tenant_id)) == []


def test_an_attempt_that_breaks_off_is_made_again_whole(
    filled: Filled, runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = filled.request()
    advance = Run.advance
    broken: list[int] = []

    def breaking(self: Run, done: int, total: int) -> None:
        advance(self, done, total)
        if done == len(FILES) + 4 and not broken:
            broken.append(done)
            raise OSError

    monkeypatch.setattr(Run, "advance", breaking)
    monkeypatch.setattr(worker, "retry_delay", lambda _attempts: timedelta())
    drain(runtime)
    operation = filled.client.get(asked.headers["Location"]).json()
    assert (operation["status"], broken) == ("succeeded", [len(FILES) + 4])
    content = filled.client.get(operation["result_url"]).content
    assert verified(content, tmp_path)[0] == 0
    kinds = [e["kind"] for e in filled.client.get(f"{filled.path}/ledger/entries").json()["items"]]
    assert kinds.count("bundle_made") == 1


def test_an_erased_case_takes_its_bundles_along(
    filled: Filled, runtime: Runtime, tenant_id: UUID
) -> None:
    asked = filled.request()
    drain(runtime)
    assert len(stored_files(runtime, "operations", str(tenant_id))) == 1
    erased = filled.client.delete(filled.path, headers={"If-Match": "*"})
    assert erased.status_code == 204
    assert stored_files(runtime, "operations", str(tenant_id)) == []
    path = asked.headers["Location"]
    assert filled.client.get(path).json()["result_url"] is None
    assert filled.client.get(f"{path}/result").status_code == 404


def test_what_was_asked_for_is_sealed(filled: Filled, runtime: Runtime, tenant_id: UUID) -> None:
    asked = filled.request()
    with runtime.database.read(tenant_id) as session:
        stored = session.execute(text("SELECT sealed FROM operations")).scalars().all()
    assert all(filled.checklist.encode() not in bytes(each) for each in stored if each)
    assert asked.json()["kind"] == "evidence_bundle"


def test_a_damaged_file_is_not_passed_on(filled: Filled, runtime: Runtime, tenant_id: UUID) -> None:
    blobs = stored_files(runtime, "evidence", str(tenant_id))
    asked = filled.request()
    blobs[1].unlink()
    drain(runtime)
    failed = filled.client.get(asked.headers["Location"]).json()
    assert (failed["status"], failed["error"]["code"]) == ("failed", "evidence_damaged")
