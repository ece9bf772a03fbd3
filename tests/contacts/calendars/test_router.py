from datetime import date
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from icalendar import Calendar
from sqlalchemy import func, select

from app.accounts.models import TokenIndex
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL

PROMISE = CALL["promises"][0]["what"]


@pytest.fixture
def anybody(application: FastAPI) -> ApiClient:
    """A caller without a key, as a calendar application is."""
    return ApiClient(application, None)


def _link(client: ApiClient, case_id: UUID, **body: str) -> dict[str, Any]:
    made = client.post(f"/v1/cases/{case_id}/calendar-links", json=body)
    assert made.status_code == 201
    assert made.headers["Location"].endswith(made.json()["id"])
    return dict(made.json())


def _feed(anybody: ApiClient, link: dict[str, Any]) -> str:
    answer = anybody.get(urlsplit(link["url"]).path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.headers["Cache-Control"].startswith("private")
    return answer.text


@pytest.mark.parametrize(
    ("detail", "summary", "shows"),
    [
        ("days", "有一件事要跟进", False),
        ("kinds", "约定的事到期", False),
        ("everything", "约定的事到期", True),
    ],
)
def test_the_calendar_shows_what_its_owner_chose(
    client: ApiClient, anybody: ApiClient, case_id: UUID, detail: str, summary: str, *, shows: bool
) -> None:
    client.post(f"/v1/cases/{case_id}/contacts", json=CALL)
    link = _link(client, case_id, detail=detail)
    assert link["url"].startswith("http://127.0.0.1/v1/calendars/cal_")
    text = _feed(anybody, link)
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert event.decoded("dtstart") == date(2026, 11, 25)
    assert event["summary"] == summary
    assert ("description" in event) is shows
    for secret in (CALL["summary"], "某银行", "95500", "T-1", str(case_id)):
        assert secret not in text.replace("\r\n ", "")


def test_it_shows_only_the_days_by_default_and_leaves_out_what_is_done(
    client: ApiClient, anybody: ApiClient, case_id: UUID
) -> None:
    client.post(f"/v1/cases/{case_id}/contacts", json=CALL)
    link = _link(client, case_id)
    assert link["detail"] == "days"
    assert _feed(anybody, link).count("BEGIN:VEVENT") == 1
    [follow_up] = client.get(f"/v1/cases/{case_id}/follow-ups").json()["items"]
    path = f"/v1/cases/{case_id}/follow-ups/{follow_up['id']}"
    client.patch(path, json={"done": True}, headers={"If-Match": "*"})
    assert "VEVENT" not in _feed(anybody, link)


def test_an_unchanged_calendar_is_not_sent_again(
    client: ApiClient, anybody: ApiClient, case_id: UUID
) -> None:
    path = urlsplit(_link(client, case_id)["url"]).path
    tag = anybody.get(path).headers["ETag"]
    assert anybody.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_a_revoked_link_leads_nowhere(client: ApiClient, anybody: ApiClient, case_id: UUID) -> None:
    link, other = _link(client, case_id), _link(client, case_id)
    path = f"/v1/cases/{case_id}/calendar-links/{link['id']}"
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": '"1.en"'}).status_code == 204
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204
    refused = anybody.get(urlsplit(link["url"]).path)
    assert refused.status_code == 404
    assert refused.json()["code"] == "not_found"
    assert _feed(anybody, other)
    assert client.get(path).status_code == 404
    states = client.get(f"/v1/cases/{case_id}/calendar-links").json()["items"]
    assert [(each["id"], each["revoked"]) for each in states] == [
        (other["id"], False),
        (link["id"], True),
    ]
    assert "url" not in states[0]


@pytest.mark.parametrize(
    ("feed_id", "status"),
    [("cal_" + "A" * 43, 404), ("cal_short", 422), ("sk_demo_" + "k" * 43, 422)],
)
def test_a_guessed_address_leads_nowhere(anybody: ApiClient, feed_id: str, status: int) -> None:
    assert anybody.get(f"/v1/calendars/{feed_id}.ics").status_code == status


def test_an_address_is_no_key_and_a_key_no_address(
    application: FastAPI, client: ApiClient, case_id: UUID
) -> None:
    secret = urlsplit(_link(client, case_id)["url"]).path.split("/")[-1].removesuffix(".ics")
    assert ApiClient(application, secret).get("/v1/me").status_code == 401


def test_erasing_a_case_ends_its_links(
    client: ApiClient, anybody: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    link = _link(client, case_id)
    counting = select(func.count()).where(
        TokenIndex.tenant_id == tenant_id, TokenIndex.kind == "calendar"
    )
    with runtime.database.read() as session:
        assert session.scalars(counting).one() == 1
    client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    assert anybody.get(urlsplit(link["url"]).path).status_code == 404
    with runtime.database.read() as session:
        assert session.scalars(counting).one() == 0


def test_the_secret_is_not_stored(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    secret = urlsplit(_link(client, case_id)["url"]).path.split("/")[-1].removesuffix(".ics")
    with runtime.database.read(tenant_id) as session:
        rows = session.execute(select(TokenIndex).where(TokenIndex.tenant_id == tenant_id))
        assert secret not in repr([vars(row[0]) for row in rows])


def test_nothing_for_strangers(client: ApiClient, stranger: ApiClient, case_id: UUID) -> None:
    link = _link(client, case_id)
    path = f"/v1/cases/{case_id}/calendar-links"
    answers = [
        stranger.get(path),
        stranger.post(path, json={}),
        stranger.get(f"{path}/{link['id']}"),
        stranger.delete(f"{path}/{link['id']}", headers={"If-Match": "*"}),
        client.get(f"{path}/{uuid4()}"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 5
