import json
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from app.contacts.preparation import service
from tests.client import ApiClient
from tests.contacts.bodies import CALL, LETTER

BANK = "某银行信用卡中心"


def _record(client: ApiClient, case_id: UUID, **body: Any) -> dict[str, Any]:
    created = client.post(f"/v1/cases/{case_id}/contacts", json=body)
    assert created.status_code == 201, created.text
    return dict(created.json())


def _page(client: ApiClient, case_id: UUID, **query: str) -> dict[str, Any]:
    answer = client.get(f"/v1/cases/{case_id}/contacts/preparation", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def _debt(client: ApiClient, case_id: UUID) -> str:
    body = {"creditor_name": BANK, "creditor_type": "bank", "account_reference": "尾号 4471"}
    answer = client.post(
        f"/v1/cases/{case_id}/debts", json={**body, "principal_outstanding": "1.00"}
    )
    return str(answer.json()["id"])


@time_machine.travel("2026-12-20T12:00:00+08:00", tick=False)
def test_one_page_says_who_said_what_and_which_promises_stand(
    client: ApiClient, case_id: UUID
) -> None:
    debt = _debt(client, case_id)
    promises = [*CALL["promises"], {"by": "creditor", "what": "寄书面答复", "due_on": None}]
    call = _record(client, case_id, **{**CALL, "promises": promises})
    letter = _record(client, case_id, **LETTER, debt_ids=[debt])
    _record(client, case_id, **{**CALL, "counterpart": {"organisation": "某公司"}})
    path = f"/v1/cases/{case_id}/contacts/{call['id']}"
    change = {"reason": "听了录音", "changes": {"summary": "须先提供失业证明"}}
    client.post(f"{path}/corrections", json=change)
    by_debt = _page(client, case_id, debt_id=debt)
    assert by_debt == _page(client, case_id, creditor_name=BANK)
    assert [each["account_reference"] for each in by_debt["debts"]] == ["尾号 4471"]
    assert [each["id"] for each in by_debt["contacts"]] == [letter["id"], call["id"]]
    first = by_debt["contacts"][1]
    assert (first["summary"], first["corrected"]) == ("须先提供失业证明", True)
    assert first["person"] == f"{BANK} · 客服 · 8021"
    assert first["recorded_late"] is True
    assert by_debt["contacts"][0]["person"] is None
    [person] = by_debt["people"]
    assert (person["agent_id"], person["contact_ids"]) == ("8021", [call["id"]])
    assert [(each["what"], each["state"]) for each in by_debt["promises"]] == [
        ("三个工作日内回电", "overdue"),
        ("寄书面答复", "undated"),
    ]
    assert [each["kind"] for each in by_debt["follow_ups"]] == ["promise", "answer_awaited"]
    assert by_debt["ticket_numbers"] == ["20261120-33"]
    assert (by_debt["last_answer_on"], by_debt["no_answer_since"]) == ("2026-11-20", "2026-11-23")
    assert by_debt["more_contacts"] is False
    advice = {each["code"]: each for each in by_debt["recording_advice"]}
    assert advice["own_call"]["citations"][0]["rule_id"] == "CPLI-106"
    assert advice["keep_original"]["citations"][0]["warning"] is None


def test_a_kept_promise_is_kept(client: ApiClient, case_id: UUID) -> None:
    _record(client, case_id, **CALL)
    [follow_up] = client.get(f"/v1/cases/{case_id}/follow-ups").json()["items"]
    path = f"/v1/cases/{case_id}/follow-ups/{follow_up['id']}"
    client.patch(path, json={"done": True}, headers={"If-Match": "*"})
    page = _page(client, case_id, creditor_name=BANK)
    assert page["promises"][0]["state"] == "kept"
    assert page["follow_ups"] == []


def test_withdrawn_contacts_are_left_out_and_older_ones_announced(
    client: ApiClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_CONTACTS", 2)
    ids = [_record(client, case_id, **CALL)["id"] for _ in range(3)]
    client.post(f"/v1/cases/{case_id}/contacts/{ids[2]}/withdrawals", json={"reason": "误记"})
    page = _page(client, case_id, creditor_name=BANK)
    assert [each["id"] for each in page["contacts"]] == [ids[1]]
    assert page["more_contacts"] is True


def test_a_long_story_of_promises_fits_on_the_page(client: ApiClient, case_id: UUID) -> None:
    promises = [
        {"by": "creditor", "what": f"第{number}件事", "due_on": "2099-01-01"}
        for number in range(20)
    ]
    calls = [{**CALL, "promises": promises, "ticket_number": str(each)} for each in range(51)]
    file = {"file": ("a.json", json.dumps(calls))}
    done = client.post(f"/v1/cases/{case_id}/contact-imports", files=file)
    assert done.json()["recorded"] == 51
    page = _page(client, case_id, creditor_name=BANK)
    assert len(page["follow_ups"]) == len(page["promises"]) == 51 * 20


def test_a_number_stands_for_who_gave_no_name(client: ApiClient, case_id: UUID) -> None:
    debt = _debt(client, case_id)
    unnamed = {**CALL, "counterpart": {"number": "02800000000"}, "debt_ids": [debt]}
    _record(client, case_id, **unnamed)
    _record(client, case_id, **{**unnamed, "counterpart": {}})
    page = _page(client, case_id, debt_id=debt)
    assert [each["person"] for each in page["contacts"]] == [None, "02800000000"]
    assert len(page["people"]) == 1


def test_a_creditor_nobody_knows_has_an_empty_page(client: ApiClient, case_id: UUID) -> None:
    page = _page(client, case_id, creditor_name="没有联系过")
    assert (page["contacts"], page["promises"], page["last_answer_on"]) == ([], [], None)


@pytest.mark.parametrize(
    "query", [{}, {"creditor_name": BANK, "debt_id": "01930000-0000-7000-8000-000000000201"}]
)
def test_one_of_creditor_and_debt_is_named(
    client: ApiClient, case_id: UUID, query: dict[str, str]
) -> None:
    refused = client.get(f"/v1/cases/{case_id}/contacts/preparation", params=query)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["code"] == "creditor_or_debt"


def test_nothing_for_strangers(client: ApiClient, stranger: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/contacts/preparation"
    assert stranger.get(path, params={"creditor_name": BANK}).status_code == 404
    assert client.get(path, params={"debt_id": str(uuid4())}).status_code == 404
