"""The demo trader goes from a claim to a bundle that a lawyer can check, on both databases."""

import csv
import io
import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from app.core.parameters import DEMO_TRADER_CASE
from app.wiring import Runtime
from tests.client import ApiClient
from tests.demo import Demo
from tests.dossier.archives import drain, verified
from tests.dossier.bundles.files import paper, picture

CASE = f"/v1/cases/{DEMO_TRADER_CASE}"
CLAIM = "advance_deducted_interest"
HELD = {
    "contract": ("借款合同.pdf", paper(4), "借款合同", "证明约定的本金和利率"),
    "disbursement_record": ("到账截图.jpg", picture(1080, 2340), "放款到账记录", "证明实际到账"),
    "fee_details": ("扣费明细.txt", "扣费明细\n服务费 1,500.00\n".encode(), "扣费明细", "预扣费用"),
}


def _link(client: ApiClient, checklist: dict[str, Any], number: int, code: str) -> None:
    name, content, title, purpose = HELD[code]
    stored = client.post(
        f"{CASE}/evidence-items",
        files={"file": (name, content)},
        data={"title": title, "purpose": purpose, "source": "本人保存", "original_kept": "true"},
        headers={"Idempotency-Key": f"trader-{number}"},
    )
    assert stored.status_code == 201
    linked = client.put(
        f"{CASE}/evidence-checklists/{checklist['id']}/items/{code}",
        json={"evidence_ids": [stored.json()["id"]]},
        headers={"If-Match": "*"},
    )
    assert linked.status_code == 200


def _made(application: FastAPI, client: ApiClient, scope: dict[str, Any]) -> bytes:
    preview = client.post(f"{CASE}/evidence-bundles/preview", json=scope).json()
    assert preview["profile"] == "adviser"
    body = {**scope, "preview_hash": preview["preview_hash"]}
    asked = client.post(f"{CASE}/evidence-bundles", json=body)
    assert asked.status_code == 202
    runtime: Runtime = application.state.runtime
    drain(runtime)
    operation = client.get(asked.headers["Location"]).json()
    assert operation["status"] == "succeeded", operation
    return client.get(operation["result_url"]).content


def test_from_a_claim_to_a_verified_bundle(demo: Demo, tmp_path: Path) -> None:
    with demo.copy(tmp_path / "copy") as application:
        client = ApiClient(application, demo.key)
        checklist = client.post(
            f"{CASE}/evidence-checklists", json={"purpose": "litigation", "claims": [CLAIM]}
        ).json()
        before = checklist["completeness_percent"]
        for number, code in enumerate(HELD):
            _link(client, checklist, number, code)
        now = client.get(f"{CASE}/evidence-checklists/{checklist['id']}").json()
        assert now["completeness_percent"] > before
        cells = {cell["item"]: cell["status"] for cell in now["matrix"]}
        assert {cells[code] for code in HELD} == {"held"}
        packed = _made(application, client, {"checklist_id": checklist["id"], "claims": [CLAIM]})
    folder = tmp_path / "bundle"
    outcome, said = verified(packed, folder)
    assert outcome == 0, said
    assert "excerpt" in said
    text = (folder / "证据清单.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))[1:]
    assert {row[1] for row in rows} == {title for _name, _content, title, _purpose in HELD.values()}
    ends = [[int(each) for each in row[4].split("–")] for row in rows]
    assert ends[0][0] == 1
    assert [after[0] for after in ends[1:]] == [before[-1] + 1 for before in ends[:-1]]
    manifest = json.loads((folder / "manifest.json").read_bytes())
    assert manifest["profile"] == "adviser"
