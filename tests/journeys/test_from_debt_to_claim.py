"""The trader over HTTP: which ground answers a payment order, with what proof, and what then."""

import json
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.client import ApiClient

STORY: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "app/data/demo/chen_zhiqiang.json").read_text(encoding="utf-8")
)


def made(client: ApiClient, path: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def root(client: ApiClient) -> str:
    """The trader's case as he tells it, before he looks for a ground."""
    case = f"/v1/cases/{made(client, '/v1/cases', STORY['case']['body'])['id']}"
    told = STORY["debts"][0]
    debt = made(client, f"{case}/debts", told["body"])["id"]
    client.put(f"{case}/debts/{debt}/payments", json=told["payments"])
    order = {**STORY["proceedings"][0]["body"], "debt_ids": [debt]}
    made(client, f"{case}/legal-proceedings", order)
    return case


def test_from_a_payment_order_to_a_claim_one_can_take_to_a_lawyer(
    client: ApiClient, root: str
) -> None:
    with time_machine.travel("2026-11-20T09:00:00+08:00", tick=False):
        actions = [each["code"] for each in client.get(f"{root}/plan").json()["next_actions"]]
        assert actions[:2] == ["respond_to_court", "find_a_ground"]

        debt = client.get(f"{root}/debts").json()["items"][0]["id"]
        body = {**STORY["claims"][0]["body"], "debt_ids": [debt]}
        claim = made(client, f"{root}/claims", body)
        assert claim["readiness"] == "gaps"
        assert claim["as_defence"]["ground"] == "amount_wrong"

        checklist = made(
            client,
            f"{root}/evidence-checklists",
            {"purpose": "litigation", "claims": [claim["code"]]},
        )
        record = STORY["evidence"][-1]
        uploaded = client.post(
            f"{root}/evidence-items",
            files={"file": (record["file_name"], record["content"].encode())},
            data=record["metadata"],
        ).json()
        linked = client.put(
            f"{root}/evidence-checklists/{checklist['id']}/items/disbursement_record",
            json={"evidence_ids": [uploaded["id"]]},
            headers={"If-Match": "*"},
        ).json()
        cells = {
            (cell["element"], cell["item"]): cell["status"]
            for cell in linked["matrix"]
            if cell["claim"] == claim["code"]
        }
        assert cells["amount_received", "disbursement_record"] == "held"

        place = f"{root}/claims/{claim['id']}"
        ready = client.get(place).json()
        assert ready["readiness"] == "ready"
        sheet = client.get(f"{place}/strategy").json()
        assert sheet["routes"][0]["code"] == "defence_now"
        assert sheet["weighing"]["gain"] == {"low": "3000.00", "high": "6000.00"}
        due = [each["last_day"] for each in sheet["clocks"]]
        assert due == ["2029-11-16", "2026-12-01"]

        ended = client.patch(
            place,
            json={"status": "lost", "lessons": "要更早打印放款流水"},
            headers={"If-Match": "*"},
        )
        assert ended.status_code == 200
        assert client.get(f"{place}/strategy").json()["lessons"] == "要更早打印放款流水"
        assert client.post(f"{root}/ledger/verify").json()["valid"]
