import base64
import hashlib
import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.operations.worker import service as worker
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.dossier.test_verify import verify

TEXT = "离职证明（示例）\n".encode()
SOUND = bytes(range(256)) * 3000
OTHER_KEY = "other.example/log+00000000+" + base64.b64encode(b"\x01" + bytes(32)).decode()


@pytest.fixture(autouse=True)
def _no_background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "in_background", lambda _database: nullcontext())


def _drain(runtime: Runtime) -> None:
    while worker.run_next(runtime.database):
        pass


def _fill(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}"
    for name, content in (("离职证明.txt", TEXT), ("录音.m4a", SOUND)):
        answer = client.post(f"{path}/evidence-items", files={"file": (name, content)})
        assert answer.status_code == 201
    assert client.post(f"{path}/contacts", json=CALL).status_code == 201


def _export(client: ApiClient, runtime: Runtime, case_id: UUID) -> bytes:
    asked = client.post(f"/v1/cases/{case_id}/export")
    assert asked.status_code == 202
    assert asked.json()["status"] == "pending"
    _drain(runtime)
    operation = client.get(asked.headers["Location"]).json()
    assert operation["status"] == "succeeded", operation
    return client.get(operation["result_url"]).content


@pytest.fixture
def packed(client: ApiClient, runtime: Runtime, case_id: UUID) -> bytes:
    """An export with two files and a contact."""
    _fill(client, case_id)
    return _export(client, runtime, case_id)


@pytest.fixture
def folder(packed: bytes, tmp_path: Path) -> Path:
    """The same, unpacked."""
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        archive.extractall(tmp_path / "export")
    return tmp_path / "export"


def _run(folder: Path) -> tuple[int, str]:
    """Runs the verifier as its owner would, with a bare interpreter."""
    done = subprocess.run(  # noqa: S603 - the archive's own script
        [sys.executable, "-I", "-S", str(folder / "verify.py")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PYTHONIOENCODING": "utf-8"},
    )
    assert done.stderr == ""
    return done.returncode, done.stdout


def test_an_export_holds_everything_and_verifies(folder: Path, case_id: UUID) -> None:
    code, said = _run(folder)
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


def test_a_flipped_byte_is_found_and_named(folder: Path) -> None:
    [sound] = folder.glob("evidence/*/录音.m4a")
    changed = bytearray(sound.read_bytes())
    changed[1000] ^= 1
    sound.write_bytes(changed)
    code, said = _run(folder)
    assert code == 1
    assert said == f"{sound.relative_to(folder).as_posix()}: altered / 被改动\n"


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


def _edit(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        file = folder / name
        content = json.loads(file.read_bytes())
        change(content)
        file.write_text(json.dumps(content))

    return edit


def _edit_relisted(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    """A change by someone who also corrects the manifest."""

    def edit(folder: Path) -> None:
        _edit(name, change)(folder)
        written = (folder / name).read_bytes()

        def relist(manifest: Any) -> None:
            line = next(file for file in manifest["files"] if file["path"] == name)
            line |= {"sha256": hashlib.sha256(written).hexdigest(), "size": len(written)}

        _edit("manifest.json", relist)(folder)

    return edit


def _forged_payload(ledger: Any) -> None:
    entry = ledger["entries"][2]
    payload = json.loads(base64.b64decode(entry["payload"]))
    payload["summary"] = "客服同意减免"
    entry["payload"] = base64.b64encode(json.dumps(payload).encode()).decode()


def _forged_leaf(ledger: Any) -> None:
    leaf = json.loads(base64.b64decode(ledger["entries"][1]["leaf_input"]))
    leaf["recorded_at"] = "2025-01-01T00:00:00.000000Z"
    raw = json.dumps(leaf, separators=(",", ":"), sort_keys=True).encode()
    ledger["entries"][1]["leaf_input"] = base64.b64encode(raw).decode()
    ledger["entries"][1]["entry_hash"] = hashlib.sha256(b"\0" + raw).hexdigest()


def _signature_changed(seal: Any) -> None:
    body, _, tail = seal["checkpoint"].rpartition(" ")
    raw = bytearray(base64.b64decode(tail))
    raw[-1] ^= 1
    seal["checkpoint"] = f"{body} {base64.b64encode(raw).decode()}\n"


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        (lambda folder: (folder / "new.txt").write_text("x"), "new.txt: not in the manifest"),
        (lambda folder: (folder / "case.json").unlink(), "case.json: missing"),
        (_edit("case.json", lambda case: case.update(debts=[])), "case.json: altered"),
        (
            _edit_relisted("case.json", lambda case: case.update(debts=[])),
            "manifest.json: not the manifest that the ledger recorded",
        ),
        (
            _edit_relisted("ledger.json", _forged_payload),
            "ledger.json: entry 3 does not say what was recorded",
        ),
        (
            _edit_relisted("ledger.json", _forged_leaf),
            "ledger.json: entry 3 does not continue the one before",
        ),
        (
            _edit_relisted("ledger.json", lambda ledger: ledger["entries"].pop()),
            "manifest.json: 2 ledger entries, but the checkpoint says 3",
        ),
        (
            _edit_relisted("ledger.json", lambda ledger: ledger["entries"][0].update(kind="x")),
            "ledger.json: entry 1 shows something else than was hashed",
        ),
        (
            _edit_relisted(
                "ledger.json", lambda ledger: ledger["entries"][0].update(entry_hash="0" * 64)
            ),
            "ledger.json: entry 1 does not fit its hash",
        ),
        (
            _edit("manifest.json", lambda manifest: manifest["files"].pop()),
            "not the file of ledger entry",
        ),
        (
            _edit("manifest.json", lambda manifest: manifest.update(case_id="0")),
            "manifest.json: the checkpoint is of another case",
        ),
        (
            _edit("manifest.json", lambda manifest: manifest.update(keys=[])),
            "seal.json: no known key has signed the checkpoint",
        ),
        (_edit("seal.json", _signature_changed), "the signature of the checkpoint is wrong"),
        (
            _edit("seal.json", lambda seal: seal.update(entries=[])),
            "malformed / 格式损坏: IndexError",
        ),
    ],
)
def test_tampering_is_found(
    folder: Path,
    tamper: Callable[[Path], None],
    finding: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert verify.main([str(folder)]) == 0
    tamper(folder)
    capsys.readouterr()
    assert verify.main([str(folder)]) == 1
    assert finding in capsys.readouterr().out


def test_the_first_bad_entry_is_named_in_both_languages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(ledger: Any) -> None:
        for at in (2, 1):
            ledger["entries"][at]["salt"] = base64.b64encode(bytes(32)).decode()

    _edit("ledger.json", change)(folder)
    assert verify.main([str(folder)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "ledger.json: entry 2 does not say what was recorded / 第 2 条所记内容与当时不同" in said
    assert said[-1] == "first bad entry: 2 / 首个有问题的条目：第 2 条"


def test_the_zip_itself_can_be_verified_with_a_key_of_ones_own(
    client: ApiClient, packed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "export.zip"
    place.write_bytes(packed)
    [key] = client.get("/v1/ledger/keys").json()["items"]
    assert verify.main([str(place), "--key", key["vkey"]]) == 0
    assert verify.main([str(place), "--key", OTHER_KEY]) == 1
    assert "no known key" in capsys.readouterr().out
    place.write_bytes(packed[: len(packed) // 2])
    assert verify.main([str(place)]) == 2
    assert verify.main([str(tmp_path / "nowhere")]) == 2


def test_no_change_hides_behind_the_file_as_it_was(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with zipfile.ZipFile(folder / "volume-1.zip", "w") as volume:
        volume.write(folder / "case.json", "case.json")
    assert verify.main([str(folder)]) == 0
    (folder / "case.json").write_text("{}")
    capsys.readouterr()
    assert verify.main([str(folder)]) == 1
    said = capsys.readouterr().out
    assert "case.json: altered" in said
    assert "case.json (2): not in the manifest" in said


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_says_one_thing_only(
    packed: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "export.zip"
    place.write_bytes(packed)
    with zipfile.ZipFile(place, "a") as archive:
        archive.mkdir("evidence")
        archive.writestr("case.json", archive.read("case.json"))
    assert verify.main([str(place)]) == 0
    with zipfile.ZipFile(place, "a") as archive:
        archive.writestr("case.json", "{}")
    assert verify.main([str(place)]) == 1
    assert "case.json (2): not in the manifest" in capsys.readouterr().out


def test_a_zip_that_does_not_unpack_cannot_be_read(packed: bytes, tmp_path: Path) -> None:
    place = tmp_path / "export.zip"
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        first = archive.infolist()[0]
    data = first.header_offset + 30 + len(first.filename)
    place.write_bytes(packed[:data] + b"\xff" + packed[data + 1 :])
    assert verify.main([str(place)]) == 2


def test_a_case_without_anything_can_be_exported(
    client: ApiClient, runtime: Runtime, case_id: UUID, tmp_path: Path
) -> None:
    place = tmp_path / "empty.zip"
    place.write_bytes(_export(client, runtime, case_id))
    assert verify.main([str(place)]) == 0


def test_an_export_of_an_export_verifies_too(
    client: ApiClient, runtime: Runtime, packed: bytes, case_id: UUID, tmp_path: Path
) -> None:
    place = tmp_path / "second.zip"
    place.write_bytes(_export(client, runtime, case_id))
    assert verify.main([str(place)]) == 0
    with zipfile.ZipFile(place) as archive:
        ledger = json.loads(archive.read("ledger.json"))
    assert [entry["kind"] for entry in ledger["entries"]][-1] == "export_made"


def _evidence_blobs(runtime: Runtime, tenant_id: UUID) -> list[Path]:
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    folder = root / "evidence" / str(tenant_id)
    return sorted(file for file in folder.rglob("*") if file.is_file())


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"\1" * 200)])
def test_a_damaged_file_is_not_passed_on(
    client: ApiClient,
    runtime: Runtime,
    case_id: UUID,
    tenant_id: UUID,
    damage: Callable[[Path], None],
) -> None:
    _fill(client, case_id)
    damage(_evidence_blobs(runtime, tenant_id)[1])
    path = client.post(f"/v1/cases/{case_id}/export").headers["Location"]
    _drain(runtime)
    failed = client.get(path).json()
    assert (failed["status"], failed["error"]["code"]) == ("failed", "evidence_damaged")
    assert client.get(f"{path}/result").status_code == 404


def test_an_erased_case_takes_its_exports_along(
    client: ApiClient, runtime: Runtime, case_id: UUID, tenant_id: UUID
) -> None:
    _fill(client, case_id)
    path = client.post(f"/v1/cases/{case_id}/export").headers["Location"]
    _drain(runtime)
    waiting = client.post(f"/v1/cases/{case_id}/export").headers["Location"]
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    folder = root / "operations" / str(tenant_id)
    [stored] = (file for file in folder.rglob("*") if file.is_file())
    copy = stored.with_name("copy")
    shutil.copyfile(stored, copy)
    assert client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"}).status_code == 204
    assert not stored.exists()
    copy.rename(stored)
    assert client.get(f"{path}/result").status_code == 404
    assert client.get(path).json()["result_url"] is None
    _drain(runtime)
    assert client.get(waiting).json()["status"] == "cancelled"
    assert client.post(f"/v1/cases/{case_id}/export").status_code == 404
