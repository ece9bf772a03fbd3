"""Bundles through the API and the worker, on both databases, checked by their own verifier."""

import base64
import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pikepdf
import pytest
from sqlalchemy import text

from app.core.typesetting import set_pdf
from app.operations.worker import service as worker
from app.operations.worker.service import Run
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL
from tests.dossier.bundles.files import locked_paper, paper, picture

SOUND = b"\0\0\0\x20ftypM4A " + bytes(range(256)) * 40
WORDS = [{"at": "00:12", "speaker": "客服", "text": "目前没有个性化分期政策"}]
FILES: list[tuple[str, bytes, dict[str, str]]] = [
    ("离职证明.txt", "离职证明（示例）\n".encode(), {"title": "离职证明", "source": "人事部"}),
    ("合同.pdf", paper(3), {"title": "借款合同", "purpose": "证明利率"}),
    ("长截图.jpg", picture(400, 3200), {"title": "聊天截图", "original_device": "本人手机"}),
    ("录音.m4a", SOUND, {"title": "通话录音", "transcript": json.dumps(WORDS)}),
    ("加锁.pdf", locked_paper(), {"title": "加锁的文件"}),
]


@pytest.fixture(autouse=True)
def _no_background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "in_background", lambda _database: nullcontext())


def _drain(runtime: Runtime) -> None:
    while worker.run_next(runtime.database):
        pass


class Filled:
    """A case with evidence, contacts and a checklist."""

    def __init__(self, client: ApiClient, case_id: UUID) -> None:
        self.client = client
        self.path = f"/v1/cases/{case_id}"
        self.evidence: list[str] = []
        for number, (name, content, data) in enumerate(FILES):
            self.add(name, content, data, f"file-{number}")
        made = client.post(f"{self.path}/evidence-checklists", json={"purpose": "litigation"})
        self.checklist = made.json()["id"]

    def add(self, name: str, content: bytes, data: dict[str, str], key: str) -> str:
        answer = self.client.post(
            f"{self.path}/evidence-items",
            files={"file": (name, content)},
            data=data,
            headers={"Idempotency-Key": key},
        )
        assert answer.status_code == 201, answer.text
        self.evidence.append(answer.json()["id"])
        return self.evidence[-1]

    def call(self, key: str, **changes: Any) -> dict[str, Any]:
        answer = self.client.post(
            f"{self.path}/contacts", json={**CALL, **changes}, headers={"Idempotency-Key": key}
        )
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def scope(self, **changes: Any) -> dict[str, Any]:
        return {"checklist_id": self.checklist, "evidence_ids": self.evidence, **changes}

    def preview(self, **changes: Any) -> dict[str, Any]:
        answer = self.client.post(
            f"{self.path}/evidence-bundles/preview", json=self.scope(**changes)
        )
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def request(self, **changes: Any) -> Any:
        shown = self.preview(**changes)
        body = {**self.scope(**changes), "preview_hash": shown["preview_hash"]}
        return self.client.post(f"{self.path}/evidence-bundles", json=body)

    def bundle(self, runtime: Runtime, **changes: Any) -> bytes:
        asked = self.request(**changes)
        assert asked.status_code == 202, asked.text
        _drain(runtime)
        operation = self.client.get(asked.headers["Location"]).json()
        assert operation["status"] == "succeeded", operation
        return self.client.get(operation["result_url"]).content


@pytest.fixture
def filled(client: ApiClient, case_id: UUID) -> Filled:
    return Filled(client, case_id)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is printed on the papers of the bundles that are made."""
    seen: list[str] = []

    def listening(template: str, values: dict[str, Any], *, day: date) -> bytes:
        seen.append(json.dumps(values, ensure_ascii=False))
        return set_pdf(template, values, day=day)

    for module in ("making", "making.closing"):
        monkeypatch.setattr(f"app.dossier.bundles.{module}.service.set_pdf", listening)
    return seen


def _verified(content: bytes, folder: Path) -> tuple[int, str]:
    """Unpacks a bundle and runs its own verifier with a bare interpreter."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        archive.extractall(folder)
    return _run(folder)


def _run(folder: Path) -> tuple[int, str]:
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


def _rows(folder: Path) -> list[list[str]]:
    text = (folder / "证据清单.csv").read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_bundle_holds_pages_originals_and_proofs_and_verifies(
    filled: Filled, runtime: Runtime, tmp_path: Path
) -> None:
    filled.call("c1")
    code, said = _verified(filled.bundle(runtime), tmp_path)
    assert code == 0, said
    assert said.splitlines() == [
        "this is an excerpt: 6 of 6 ledger entries, the others as hashes only",
        "这是节录：账本共 6 条，本包列出 6 条，其余只有哈希",
        "intact: files, ledger, signatures and manifest agree",
        "完好：文件、账本、签名与清单一致",
    ]
    assert _rows(tmp_path) == [
        ["序号", "证据名称", "证据来源", "证明目的", "页码"],
        ["1", "离职证明", "人事部", "", "1"],
        ["2", "借款合同", "", "证明利率", "2–4"],
        ["3", "聊天截图", "", "", "5–8"],
        ["4", "通话录音", "", "", "9"],
        ["5", "加锁的文件", "", "", "电子文件"],
    ]
    for (name, content, _data), item in zip(FILES, filled.evidence, strict=True):
        assert (tmp_path / "evidence" / item / name).read_bytes() == content
    counts = {}
    for copy in (tmp_path / "exhibits").iterdir():
        with pikepdf.open(copy) as pdf:
            counts[copy.name] = len(pdf.pages)
    assert counts == {
        "001 离职证明.pdf": 1,
        "002 借款合同.pdf": 3,
        "003 聊天截图.pdf": 4,
        "004 通话录音 文字整理稿.pdf": 1,
    }
    for paper_name in ("封面与目录.pdf", "证据清单.pdf", "联系记录.pdf"):
        with pikepdf.open(tmp_path / paper_name) as pdf:
            assert len(pdf.pages) >= 1


def test_entries_that_were_not_chosen_are_hashes_alone(
    filled: Filled, runtime: Runtime, tmp_path: Path
) -> None:
    hidden = filled.call("hidden", summary="不想带出的一通电话")
    shown = filled.call("shown")
    chosen = {"evidence_ids": filled.evidence[:1], "contact_ids": [shown["id"]]}
    preview = filled.preview(**chosen)
    assert preview["withheld_count"] == 5
    assert [one["kind"] for one in preview["included"]] == ["evidence", "contact"]
    content = filled.bundle(runtime, **chosen)
    assert _verified(content, tmp_path)[0] == 0
    ledger = json.loads((tmp_path / "ledger.json").read_bytes())
    assert len(ledger["leaves"]) == 7
    assert [entry["sequence"] for entry in ledger["entries"]] == [1, shown["sequence"]]
    assert ledger["leaves"][hidden["sequence"] - 1] == hidden["entry_hash"]
    receipts = json.loads((tmp_path / "receipts.json").read_bytes())["receipts"]
    assert [each["sequence"] for each in receipts] == [1, shown["sequence"]]
    whole = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    secret = "不想带出的一通电话"
    assert secret.encode() not in whole
    assert base64.b64encode(secret.encode())[:20] not in whole


def test_the_manifests_hash_is_the_newest_entry_of_the_ledger(
    filled: Filled, runtime: Runtime, tmp_path: Path
) -> None:
    _verified(filled.bundle(runtime), tmp_path)
    [entry] = json.loads((tmp_path / "seal.json").read_bytes())["entries"]
    items = filled.client.get(f"{filled.path}/ledger/entries").json()["items"]
    assert (items[-1]["kind"], items[-1]["entry_hash"]) == ("bundle_made", entry["entry_hash"])
    verdict = filled.client.post(f"{filled.path}/ledger/verify").json()
    assert verdict["valid"] is True
    export = filled.client.post(f"{filled.path}/export")
    _drain(runtime)
    assert filled.client.get(export.headers["Location"]).json()["status"] == "succeeded"


def _edited(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    def edit(folder: Path) -> None:
        content = json.loads((folder / name).read_bytes())
        change(content)
        (folder / name).write_text(json.dumps(content))

    return edit


def _flip(folder: Path) -> None:
    [sound] = folder.glob("evidence/*/录音.m4a")
    sound.write_bytes(sound.read_bytes()[:-1] + b"!")


def _swap_a_leaf(ledger: Any) -> None:
    ledger["leaves"][1] = "0" * 64


def _claim_another_entry(ledger: Any) -> None:
    ledger["entries"][0]["kind"] = "contact_recorded"


def _break_a_proof(receipts: Any) -> None:
    receipts["receipts"][0]["inclusion_proof"][0] = base64.b64encode(bytes(32)).decode()


def _past_the_end(ledger: Any) -> None:
    ledger["entries"][0]["sequence"] = 99


@pytest.mark.parametrize(
    ("tamper", "finding"),
    [
        (_flip, "altered / 被改动"),
        (lambda folder: (folder / "证据清单.csv").unlink(), "证据清单.csv: missing / 缺失"),
        (_edited("ledger.json", _swap_a_leaf), "entry 2 does not continue the one before"),
        (_edited("ledger.json", _claim_another_entry), "entry 1 shows something else"),
        (_edited("ledger.json", _past_the_end), "entry 99 does not continue the one before"),
        (_edited("receipts.json", _break_a_proof), "entry 1 is not proven under the checkpoint"),
        (
            _edited("manifest.json", lambda manifest: manifest["files"].pop()),
            "manifest.json: not the manifest that the ledger recorded",
        ),
        (
            _edited("manifest.json", lambda manifest: manifest.update(profile="private")),
            "manifest.json: not the manifest that the ledger recorded",
        ),
    ],
)
def test_tampering_with_a_bundle_is_found(
    filled: Filled,
    runtime: Runtime,
    tmp_path: Path,
    tamper: Callable[[Path], None],
    finding: str,
) -> None:
    assert _verified(filled.bundle(runtime), tmp_path)[0] == 0
    tamper(tmp_path)
    code, said = _run(tmp_path)
    assert code == 1
    assert finding in said


def test_volumes_stay_below_their_limit_and_say_what_is_absent(
    filled: Filled, runtime: Runtime, tmp_path: Path
) -> None:
    for number in range(3):
        filled.add(f"大图{number}.png", bytes([number]) * 600_000, {}, f"big-{number}")
    content = filled.bundle(runtime, volume_limit_mib=1)
    code, said = _verified(content, tmp_path)
    assert code == 0, said
    volumes = sorted((tmp_path / "volumes").iterdir())
    assert len(volumes) >= 3
    assert all(volume.stat().st_size <= 1024 * 1024 for volume in volumes)
    volumes[0].unlink()
    code, said = _run(tmp_path)
    assert code == 0
    assert "volume 1 is not here" in said
    assert "第 1 卷不在这里" in said


def test_a_volume_must_hold_the_largest_file(filled: Filled) -> None:
    big = filled.add("大.bin", bytes(1024 * 1024), {}, "big")
    answer = filled.client.post(
        f"{filled.path}/evidence-bundles/preview",
        json=filled.scope(evidence_ids=[big], volume_limit_mib=1),
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "volume_too_small"


def test_the_creditors_pack_leaves_out_what_is_not_theirs(
    filled: Filled, runtime: Runtime, tmp_path: Path, printed: list[str]
) -> None:
    person = {"full_name": "李示例", "id_number": "11010119900307123X", "phone": "13900000009"}
    changed = filled.client.patch(
        filled.path,
        json={"person": person, "client_reference": "内部-77"},
        headers={"If-Match": "*"},
    )
    assert changed.status_code == 200
    about_me = filled.call(
        "me",
        recording={"made": True, "announced": False},
        promises=[{"by": "debtor", "what": "月底先还三百元", "due_on": None}],
    )
    about_them = filled.call("them", about_person="colleague", summary="催收打给同事赵某某")
    risky = filled.call("risk", summary="客服问到以前套现的事")
    chosen = {
        "profile": "creditor",
        "contact_ids": [about_me["id"], about_them["id"], risky["id"]],
    }
    preview = filled.preview(**chosen)
    by_id = {one["entry_id"]: one for one in preview["included"]}
    assert by_id[about_me["id"]]["withheld_fields"] == ["promises", "recording"]
    assert not by_id[about_me["id"]]["shown_in_full"]
    assert not by_id[about_them["id"]]["shown_in_full"]
    assert risky["id"] not in by_id
    [warned] = [one for one in preview["adverse"] if one["code"] == "cash_out"]
    assert (warned["entry_id"], warned["included"]) == (risky["id"], False)
    assert warned["why"].startswith("文字里提到套现")
    content = filled.bundle(runtime, **chosen)
    assert _verified(content, tmp_path)[0] == 0
    whole = _readable(tmp_path) + "".join(printed)
    assert "李示例" in whole
    for secret in (
        "月底先还三百元",
        "赵某某",
        "套现",
        "13900000009",
        "内部-77",
        "123X"[:0] or "1990030712",
    ):
        assert secret not in whole
    allowed = filled.preview(**chosen, acknowledged_risks=["cash_out"])
    assert risky["id"] in {one["entry_id"] for one in allowed["included"]}


def _readable(folder: Path) -> str:
    """Every text of a bundle: files and opened ledger payloads."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    parts = [file.read_bytes().decode("utf-8", errors="replace") for file in files]
    entries = json.loads((folder / "ledger.json").read_bytes())["entries"]
    parts += [base64.b64decode(entry.get("payload", "")).decode() for entry in entries]
    return "\n".join(parts)


def test_what_changed_since_the_preview_is_not_made(filled: Filled, runtime: Runtime) -> None:
    shown = filled.preview()
    filled.call("later")
    body = {**filled.scope(), "preview_hash": shown["preview_hash"]}
    refused = filled.client.post(f"{filled.path}/evidence-bundles", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "preview_outdated")
    asked = filled.request()
    filled.call("later-still")
    _drain(runtime)
    operation = filled.client.get(asked.headers["Location"]).json()
    assert (operation["status"], operation["error"]["code"]) == ("failed", "preview_outdated")
    kinds = filled.client.get(f"{filled.path}/ledger/entries").json()["items"]
    assert "bundle_made" not in {entry["kind"] for entry in kinds}


def test_nothing_unknown_goes_into_a_bundle(filled: Filled, stranger: ApiClient) -> None:
    nobody = "01930000-0000-7000-8000-00000000ffff"
    for field, value, code in (
        ("evidence_ids", [nobody], "evidence_unknown"),
        ("contact_ids", [nobody], "contact_unknown"),
        ("debt_ids", [nobody], "debt_unknown"),
        ("claims", ["nothing"], "claim_unknown"),
    ):
        answer = filled.client.post(
            f"{filled.path}/evidence-bundles/preview", json=filled.scope(**{field: value})
        )
        assert answer.status_code == 422
        assert answer.json()["errors"] == [
            {**answer.json()["errors"][0], "pointer": f"/{field}/0", "code": code}
        ]
    foreign = stranger.post(f"{filled.path}/evidence-bundles/preview", json=filled.scope())
    assert foreign.status_code == 404


def test_a_bundle_has_an_end(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    filled.call("one")
    filled.call("two")
    for name, pointer in (("MOST_CONTACTS", "/contact_ids"), ("MOST_FILES", "/evidence_ids")):
        with monkeypatch.context() as patch:
            patch.setattr(f"app.dossier.bundles.choosing.service.{name}", 1)
            answer = filled.client.post(
                f"{filled.path}/evidence-bundles/preview", json=filled.scope()
            )
        assert answer.status_code == 422
        [error] = answer.json()["errors"]
        assert (error["pointer"], error["code"]) == (pointer, "bundle_too_large")


def test_linked_evidence_goes_in_by_itself_and_by_claim(filled: Filled) -> None:
    claim = "standard_terms_not_explained"
    made = filled.client.post(
        f"{filled.path}/evidence-checklists", json={"purpose": "litigation", "claims": [claim]}
    ).json()
    serving = next(item["code"] for item in made["items"] if item["elements"])
    other = next(item["code"] for item in made["items"] if not item["elements"])
    for code, item in ((serving, filled.evidence[1]), (other, filled.evidence[0])):
        linked = filled.client.put(
            f"{filled.path}/evidence-checklists/{made['id']}/items/{code}",
            json={"evidence_ids": [item]},
            headers={"If-Match": "*"},
        )
        assert linked.status_code == 200
    both = filled.preview(checklist_id=made["id"], evidence_ids=None)
    assert {one["entry_id"] for one in both["included"]} == set(filled.evidence[:2])
    one = filled.preview(checklist_id=made["id"], evidence_ids=None, claims=[claim])
    assert [each["entry_id"] for each in one["included"]] == [filled.evidence[1]]


def test_the_creditor_is_offered_contacts_about_their_debt_only(filled: Filled) -> None:
    body = {"creditor_name": "某银行", "creditor_type": "bank", "product_type": "credit_card"}
    debt = filled.client.post(f"{filled.path}/debts", json=body).json()["id"]
    about = filled.call("about", debt_ids=[debt])
    proven = filled.call("proven", evidence_ids=filled.evidence[:1])
    filled.call("other")

    def offered(**changes: Any) -> set[str]:
        found = filled.preview(**changes)["included"]
        return {one["entry_id"] for one in found if one["kind"] == "contact"}

    assert offered(profile="creditor") == {proven["id"]}
    assert offered(profile="creditor", debt_ids=[debt]) == {proven["id"], about["id"]}
    assert len(offered(profile="adviser")) == 3


def test_a_withdrawn_contact_goes_in_only_when_it_is_named(filled: Filled) -> None:
    contact = filled.call("twice")
    gone = filled.client.post(
        f"{filled.path}/contacts/{contact['id']}/withdrawals", json={"reason": "重复记录"}
    )
    assert gone.status_code == 201, gone.text
    assert contact["id"] not in {one["entry_id"] for one in filled.preview()["included"]}
    named = filled.preview(contact_ids=[contact["id"]])["included"]
    assert [one["kind"] for one in named][-2:] == ["contact", "withdrawal"]


def test_whoever_may_not_read_contacts_gets_no_bundle(
    filled: Filled, application: Any, runtime: Runtime, tenant_id: UUID
) -> None:
    key = make_key(runtime, tenant_id, "evidence:read", "evidence:write")
    with ApiClient(application, key) as half:
        answer = half.post(f"{filled.path}/evidence-bundles/preview", json=filled.scope())
    assert answer.status_code == 403


def test_papers_come_in_english_too(
    filled: Filled, runtime: Runtime, tmp_path: Path, printed: list[str]
) -> None:
    filled.call("c1")
    assert _verified(filled.bundle(runtime, locale="en"), tmp_path)[0] == 0
    assert _rows(tmp_path)[0] == ["No.", "Evidence", "Source", "What it shall prove", "Pages"]
    assert (tmp_path / "contacts.pdf").exists()
    assert "Phone" in "".join(printed)


def test_a_cancelled_bundle_leaves_nothing(
    filled: Filled, runtime: Runtime, tenant_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = filled.request()
    path = asked.headers["Location"]
    advance = Run.advance

    def cancelling(self: Run, done: int, total: int) -> None:
        if done == 3:
            assert filled.client.post(f"{path}/cancel").status_code == 200
        advance(self, done, total)

    monkeypatch.setattr(Run, "advance", cancelling)
    _drain(runtime)
    assert filled.client.get(path).json()["status"] == "cancelled"
    assert _stored_results(runtime, tenant_id) == []


def _stored_results(runtime: Runtime, tenant_id: UUID) -> list[Path]:
    files = Path(runtime.settings.storage_url.removeprefix("file://"))
    root = files / "operations" / str(tenant_id)
    return [file for file in root.rglob("*") if file.is_file()] if root.exists() else []


def test_an_attempt_that_breaks_off_is_made_again_whole(
    filled: Filled, runtime: Runtime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = filled.request()
    advance = Run.advance
    broken: list[int] = []

    def breaking(self: Run, done: int, total: int) -> None:
        advance(self, done, total)
        if done == 4 and not broken:
            broken.append(done)
            raise OSError

    monkeypatch.setattr(Run, "advance", breaking)
    monkeypatch.setattr(worker, "retry_delay", lambda _attempts: timedelta())
    _drain(runtime)
    operation = filled.client.get(asked.headers["Location"]).json()
    assert (operation["status"], broken) == ("succeeded", [4])
    content = filled.client.get(operation["result_url"]).content
    assert _verified(content, tmp_path)[0] == 0
    kinds = [e["kind"] for e in filled.client.get(f"{filled.path}/ledger/entries").json()["items"]]
    assert kinds.count("bundle_made") == 1


def test_an_erased_case_takes_its_bundles_along(
    filled: Filled, runtime: Runtime, tenant_id: UUID
) -> None:
    asked = filled.request()
    _drain(runtime)
    assert len(_stored_results(runtime, tenant_id)) == 1
    erased = filled.client.delete(filled.path, headers={"If-Match": "*"})
    assert erased.status_code == 204
    assert _stored_results(runtime, tenant_id) == []
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
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    blobs = sorted(f for f in (root / "evidence" / str(tenant_id)).rglob("*") if f.is_file())
    asked = filled.request()
    blobs[1].unlink()
    _drain(runtime)
    failed = filled.client.get(asked.headers["Location"]).json()
    assert (failed["status"], failed["error"]["code"]) == ("failed", "evidence_damaged")
