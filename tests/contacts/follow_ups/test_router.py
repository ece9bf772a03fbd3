from datetime import date
from uuid import UUID

import pytest
import time_machine

from tests.client import ApiClient
from tests.contacts.bodies import CALL


def test_promises_become_follow_ups(client: ApiClient, case_id: UUID) -> None:
    contact = client.post(f"/v1/cases/{case_id}/contacts", json=CALL).json()
    path = f"/v1/cases/{case_id}/follow-ups"
    [promise] = client.get(path).json()["items"]
    assert promise["contact_id"] == contact["id"]
    assert (promise["by"], promise["what"]) == ("creditor", "三个工作日内回电")
    assert promise["due_on"] == "2026-11-25"
    assert promise["rule_id"] is None
    one = f"{path}/{promise['id']}"
    assert client.patch(one, json={"done": True}).status_code == 428
    done = client.patch(one, json={"done": True}, headers={"If-Match": '"1.en"'})
    assert done.json()["done"] is True
    assert done.json()["overdue"] is False
    assert client.get(path, params={"done": "false"}).json()["items"] == []
    assert client.get(path, params={"done": "true"}).json()["items"] == [done.json()]
    stale = client.patch(one, json={"done": False}, headers={"If-Match": '"1.en"'})
    assert stale.status_code == 412
    opened = client.patch(one, json={"done": False}, headers={"If-Match": "*"})
    assert opened.json()["done_at"] is None


@pytest.mark.parametrize(
    ("today", "overdue"), [(date(2026, 11, 25), False), (date(2026, 11, 26), True)]
)
def test_a_promise_is_overdue_the_day_after(
    client: ApiClient, case_id: UUID, today: date, *, overdue: bool
) -> None:
    client.post(f"/v1/cases/{case_id}/contacts", json=CALL)
    with time_machine.travel(f"{today}T12:00:00+08:00", tick=False):
        [promise] = client.get(f"/v1/cases/{case_id}/follow-ups").json()["items"]
    assert promise["overdue"] is overdue


def test_a_corrected_promise_replaces_its_follow_up(client: ApiClient, case_id: UUID) -> None:
    location = client.post(f"/v1/cases/{case_id}/contacts", json=CALL).headers["Location"]
    promises = [
        {"by": "creditor", "what": "书面答复", "due_on": "2026-12-01"},
        {"by": "debtor", "what": "补材料"},
    ]
    client.post(
        f"{location}/corrections", json={"reason": "记错", "changes": {"promises": promises}}
    )
    items = client.get(f"/v1/cases/{case_id}/follow-ups").json()["items"]
    assert [(item["what"], item["due_on"]) for item in items] == [("书面答复", "2026-12-01")]
    assert client.get(f"/v1/cases/{case_id}/contacts", params={"q": "补材料"}).json()["items"]


def test_another_tenant_sees_nothing(client: ApiClient, stranger: ApiClient, case_id: UUID) -> None:
    client.post(f"/v1/cases/{case_id}/contacts", json=CALL)
    path = f"/v1/cases/{case_id}/follow-ups"
    follow_up = client.get(path).json()["items"][0]["id"]
    done = {"done": True}
    answers = [
        stranger.get(path),
        stranger.patch(f"{path}/{follow_up}", json=done, headers={"If-Match": "*"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 2
