"""A court's last days among the follow-ups and in the calendar feed, on both databases."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
import time_machine
from fastapi import FastAPI
from icalendar import Calendar

from tests.client import ApiClient

RECEIVED = {"kind": "payment_order", "received_on": "2026-11-16", "service_method": "post"}
ORDER: dict[str, Any] = {
    "kind": "payment_order",
    "institution": "某区人民法院",
    "case_number": "（2026）某民督 128 号",
    "documents": [RECEIVED],
}
SUIT: dict[str, Any] = {
    "kind": "lawsuit",
    "documents": [
        {"kind": "complaint", "received_on": "2026-11-20"},
        {"kind": "summons", "hearing_at": "2027-01-12T09:30:00+08:00"},
    ],
}


@pytest.fixture(autouse=True)
def today(client: ApiClient, case_id: UUID) -> Iterator[None]:  # keys are made before
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/legal-proceedings"


def _due(client: ApiClient, case_id: UUID, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"/v1/cases/{case_id}/follow-ups", params={"kind": "court_clock", **query})
    return [dict(each) for each in answer.json()["items"]]


def _open(client: ApiClient, case_id: UUID) -> list[dict[str, Any]]:
    return _due(client, case_id, done="false")


def _change(client: ApiClient, made: Any, **changes: Any) -> None:
    answer = client.patch(made.headers["Location"], json=changes, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


def test_a_paper_leaves_its_last_day_to_follow_up(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    made = client.post(path, json=ORDER)
    [due] = _open(client, case_id)
    assert (due["due_on"], due["rule_id"], due["basis"]) == ("2026-12-01", "CPL-227", "rule")
    assert (due["proceeding_id"], due["contact_id"]) == (made.json()["id"], None)
    assert (due["by"], due["what"]) == ("debtor", "对支付令提出书面异议")
    assert due["citation"]["rule_id"] == "CPL-227"
    assert not due["overdue"]
    english = client.get(
        f"/v1/cases/{case_id}/follow-ups", headers={"Accept-Language": "en"}
    ).json()["items"]
    assert english[0]["what"] == "Object to the payment order in writing"


def test_hearings_and_every_period_are_followed(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    made = client.post(path, json=SUIT)
    found = {(each["what"], each["due_on"]) for each in _open(client, case_id)}
    clocks = made.json()["clocks"]
    assert found == {(each["title"], each["due_on"]) for each in clocks}
    assert ("开庭", "2027-01-12") in found
    assert len(found) == 3
    hearing = next(each for each in _open(client, case_id) if each["what"] == "开庭")
    assert (hearing["basis"], hearing["rule_id"], hearing["citation"]) == (
        "court_paper",
        None,
        None,
    )


def test_a_hearing_two_papers_name_is_due_once(client: ApiClient, case_id: UUID, path: str) -> None:
    hearing = {"kind": "other", "hearing_at": "2027-01-12T09:30:00+08:00"}
    client.post(path, json={"kind": "lawsuit", "documents": [hearing, hearing]})
    assert [each["due_on"] for each in _open(client, case_id)] == ["2027-01-12"]


def test_a_printed_day_moves_it(client: ApiClient, case_id: UUID, path: str) -> None:
    made = client.post(path, json=ORDER)
    [before] = _open(client, case_id)
    _change(client, made, documents=[{**RECEIVED, "stated_deadline": "2026-11-30"}])
    [after] = _open(client, case_id)
    assert (after["id"], after["due_on"], after["basis"]) == (
        before["id"],
        "2026-11-30",
        "court_paper",
    )
    assert after["version"] == before["version"] + 1


def test_what_did_not_move_is_not_touched(client: ApiClient, case_id: UUID, path: str) -> None:
    made = client.post(path, json=ORDER)
    before = _open(client, case_id)
    _change(client, made, note="邮寄，未拆封", authenticity="confirmed_with_court")
    assert _open(client, case_id) == before


@pytest.mark.parametrize(
    ("ending", "again"),
    [
        ({"documents": [{**RECEIVED, "responded_on": "2026-11-25"}]}, {"documents": [RECEIVED]}),
        ({"status": "closed"}, {"status": "open"}),
    ],
)
def test_an_answer_or_the_end_closes_it_and_a_correction_opens_it_again(
    client: ApiClient,
    case_id: UUID,
    path: str,
    ending: dict[str, Any],
    again: dict[str, Any],
) -> None:
    made = client.post(path, json=ORDER)
    _change(client, made, **ending)
    assert _open(client, case_id) == []
    [closed] = _due(client, case_id, done="true")
    assert closed["done_at"] is not None
    _change(client, made, **again)
    [opened] = _open(client, case_id)
    assert (opened["id"], opened["due_on"]) == (closed["id"], "2026-12-01")


def test_what_was_ticked_off_stays_so_until_the_day_moves(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    made = client.post(path, json=ORDER)
    [due] = _open(client, case_id)
    one = f"/v1/cases/{case_id}/follow-ups/{due['id']}"
    client.patch(one, json={"done": True}, headers={"If-Match": "*"})
    _change(client, made, note="已经寄出")
    assert _open(client, case_id) == []
    _change(client, made, documents=[{**RECEIVED, "received_on": "2026-11-18"}])
    [moved] = _open(client, case_id)
    assert (moved["id"], moved["due_on"]) == (due["id"], "2026-12-03")


def test_ticked_off_and_then_answered_stays_done(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    made = client.post(path, json=ORDER)
    [due] = _open(client, case_id)
    one = f"/v1/cases/{case_id}/follow-ups/{due['id']}"
    done = client.patch(one, json={"done": True}, headers={"If-Match": "*"}).json()
    _change(client, made, documents=[{**RECEIVED, "responded_on": "2026-11-25"}])
    assert _due(client, case_id, done="true") == [done]


def test_proceedings_entered_by_mistake_leave_nothing(
    client: ApiClient, case_id: UUID, path: str
) -> None:
    kept = client.post(path, json=ORDER)
    mistake = client.post(path, json=SUIT)
    assert len(_open(client, case_id)) == 4
    client.delete(mistake.headers["Location"], headers={"If-Match": "*"})
    assert [each["proceeding_id"] for each in _due(client, case_id)] == [kept.json()["id"]]


def test_the_plan_names_a_court_clock_once(client: ApiClient, case_id: UUID, path: str) -> None:
    client.post(path, json=ORDER)
    plan = client.get(f"/v1/cases/{case_id}/plan").json()
    assert [clock["code"] for clock in plan["clocks"]] == ["payment_order_objection"]


@pytest.mark.parametrize(
    ("detail", "summary", "description"),
    [
        ("days", "有一件事要跟进", None),
        ("kinds", "法院的期限", None),
        ("everything", "法院的期限", "对支付令提出书面异议"),
    ],
)
def test_the_calendar_shows_it_and_follows_its_day(
    client: ApiClient,
    application: FastAPI,
    case_id: UUID,
    path: str,
    detail: str,
    summary: str,
    description: str | None,
) -> None:
    made = client.post(path, json=ORDER)
    link = client.post(f"/v1/cases/{case_id}/calendar-links", json={"detail": detail}).json()
    anybody = ApiClient(application, None)

    def events() -> list[Any]:
        feed = anybody.get(urlsplit(link["url"]).path).text
        assert "某区人民法院" not in feed
        assert "128" not in feed
        return list(Calendar.from_ical(feed).walk("VEVENT"))

    [event] = events()
    assert event.decoded("dtstart") == date(2026, 12, 1)
    assert (event["summary"], event.get("description")) == (summary, description)
    _change(client, made, documents=[{**RECEIVED, "received_on": "2026-11-18"}])
    [moved] = events()
    assert moved["uid"] == event["uid"]
    assert moved["sequence"] == event["sequence"] + 1
    assert moved.decoded("dtstart") == date(2026, 12, 3)
    _change(client, made, status="closed")
    assert events() == []


def test_nobody_else_is_told(
    client: ApiClient, stranger: ApiClient, case_id: UUID, path: str
) -> None:
    client.post(path, json=ORDER)
    assert stranger.get(f"/v1/cases/{case_id}/follow-ups").status_code == 404
