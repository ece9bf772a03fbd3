"""What is in a finished bundle, as its own verifier and a reader find it."""

import base64
import csv
import io
import json
from pathlib import Path

import pikepdf

from app.wiring import Runtime
from tests.dossier.archives import run_verifier, verified
from tests.dossier.bundles.filled import FILES, Filled


def list_of(folder: Path) -> list[list[str]]:
    text = (folder / "证据清单.csv").read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_a_bundle_holds_pages_originals_and_proofs_and_verifies(
    filled: Filled, runtime: Runtime, tmp_path: Path
) -> None:
    filled.call("c1")
    code, said = verified(filled.bundle(runtime), tmp_path)
    assert code == 0, said
    assert said.splitlines() == [
        "this is an excerpt: 6 of 6 ledger entries, the others as hashes only",
        "这是节录：账本共 6 条，本包列出 6 条，其余只有哈希",
        "intact: files, ledger, signatures and manifest agree",
        "完好：文件、账本、签名与清单一致",
    ]
    assert list_of(tmp_path) == [
        ["序号", "证据名称", "证据来源", "证明目的", "页码"],
        ["1", "离职证明", "人事部", "", "1"],
        ["2", "借款合同", "", "证明利率", "2–4"],
        ["3", "聊天截图", "", "", "5–8"],
        ["4", "通话录音", "", "", "9–10"],
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
        "004 通话录音 说明页.pdf": 1,
        "004 通话录音 文字整理稿.pdf": 1,
    }
    for paper_name in ("封面与目录.pdf", "证据清单.pdf", "沟通记录.pdf"):
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
    assert verified(content, tmp_path)[0] == 0
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


def test_volumes_stay_below_their_limit_and_say_what_is_absent(
    filled: Filled, runtime: Runtime, tmp_path: Path
) -> None:
    for number in range(3):
        filled.add(f"大图{number}.png", bytes([number]) * 600_000, {}, f"big-{number}")
    content = filled.bundle(runtime, volume_limit_mib=1)
    code, said = verified(content, tmp_path)
    assert code == 0, said
    volumes = sorted((tmp_path / "volumes").iterdir())
    assert len(volumes) >= 3
    assert all(volume.stat().st_size <= 1024 * 1024 for volume in volumes)
    volumes[0].unlink()
    code, said = run_verifier(tmp_path)
    assert code == 0
    assert "volume 1 is not here" in said
    assert "第 1 卷不在这里" in said


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
    assert verified(content, tmp_path)[0] == 0
    whole = _readable(tmp_path) + "".join(printed)
    assert "李示例" in whole
    for secret in (
        "月底先还三百元",
        "赵某某",
        "套现",
        "13900000009",
        "内部-77",
        "1990030712",
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


def test_papers_come_in_english_too(
    filled: Filled, runtime: Runtime, tmp_path: Path, printed: list[str]
) -> None:
    filled.call("c1")
    assert verified(filled.bundle(runtime, locale="en"), tmp_path)[0] == 0
    assert list_of(tmp_path)[0] == ["No.", "Evidence", "Source", "What it shall prove", "Pages"]
    assert (tmp_path / "contacts.pdf").exists()
    assert "Phone" in "".join(printed)
