"""Nothing in a bundle is changed unseen."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.wiring import Runtime
from tests.dossier.archives import drain, edited, run_verifier, verified
from tests.dossier.bundles.filled import Filled


def test_the_manifests_hash_is_the_newest_entry_of_the_ledger(
    filled: Filled, runtime: Runtime, tmp_path: Path
) -> None:
    verified(filled.bundle(runtime), tmp_path)
    [entry] = json.loads((tmp_path / "seal.json").read_bytes())["entries"]
    items = filled.client.get(f"{filled.path}/ledger/entries").json()["items"]
    assert (items[-1]["kind"], items[-1]["entry_hash"]) == ("bundle_made", entry["entry_hash"])
    verdict = filled.client.post(f"{filled.path}/ledger/verify").json()
    assert verdict["valid"] is True
    export = filled.client.post(f"{filled.path}/export")
    drain(runtime)
    assert filled.client.get(export.headers["Location"]).json()["status"] == "succeeded"


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
        (edited("ledger.json", _swap_a_leaf), "entry 2 does not continue the one before"),
        (edited("ledger.json", _claim_another_entry), "entry 1 shows something else"),
        (edited("ledger.json", _past_the_end), "entry 99 does not continue the one before"),
        (edited("receipts.json", _break_a_proof), "entry 1 is not proven under the checkpoint"),
        (
            edited("manifest.json", lambda manifest: manifest["files"].pop()),
            "manifest.json: not the manifest that the ledger recorded",
        ),
        (
            edited("manifest.json", lambda manifest: manifest.update(profile="private")),
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
    assert verified(filled.bundle(runtime), tmp_path)[0] == 0
    tamper(tmp_path)
    code, said = run_verifier(tmp_path)
    assert code == 1
    assert finding in said
