"""One person's way through the seven steps, over HTTP, on both databases."""

import base64
import hashlib
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.core.crypto_signing import VerifyingKey
from app.ledger.receipts import Receipt, verify_receipt
from tests.client import ApiClient

ROOT = Path(__file__).parents[2]
STORY = json.loads((ROOT / "app/data/demo/lin_xiaowen.json").read_text(encoding="utf-8"))
STATEMENT = ROOT / "app/data/demo/lin_xiaowen_alipay.csv"
REFERENCE = ROOT.parent / "shared/reference/statements"


def made(client: ApiClient, path: str, body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_from_refusal_to_plan(client: ApiClient) -> None:
    case = made(client, "/v1/cases", STORY["case"]["body"])
    root = f"/v1/cases/{case['id']}"
    debts = _debts(client, root)
    _budget(client, root)
    affordable = _analysis(client, root)
    _proposal(client, root, debts[0], affordable)
    _contacts(client, root, debts[0])
    _evidence(client, root)
    _plan(client, root)


def _debts(client: ApiClient, root: str) -> list[str]:
    ids = [made(client, f"{root}/debts", each["body"])["id"] for each in STORY["debts"][:3]]
    listed = client.get(f"{root}/debts").json()["items"]
    assert {debt["id"] for debt in listed} == set(ids)
    return ids


def _budget(client: ApiClient, root: str) -> None:
    samples = [STATEMENT, *sorted(REFERENCE.glob("deg__alipay*.csv"))]
    samples += sorted(REFERENCE.glob("deg__wechat*.csv"))
    for sample in samples:
        content = sample.read_bytes()
        answer = client.post(f"{root}/statement-imports", files={"file": (sample.name, content)})
        assert answer.status_code == 201, answer.text
        assert answer.json()["unparsed"] == []
    first = client.get(f"{root}/statement-imports").json()["items"][-1]
    applied = client.post(f"{root}/statement-imports/{first['id']}/apply")
    assert applied.status_code == 200
    assert any(line["applied"] for line in applied.json()["lines"])
    budget = client.get(f"{root}/budget")
    assert "张房东" in {line["name"] for line in budget.json()["expenses"]}
    answer = client.put(
        f"{root}/budget", json=STORY["budget"], headers={"If-Match": budget.headers["ETag"]}
    )
    assert answer.status_code == 200, answer.text
    assert [cost["amount"] for cost in answer.json()["planned_costs"]] == ["4200.00", "1500.00"]


def _analysis(client: ApiClient, root: str) -> Decimal:
    analysis = made(client, f"{root}/cash-flow-analyses", STORY["analysis"]["body"])
    summary = analysis["summary"]
    assert len(analysis["months"]) == 12
    assert summary["monthly_income"] == "10400.00"
    assert Decimal(summary["stressed_affordable_payment"]) < Decimal(summary["affordable_payment"])
    assert summary["first_negative_month"] is not None
    assert analysis["inputs_hash"].startswith("sha256:")
    return Decimal(summary["affordable_payment"])


def _proposal(client: ApiClient, root: str, debt_id: str, affordable: Decimal) -> None:
    body = {**STORY["proposals"][0]["body"], "debt_id": debt_id}
    proposal = made(client, f"{root}/proposals", body)
    path = f"{root}/proposals/{proposal['id']}"
    schedule = client.get(f"{path}/schedule").json()
    assert len(schedule["rows"]) == 60
    assert sum(Decimal(row["principal"]) for row in schedule["rows"]) == Decimal("48000.00")
    view = {"start_month": "2026-12", "months": 12}
    score = client.post(f"{path}/score", json=view)
    assert score.status_code == 200, score.text
    found = score.json()
    assert sum(part["points"] for part in found["sub_scores"]) == found["points"]
    assert found["gates"]
    assert found["notice"]
    refusal = made(client, f"{path}/responses", STORY["proposals"][0]["response"])
    reasons = {each["reason"] for each in refusal["analysis"]["answers"]}
    assert reasons == {"hardship_not_proven", "term_too_long"}
    offers = client.post(
        f"{root}/counter-offers",
        json={
            "debt_id": debt_id,
            "max_options": 5,
            "constraints": {"max_instalments": 60, "max_upfront": "2000.00"},
            **view,
        },
    )
    assert offers.status_code == 200, offers.text
    options = offers.json()["options"]
    assert options
    assert any(option["score"]["points"] > found["points"] for option in options)
    for option in options:
        assert option["dominated_by"] is None
        assert Decimal(option["payment"]) <= affordable


def _contacts(client: ApiClient, root: str, debt_id: str) -> None:
    verifiers = [
        VerifyingKey.from_vkey(key["vkey"]) for key in client.get("/v1/ledger/keys").json()["items"]
    ]
    previous = None
    for told in STORY["contacts"]:
        body = {**told["body"], "debt_ids": [debt_id]}
        contact = made(client, f"{root}/contacts", body)
        checkpoint = verify_receipt(Receipt.from_json(**contact["receipt"]), verifiers)
        assert checkpoint.head.size >= contact["sequence"]
        if previous is not None:
            assert contact["sequence"] > previous["sequence"]
        previous = contact
    assert previous is not None
    correction = made(
        client,
        f"{root}/contacts/{previous['id']}/corrections",
        {"reason": "写错了日期", "changes": {"summary": "挂号信当天寄出。"}},
    )
    assert correction["corrects"] == previous["id"]
    kept = client.get(f"{root}/contacts/{previous['id']}").json()
    assert kept["summary"] == STORY["contacts"][-1]["body"]["summary"]
    assert len(kept["corrections"]) == 1
    assert client.delete(f"{root}/contacts/{previous['id']}").status_code == 405
    verdict = client.post(f"{root}/ledger/verify").json()
    assert verdict["valid"]
    assert verdict["first_bad"] is None
    entry = client.get(f"{root}/ledger/entries").json()["items"][0]
    leaf = base64.b64decode(entry["leaf_input"])
    assert hashlib.sha256(b"\x00" + leaf).hexdigest() == entry["entry_hash"]


def _evidence(client: ApiClient, root: str) -> None:
    negotiation = made(
        client, f"{root}/evidence-checklists", {"purpose": "negotiation", "claims": []}
    )
    made(
        client,
        f"{root}/evidence-checklists",
        {"purpose": "litigation", "claims": ["standard_terms_not_explained"]},
    )
    item = STORY["evidence"][0]
    content = item["content"].encode()
    uploaded = client.post(
        f"{root}/evidence-items",
        files={"file": (item["file_name"], content)},
        data=item["metadata"],
    )
    assert uploaded.status_code == 201, uploaded.text
    assert uploaded.json()["sha256"] == hashlib.sha256(content).hexdigest()
    download = client.get(f"{root}/evidence-items/{uploaded.json()['id']}/content")
    assert download.content == content
    linked = client.put(
        f"{root}/evidence-checklists/{negotiation['id']}/items/termination_proof",
        json={"evidence_ids": [uploaded.json()["id"]]},
        headers={"If-Match": "*"},
    )
    assert linked.status_code == 200, linked.text
    assert linked.json()["completeness_percent"] > negotiation["completeness_percent"]


def _plan(client: ApiClient, root: str) -> None:
    plan = client.get(f"{root}/plan")
    assert plan.status_code == 200, plan.text
    found = plan.json()
    assert found["rung"] == "talk_again"
    assert "make_counter_offer" in {action["code"] for action in found["next_actions"]}
    assert all(action["why"] for action in found["next_actions"])
    again = client.get(f"{root}/plan", headers={"If-None-Match": plan.headers["ETag"]})
    assert again.status_code == 304
