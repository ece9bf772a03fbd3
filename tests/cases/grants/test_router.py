from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.cases import repository
from app.cases import service as cases
from app.cases.grants import service as grants
from app.core import clock
from app.core.access import Limits, limit
from app.core.auth import Principal
from app.core.errors import NotFound
from app.wiring import Runtime
from tests.client import ApiClient

ANY = {"If-Match": "*"}
LATER = "2099-12-31T00:00:00+08:00"
Lawyer = tuple[str, ApiClient]


def _key(runtime: Runtime, tenant_id: UUID, **more: object) -> tuple[str, str]:
    wanted = ApiKeyCreate.model_validate({"name": "lawyer", "scopes": ["all"], **more})
    with runtime.database.write(tenant_id) as session:
        key, token = accounts.issue_key(session, wanted)
        return str(key.id), token


@pytest.fixture
def lawyer(application: FastAPI, runtime: Runtime, tenant_id: UUID) -> Lawyer:
    """The id of a lawyer's key, and a client with it."""
    key_id, token = _key(runtime, tenant_id, granted_only=True)
    return key_id, ApiClient(application, token)


def granted(
    client: ApiClient, case_id: UUID, grantee: str, *parts: str, **more: object
) -> dict[str, Any]:
    body = {"grantee": grantee, "role": "lawyer", "scope": parts, "expires_at": LATER, **more}
    made = client.post(f"/v1/cases/{case_id}/grants", json=body)
    assert made.status_code == 201
    found: dict[str, Any] = made.json()
    return found


def test_a_lawyer_sees_what_was_granted_and_nothing_else(
    client: ApiClient, case_id: UUID, lawyer: Lawyer
) -> None:
    grantee, theirs = lawyer
    path = f"/v1/cases/{case_id}"
    assert theirs.get(f"{path}/debts").status_code == 404
    made = granted(client, case_id, grantee, "debts")
    assert (made["status"], made["scope"]) == ("active", ["debts"])
    assert theirs.get(f"{path}/debts").status_code == 200
    for hidden in (path, f"{path}/contacts", f"{path}/grants", f"{path}/grants/{made['id']}"):
        assert theirs.get(hidden).status_code == 404
    assert client.get(f"{path}/grants/{made['id']}").json() == made
    assert client.get(f"{path}/grants").json()["items"] == [made]


def test_what_is_hidden_looks_like_what_does_not_exist(
    client: ApiClient, case_id: UUID, lawyer: Lawyer
) -> None:
    grantee, theirs = lawyer
    granted(client, case_id, grantee, "debts")
    bodies = []
    for case in (case_id, uuid4()):
        answer = theirs.get(f"/v1/cases/{case}/contacts")
        bodies.append(answer.text.replace(str(case), "").replace(answer.json()["request_id"], ""))
    assert bodies[0] == bodies[1]


def test_a_revocation_holds_from_the_next_request_on(
    client: ApiClient, case_id: UUID, lawyer: Lawyer
) -> None:
    grantee, theirs = lawyer
    path = f"/v1/cases/{case_id}"
    made = granted(client, case_id, grantee, "debts", "household")
    assert theirs.get(f"{path}/debts").status_code == 200
    grant = f"{path}/grants/{made['id']}"
    assert client.delete(grant).status_code == 428
    assert client.delete(grant, headers=ANY).status_code == 204
    assert theirs.get(f"{path}/debts").status_code == 404
    assert theirs.get("/v1/cases").json()["items"] == []
    assert client.get(grant).json()["status"] == "revoked"


def test_an_answer_given_under_a_grant_is_not_replayed_after_it(
    client: ApiClient, case_id: UUID, lawyer: Lawyer
) -> None:
    grantee, theirs = lawyer
    made = granted(client, case_id, grantee, "debts")
    path, key = f"/v1/cases/{case_id}/debts", {"Idempotency-Key": "k-1"}
    body = {"creditor_name": "某银行", "creditor_type": "bank", "product_type": "credit_card"}
    first = theirs.post(path, json=body, headers=key)
    assert first.status_code == 201
    assert theirs.post(path, json=body, headers=key).headers["Idempotent-Replayed"] == "true"
    client.delete(f"/v1/cases/{case_id}/grants/{made['id']}", headers=ANY)
    assert theirs.post(path, json=body, headers=key).status_code == 404


def test_a_grant_ends_by_itself(client: ApiClient, case_id: UUID, lawyer: Lawyer) -> None:
    grantee, theirs = lawyer
    ends = clock.now() + timedelta(hours=1)
    made = granted(client, case_id, grantee, "debts", expires_at=ends.isoformat())
    path = f"/v1/cases/{case_id}"
    assert theirs.get(f"{path}/debts").status_code == 200
    with time_machine.travel(ends, tick=False):
        assert theirs.get(f"{path}/debts").status_code == 404
        assert client.get(f"{path}/grants/{made['id']}").json()["status"] == "expired"


def test_parts_are_changed_for_the_next_request(
    client: ApiClient, case_id: UUID, lawyer: Lawyer
) -> None:
    grantee, theirs = lawyer
    path = f"/v1/cases/{case_id}"
    made = granted(client, case_id, grantee, "debts")
    grant = f"{path}/grants/{made['id']}"
    changed = client.patch(grant, json={"scope": ["contacts"]}, headers=ANY).json()
    assert (changed["scope"], changed["version"]) == (["contacts"], 2)
    assert theirs.get(f"{path}/debts").status_code == 404
    assert theirs.get(f"{path}/contacts").status_code == 200
    past = {"expires_at": "2020-01-01T00:00:00+08:00"}
    refused = client.patch(grant, json=past, headers=ANY)
    assert refused.json()["errors"][0]["code"] == "expiry_past"
    assert client.patch(grant, json={"expires_at": LATER}, headers=ANY).status_code == 200


def test_the_household_is_shown_without_number_and_credit_record(
    client: ApiClient, case_id: UUID, lawyer: Lawyer
) -> None:
    grantee, theirs = lawyer
    path = f"/v1/cases/{case_id}"
    granted(client, case_id, grantee, "household")
    assert theirs.get(path).json()["person"] is None
    facts = {
        "person": {"full_name": "李示例", "id_number": "310101199001011234"},
        "credit_record": {"facts": ["逾期一次"]},
    }
    client.patch(path, json=facts, headers=ANY)
    for shown in (theirs.get(path).json(), theirs.get("/v1/cases").json()["items"][0]):
        assert shown["person"]["full_name"] == "李示例"
        assert shown["person"]["id_number"] is None
        assert shown["credit_record"] is None
    assert client.get(path).json()["person"]["id_number"] is not None
    assert theirs.patch(path, json={"status": "paused"}, headers=ANY).status_code == 404


def test_what_was_read_and_written_under_a_grant_is_listed(
    client: ApiClient, case_id: UUID, lawyer: Lawyer
) -> None:
    grantee, theirs = lawyer
    made = granted(client, case_id, grantee, "debts")
    path = f"/v1/cases/{case_id}/debts"
    theirs.get(path)
    body = {"creditor_name": "某银行", "creditor_type": "bank", "product_type": "credit_card"}
    debt = theirs.post(path, json=body).json()
    theirs.get(f"/v1/cases/{case_id}/contacts")
    acts = client.get(f"/v1/cases/{case_id}/grants/{made['id']}/acts").json()["items"]
    assert [act["action"] for act in acts] == [
        "debt_recorded",
        "debts_used_by_lawyer",
        "debts_read_by_lawyer",
    ]
    assert {act["principal_id"] for act in acts} == {grantee}
    assert acts[0]["object_id"] == debt["id"]


def test_an_erased_case_has_no_grants(
    client: ApiClient, case_id: UUID, lawyer: Lawyer, runtime: Runtime, tenant_id: UUID
) -> None:
    grantee, theirs = lawyer
    granted(client, case_id, grantee, "debts")
    assert client.delete(f"/v1/cases/{case_id}", headers=ANY).status_code == 204
    assert theirs.get(f"/v1/cases/{case_id}/debts").status_code == 404
    with runtime.database.read(tenant_id) as session:
        assert repository.grants_to(session, UUID(grantee)) == []


def test_all_grants_of_one_end_together(
    client: ApiClient,
    case_id: UUID,
    lawyer: Lawyer,
    runtime: Runtime,
    principal: Principal,
) -> None:
    grantee, theirs = lawyer
    other = UUID(client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"])
    for case in (case_id, other):
        granted(client, case, grantee, "debts")
    with runtime.database.write(principal.tenant_id) as session:
        grants.end_all_of(session, principal, UUID(grantee))
    for case in (case_id, other):
        assert theirs.get(f"/v1/cases/{case}/debts").status_code == 404


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"role": "agency"}, "/role", "agency_needs_referral"),
        ({"grantee": str(uuid4())}, "/grantee", "grantee_unknown"),
        ({"expires_at": "2020-01-01T00:00:00+08:00"}, "/expires_at", "expiry_past"),
        ({"scope": ["wellbeing"]}, "/scope/0", "not_in_list"),
        ({"scope": []}, "/scope", "out_of_bounds"),
        ({"role": "friend"}, "/role", "not_in_list"),
    ],
)
def test_what_cannot_be_granted_is_refused(
    client: ApiClient,
    case_id: UUID,
    lawyer: Lawyer,
    changes: dict[str, object],
    pointer: str,
    code: str,
) -> None:
    body = {"grantee": lawyer[0], "role": "lawyer", "scope": ["debts"], "expires_at": LATER}
    refused = client.post(f"/v1/cases/{case_id}/grants", json={**body, **changes})
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, code)


def test_another_tenant_neither_sees_nor_revokes_it(
    client: ApiClient, stranger: ApiClient, case_id: UUID, lawyer: Lawyer
) -> None:
    made = granted(client, case_id, lawyer[0], "debts")
    path = f"/v1/cases/{case_id}/grants"
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/{made['id']}").status_code == 404
    assert stranger.delete(f"{path}/{made['id']}", headers=ANY).status_code == 404
    assert client.get(f"{path}/{made['id']}").json()["status"] == "active"


def test_a_grant_names_one_case(client: ApiClient, case_id: UUID, lawyer: Lawyer) -> None:
    other = client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"]
    made = granted(client, case_id, lawyer[0], "debts")
    assert lawyer[1].get(f"/v1/cases/{other}/debts").status_code == 404
    assert client.get(f"/v1/cases/{other}/grants/{made['id']}").status_code == 404


def test_a_key_that_needs_grants_makes_no_keys_and_opens_no_case(lawyer: Lawyer) -> None:
    theirs = lawyer[1]
    key = {"name": "x", "scopes": ["cases:read"]}
    for refused in (
        theirs.post("/v1/api-keys", json=key),
        theirs.post("/v1/cases", json={"client_reference": "x"}),
        theirs.get("/v1/audit-events"),
        theirs.get("/v1/operations"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "key_needs_grant")
    assert theirs.get("/v1/me").status_code == 200
    assert theirs.get("/v1/vocabularies").status_code == 200


def test_what_is_no_id_is_refused_as_ever(lawyer: Lawyer) -> None:
    assert lawyer[1].get("/v1/cases/not-an-id/debts").status_code == 422


def test_a_limited_session_finds_no_case_by_itself(
    client: ApiClient, case_id: UUID, lawyer: Lawyer, runtime: Runtime, tenant_id: UUID
) -> None:
    """The repository asks again, whoever called it: a grant revoked meanwhile is seen."""
    made = granted(client, case_id, lawyer[0], "debts")
    limits = Limits(UUID(lawyer[0]), ("debts",))
    with runtime.database.write(tenant_id) as session:
        limit(session, limits)
        assert cases.get_case(session, case_id).id == case_id
        cases.require_case(session, case_id)
        grants.end(session, case_id, UUID(made["id"]))
        with pytest.raises(NotFound):
            cases.require_case(session, case_id)
        with pytest.raises(NotFound):
            cases.case_key(session, case_id)


def test_a_rotated_key_stays_limited(client: ApiClient, lawyer: Lawyer) -> None:
    rotated = client.post(f"/v1/api-keys/{lawyer[0]}/rotate", json={}).json()
    assert rotated["granted_only"] is True
