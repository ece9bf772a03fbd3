import json
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.core.i18n import LANGUAGES
from tests.client import ApiClient
from tests.contacts.bodies import CALL, LETTER

BANK = {"organisation": "某银行信用卡中心"}
ASKED = {**LETTER, "counterpart": BANK}
COMPLAINT: dict[str, Any] = {
    "occurred_at": "2026-11-02T10:00:00+08:00",
    "channel": "complaint_portal",
    "direction": "outbound",
    "summary": "投诉夜间催收",
    "outcome": "under_review",
    "ticket_number": "TS-1",
}


def _record(client: ApiClient, case_id: UUID, body: dict[str, Any]) -> dict[str, Any]:
    created = client.post(f"/v1/cases/{case_id}/contacts", json=body)
    assert created.status_code == 201, created.text
    return dict(created.json())


def _due(client: ApiClient, case_id: UUID, **query: str) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/cases/{case_id}/follow-ups", params=query)
    return list(answer.json()["items"])


def _debt(client: ApiClient, case_id: UUID, creditor_type: str) -> str:
    body = {"creditor_name": "某机构", "creditor_type": creditor_type}
    answer = client.post(
        f"/v1/cases/{case_id}/debts", json={**body, "principal_outstanding": "1.00"}
    )
    return str(answer.json()["id"])


@time_machine.travel("2026-12-09T12:00:00+08:00", tick=False)
def test_silence_is_noticed_and_says_since_when(client: ApiClient, case_id: UUID) -> None:
    contact = _record(client, case_id, ASKED)
    [waiting] = _due(client, case_id, overdue="true")
    assert (waiting["kind"], waiting["by"]) == ("answer_awaited", "creditor")
    assert waiting["contact_id"] == contact["id"]
    assert (waiting["due_on"], waiting["no_answer_since"]) == ("2026-12-08", "2026-11-23")
    assert waiting["overdue"] is True
    assert waiting["what"] == "从 2026-11-23 起还没有等到回复"
    assert (waiting["basis"], waiting["rule_id"]) == ("product_suggestion", None)


def test_silence_counts_from_the_first_question(client: ApiClient, case_id: UUID) -> None:
    _record(client, case_id, ASKED)
    _record(client, case_id, {**ASKED, "occurred_at": "2026-11-24T09:40:00+08:00"})
    _record(client, case_id, {**ASKED, "counterpart": {"organisation": "某消费金融公司"}})
    assert [each["no_answer_since"] for each in _due(client, case_id)] == ["2026-11-23"] * 2


@pytest.mark.parametrize(
    ("reply", "is_answered"),
    [
        ({"channel": "email", "direction": "inbound", "outcome": None}, True),
        ({"direction": "inbound", "outcome": "refused"}, True),
        ({"direction": "inbound", "outcome": "pressure"}, False),
        ({"direction": "inbound", "outcome": "refused", "counterpart": None}, False),
        (
            {"occurred_at": "2026-11-22T10:00:00+08:00", "outcome": "refused"},
            False,
        ),
    ],
)
def test_an_answer_ends_the_waiting(
    client: ApiClient, case_id: UUID, reply: dict[str, Any], *, is_answered: bool
) -> None:
    _record(client, case_id, ASKED)
    later = {**CALL, "occurred_at": "2026-11-24T10:00:00+08:00", "promises": []}
    _record(client, case_id, {**later, "counterpart": BANK, **reply})
    [waiting] = _due(client, case_id, kind="answer_awaited")
    assert waiting["done"] is is_answered
    assert (waiting["no_answer_since"] is None) is is_answered


def test_a_complaint_runs_through_its_last_days(client: ApiClient, case_id: UUID) -> None:
    debt = _debt(client, case_id, "bank")
    _record(client, case_id, {**COMPLAINT, "debt_ids": [debt]})
    with time_machine.travel("2026-11-20T12:00:00+08:00", tick=False):
        [clock] = _due(client, case_id)
    assert (clock["kind"], clock["rule_id"], clock["basis"]) == ("complaint_reply", "CP-15", "rule")
    assert [stage["due_on"] for stage in clock["stages"]] == [
        "2026-11-17",
        "2026-12-02",
        "2027-01-01",
    ]
    assert [stage["passed"] for stage in clock["stages"]] == [True, False, False]
    assert clock["due_on"] == "2026-11-17"
    assert clock["overdue"] is True
    assert all("官方原文" in stage["warning"] for stage in clock["stages"])
    assert clock["citation"]["warning"]
    reply = {**CALL, "direction": "inbound", "promises": [], "counterpart": None}
    _record(client, case_id, {**reply, "ticket_number": "TS-2"})
    assert _due(client, case_id, done="true") == []
    _record(client, case_id, {**reply, "ticket_number": "TS-1"})
    assert [each["id"] for each in _due(client, case_id, done="true")] == [clock["id"]]


def test_a_rule_is_not_stretched_to_other_lenders(client: ApiClient, case_id: UUID) -> None:
    debt = _debt(client, case_id, "microloan_company")
    _record(client, case_id, {**COMPLAINT, "debt_ids": [debt]})
    [waiting] = _due(client, case_id)
    assert (waiting["kind"], waiting["rule_id"]) == ("answer_awaited", None)
    assert waiting["due_on"] == "2026-11-17"


def test_a_named_channel_has_its_own_clock(client: ApiClient, case_id: UUID) -> None:
    letter = {**COMPLAINT, "channel": "letter", "complaint_channel": "pboc_credit_objection"}
    _record(client, case_id, letter)
    [clock] = _due(client, case_id)
    assert (clock["rule_id"], clock["due_on"]) == ("CR-25", "2026-11-22")
    assert clock["stages"][0]["warning"] is None
    assert "征信异议" in clock["what"]
    _record(client, case_id, {**letter, "complaint_channel": "consumer_authority"})
    assert _due(client, case_id)[0]["due_on"] == "2026-11-11"


def test_a_provisional_calendar_is_said(client: ApiClient, case_id: UUID) -> None:
    far = {"occurred_at": "2030-01-07T10:00:00+08:00", "complaint_channel": "samr_12315"}
    _record(client, case_id, {**COMPLAINT, **far})
    [stage] = _due(client, case_id)[0]["stages"]
    assert "放假安排" in stage["warning"]


def test_an_unknown_complaint_channel_is_refused(client: ApiClient, case_id: UUID) -> None:
    refused = client.post(
        f"/v1/cases/{case_id}/contacts", json={**COMPLAINT, "complaint_channel": "nobody"}
    )
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "complaint_channel_unknown"
    assert client.get(f"/v1/cases/{case_id}/ledger/checkpoint").json()["size"] == 0


def _refused(client: ApiClient, case_id: UUID, proposal: str, **more: Any) -> None:
    body = {
        "answer": "refused",
        "received_at": "2026-11-21T10:00:00+08:00",
        "channel": "phone",
        "refusal_reasons": ["hardship_not_proven"],
        **more,
    }
    assert client.post(f"{proposal}/responses", json=body).status_code == 201


def test_a_refusal_says_when_to_ask_again(client: ApiClient, case_id: UUID) -> None:
    proposal = client.post(
        f"/v1/cases/{case_id}/proposals",
        json={
            "debt_id": _debt(client, case_id, "bank"),
            "request_kind": "deferral",
            "terms": {"instalments": 12, "first_due_date": "2026-12-10"},
        },
    ).headers["Location"]
    _refused(client, case_id, proposal)
    _refused(client, case_id, proposal, may_reapply_on="2027-01-15")
    later, earlier = _due(client, case_id, kind="reapply")
    assert (earlier["due_on"], earlier["basis"], earlier["done"]) == (
        "2026-11-28",
        "product_suggestion",
        True,
    )
    assert (later["due_on"], later["basis"], later["done"]) == (
        "2027-01-15",
        "creditor_statement",
        False,
    )
    clocks = client.get(f"/v1/cases/{case_id}/plan").json()["clocks"]
    assert [(each["code"], each["due_on"]) for each in clocks] == [("reapply", "2027-01-15")]


def test_correcting_promises_leaves_other_follow_ups(client: ApiClient, case_id: UUID) -> None:
    contact = _record(client, case_id, {**ASKED, "promises": CALL["promises"]})
    path = f"/v1/cases/{case_id}/contacts/{contact['id']}"
    change = {"reason": "没有承诺", "changes": {"promises": []}}
    client.post(f"{path}/corrections", json=change)
    assert [each["kind"] for each in _due(client, case_id)] == ["answer_awaited"]
    client.post(f"{path}/withdrawals", json={"reason": "误记"})
    assert _due(client, case_id) == []


def _correct(client: ApiClient, case_id: UUID, contact: dict[str, Any], **changes: Any) -> None:
    path = f"/v1/cases/{case_id}/contacts/{contact['id']}/corrections"
    made = client.post(path, json={"reason": "记错", "changes": changes})
    assert made.status_code == 201, made.text


def _finish(client: ApiClient, case_id: UUID, follow_up: dict[str, Any]) -> None:
    path = f"/v1/cases/{case_id}/follow-ups/{follow_up['id']}"
    client.patch(path, json={"done": True}, headers={"If-Match": "*"})


def test_a_clock_follows_the_day_as_it_was_corrected(client: ApiClient, case_id: UUID) -> None:
    contact = _record(client, case_id, COMPLAINT)
    _correct(client, case_id, contact, occurred_at="2026-11-12T10:00:00+08:00")
    [clock] = _due(client, case_id)
    assert clock["due_on"] == "2026-11-27"
    assert [stage["due_on"] for stage in clock["stages"]][1:] == ["2026-12-12", "2027-01-11"]
    _correct(client, case_id, contact, complaint_channel="pboc_credit_objection")
    [clock] = _due(client, case_id)
    assert (clock["rule_id"], clock["due_on"]) == ("CR-25", "2026-12-02")
    _correct(client, case_id, contact, debt_ids=[_debt(client, case_id, "microloan_company")])
    _correct(client, case_id, contact, complaint_channel=None)
    [waiting] = _due(client, case_id)
    assert (waiting["kind"], waiting["rule_id"]) == ("answer_awaited", None)


def test_a_number_added_later_lets_the_reply_be_recognised(
    client: ApiClient, case_id: UUID
) -> None:
    contact = _record(client, case_id, {**COMPLAINT, "ticket_number": None})
    _correct(client, case_id, contact, ticket_number="TS-1")
    reply = {**CALL, "direction": "inbound", "promises": [], "ticket_number": "TS-1"}
    _record(client, case_id, reply)
    assert [each["done"] for each in _due(client, case_id)] == [True]


def test_an_outcome_corrected_to_an_answer_ends_the_waiting(
    client: ApiClient, case_id: UUID
) -> None:
    first = _record(client, case_id, ASKED)
    second = _record(client, case_id, {**ASKED, "occurred_at": "2026-11-24T09:40:00+08:00"})
    _correct(client, case_id, second, outcome="refused")
    [waiting] = _due(client, case_id)
    assert (waiting["contact_id"], waiting["done"]) == (first["id"], True)


def test_a_correction_of_the_text_alone_leaves_what_is_due(
    client: ApiClient, case_id: UUID
) -> None:
    contact = _record(client, case_id, {**ASKED, "promises": CALL["promises"]})
    before = _due(client, case_id)
    _correct(client, case_id, contact, summary="挂号信寄出书面申请和证明")
    assert _due(client, case_id) == before


def test_what_was_done_is_not_opened_again_by_a_correction(
    client: ApiClient, case_id: UUID
) -> None:
    contact = _record(client, case_id, {**ASKED, "promises": CALL["promises"]})
    before = _due(client, case_id)
    for follow_up in before:
        _finish(client, case_id, follow_up)
    more = {"by": "creditor", "what": "寄书面答复", "due_on": "2026-12-01"}
    _correct(client, case_id, contact, promises=[*CALL["promises"], more], channel="email")
    opened, *others = _due(client, case_id)
    assert (opened["what"], opened["done"]) == ("寄书面答复", False)
    assert [each["id"] for each in others] == [each["id"] for each in before]


def test_a_corrected_old_record_opens_nothing_that_is_past(
    client: ApiClient, case_id: UUID
) -> None:
    old = {**ASKED, "occurred_at": "2020-01-01T10:00:00+08:00", "outcome": "refused"}
    file = {"file": ("a.json", json.dumps([old]))}
    answer = client.post(f"/v1/cases/{case_id}/contact-imports", files=file).json()
    promise = {"by": "creditor", "what": "回电", "due_on": "2020-01-03"}
    contact = {"id": answer["contact_ids"][0]}
    _correct(client, case_id, contact, outcome="under_review", promises=[promise])
    assert _due(client, case_id) == []


def test_a_corrected_complaint_channel_must_be_known(client: ApiClient, case_id: UUID) -> None:
    contact = _record(client, case_id, COMPLAINT)
    path = f"/v1/cases/{case_id}/contacts/{contact['id']}/corrections"
    change = {"reason": "记错", "changes": {"complaint_channel": "nobody"}}
    [error] = client.post(path, json=change).json()["errors"]
    assert (error["pointer"], error["code"]) == (
        "/changes/complaint_channel",
        "complaint_channel_unknown",
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_come_in_both_languages(client: ApiClient, case_id: UUID, language: str) -> None:
    _record(client, case_id, ASKED)
    _record(client, case_id, COMPLAINT)
    found = client.get(
        f"/v1/cases/{case_id}/follow-ups", headers={"Accept-Language": language}
    ).json()["items"]
    assert len({each["what"] for each in found}) == 2
    assert all("2026-11" in each["what"] for each in found)
