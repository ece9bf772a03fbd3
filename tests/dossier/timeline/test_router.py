"""The timeline over HTTP: one order over all subjects, only what the key may read."""

import csv
import io
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.wiring import Runtime
from tests.agencies.referrals.conftest import referred
from tests.agencies.test_router import recorded
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL
from tests.documents.papers import filled, issue

DEBT = {"creditor_name": "某银行", "creditor_type": "bank", "principal_outstanding": "48000.00"}
TERMS = {
    "upfront_payment": "0.00",
    "instalments": 36,
    "first_due_date": "2027-01-10",
    "annual_rate_percent": "0.00",
    "waive": {"interest": "0.00", "fees": "0.00", "penalty": "0.00"},
    "capitalise_arrears": True,
}
LATER = "2099-12-31T00:00:00+08:00"
PAPER = {"kind": "payment_order", "received_on": "2026-11-16"}


@pytest.fixture
def root(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}"


def _made(client: ApiClient, path: str, body: Any) -> dict[str, Any]:
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
def debt_id(client: ApiClient, root: str) -> str:
    """A debt of a case in which something of every kind happened."""
    debt = str(_made(client, f"{root}/debts", DEBT)["id"])
    _made(client, f"{root}/contacts", {**CALL, "debt_ids": [debt]})
    proposal = _made(
        client,
        f"{root}/proposals",
        {"debt_id": debt, "request_kind": "personalised_instalment", "terms": TERMS},
    )
    answer = {"answer": "refused", "received_at": "2026-11-22T10:00:00+08:00", "channel": "phone"}
    _made(
        client,
        f"{root}/proposals/{proposal['id']}/responses",
        {**answer, "refusal_reasons": ["term_too_long"]},
    )
    agreed = {"debt_id": debt, "form": "oral", "agreed_on": "2026-11-23", "terms": TERMS}
    agreement = _made(client, f"{root}/agreements", agreed)
    _made(
        client,
        f"{root}/agreements/{agreement['id']}/payments",
        {"paid_on": "2026-11-24", "amount": "1333.00"},
    )
    _made(client, f"{root}/legal-proceedings", {"kind": "payment_order", "documents": [PAPER]})
    _made(client, f"{root}/legal-proceedings", {"kind": "pre_suit_mediation"})
    _made(client, f"{root}/legal-holds", {"reason": "仲裁审理中"})
    _made(client, f"{root}/efforts", {"kind": "cut_spending", "since": "2026-08-01"})
    sent = client.post(
        f"{root}/evidence-items",
        files={"file": ("离职证明.txt", "离职证明".encode(), "text/plain")},
        headers={"Idempotency-Key": "one"},
    )
    assert sent.status_code == 201, sent.text
    return debt


def _all(client: ApiClient, root: str, **query: Any) -> list[dict[str, Any]]:
    answer = client.get(f"{root}/timeline", params={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    return [dict(each) for each in answer.json()["items"]]


def test_everything_stands_in_one_order(client: ApiClient, root: str, debt_id: str) -> None:
    found = _all(client, root)
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
    for each in _all(client, root):
        assert client.get(each["path"]).status_code == 200, each


def test_a_part_can_be_asked_for(client: ApiClient, root: str, debt_id: str) -> None:
    [refusal] = _all(client, root, kind="response")
    assert (refusal["code"], refusal["debt_ids"]) == ("refused", [debt_id])
    assert {each["kind"] for each in _all(client, root, debt_id=debt_id)} == {
        *("contact", "proposal", "response", "agreement", "payment"),
    }
    only = _all(client, root, **{"from": "2026-11-23", "to": "2026-11-23"})
    assert {each["day"] for each in only} <= {"2026-11-23"}
    assert "agreement" in {each["kind"] for each in only}
    assert _all(client, root, debt_id=str(uuid4())) == []


@pytest.mark.parametrize(
    "query", [{"kind": "wellbeing"}, {"from": "gestern"}, {"debt_id": "x"}, {"limit": 0}]
)
def test_a_malformed_wish_is_refused(client: ApiClient, root: str, query: dict[str, Any]) -> None:
    assert client.get(f"{root}/timeline", params=query).status_code == 422


def test_pages_join_to_the_whole(client: ApiClient, root: str, debt_id: str) -> None:
    whole = _all(client, root)
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
    [contact] = _all(client, root, kind="contact")
    assert contact["text"] == "客服说可以再申请"
    client.post(f"{said}/withdrawals", json={"reason": "记重了"})
    assert _all(client, root, kind="contact") == []


def test_a_paper_that_was_issued_is_in_it(client: ApiClient, case_id: UUID, root: str) -> None:
    filled(client, case_id)
    answer = issue(client, case_id, "contact_timeline")
    assert answer.status_code == 201, answer.text
    [paper] = _all(client, root, kind="document")
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
    assert {each["kind"] for each in _all(narrow, root)} == kinds


def test_wellbeing_is_not_in_it(client: ApiClient, root: str) -> None:
    _made(client, f"{root}/wellbeing-checks", {"scale": "phq2", "answers": [1, 1]})
    assert _all(client, root) == []


def test_a_table_holds_the_same_and_no_formula(client: ApiClient, root: str, debt_id: str) -> None:
    said = {**CALL, "summary": '=HYPERLINK("x")', "outcome": "information"}
    client.post(f"{root}/contacts", json=said)
    answer = client.get(f"{root}/timeline.csv")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    heads, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert heads[:3] == ["日期", "时间", "类别"]
    listed = _all(client, root)
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


@pytest.mark.parametrize(
    ("parts", "kinds"),
    [
        (["contacts"], {"contact", "follow_up"}),
        (["proposals", "budget"], {"proposal", "response", "agreement", "payment", "effort"}),
        (["evidence"], {"evidence"}),
        (["household", "debts", "plan"], set()),
    ],
)
def test_a_lawyer_is_told_what_was_granted(
    application: FastAPI,
    runtime: Runtime,
    client: ApiClient,
    tenant_id: UUID,
    root: str,
    debt_id: str,
    parts: list[str],
    kinds: set[str],
) -> None:
    wanted = ApiKeyCreate.model_validate({"name": "l", "scopes": ["all"], "granted_only": True})
    with runtime.database.write(tenant_id) as session:
        key, token = accounts.issue_key(session, wanted)
        key_id = str(key.id)
    lawyer = ApiClient(application, token)
    assert lawyer.get(f"{root}/timeline").status_code == 404
    asked = {"grantee": key_id, "role": "lawyer", "scope": parts, "expires_at": LATER}
    grant = client.post(f"{root}/grants", json=asked)
    assert {each["kind"] for each in _all(lawyer, root)} == kinds
    rows = lawyer.get(f"{root}/timeline.csv").text.splitlines()
    assert len(rows) == 1 + len(_all(lawyer, root))
    acts = client.get(f"{grant.headers['Location']}/acts").json()["items"]
    assert acts[0]["action"] == "any_part_read_by_lawyer"
    client.delete(grant.headers["Location"], headers={"If-Match": "*"})
    for path in ("timeline", "timeline.csv"):
        assert lawyer.get(f"{root}/{path}").status_code == 404


def test_nobody_else_sees_it(client: ApiClient, stranger: ApiClient, root: str) -> None:
    for path in ("timeline", "timeline.csv"):
        assert stranger.get(f"{root}/{path}").status_code == 404


def test_a_hold_stays_in_it_after_it_was_lifted(client: ApiClient, root: str) -> None:
    hold = client.post(f"{root}/legal-holds", json={"reason": "仲裁审理中"}).headers["Location"]
    client.delete(hold, headers={"If-Match": "*"})
    found = [(each["code"], each["text"]) for each in _all(client, root, kind="legal_hold")]
    assert found == [("placed", "仲裁审理中"), ("lifted", "仲裁审理中")]


def test_what_others_were_let_see_is_in_it(client: ApiClient, root: str) -> None:
    key = client.get("/v1/api-keys").json()["items"][0]["id"]
    asked = {"grantee": key, "role": "adviser", "scope": ["debts", "plan"], "expires_at": LATER}
    grant = client.post(f"{root}/grants", json=asked).headers["Location"]
    client.patch(grant, json={"scope": ["debts"]}, headers={"If-Match": "*"})
    client.delete(grant, headers={"If-Match": "*"})
    found = _all(client, root, kind="grant")
    assert [(each["code"], each["text"]) for each in found] == [
        ("made", "债务、路线和下一步"),
        ("changed", "债务"),
        ("revoked", None),
    ]
    assert {each["path"] for each in found} == {grant}


def test_a_referral_is_in_it_from_consent_to_end(
    client: ApiClient, case_id: UUID, root: str
) -> None:
    debt = str(_made(client, f"{root}/debts", DEBT)["id"])
    more = {"debt_ids": [debt], "acknowledge": ["limitation"]}
    path = referred(client, case_id, recorded(client)["id"], "debts", **more)
    client.post(f"{path}/accept", json={"note": "周一联系您"})
    client.post(f"{path}/revoke", json={})
    found = _all(client, root, kind="referral")
    assert [(each["code"], each["text"]) for each in found] == [
        ("consented", "协助协商"),
        ("accepted", "周一联系您"),
        ("revoked", None),
    ]
    assert {each["path"] for each in found} == {path}
    assert [each["debt_ids"] for each in found] == [[debt], [], []]
    assert found[0] in _all(client, root, debt_id=debt)
