from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from app.contacts.models import ContactWithdrawal
from app.core.repository import scoped
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL

QUICK = {
    "occurred_at": "2026-11-20T15:30:00+08:00",
    "channel": "phone",
    "outcome": "refused",
    "summary": "客服说没有政策",
}


def _path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/contacts"


@pytest.mark.parametrize(
    ("channel", "direction"),
    [("phone", "outbound"), ("letter", "outbound"), ("home_visit", "inbound")],
)
def test_a_quick_entry_needs_four_fields(
    client: ApiClient, case_id: UUID, channel: str, direction: str
) -> None:
    created = client.post(_path(case_id), json={**QUICK, "channel": channel})
    assert created.status_code == 201
    body = created.json()
    assert (body["direction"], body["direction_assumed"]) == (direction, True)
    assert body["source"] == "entered"
    [found] = client.get(_path(case_id), params={"direction": direction}).json()["items"]
    assert found["id"] == body["id"]


def test_a_direction_that_was_given_is_no_assumption(client: ApiClient, case_id: UUID) -> None:
    created = client.post(_path(case_id), json={**QUICK, "direction": "inbound"}).json()
    assert (created["direction"], created["direction_assumed"]) == ("inbound", False)


@pytest.mark.parametrize(
    ("now", "late"), [("2026-11-21T15:30:00+08:00", False), ("2026-11-21T15:30:01+08:00", True)]
)
def test_both_times_are_shown_and_a_late_record_is_marked(
    client: ApiClient, case_id: UUID, now: str, *, late: bool
) -> None:
    with time_machine.travel(now, tick=False):
        created = client.post(_path(case_id), json=CALL).json()
    read = client.get(f"{_path(case_id)}/{created['id']}").json()
    assert read["occurred_at"] == CALL["occurred_at"]
    assert read["recorded_at"].startswith("2026-11-21T07:30")
    assert read["recorded_late"] is late is created["recorded_late"]


def test_several_people_and_a_recording_are_kept(client: ApiClient, case_id: UUID) -> None:
    more = {
        "other_counterparts": [{"organisation": "某律师事务所", "agent_name": "自称姓李"}],
        "recording": {"made": True, "announced": False, "original_kept": True},
    }
    created = client.post(_path(case_id), json={**CALL, **more}).json()
    assert created["other_counterparts"][0]["organisation"] == "某律师事务所"
    assert created["recording"] == more["recording"]
    found = client.get(_path(case_id), params={"creditor_name": "某律师事务所"}).json()["items"]
    assert [contact["id"] for contact in found] == [created["id"]]


def test_each_correction_shows_what_it_replaces(client: ApiClient, case_id: UUID) -> None:
    location = client.post(_path(case_id), json=CALL).headers["Location"]
    for summary in ("客服称须先提供失业证明", "客服称须先提供失业证明和流水"):
        wanted = {"reason": "听了录音", "changes": {"summary": summary}}
        assert client.post(f"{location}/corrections", json=wanted).status_code == 201
    read = client.get(location).json()
    assert [each["replaces"] for each in read["corrections"]] == [
        {"summary": CALL["summary"]},
        {"summary": "客服称须先提供失业证明"},
    ]
    assert read["summary"] == CALL["summary"]
    assert read["corrected"] == {"summary": "客服称须先提供失业证明和流水"}


def test_a_withdrawn_contact_stays_readable(client: ApiClient, case_id: UUID) -> None:
    location = client.post(_path(case_id), json=CALL).headers["Location"]
    made = client.post(f"{location}/withdrawals", json={"reason": "重复记录"})
    assert made.status_code == 201
    assert made.json()["withdraws"] == location.rsplit("/", 1)[1]
    assert made.json()["receipt"]["leaf_hash"] == made.json()["entry_hash"]
    read = client.get(location)
    assert read.headers["ETag"] == '"2.zh-CN"'
    assert read.json()["summary"] == CALL["summary"]
    assert read.json()["withdrawn"]["reason"] == "重复记录"
    assert read.json()["withdrawn"]["sequence"] == 2
    assert client.get(f"/v1/cases/{case_id}/follow-ups").json()["items"] == []
    found = client.get(_path(case_id), params={"q": "重复"}).json()["items"]
    assert [contact["id"] for contact in found] == [read.json()["id"]]
    verdict = client.post(f"/v1/cases/{case_id}/ledger/verify").json()
    assert (verdict["valid"], verdict["entries"]) == (True, 2)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("corrections", {"reason": "听错", "changes": {"summary": "x"}}),
        ("withdrawals", {"reason": "重复"}),
    ],
)
def test_nothing_is_added_to_a_withdrawn_contact(
    client: ApiClient, case_id: UUID, path: str, body: dict[str, Any]
) -> None:
    location = client.post(_path(case_id), json=CALL).headers["Location"]
    client.post(f"{location}/withdrawals", json={"reason": "重复"})
    refused = client.post(f"{location}/{path}", json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "contact_withdrawn")
    assert client.get(f"/v1/cases/{case_id}/ledger/checkpoint").json()["size"] == 2


def test_a_withdrawal_needs_a_reason_and_a_contact(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    location = client.post(_path(case_id), json=CALL).headers["Location"]
    assert client.post(f"{location}/withdrawals", json={}).status_code == 422
    unknown = f"{_path(case_id)}/{uuid4()}/withdrawals"
    assert client.post(unknown, json={"reason": "x"}).status_code == 404
    assert stranger.post(f"{location}/withdrawals", json={"reason": "x"}).status_code == 404


def test_a_withdrawal_row_without_its_entry_is_found(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    location = client.post(_path(case_id), json=CALL).headers["Location"]
    client.post(f"{location}/withdrawals", json={"reason": "重复"})
    with runtime.database.write(tenant_id) as session:
        session.delete(session.scalars(scoped(session, ContactWithdrawal)).one())
    verdict = client.post(f"/v1/cases/{case_id}/ledger/verify").json()
    assert (verdict["valid"], verdict["first_bad"]["sequence"]) == (False, 2)
