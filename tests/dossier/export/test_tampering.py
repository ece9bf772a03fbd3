"""Nothing in an export is changed unseen."""

import base64
import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.client import ApiClient
from tests.dossier.archives import edited, run_verifier
from tests.dossier.test_verify import verify

OTHER_KEY = "other.example/log+00000000+" + base64.b64encode(b"\x01" + bytes(32)).decode()


def _edit_relisted(name: str, change: Callable[[Any], None]) -> Callable[[Path], None]:
    """A change by someone who also corrects the manifest."""

    def edit(folder: Path) -> None:
        edited(name, change)(folder)
        written = (folder / name).read_bytes()

        def relist(manifest: Any) -> None:
            line = next(file for file in manifest["files"] if file["path"] == name)
            line |= {"sha256": hashlib.sha256(written).hexdigest(), "size": len(written)}

        edited("manifest.json", relist)(folder)

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
        (edited("case.json", lambda case: case.update(debts=[])), "case.json: altered"),
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
            edited("manifest.json", lambda manifest: manifest["files"].pop()),
            "not the file of ledger entry",
        ),
        (
            edited("manifest.json", lambda manifest: manifest.update(case_id="0")),
            "manifest.json: the checkpoint is of another case",
        ),
        (
            edited("manifest.json", lambda manifest: manifest.update(keys=[])),
            "seal.json: no known key has signed the checkpoint",
        ),
        (edited("seal.json", _signature_changed), "the signature of the checkpoint is wrong"),
        (
            edited("seal.json", lambda seal: seal.update(entries=[])),
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


def test_a_flipped_byte_is_found_and_named(folder: Path) -> None:
    [sound] = folder.glob("evidence/*/录音.m4a")
    changed = bytearray(sound.read_bytes())
    changed[1000] ^= 1
    sound.write_bytes(changed)
    code, said = run_verifier(folder)
    assert code == 1
    assert said == f"{sound.relative_to(folder).as_posix()}: altered / 被改动\n"


def test_the_first_bad_entry_is_named_in_both_languages(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(ledger: Any) -> None:
        for at in (2, 1):
            ledger["entries"][at]["salt"] = base64.b64encode(bytes(32)).decode()

    edited("ledger.json", change)(folder)
    assert verify.main([str(folder)]) == 1
    said = capsys.readouterr().out.splitlines()
    assert "ledger.json: entry 2 does not say what was recorded / 第 2 条所记内容与当时不同" in said
    assert said[-1] == "first bad entry: 2 / 首个有问题的条目：第 2 条"


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
