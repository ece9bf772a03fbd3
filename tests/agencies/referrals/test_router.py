from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.wiring import Runtime
from tests.agencies.referrals.conftest import AGREED, Agency, body, referred
from tests.agencies.test_router import recorded
from tests.client import ApiClient

ANY = {"If-Match": "*"}
DEBT = {"creditor_name": "某银行", "creditor_type": "bank", "product_type": "credit_card"}


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


def test_a_consent_is_a_yes_without_saying_so_again(
    client: ApiClient, case_id: UUID, agency: Agency
) -> None:
    when = {"text_version": AGREED["text_version"], "given_at": "2026-11-26T10:00:00+08:00"}
    wanted = body(agency.id, consent=when, sensitive_consent=when)
    made = client.post(f"/v1/cases/{case_id}/referrals", json=wanted)
    assert made.status_code == 201, made.text
    assert made.json()["consent"]["given"] is True


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
    for part in ("某某律师事务所", "021-00000000", "协助协商", "债务、沟通记录", "收回"):
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
