from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.crypto_signing import VerifyingKey
from app.ledger.receipts import Receipt, verify_receipt
from tests.client import ApiClient
from tests.contacts.bodies import CALL, LETTER


def _path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/contacts"


def test_a_contact_is_recorded_and_read_back(client: ApiClient, case_id: UUID) -> None:
    created = client.post(_path(case_id), json=CALL)
    assert created.status_code == 201
    assert created.headers["ETag"] == '"1.zh-CN"'
    body = created.json()
    assert {name: body[name] for name in CALL} == CALL
    assert body["sequence"] == 1
    assert body["about_person"] == "debtor"
    assert body["corrections"] == []
    read = client.get(created.headers["Location"])
    assert read.json() == {name: value for name, value in body.items() if name != "receipt"}
    assert read.headers["ETag"] == '"1.zh-CN"'


def test_the_offset_given_is_kept(client: ApiClient, case_id: UUID) -> None:
    body = {**CALL, "occurred_at": "2026-11-20T09:30:00.250+02:00"}
    assert client.post(_path(case_id), json=body).json()["occurred_at"].endswith("+02:00")


def test_the_receipt_verifies_without_the_server(client: ApiClient, case_id: UUID) -> None:
    created = [client.post(_path(case_id), json=CALL).json() for _ in range(3)]
    [key] = client.get("/v1/ledger/keys").json()["items"]
    vkey = VerifyingKey.from_vkey(key["vkey"])
    for number, contact in enumerate(created, start=1):
        receipt = Receipt.from_json(**contact["receipt"])
        checkpoint = verify_receipt(receipt, [vkey])
        assert checkpoint.head.size == number == contact["sequence"]
        assert contact["receipt"]["leaf_hash"] == contact["entry_hash"]
        assert receipt.leaf_index == number - 1


def test_only_when_how_and_who_are_needed(client: ApiClient, case_id: UUID) -> None:
    least = {name: CALL[name] for name in ("occurred_at", "channel", "direction")}
    created = client.post(_path(case_id), json=least)
    assert created.status_code == 201
    assert created.json()["summary"] is None
    assert created.json()["promises"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"occurred_at": "2026-11-20T15:30:00"}, "/occurred_at"),
        ({"occurred_at": 0}, "/occurred_at"),
        ({"channel": "telegraph"}, "/channel"),
        ({"duration_seconds": -1}, "/duration_seconds"),
        ({"duration_seconds": "540"}, "/duration_seconds"),
        ({"outcome": "great"}, "/outcome"),
        ({"promises": [{"by": "creditor", "what": ""}]}, "/promises/0/what"),
        ({"evidence_ids": ["x"]}, "/evidence_ids/0"),
        ({"evidence_ids": [str(uuid4())]}, "/evidence_ids/0"),
        ({"debt_ids": [str(uuid4())]}, "/debt_ids/0"),
        ({"counterpart": {"name": "张"}}, "/counterpart"),
        ({"conduct": ["rude"]}, "/conduct/0"),
        ({"sequence": 7}, ""),
    ],
)
def test_bad_contacts_are_refused_with_their_place(
    client: ApiClient, case_id: UUID, change: dict[str, Any], pointer: str
) -> None:
    refused = client.post(_path(case_id), json={**CALL, **change})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert client.get(_path(case_id)).json()["items"] == []
    assert client.get(f"/v1/cases/{case_id}/ledger/checkpoint").json()["size"] == 0


def test_a_key_is_required_and_replays_the_first_answer(client: ApiClient, case_id: UUID) -> None:
    missing = client.request("POST", _path(case_id), json=CALL, headers={"Idempotency-Key": None})
    assert missing.status_code == 400
    assert missing.json()["code"] == "idempotency_key_required"
    first, again = (
        client.post(_path(case_id), json=CALL, headers={"Idempotency-Key": "one"}) for _ in range(2)
    )
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(client.get(_path(case_id)).json()["items"]) == 1


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_contact_cannot_be_changed(client: ApiClient, case_id: UUID, method: str) -> None:
    location = client.post(_path(case_id), json=CALL).headers["Location"]
    refused = client.request(method, location, json=CALL, headers={"If-Match": "*"})
    assert refused.status_code == 405
    assert refused.headers["Allow"] == "GET"


def test_a_correction_keeps_the_original(client: ApiClient, case_id: UUID) -> None:
    created = client.post(_path(case_id), json=CALL)
    wanted = {
        "reason": "听了录音",
        "changes": {"summary": "客服称须先提供失业证明", "answered": None},
    }
    corrected = client.post(f"{created.headers['Location']}/corrections", json=wanted)
    assert corrected.status_code == 201
    assert corrected.json()["corrects"] == created.json()["id"]
    assert corrected.json()["sequence"] == 2
    read = client.get(created.headers["Location"])
    assert read.headers["ETag"] == '"2.zh-CN"'
    assert read.json()["summary"] == CALL["summary"]
    [correction] = read.json()["corrections"]
    assert correction["reason"] == "听了录音"
    assert correction["changes"] == wanted["changes"]
    assert correction["entry_hash"] == corrected.json()["entry_hash"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({}, "/changes"),
        ({"channel": None}, "/changes/channel"),
        ({"conduct": None}, "/changes/conduct"),
        ({"evidence_ids": [str(uuid4())]}, "/changes/evidence_ids/0"),
        ({"debt_ids": [str(uuid4())]}, "/changes/debt_ids/0"),
        ({"id": str(uuid4())}, "/changes"),
    ],
)
def test_bad_corrections_are_refused_with_their_place(
    client: ApiClient, case_id: UUID, changes: dict[str, Any], pointer: str
) -> None:
    location = client.post(_path(case_id), json=CALL).headers["Location"]
    refused = client.post(f"{location}/corrections", json={"reason": "听错", "changes": changes})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert client.get(location).json()["corrections"] == []


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["letter", "phone"]),
        ({"channel": "phone"}, ["phone"]),
        ({"direction": "inbound"}, []),
        ({"outcome": "under_review"}, ["letter"]),
        ({"from": "2026-11-21"}, ["letter"]),
        ({"to": "2026-11-20"}, ["phone"]),
        ({"from": "2026-11-20", "to": "2026-11-23"}, ["letter", "phone"]),
        ({"from": "0001-01-01", "to": "9999-12-31"}, ["letter", "phone"]),
        ({"q": "分期"}, ["phone"]),
        ({"q": "回电"}, ["phone"]),
        ({"q": "书面"}, ["letter"]),
        ({"q": "失业证明"}, ["phone"]),
        ({"q": "期分"}, []),
        ({"q": "客服", "channel": "letter"}, []),
    ],
)
def test_contacts_are_found(
    client: ApiClient, case_id: UUID, query: dict[str, str], expected: list[str]
) -> None:
    call = client.post(_path(case_id), json=CALL)
    client.post(_path(case_id), json=LETTER)
    wanted = {"reason": "听了录音", "changes": {"summary": "须先提供失业证明"}}
    client.post(f"{call.headers['Location']}/corrections", json=wanted)
    found = client.get(_path(case_id), params=query).json()["items"]
    assert [contact["channel"] for contact in found] == expected


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"q": "分"}, "/query/q"),
        ({"from": "2026-13-01"}, "/query/from"),
        ({"channel": "x"}, "/query/channel"),
    ],
)
def test_bad_filters_are_refused(
    client: ApiClient, case_id: UUID, query: dict[str, str], pointer: str
) -> None:
    refused = client.get(_path(case_id), params=query)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer


@pytest.mark.parametrize("query", [{}, {"q": "分期"}])
def test_pages_meet_without_gap(client: ApiClient, case_id: UUID, query: dict[str, str]) -> None:
    ids = [client.post(_path(case_id), json=CALL).json()["id"] for _ in range(5)]
    client.post(_path(case_id), json=LETTER)
    page = client.get(_path(case_id), params={**query, "limit": 2}).json()
    seen = [item["id"] for item in page["items"]]
    while page["next_cursor"]:
        cursor = {**query, "limit": 2, "cursor": page["next_cursor"]}
        page = client.get(_path(case_id), params=cursor).json()
        seen += [item["id"] for item in page["items"]]
    assert [one for one in seen if one in ids] == ids[::-1]
    assert len(seen) == len(set(seen)) == (5 if query else 6)


def test_another_tenant_sees_nothing(client: ApiClient, stranger: ApiClient, case_id: UUID) -> None:
    location = client.post(_path(case_id), json=CALL).headers["Location"]
    change = {"reason": "x", "changes": {"summary": "y"}}
    answers = [
        stranger.get(_path(case_id)),
        stranger.post(_path(case_id), json=CALL),
        stranger.get(location),
        stranger.post(f"{location}/corrections", json=change),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


def test_an_unknown_contact_is_not_found(client: ApiClient, case_id: UUID) -> None:
    assert client.get(f"{_path(case_id)}/{uuid4()}").status_code == 404
    assert client.get(f"{_path(case_id)}/x").status_code == 422


def test_a_text_that_calls_for_help_is_answered_with_it(client: ApiClient, case_id: UUID) -> None:
    created = client.post(_path(case_id), json={**CALL, "summary": "我不想活了"})
    assert created.status_code == 201
    assert next(iter(created.json())) == "support"
    read = client.get(created.headers["Location"])
    assert "support" not in read.json()
