"""The timeline over HTTP: one order over all subjects, only what the key may read."""

import csv
import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL
from tests.documents.papers import filled, issue
from tests.dossier.timeline.asked import made, told


def test_everything_stands_in_one_order(client: ApiClient, root: str, debt_id: str) -> None:
    found = told(client, root)
    assert {each["kind"] for each in found} == {
        *("contact", "follow_up", "proposal", "response", "agreement", "payment"),
        *("evidence", "court_paper", "legal_hold", "effort"),
    }
    days = [each["day"] for each in found]
    assert days == sorted(days)
    paper = next(each for each in found if each["code"] == "payment_order")
    assert (paper["day"], paper["kind"], paper["title"]) == (
        "2026-11-16",
        "court_paper",
        "收到的文书",
    )
    clock = next(each for each in found if each["code"] == "court_clock")
    assert (clock["day"], clock["text"]) == ("2026-12-01", "对支付令提出书面异议")
    payment = next(each for each in found if each["kind"] == "payment")
    assert (payment["text"], payment["debt_ids"]) == ("1333.00", [debt_id])


def test_what_has_a_page_of_its_own_is_found_there(
    client: ApiClient, root: str, debt_id: str
) -> None:
    for each in told(client, root):
        assert client.get(each["path"]).status_code == 200, each


def test_a_part_can_be_asked_for(client: ApiClient, root: str, debt_id: str) -> None:
    [refusal] = told(client, root, kind="response")
    assert (refusal["code"], refusal["debt_ids"]) == ("refused", [debt_id])
    assert {each["kind"] for each in told(client, root, debt_id=debt_id)} == {
        *("contact", "proposal", "response", "agreement", "payment"),
    }
    only = told(client, root, **{"from": "2026-11-23", "to": "2026-11-23"})
    assert {each["day"] for each in only} <= {"2026-11-23"}
    assert "agreement" in {each["kind"] for each in only}
    assert told(client, root, debt_id=str(uuid4())) == []


@pytest.mark.parametrize(
    "query", [{"kind": "wellbeing"}, {"from": "gestern"}, {"debt_id": "x"}, {"limit": 0}]
)
def test_a_malformed_wish_is_refused(client: ApiClient, root: str, query: dict[str, Any]) -> None:
    assert client.get(f"{root}/timeline", params=query).status_code == 422


def test_pages_join_to_the_whole(client: ApiClient, root: str, debt_id: str) -> None:
    whole = told(client, root)
    seen: list[dict[str, Any]] = []
    answer = client.get(f"{root}/timeline", params={"limit": 3})
    while True:
        seen += answer.json()["items"]
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            break
        assert 'rel="next"' in answer.headers["Link"]
        answer = client.get(f"{root}/timeline", params={"limit": 3, "cursor": cursor})
    assert seen == whole


def test_a_correction_and_a_withdrawal_are_followed(client: ApiClient, root: str) -> None:
    said = client.post(f"{root}/contacts", json=CALL).headers["Location"]
    change = {"reason": "记错", "changes": {"summary": "客服说可以再申请"}}
    client.post(f"{said}/corrections", json=change)
    [contact] = told(client, root, kind="contact")
    assert contact["text"] == "客服说可以再申请"
    client.post(f"{said}/withdrawals", json={"reason": "记重了"})
    assert told(client, root, kind="contact") == []


def test_a_paper_that_was_issued_is_in_it(client: ApiClient, case_id: UUID, root: str) -> None:
    filled(client, case_id)
    answer = issue(client, case_id, "contact_timeline")
    assert answer.status_code == 201, answer.text
    [paper] = told(client, root, kind="document")
    assert (paper["id"], paper["text"]) == (answer.json()["id"], answer.json()["title"])
    assert client.get(paper["path"]).status_code == 200


def test_the_tag_is_weak_and_ends_with_a_change(client: ApiClient, root: str) -> None:
    first = client.get(f"{root}/timeline")
    tag = first.headers["ETag"]
    assert tag.startswith("W/")
    held = {"If-None-Match": tag}
    assert client.get(f"{root}/timeline", headers=held).status_code == 304
    client.post(f"{root}/contacts", json=CALL)
    assert client.get(f"{root}/timeline", headers=held).status_code == 200


@pytest.mark.parametrize(
    ("scopes", "kinds"),
    [
        (["cases:read"], {"legal_hold"}),
        (["cases:read", "contacts:read"], {"legal_hold", "contact", "follow_up"}),
        (["cases:read", "proceedings:read"], {"legal_hold", "court_paper"}),
        (["cases:read", "evidence:read"], {"legal_hold", "evidence"}),
        (
            ["cases:read", "proposals:read"],
            {"legal_hold", "proposal", "response", "agreement", "payment", "effort"},
        ),
    ],
)
def test_a_key_is_told_only_what_it_may_read(
    application: FastAPI,
    runtime: Runtime,
    client: ApiClient,
    tenant_id: UUID,
    root: str,
    debt_id: str,
    scopes: list[str],
    kinds: set[str],
) -> None:
    narrow = ApiClient(application, make_key(runtime, tenant_id, *scopes))
    assert {each["kind"] for each in told(narrow, root)} == kinds


def test_wellbeing_is_not_in_it(client: ApiClient, root: str) -> None:
    made(client, f"{root}/wellbeing-checks", {"scale": "phq2", "answers": [1, 1]})
    assert told(client, root) == []


def test_a_table_holds_the_same_and_no_formula(client: ApiClient, root: str, debt_id: str) -> None:
    said = {**CALL, "summary": '=HYPERLINK("x")', "outcome": "information"}
    client.post(f"{root}/contacts", json=said)
    answer = client.get(f"{root}/timeline.csv")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert heads[:3] == ["日期", "时间", "类别"]
    listed = told(client, root)
    assert [(row[0], row[2], row[6]) for row in rows] == [
        (each["day"], each["title"], each["path"]) for each in listed
    ]
    assert [row[1] for row in rows if row[2] == "沟通"] == ["15:30", "15:30"]
    assert '\'=HYPERLINK("x")' in {row[4] for row in rows}
    english = client.get(f"{root}/timeline.csv", headers={"Accept-Language": "en"})
    assert english.content.decode("utf-8-sig").startswith("Day,Time,What")


def test_a_table_can_be_of_a_part(client: ApiClient, root: str, debt_id: str) -> None:
    asked = {"kind": "payment", "from": "2026-11-24", "to": "2026-11-24", "debt_id": debt_id}
    table = client.get(f"{root}/timeline.csv", params=asked).content.decode("utf-8-sig")
    assert len(table.splitlines()) == 2
    assert client.get(f"{root}/timeline.csv", params={"kind": "wellbeing"}).status_code == 422
