"""The road over HTTP: every action appears where it belongs, and every rung is stood on."""

import json
from pathlib import Path
from typing import Any

import time_machine

from app.core.tables import data_table
from tests.agencies.referrals.conftest import body as referral
from tests.agencies.test_router import recorded
from tests.client import ApiClient
from tests.contacts.bodies import CALL

ROAD = data_table("plan", "roadmap")
STORY: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "app/data/demo/lin_xiaowen.json").read_text(encoding="utf-8")
)
NOTHING_LEFT = {
    "opening_balance": "0.00",
    "incomes": [
        {"name": "零工", "category": "casual", "amount": "900.00", "frequency": "monthly"},
    ],
    "expenses": [
        {
            "name": "房租",
            "category": "housing",
            "kind": "fixed",
            "essential": True,
            "amount": "1800.00",
            "frequency": "monthly",
        }
    ],
    "planned_costs": [],
    "assets": [],
    "buffers": [],
}
NEEDS_A_CLAIM = {"bring_claim_in_time"}
"""Walked with a claim in `tests/plan/test_claims.py`."""


class Walk:
    """A case, and which actions and rungs its plans have shown."""

    def __init__(self, client: ApiClient, reference: str, **more: Any) -> None:
        self.client = client
        case = self.made("/v1/cases", {"client_reference": reference, **more})
        self.root = f"/v1/cases/{case['id']}"
        self.actions: set[str] = set()
        self.rungs: set[str] = set()

    def made(self, path: str, body: Any) -> dict[str, Any]:
        answer = self.client.post(path, json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def add(self, part: str, body: Any) -> dict[str, Any]:
        return self.made(f"{self.root}/{part}", body)

    def plan(self, rung: str, *wanted: str) -> dict[str, Any]:
        """The plan, which must stand on the rung and ask for these actions."""
        plan = dict(self.client.get(f"{self.root}/plan").json())
        codes = {action["code"] for action in plan["next_actions"]}
        assert plan["rung"] == rung
        assert codes >= set(wanted), set(wanted) - codes
        self.actions |= codes
        self.rungs.add(rung)
        return plan

    def propose(self, debt: str) -> dict[str, Any]:
        return self.add("proposals", {**STORY["proposals"][0]["body"], "debt_id": debt})

    def refuse(self, proposal: dict[str, Any]) -> None:
        refusal = {
            "answer": "refused",
            "received_at": "2026-11-25T10:00:00+08:00",
            "channel": "phone",
            "refusal_reasons": ["term_too_long"],
        }
        self.add(f"proposals/{proposal['id']}/responses", refusal)

    def budget(self, body: Any) -> None:
        answer = self.client.put(f"{self.root}/budget", json=body)
        assert answer.status_code == 201, answer.text
        self.add("cash-flow-analyses", STORY["analysis"]["body"])


def test_every_action_and_rung_is_reached(client: ApiClient) -> None:
    with time_machine.travel("2026-11-25T12:00:00+08:00", tick=True):
        walks = [_the_road(client), _nothing_left(client), _papers(client), _danger(client)]
        walks += [_not_mine(client), _cheated(client)]
    actions = {code for walk in walks for code in walk.actions}
    rungs = {code for walk in walks for code in walk.rungs}
    assert actions | NEEDS_A_CLAIM == {row["code"] for row in ROAD["actions"]}
    known = {row["code"] for row in ROAD["rungs"]} | {ROAD["outside_the_ladder"]["code"]}
    assert rungs == known


def _the_road(client: ApiClient) -> Walk:
    """From nothing known to the complaint, one step after the other."""
    walk = Walk(client, "一路")
    first = walk.plan("know_where_i_stand", "list_debts", "import_statement", "make_budget")
    blocked = {each["code"]: each["blocked_by"] for each in first["next_actions"]}
    assert blocked["analyse_months"]
    assert len(blocked["write_proposal"]) == 2
    assert first["progress_percent"] == 0
    debt = str(walk.add("debts", STORY["debts"][0]["body"])["id"])
    walk.budget(STORY["budget"])
    ready = walk.plan("talk", "write_proposal", "log_every_contact", "gather_negotiation_evidence")
    [write] = [each for each in ready["next_actions"] if each["code"] == "write_proposal"]
    assert write["blocked_by"] == []
    proposal = walk.propose(debt)
    walk.plan("talk", "record_answer")
    walk.add("contacts", {**CALL, "debt_ids": [debt]})
    walk.plan("talk", "keep_promise", "review_in_a_month")
    walk.refuse(proposal)
    walk.plan("talk_again", "make_counter_offer", "complain_in_writing")
    walk.refuse(walk.propose(debt))
    walk.plan("complaint_or_mediation", "prepare_claim", "complain_in_writing")
    walk.add("contacts", {**CALL, "channel": "complaint_portal", "promises": []})
    alone = walk.plan("agency", "prepare_claim", "consider_help")
    assert "complain_in_writing" not in {each["code"] for each in alone["next_actions"]}
    assert 0 < alone["progress_percent"] < 100
    firm = recorded(client)["id"]
    helped = walk.add("referrals", referral(firm, "household", "contacts"))
    last = walk.plan("legal", "prepare_claim")
    assert "consider_help" not in {each["code"] for each in last["next_actions"]}
    left = client.post(f"{walk.root}/referrals/{helped['id']}/revoke", json={})
    assert left.status_code == 200
    walk.plan("agency", "consider_help")
    return walk


def _nothing_left(client: ApiClient) -> Walk:
    """Essential living comes before any negotiation, and deferral is what can be asked for."""
    walk = Walk(client, "入不敷出")
    walk.add("debts", STORY["debts"][0]["body"])
    walk.budget(NOTHING_LEFT)
    plan = walk.plan("talk", "cover_essentials_first", "ask_for_deferral")
    assert plan["next_actions"][0]["code"] == "cover_essentials_first"
    return walk


def _papers(client: ApiClient) -> Walk:
    """A paper is read first; its clock leads while it presses and waits its turn while far off."""
    walk = Walk(client, "收到文书")
    notice = {**CALL, "channel": "court_notice", "direction": "inbound", "promises": []}
    walk.add("contacts", notice)
    walk.plan("know_where_i_stand", "read_court_paper_first")
    undated = walk.add(
        "legal-proceedings", {"kind": "lawsuit", "documents": [{"kind": "complaint"}]}
    )
    unknown = walk.plan("respond_to_proceedings", "note_the_day")
    assert unknown["next_actions"][0]["code"] == "note_the_day"
    assert unknown["warnings"][0].startswith("有法院或仲裁的文书，还不知道期限从哪天算起")
    place = f"{walk.root}/legal-proceedings/{undated['id']}"
    client.patch(place, json={"status": "closed"}, headers={"If-Match": "*"})
    assert "note_the_day" not in {
        each["code"] for each in walk.plan("know_where_i_stand")["next_actions"]
    }
    award = {"kind": "award", "received_on": "2026-11-20"}
    walk.add("legal-proceedings", {"kind": "arbitration", "documents": [award]})
    far = walk.plan("respond_to_proceedings", "respond_to_court")
    order = {"kind": "payment_order", "received_on": "2026-11-20"}
    walk.add("legal-proceedings", {"kind": "payment_order", "documents": [order]})
    near = walk.plan("respond_to_proceedings", "respond_to_court")
    assert [plan["next_actions"][0]["due_on"] for plan in (far, near)] == [
        "2027-02-22",
        "2026-12-07",
    ]
    return walk


def _danger(client: ApiClient) -> Walk:
    walk = Walk(client, "有人上门")
    visit = {**CALL, "channel": "home_visit", "direction": "inbound", "promises": []}
    walk.add("contacts", visit)
    plan = walk.plan("know_where_i_stand", "stay_safe")
    assert plan["next_actions"][0]["code"] == "stay_safe"
    return walk


def _not_mine(client: ApiClient) -> Walk:
    """Whose identity was misused is led to dispute, also when a debt and a budget are there."""
    walk = Walk(client, "被冒名", hardship={"reason": "identity_misuse"})
    walk.add("debts", STORY["debts"][0]["body"])
    walk.budget(STORY["budget"])
    plan = walk.plan("talk", "dispute_misused_debt")
    codes = [each["code"] for each in plan["next_actions"]]
    assert codes[0] == "dispute_misused_debt"
    assert "write_proposal" not in codes
    return walk


def _cheated(client: ApiClient) -> Walk:
    reasons = {"reason": "job_loss", "additional_reasons": ["fraud_victim"]}
    walk = Walk(client, "被诈骗", hardship=reasons)
    walk.add("debts", STORY["debts"][0]["body"])
    plan = walk.plan("know_where_i_stand", "report_the_fraud")
    assert plan["next_actions"][0]["code"] == "report_the_fraud"
    return walk
