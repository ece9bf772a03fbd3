"""Holds are recorded in the ledger of the case, in the transaction that places or lifts them."""

import base64
from uuid import UUID

import orjson
from sqlalchemy import select

from app.core.outbox import Event
from app.wiring import Runtime
from tests.client import ApiClient

SECRET = "仲裁审理中，勿删"


def _kinds(client: ApiClient, case_id: UUID) -> list[str]:
    items = client.get(f"/v1/cases/{case_id}/ledger/entries").json()["items"]
    leaves = [orjson.loads(base64.b64decode(item["leaf_input"])) for item in items]
    return [leaf["kind"] for leaf in leaves]


def test_placing_and_lifting_are_entries(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/legal-holds"
    body = {"reason": SECRET, "expires_on": "2027-01-31"}
    placed = client.post(path, json=body)
    assert placed.status_code == 201
    assert _kinds(client, case_id) == ["hold_placed"]
    where = placed.headers["Location"]
    assert client.delete(where, headers={"If-Match": "*"}).status_code == 204
    assert client.delete(where, headers={"If-Match": "*"}).status_code == 204
    assert _kinds(client, case_id) == ["hold_placed", "hold_lifted"]
    assert client.post(f"/v1/cases/{case_id}/ledger/verify").json()["valid"]


def test_a_hold_that_was_refused_leaves_no_entry(client: ApiClient, case_id: UUID) -> None:
    refused = client.post(f"/v1/cases/{case_id}/legal-holds", json={"reason": ""})
    assert refused.status_code == 422
    assert _kinds(client, case_id) == []


def test_what_is_told_carries_no_words_and_goes_with_the_case(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    body = {"reason": SECRET, "expires_on": "2020-01-31"}
    hold = client.post(f"/v1/cases/{case_id}/legal-holds", json=body).json()
    told = select(Event).where(Event.tenant_id == tenant_id)
    with runtime.database.read(tenant_id) as session:
        [event] = session.scalars(told)
    assert (event.kind, event.object_id) == ("hold_placed", UUID(hold["id"]))
    assert event.facts == {"expires_on": "2020-01-31"}
    assert client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"}).status_code == 204
    with runtime.database.read(tenant_id) as session:
        assert session.scalars(told).all() == []
