from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from fastapi import FastAPI
from sqlalchemy import text

from app.core import clock
from app.wiring import Runtime
from tests.agencies.referrals.conftest import AGREED, Agency, agency_client, body, referred
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


def test_the_consent_stands_in_the_ledger_with_a_receipt(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    made = client.post(f"/v1/cases/{case_id}/referrals", json=body(agency.id)).json()
    assert made["receipt"]["leaf_hash"] == made["entry_hash"]
    path = f"/v1/cases/{case_id}/referrals/{made['id']}"
    agency.client.post(f"{path}/accept", json={})
    client.post(f"{path}/revoke", json={"note": "不需要了"})
    entries = client.get(f"/v1/cases/{case_id}/ledger/entries").json()["items"]
    assert {entry["kind"] for entry in entries} == {
        "referral_consented",
        "referral_accepted",
        "referral_revoked",
    }
    assert client.post(f"/v1/cases/{case_id}/ledger/verify", json={}).json()["valid"] is True


@pytest.mark.parametrize("column", ["parts", "expires_at", "grantee_id"])
def test_a_scope_widened_behind_the_consent_is_found(
    client: ApiClient,
    case_id: UUID,
    agency: Agency,
    runtime: Runtime,
    tenant_id: UUID,
    column: str,
) -> None:
    referred(client, case_id, agency.id)
    values = {
        "parts": ",debts,contacts,budget,",
        "expires_at": "2199-12-31 00:00:00.000000+00:00",
        "grantee_id": uuid4().hex,
    }
    with runtime.database.write(tenant_id) as session:
        session.execute(text(f"UPDATE grants SET {column} = :v"), {"v": values[column]})  # noqa: S608 - a fixed name
    found = client.post(f"/v1/cases/{case_id}/ledger/verify", json={}).json()
    assert (found["valid"], found["first_bad"]["reason"]) == (False, "row_differs")


def test_sensitive_parts_need_a_separate_consent(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    path = f"/v1/cases/{case_id}/referrals"
    refused = client.post(path, json=body(agency.id, "debts", sensitive_consent=None))
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == ("/sensitive_consent", "separate_consent_needed")
    plain = body(agency.id, "contacts", "plan", sensitive_consent=None)
    assert client.post(path, json=plain).status_code == 201


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        (
            {"consent": {**AGREED, "text_version": "2020-01-01"}},
            "/consent/text_version",
            "consent_text_outdated",
        ),
        ({"consent": {**AGREED, "given": False}}, "/consent/given", "not_in_list"),
        ({"agency_id": str(uuid4())}, "/agency_id", "agency_unknown"),
        ({"debt_ids": [str(uuid4())]}, "/debt_ids/0", "debt_unknown"),
        ({"expires_at": "2020-01-01T00:00:00+08:00"}, "/expires_at", "expiry_past"),
        ({"scope": ["wellbeing"]}, "/scope/0", "not_in_list"),
        (
            {
                "service_agreement": {
                    "evidence_id": str(uuid4()),
                    "signed_on": "2026-11-24",
                    "scope": "协商",
                    "fees": {},
                }
            },
            "/service_agreement/evidence_id/0",
            "evidence_unknown",
        ),
    ],
)
def test_what_cannot_be_referred_is_refused(
    client: ApiClient,
    case_id: UUID,
    agency: Agency,
    changes: dict[str, object],
    pointer: str,
    code: str,
) -> None:
    wanted = {**body(agency.id), **changes}
    refused = client.post(f"/v1/cases/{case_id}/referrals", json=wanted)
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_a_debt_that_may_be_time_barred_is_acknowledged_first(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    debts = f"/v1/cases/{case_id}/debts"
    old = client.post(debts, json={**DEBT, "days_past_due": 1200}).json()["id"]
    fresh = client.post(debts, json=DEBT).json()["id"]
    path = f"/v1/cases/{case_id}/referrals"
    for wanted in (body(agency.id), body(agency.id, debt_ids=[old])):
        refused = client.post(path, json=wanted)
        assert refused.status_code == 409
        assert refused.json()["code"] == "limitation_warning_unacknowledged"
    assert client.post(path, json=body(agency.id, debt_ids=[fresh])).status_code == 201
    knowing = body(agency.id, debt_ids=[old], acknowledge=["limitation"])
    assert client.post(path, json=knowing).status_code == 201


def test_a_referral_needs_a_key_against_repeating(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    refused = client.request(
        "POST",
        f"/v1/cases/{case_id}/referrals",
        json=body(agency.id),
        headers={"Idempotency-Key": None},
    )
    assert refused.json()["code"] == "idempotency_key_required"


def test_the_service_agreement_is_kept_with_what_is_wrong_in_it(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    path = referred(client, case_id, agency.id)
    agreement: dict[str, Any] = {
        "signed_on": "2026-11-24",
        "scope": "协助协商",
        "fees": {"upfront": "9000.00", "refund_terms": "none"},
    }
    change = {"service_agreement": agreement}
    assert client.patch(path, json=change).status_code == 428
    assert agency.client.patch(path, json=change, headers=ANY).status_code == 404
    shown = client.patch(path, json=change, headers=ANY).json()
    codes = [finding["code"] for finding in shown["service_agreement"]["findings"]]
    assert codes == ["not_on_file", "no_end", "no_refund", "fees_unclear", "fees_differ"]
    assert client.get(path).json() == shown


def test_a_referral_shows_what_speaks_against_the_agency(client: ApiClient, case_id: UUID) -> None:
    doubtful = recorded(client, services=["credit_repair"])["id"]
    shown = client.get(referred(client, case_id, doubtful)).json()
    assert shown["verdict"] == "avoid"
    assert [flag["code"] for flag in shown["red_flags"]] == ["credit_wash"]


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


def test_an_agency_with_referrals_is_not_deleted(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    referred(client, case_id, agency.id)
    refused = client.delete(f"/v1/agencies/{agency.id}", headers=ANY)
    assert (refused.status_code, refused.json()["code"]) == (409, "agency_in_use")


def test_the_consent_text_names_recipient_purpose_means_and_parts(
    client: ApiClient, agency: Agency
) -> None:
    path = f"/v1/agencies/{agency.id}/consent-text"
    query = {"purpose": "协助协商", "scope": "debts,contacts"}
    shown = client.get(path, params=query).json()
    for part in ("某某律师事务所", "021-00000000", "协助协商", "债务、联系记录", "收回"):
        assert part in shown["text"]
    assert shown["sensitive_parts"] == ["debts"]
    assert "单独同意" in shown["sensitive_text"]
    assert {citation["rule_id"] for citation in shown["citations"]} >= {"PIPL-23", "PIPL-29"}
    plain = client.get(path, params={"purpose": "协助协商", "scope": "contacts"}).json()
    assert (plain["sensitive_parts"], plain["sensitive_text"]) == ([], None)
    english = client.get(path, params=query, headers={"Accept-Language": "en"}).json()
    assert "debts, contact log" in english["text"]


@pytest.mark.parametrize("scope", ["", "wellbeing", "debts,", "debts contacts"])
def test_what_is_no_list_of_parts_is_refused(client: ApiClient, agency: Agency, scope: str) -> None:
    path = f"/v1/agencies/{agency.id}/consent-text"
    refused = client.get(path, params={"purpose": "x", "scope": scope})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/query/scope"


def test_an_agency_without_contact_is_said_so(client: ApiClient) -> None:
    path = f"/v1/agencies/{recorded(client, contact=None)['id']}/consent-text"
    shown = client.get(path, params={"purpose": "x", "scope": "plan"}).json()
    assert "没有留下联系方式" in shown["text"]


def test_an_erased_case_has_no_referrals(client: ApiClient, case_id: UUID, agency: Agency) -> None:
    path = referred(client, case_id, agency.id)
    agency.client.post(f"{path}/accept", json={})
    assert client.delete(f"/v1/cases/{case_id}", headers=ANY).status_code == 204
    assert client.get(path).status_code == 404
    assert client.get("/v1/referrals").json()["items"] == []
    assert agency.client.get("/v1/referrals").json()["items"] == []


def test_another_tenant_finds_nothing(
    client: ApiClient, stranger: ApiClient, case_id: UUID, agency: Agency
) -> None:
    path = referred(client, case_id, agency.id)
    assert stranger.get(path).status_code == 404
    assert stranger.post(f"{path}/accept", json={}).status_code == 404
    assert stranger.get("/v1/referrals").json()["items"] == []
    own = stranger.post("/v1/cases", json={"client_reference": "S"}).json()["id"]
    refused = stranger.post(f"/v1/cases/{own}/referrals", json=body(agency.id))
    assert refused.json()["errors"][0]["code"] == "agency_unknown"


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
