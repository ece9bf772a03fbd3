"""The small trader with a payment order, over HTTP, on both databases."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import time_machine

from tests.client import ApiClient

STORY: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "app/data/demo/chen_zhiqiang.json").read_text(encoding="utf-8")
)
TERMS = {
    "upfront_payment": "0.00",
    "instalments": 36,
    "first_due_date": "2027-01-16",
    "annual_rate_percent": "0.00",
    "waive": {"interest": "0.00", "fees": "0.00", "penalty": "0.00"},
    "capitalise_arrears": True,
}


def made(client: ApiClient, path: str, body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_the_paper_comes_first_everywhere_until_it_is_answered(client: ApiClient) -> None:
    with time_machine.travel("2026-11-25T20:00:00+08:00", tick=True):
        _first_check(client)
        root, debt_ids = _case(client)
        paper = _paper(client, root, debt_ids[0])
        proposal = made(
            client,
            f"{root}/proposals",
            {"debt_id": debt_ids[0], "request_kind": "personalised_instalment", "terms": TERMS},
        )
        _negotiating_is_stopped(client, root, proposal)
        _only_a_true_ground_objects(client, root, proposal)
        feed = _calendar(client, root)
        assert client.get(feed).text.count("DTSTART;VALUE=DATE:20261201") == 1
        _answered(client, root, paper, proposal)
        assert "20261201" not in client.get(feed).text


def _calendar(client: ApiClient, root: str) -> str:
    [due] = client.get(f"{root}/follow-ups", params={"kind": "court_clock"}).json()["items"]
    assert (due["due_on"], due["done"]) == ("2026-12-01", False)
    link = made(client, f"{root}/calendar-links", {"detail": "kinds"})
    return urlsplit(str(link["url"])).path


def _first_check(client: ApiClient) -> None:
    body = {
        "monthly_income": "6800.00",
        "essential_expenses": "5900.00",
        "received": ["payment_order"],
        "received_on": "2026-11-16",
    }
    found = client.post("/v1/calculators/first-check", json=body).json()
    first = found["next_steps"][0]
    assert (first["code"], first["due_on"]) == ("object_to_payment_order", "2026-12-01")
    assert first["endpoint"] == "POST /v1/cases/{case_id}/legal-proceedings"


def _case(client: ApiClient) -> tuple[str, list[str]]:
    case = made(client, "/v1/cases", STORY["case"]["body"])
    root = f"/v1/cases/{case['id']}"
    debts = [made(client, f"{root}/debts", debt["body"])["id"] for debt in STORY["debts"]]
    assert client.put(f"{root}/budget", json=STORY["budget"]).status_code in {200, 201}
    return root, debts


def _paper(client: ApiClient, root: str, debt_id: str) -> dict[str, Any]:
    body = {**STORY["proceedings"][0]["body"], "debt_ids": [debt_id]}
    paper = made(client, f"{root}/legal-proceedings", body)
    [clock] = paper["clocks"]
    assert (clock["due_on"], clock["urgent"], clock["rule_id"]) == ("2026-12-01", True, "CPL-227")
    assert paper["options"][0]["code"] == "object"
    return paper


def _negotiating_is_stopped(client: ApiClient, root: str, proposal: dict[str, Any]) -> None:
    assert proposal["warnings"][0]["code"] == "open_court_clock"
    score = client.post(f"{root}/proposals/{proposal['id']}/score", json={}).json()
    [gate] = [gate for gate in score["gates"] if gate["code"] == "payment_order_pending"]
    assert (gate["severity"], gate["passed"]) == ("fatal", False)
    assert score["verdict"] == "unreasonable"
    plan = client.get(f"{root}/plan").json()
    assert plan["rung"] == "respond_to_proceedings"
    assert plan["next_actions"][0]["code"] == "respond_to_court"
    assert plan["next_actions"][0]["due_on"] == "2026-12-01"
    letter = {"template": "repayment_proposal", "proposal_id": proposal["id"]}
    stopped = client.post(f"{root}/documents", json={**letter, "profile": "creditor"})
    assert (stopped.status_code, stopped.json()["code"]) == (409, "payment_order_pending")


def _only_a_true_ground_objects(client: ApiClient, root: str, proposal: dict[str, Any]) -> None:
    objection = {"template": "payment_order_objection", "ground": "inability_to_pay"}
    refused = client.post(f"{root}/documents", json=objection)
    assert [each["code"] for each in refused.json()["errors"]] == ["ground_is_inability"]
    objection |= {"ground": "amount_wrong", "ground_statement": "六月已还的三千元没有扣除。"}
    issued = made(client, f"{root}/documents", objection)
    assert issued["warnings"][0]["code"] == "open_court_clock"
    assert "CPLI-436" in {each["rule_id"] for each in issued["citations"]}
    assert client.get(f"{root}/documents/{issued['id']}/content").content.startswith(b"%PDF")


def _answered(
    client: ApiClient, root: str, paper: dict[str, Any], proposal: dict[str, Any]
) -> None:
    filed = [{**paper["documents"][0], "responded_on": "2026-11-25"}]
    changed = client.patch(
        f"{root}/legal-proceedings/{paper['id']}",
        json={"documents": filed},
        headers={"If-Match": f'"{paper["version"]}"'},
    )
    assert changed.status_code == 200, changed.text
    letter = {"template": "repayment_proposal", "proposal_id": proposal["id"]}
    assert made(client, f"{root}/documents", letter)["template"] == "repayment_proposal"
    again = client.get(f"{root}/proposals/{proposal['id']}").json()
    assert "open_court_clock" not in [warning["code"] for warning in again["warnings"]]
    assert client.get(f"{root}/plan").json()["rung"] != "respond_to_proceedings"
