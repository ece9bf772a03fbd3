"""Exports through the API and the worker, on both databases, and their own verifier."""

import base64
import hashlib
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.dossier.archives import drain, run_verifier, stored_files, unpack
from tests.dossier.export.filled import SOUND, TEXT, fill, made_export
from tests.dossier.test_verify import verify


def test_an_export_holds_everything_and_verifies(folder: Path, case_id: UUID) -> None:
    code, said = run_verifier(folder)
    assert code == 0
    assert said.splitlines() == [
        "intact: files, ledger, signatures and manifest agree",
        "完好：文件、账本、签名与清单一致",
    ]
    case = json.loads((folder / "case.json").read_bytes())
    assert case["case"]["id"] == str(case_id)
    assert case["contacts"][0]["summary"] == CALL["summary"]
    assert case["follow_ups"][0]["what"] == CALL["promises"][0]["what"]
    paths = {item["file_name"]: folder / item["path"] for item in case["evidence_items"]}
    assert paths["离职证明.txt"].read_bytes() == TEXT
    assert paths["录音.m4a"].read_bytes() == SOUND
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert len(manifest["files"]) == 7
    told = json.loads((folder / "timeline.json").read_bytes())["items"]
    assert [each["day"] for each in told] == sorted(each["day"] for each in told)
    assert {each["kind"] for each in told} == {"contact", "follow_up", "evidence"}
    assert manifest["keys"][0]["vkey"].startswith(manifest["keys"][0]["name"])


def test_the_manifests_hash_is_in_the_ledger(
    client: ApiClient, folder: Path, case_id: UUID
) -> None:
    seal = json.loads((folder / "seal.json").read_bytes())
    [entry] = seal["entries"]
    said = json.loads(base64.b64decode(entry["payload"]))
    written = (folder / "manifest.json").read_bytes()
    assert said["manifest_sha256"] == hashlib.sha256(written).hexdigest()
    items = client.get(f"/v1/cases/{case_id}/ledger/entries").json()["items"]
    assert items[-1]["kind"] == "export_made"
    assert items[-1]["entry_hash"] == entry["entry_hash"]
    verdict = client.post(f"/v1/cases/{case_id}/ledger/verify").json()
    assert (verdict["valid"], verdict["entries"]) == (True, 4)


def test_what_was_read_is_in_the_audit_trail(client: ApiClient, packed: bytes) -> None:
    events = client.get("/v1/audit-events").json()["items"]
    assert [event["action"] for event in events[:5]] == [
        "operation_result_read",
        "evidence_content_read",
        "evidence_content_read",
        "export_made",
        "operation_requested",
    ]
    assert len({event["principal_id"] for event in events}) == 1


def test_a_case_without_anything_can_be_exported(
    client: ApiClient, runtime: Runtime, case_id: UUID, tmp_path: Path
) -> None:
    place = tmp_path / "empty.zip"
    place.write_bytes(made_export(client, runtime, case_id))
    assert verify.main([str(place)]) == 0


def test_holds_are_told_with_their_end_and_who_ended_them(
    client: ApiClient, runtime: Runtime, case_id: UUID, tmp_path: Path
) -> None:
    path = f"/v1/cases/{case_id}/legal-holds"
    asked: list[dict[str, str]] = [
        {"reason": "仲裁审理中"},
        {"reason": "等法院调卷", "expires_on": "2020-01-31"},
        {"reason": "投诉处理中"},
    ]
    placed = [client.post(path, json=body) for body in asked]
    assert (
        client.delete(placed[0].headers["Location"], headers={"If-Match": "*"}).status_code == 204
    )
    folder = unpack(made_export(client, runtime, case_id), tmp_path / "held")
    told = json.loads((folder / "case.json").read_bytes())["legal_holds"]
    assert [hold["reason"] for hold in told] == [body["reason"] for body in asked]
    assert [hold["in_force"] for hold in told] == [False, False, True]
    me = client.get("/v1/audit-events").json()["items"][0]["principal_id"]
    assert [hold["placed_by"] for hold in told] == [me] * 3
    assert [hold["lifted_by"] for hold in told] == [me, None, None]
    assert [hold["lifted_at"] is None for hold in told] == [False, True, True]
    assert [hold["id"] for hold in client.get(path).json()["items"]] == [placed[2].json()["id"]]


def test_an_export_of_an_export_verifies_too(
    client: ApiClient, runtime: Runtime, packed: bytes, case_id: UUID, tmp_path: Path
) -> None:
    place = tmp_path / "second.zip"
    place.write_bytes(made_export(client, runtime, case_id))
    assert verify.main([str(place)]) == 0
    with zipfile.ZipFile(place) as archive:
        ledger = json.loads(archive.read("ledger.json"))
    assert [entry["kind"] for entry in ledger["entries"]][-1] == "export_made"


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"\1" * 200)])
def test_a_damaged_file_is_not_passed_on(
    client: ApiClient,
    runtime: Runtime,
    case_id: UUID,
    tenant_id: UUID,
    damage: Callable[[Path], None],
) -> None:
    fill(client, case_id)
    damage(stored_files(runtime, "evidence", str(tenant_id))[1])
    path = client.post(f"/v1/cases/{case_id}/export").headers["Location"]
    drain(runtime)
    failed = client.get(path).json()
    assert (failed["status"], failed["error"]["code"]) == ("failed", "evidence_damaged")
    assert client.get(f"{path}/result").status_code == 404


def test_an_erased_case_takes_its_exports_along(
    client: ApiClient, runtime: Runtime, case_id: UUID, tenant_id: UUID
) -> None:
    fill(client, case_id)
    path = client.post(f"/v1/cases/{case_id}/export").headers["Location"]
    drain(runtime)
    waiting = client.post(f"/v1/cases/{case_id}/export").headers["Location"]
    [stored] = stored_files(runtime, "operations", str(tenant_id))
    copy = stored.with_name("copy")
    shutil.copyfile(stored, copy)
    assert client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"}).status_code == 204
    assert not stored.exists()
    copy.rename(stored)
    assert client.get(f"{path}/result").status_code == 404
    assert client.get(path).json()["result_url"] is None
    drain(runtime)
    assert client.get(waiting).json()["status"] == "cancelled"
    assert client.post(f"/v1/cases/{case_id}/export").status_code == 404
