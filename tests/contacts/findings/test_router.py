from typing import Any
from uuid import UUID

import pytest

from app.contacts.findings import service
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.proposals.agreements.test_router import agreed
from tests.proposals.stories import recorded_debts

NIGHT: dict[str, Any] = {
    **CALL,
    "occurred_at": "2026-11-18T22:46:00+08:00",
    "direction": "inbound",
    "outcome": "pressure",
}


def _record(client: ApiClient, case_id: UUID, **changes: Any) -> dict[str, Any]:
    created = client.post(f"/v1/cases/{case_id}/contacts", json={**NIGHT, **changes})
    assert created.status_code == 201, created.text
    return dict(created.json())


def _findings(client: ApiClient, case_id: UUID, **query: str) -> dict[str, Any]:
    answer = client.get(f"/v1/cases/{case_id}/contact-findings", params=query)
    assert answer.status_code == 200
    return dict(answer.json())


def _debt(client: ApiClient, case_id: UUID, **facts: str) -> str:
    body = {"creditor_name": "某银行", "creditor_type": "bank", "product_type": "credit_card"}
    answer = client.post(
        f"/v1/cases/{case_id}/debts", json={**body, "principal_outstanding": "1.00", **facts}
    )
    return str(answer.json()["id"])


def test_a_night_call_is_below_standard_and_not_called_illegal(
    client: ApiClient, case_id: UUID
) -> None:
    contact = _record(client, case_id)
    [finding] = (found := _findings(client, case_id))["items"]
    assert finding["code"] == "quiet_hours"
    assert finding["contact_ids"] == [contact["id"]]
    assert (finding["rule_id"], finding["force"]) == ("GB-45251", "standard")
    assert "低于推荐性国家标准" in finding["message"]
    assert "违法" not in finding["message"]
    assert finding["citation"]["warning"]
    assert [remedy["code"] for remedy in finding["remedies"]] == [
        "complain_to_creditor",
        "complain_to_regulator",
    ]
    assert len(finding["notes"]) == 2
    assert (found["examined"], found["complete"]) == (1, True)
    assert {row["code"] for row in found["omitted"]} == {
        "repeated_messages",
        "notification_calls",
        "visit_rules",
        "agent_not_announced",
        "letter_content",
        "recordings_kept",
    }


def test_the_hour_is_that_of_shanghai(client: ApiClient, case_id: UUID) -> None:
    _record(client, case_id, occurred_at="2026-11-18T13:59:00Z")
    assert _findings(client, case_id)["items"] == []
    _record(client, case_id, occurred_at="2026-11-18T14:00:00Z")
    assert len(_findings(client, case_id)["items"]) == 1


def test_findings_follow_corrections_and_withdrawals(client: ApiClient, case_id: UUID) -> None:
    contact = _record(client, case_id)
    path = f"/v1/cases/{case_id}/contacts/{contact['id']}"
    change = {"reason": "时间记错", "changes": {"occurred_at": "2026-11-18T20:46:00+08:00"}}
    client.post(f"{path}/corrections", json=change)
    assert _findings(client, case_id)["items"] == []
    threat = {"reason": "补记", "changes": {"conduct": ["threat"]}}
    client.post(f"{path}/corrections", json=threat)
    [finding] = _findings(client, case_id)["items"]
    assert (finding["code"], finding["rule_id"], finding["force"]) == ("threat", "PSL-50", "law")
    client.post(f"{path}/withdrawals", json={"reason": "误记"})
    assert _findings(client, case_id)["items"] == []


def test_the_debt_says_which_rule_applies(client: ApiClient, case_id: UUID) -> None:
    card, loan = (
        _debt(client, case_id),
        _debt(
            client,
            case_id,
            creditor_name="某小贷",
            creditor_type="microloan_company",
            product_type="cash_loan",
        ),
    )
    day = {"occurred_at": "2026-11-18T14:00:00+08:00", "about_person": "family"}
    _record(client, case_id, **day, debt_ids=[card])
    _record(client, case_id, **day, debt_ids=[loan])
    found = _findings(client, case_id)["items"]
    assert [(each["rule_id"], each["force"]) for each in found] == [
        ("CARD-68", "law"),
        ("GB-45251", "standard"),
    ]
    [only] = _findings(client, case_id, creditor_name="某小贷")["items"]
    assert only["rule_id"] == "GB-45251"
    assert _findings(client, case_id, debt_id=card)["items"][0]["rule_id"] == "CARD-68"
    assert _findings(client, case_id, to="2026-11-17")["items"] == []


@pytest.mark.parametrize(
    ("call", "counts"),
    [
        ({"answered": True}, True),
        ({"answered": None, "duration_seconds": 30}, True),
        ({"answered": None, "duration_seconds": None}, False),
        ({"answered": None, "duration_seconds": None, "outcome": "no_answer"}, False),
    ],
)
def test_only_connected_calls_count(
    client: ApiClient, case_id: UUID, call: dict[str, Any], *, counts: bool
) -> None:
    for hour in range(4):
        _record(client, case_id, occurred_at=f"2026-11-18T1{hour}:00:00+08:00", **call)
    found = _findings(client, case_id)["items"]
    assert [each["code"] for each in found] == (["call_frequency"] if counts else [])
    if counts:
        assert found[0]["count"] == 4


def test_the_trace_names_each_rule_once_however_long_the_log(
    client: ApiClient, case_id: UUID
) -> None:
    for day in (17, 18):
        for hour in range(4):
            _record(client, case_id, occurred_at=f"2026-11-{day}T1{hour}:00:00+08:00")
    found = _findings(client, case_id)
    assert [each["count"] for each in found["items"]] == [4, 4]
    [step] = found["trace"]
    assert (step["code"], step["value"]) == ("call_frequency", "8")


def test_the_inputs_are_all_that_the_findings_rest_on(client: ApiClient, case_id: UUID) -> None:
    card = recorded_debts(client, case_id)[0]
    day = {"occurred_at": "2026-11-25T14:00:00+08:00", "about_person": "family"}
    contact = _record(client, case_id, **day, debt_ids=[card])
    hashes = [_findings(client, case_id)["inputs_hash"]]
    agreed(client, case_id, card)
    hashes.append(_findings(client, case_id)["inputs_hash"])
    changes = {"creditor_type": "microloan_company"}
    path = f"/v1/cases/{case_id}/debts/{card}"
    changed = client.patch(path, json=changes, headers={"If-Match": "*"})
    assert changed.status_code == 200
    hashes.append(_findings(client, case_id)["inputs_hash"])
    path = f"/v1/cases/{case_id}/contacts/{contact['id']}"
    client.post(f"{path}/withdrawals", json={"reason": "误记"})
    hashes.append(_findings(client, case_id)["inputs_hash"])
    assert len(set(hashes)) == len(hashes)
    assert _findings(client, case_id)["inputs_hash"] == hashes[-1]


def test_callers_are_told_apart_by_number_where_no_name_is_known(
    client: ApiClient, case_id: UUID
) -> None:
    for hour in range(4):
        _record(
            client,
            case_id,
            occurred_at=f"2026-11-18T1{hour}:00:00+08:00",
            counterpart={"number": f"0280000000{hour % 2}"},
        )
    assert _findings(client, case_id)["items"] == []
    for hour in range(4):
        _record(client, case_id, occurred_at=f"2026-11-19T1{hour}:00:00+08:00", counterpart=None)
    assert [each["code"] for each in _findings(client, case_id)["items"]] == ["call_frequency"]


@pytest.mark.parametrize(
    ("day", "found"), [("2026-11-24", []), ("2026-11-25", ["after_agreement"])]
)
def test_pressing_on_after_a_card_agreement_is_found(
    client: ApiClient, case_id: UUID, day: str, found: list[str]
) -> None:
    card = recorded_debts(client, case_id)[0]
    assert agreed(client, case_id, card).status_code == 201
    _record(client, case_id, occurred_at=f"{day}T14:00:00+08:00", debt_ids=[card])
    _record(client, case_id, occurred_at=f"{day}T14:00:00+08:00")
    items = _findings(client, case_id)["items"]
    assert [each["code"] for each in items] == found
    for finding in items:
        assert finding["rule_id"] == "CARD-70"
        assert finding["notes"] == ["前提是协议已经签字，而且一直在按约还款。"]


def test_a_long_log_says_that_not_all_was_looked_at(
    client: ApiClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_CONTACTS", 2)
    for _ in range(3):
        _record(client, case_id)
    found = _findings(client, case_id)
    assert (found["examined"], found["complete"]) == (2, False)


def test_both_languages_and_nothing_for_strangers(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    _record(client, case_id)
    path = f"/v1/cases/{case_id}/contact-findings"
    english = client.get(path, headers={"Accept-Language": "en"}).json()["items"][0]
    assert "recommended national standard" in english["message"]
    assert "illegal" not in english["message"]
    assert stranger.get(path).status_code == 404
