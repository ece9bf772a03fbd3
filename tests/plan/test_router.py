"""The plan over HTTP: a court's last day leads it, and ends with the answer handed in."""

from typing import Any
from uuid import UUID

import pytest
import time_machine

from tests.client import ApiClient

ORDER = {
    "kind": "payment_order",
    "documents": [{"kind": "payment_order", "received_on": "2026-11-20"}],
}


def test_a_payment_order_leads_the_plan_until_it_is_answered(
    client: ApiClient, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/legal-proceedings"
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        made = client.post(path, json=ORDER)
        plan = client.get(f"/v1/cases/{case_id}/plan").json()
        assert plan["rung"] == "respond_to_proceedings"
        assert plan["clocks"] == [
            {
                "code": "payment_order_objection",
                "title": "对支付令提出书面异议",
                "due_on": "2026-12-07",
                "overdue": False,
                "rule_id": "CPL-227",
            }
        ]
        first = plan["next_actions"][0]
        assert (first["code"], first["due_on"]) == ("respond_to_court", "2026-12-07")
        assert first["endpoint"] == "GET /v1/cases/{case_id}/legal-proceedings"
        assert "2026-12-07" in plan["warnings"][0]
        answered = [{**ORDER["documents"][0], "responded_on": "2026-11-24"}]  # type: ignore[dict-item]  # a body
        client.patch(
            made.headers["Location"], json={"documents": answered}, headers={"If-Match": "*"}
        )
        after = client.get(f"/v1/cases/{case_id}/plan").json()
    assert after["rung"] == "know_where_i_stand"
    assert after["clocks"] == []
    assert "respond_to_court" not in [action["code"] for action in after["next_actions"]]


def test_a_court_paper_in_the_contact_log_asks_for_its_details(
    client: ApiClient, case_id: UUID
) -> None:
    contact = {
        "occurred_at": "2026-11-20T10:00:00+08:00",
        "channel": "court_notice",
        "direction": "inbound",
        "answered": True,
        "summary": "收到传票",
        "outcome": "legal_action_announced",
    }
    made = client.post(f"/v1/cases/{case_id}/contacts", json=contact)
    assert made.status_code == 201
    first = client.get(f"/v1/cases/{case_id}/plan").json()["next_actions"][0]
    assert first["code"] == "read_court_paper_first"
    assert first["endpoint"] == "POST /v1/cases/{case_id}/legal-proceedings"
    client.post(f"/v1/cases/{case_id}/legal-proceedings", json={"kind": "lawsuit"})
    codes = [
        action["code"] for action in client.get(f"/v1/cases/{case_id}/plan").json()["next_actions"]
    ]
    assert codes[0] == "note_the_day"
    assert "read_court_paper_first" not in codes


VISIT: dict[str, Any] = {
    "occurred_at": "2026-11-20T19:40:00+08:00",
    "channel": "home_visit",
    "direction": "inbound",
    "answered": True,
    "summary": "两个人上门，不肯走",
    "outcome": "pressure",
}


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"channel": "phone", "conduct": ["threat"]},
        {"channel": "wechat", "conduct": ["insult", "home_entry"]},
    ],
)
def test_who_was_threatened_or_visited_is_told_to_stay_safe_first(
    client: ApiClient, case_id: UUID, change: dict[str, Any]
) -> None:
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        client.post(f"/v1/cases/{case_id}/legal-proceedings", json=ORDER)
        made = client.post(f"/v1/cases/{case_id}/contacts", json={**VISIT, **change})
        assert made.status_code == 201, made.text
        plan = client.get(f"/v1/cases/{case_id}/plan").json()
    codes = [action["code"] for action in plan["next_actions"]]
    assert codes[:2] == ["stay_safe", "respond_to_court"]
    assert "110" in plan["warnings"][0]
    assert "2026-12-07" in plan["warnings"][1]


@pytest.mark.parametrize(
    "change",
    [
        {"occurred_at": "2026-10-25T19:40:00+08:00"},
        {"channel": "phone", "conduct": ["insult"]},
    ],
)
def test_what_is_long_past_or_less_does_not_alarm(
    client: ApiClient, case_id: UUID, change: dict[str, Any]
) -> None:
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        client.post(f"/v1/cases/{case_id}/contacts", json={**VISIT, **change})
        plan = client.get(f"/v1/cases/{case_id}/plan").json()
    assert "stay_safe" not in [action["code"] for action in plan["next_actions"]]
    assert plan["warnings"] == []


def test_a_visit_that_was_withdrawn_or_corrected_does_not_alarm(
    client: ApiClient, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/contacts"
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        visit = client.post(path, json=VISIT).json()["id"]
        corrected = client.post(path, json={**VISIT, "summary": "又来了"}).json()["id"]
        gone = client.post(f"{path}/{visit}/withdrawals", json={"reason": "记错了案件"})
        other = {"reason": "其实是电话", "changes": {"channel": "phone"}}
        changed = client.post(f"{path}/{corrected}/corrections", json=other)
        assert (gone.status_code, changed.status_code) == (201, 201)
        plan = client.get(f"/v1/cases/{case_id}/plan").json()
    assert plan["warnings"] == []


def test_a_court_clock_far_off_waits_behind_essential_living(
    client: ApiClient, case_id: UUID
) -> None:
    award = {"kind": "arbitration", "documents": [{"kind": "award", "received_on": "2026-11-20"}]}
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=True):
        client.post(f"/v1/cases/{case_id}/legal-proceedings", json=award)
        plan = client.get(f"/v1/cases/{case_id}/plan").json()
    assert plan["rung"] == "respond_to_proceedings"
    [action] = [each for each in plan["next_actions"] if each["code"] == "respond_to_court"]
    assert action["due_on"] == "2027-02-22"
