from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from fastapi import FastAPI

from app.core import clock
from app.wiring import Runtime
from tests.agencies.referrals.conftest import Agency, agency_client, body, referred
from tests.agencies.test_router import recorded
from tests.client import ApiClient

ANY = {"If-Match": "*"}
DEBT = {"creditor_name": "某银行", "creditor_type": "bank", "product_type": "credit_card"}
OWED = {
    "principal_outstanding": "12000.00",
    "interest_outstanding": "0.00",
    "fees_outstanding": "0.00",
    "penalty_outstanding": "0.00",
    "annual_rate_percent": "18.00",
}


def test_an_agency_sees_its_scope_from_acceptance_on(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    case = f"/v1/cases/{case_id}"
    path = referred(client, case_id, agency.id)
    offered = agency.client.get(path)
    assert (offered.status_code, offered.json()["status"]) == (200, "offered")
    assert agency.client.get(f"{case}/debts").status_code == 404
    accepted = agency.client.post(f"{path}/accept", json={"note": "周一联系您"})
    assert (accepted.status_code, accepted.json()["status"]) == (200, "accepted")
    assert accepted.json()["note"] == "周一联系您"
    for seen in ("debts", "contacts"):
        assert agency.client.get(f"{case}/{seen}").status_code == 200
    for hidden in ("", "/budget", "/proposals", "/evidence-items", "/plan", "/grants", "/export"):
        assert agency.client.get(f"{case}{hidden}").status_code in {404, 405}


def test_revoking_holds_from_the_next_request_on(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    path = referred(client, case_id, agency.id)
    agency.client.post(f"{path}/accept", json={})
    assert agency.client.get(f"/v1/cases/{case_id}/debts").status_code == 200
    assert agency.client.post(f"{path}/revoke", json={}).status_code == 404
    revoked = client.post(f"{path}/revoke", json={})
    assert (revoked.status_code, revoked.json()["status"]) == (200, "revoked")
    assert revoked.json()["revoked_at"] is not None
    assert agency.client.get(f"/v1/cases/{case_id}/debts").status_code == 404
    assert agency.client.get(path).status_code == 404
    assert agency.client.get("/v1/referrals").json()["items"] == []


def test_a_rejection_says_why_and_ends_it(client: ApiClient, case_id: UUID, agency: Agency) -> None:
    path = referred(client, case_id, agency.id)
    told = {"reason": "no_capacity", "note": "本月已满"}
    answer = agency.client.post(f"{path}/reject", json=told).json()
    assert (answer["status"], answer["reject_reason"]) == ("rejected", "no_capacity")
    shown = client.get(path).json()
    assert (shown["note"], shown["accepted_at"]) == ("本月已满", None)
    assert agency.client.get(path).status_code == 404


def test_completing_says_what_came_of_it_and_ends_it(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    path = referred(client, case_id, agency.id)
    agency.client.post(f"{path}/accept", json={})
    answer = agency.client.post(f"{path}/complete", json={"result": "partly"}).json()
    assert (answer["status"], answer["result"]) == ("completed", "partly")
    assert agency.client.get(f"/v1/cases/{case_id}/debts").status_code == 404


@pytest.mark.parametrize(
    ("before", "act", "told"),
    [
        ("accept", "accept", {}),
        ("accept", "reject", {"reason": "other"}),
        (None, "complete", {"result": "achieved"}),
        ("revoke", "revoke", {}),
        ("revoke", "accept", {}),
    ],
)
def test_what_does_not_follow_is_refused(
    client: ApiClient,
    case_id: UUID,
    agency: Agency,
    before: str | None,
    act: str,
    told: dict[str, str],
) -> None:
    path = referred(client, case_id, agency.id)
    if before is not None:
        assert client.post(f"{path}/{before}", json={}).status_code == 200
    refused = client.post(f"{path}/{act}", json=told)
    assert (refused.status_code, refused.json()["code"]) == (409, "referral_state")


def test_a_referral_runs_out(client: ApiClient, case_id: UUID, agency: Agency) -> None:
    ends = clock.now() + timedelta(hours=1)
    path = referred(client, case_id, agency.id, expires_at=ends.isoformat())
    agency.client.post(f"{path}/accept", json={})
    with time_machine.travel(ends, tick=False):
        assert agency.client.get(f"/v1/cases/{case_id}/debts").status_code == 404
        assert client.get(path).json()["status"] == "expired"
        assert client.post(f"{path}/complete", json={"result": "achieved"}).status_code == 409


def test_an_agency_sees_and_answers_its_own_only(
    client: ApiClient,
    case_id: UUID,
    agency: Agency,
    application: FastAPI,
    runtime: Runtime,
    tenant_id: UUID,
) -> None:
    other_id = recorded(client)["id"]
    other = agency_client(application, runtime, tenant_id, other_id)
    path = referred(client, case_id, agency.id)
    own = referred(client, case_id, other_id)
    assert other.get(path).status_code == 404
    assert other.post(f"{path}/accept", json={}).status_code == 404
    listed = other.get(f"/v1/cases/{case_id}/referrals").json()["items"]
    assert [each["agency_id"] for each in listed] == [other_id]
    inbox = other.get("/v1/referrals").json()["items"]
    assert [own.endswith(each["id"]) for each in inbox] == [True]
    assert len(client.get("/v1/referrals").json()["items"]) == 2
    assert len(client.get(f"/v1/cases/{case_id}/referrals").json()["items"]) == 2


def test_an_agency_refers_nothing_and_changes_no_scope(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    path = referred(client, case_id, agency.id)
    agency.client.post(f"{path}/accept", json={})
    made = agency.client.post(f"/v1/cases/{case_id}/referrals", json=body(agency.id, "budget"))
    assert made.status_code == 404
    grant = client.get(path).json()["grant_id"]
    change = client.patch(
        f"/v1/cases/{case_id}/grants/{grant}", json={"scope": ["budget"]}, headers=ANY
    )
    assert change.json()["errors"][0]["code"] == "agency_needs_referral"


def test_a_suspension_ends_what_the_agency_sees(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    accepted = referred(client, case_id, agency.id)
    agency.client.post(f"{accepted}/accept", json={})
    waiting = referred(client, case_id, agency.id)
    change = {"status": "suspended", "suspension_reason": "投诉成立"}
    path = f"/v1/agencies/{agency.id}"
    assert client.patch(path, json=change, headers=ANY).status_code == 200
    assert agency.client.get(f"/v1/cases/{case_id}/debts").status_code == 404
    assert [client.get(each).json()["status"] for each in (accepted, waiting)] == ["suspended"] * 2
    refused = client.post(f"/v1/cases/{case_id}/referrals", json=body(agency.id))
    assert (refused.status_code, refused.json()["code"]) == (409, "agency_suspended")
    assert client.post(f"{waiting}/accept", json={}).status_code == 409
    assert client.patch(path, json={"status": "active"}, headers=ANY).status_code == 200
    assert agency.client.get(f"/v1/cases/{case_id}/debts").status_code == 404


def test_a_suspension_passes_over_what_has_run_out(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    ends = clock.now() + timedelta(hours=1)
    over = referred(client, case_id, agency.id, expires_at=ends.isoformat())
    running = referred(client, case_id, agency.id)
    change = {"status": "suspended", "suspension_reason": "投诉成立"}
    with time_machine.travel(ends, tick=False):
        suspended = client.patch(f"/v1/agencies/{agency.id}", json=change, headers=ANY)
        assert suspended.status_code == 200
        stands = [client.get(path).json()["status"] for path in (over, running)]
        assert stands == ["expired", "suspended"]


def test_a_referral_ends_with_its_grant(client: ApiClient, case_id: UUID, agency: Agency) -> None:
    path = referred(client, case_id, agency.id)
    grant = f"/v1/cases/{case_id}/grants/{client.get(path).json()['grant_id']}"
    assert client.delete(grant, headers=ANY).status_code == 204
    assert client.get(path).json()["status"] == "revoked"
    assert agency.client.post(f"{path}/accept", json={}).status_code == 404
    refused = client.post(f"{path}/accept", json={})
    assert (refused.status_code, refused.json()["code"]) == (409, "referral_state")
    assert client.get(grant).json()["accepted_at"] is None


def test_what_an_agency_writes_is_marked_with_who_acted(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    case = f"/v1/cases/{case_id}"
    debt = client.post(f"{case}/debts", json={**DEBT, **OWED}).json()["id"]
    path = referred(client, case_id, agency.id, "contacts", "proposals")
    agency.client.post(f"{path}/accept", json={})
    said = {"occurred_at": "2026-11-20T15:30:00+08:00", "channel": "phone", "summary": "问过"}
    terms = {"instalments": 12, "first_due_date": "2027-01-10", "annual_rate_percent": "0.00"}
    proposed = {"debt_id": debt, "request_kind": "personalised_instalment", "terms": terms}
    for kind, wanted in (("contacts", said), ("proposals", proposed)):
        theirs = agency.client.post(f"{case}/{kind}", json=wanted)
        assert theirs.status_code == 201
        acted = theirs.json()["acted_by"]
        assert acted["agency_id"] == agency.id
        assert client.get(theirs.headers["Location"]).json()["acted_by"] == acted
        own = client.post(f"{case}/{kind}", json=wanted)
        assert own.json()["acted_by"] is None
    assert client.post(f"{case}/ledger/verify", json={}).json()["valid"] is True
