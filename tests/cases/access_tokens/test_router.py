"""Access tokens: one case, few scopes, an hour at most, ended at once, never shown again."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from fastapi import FastAPI
from sqlalchemy import text

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.cases import repository
from app.cases import service as cases
from app.cases.access_tokens import service
from app.cases.access_tokens.schemas import LONGEST_SECONDS
from app.core import clock
from app.core.access import confine
from app.core.auth import NEVER_A_TOKEN_S, SCOPES, TOKEN_SCOPES
from app.core.errors import NotFound
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key

ANY = {"If-Match": "*"}
DEBT = {"creditor_name": "某银行", "creditor_type": "bank", "product_type": "credit_card"}


def made(client: ApiClient, case_id: object, *scopes: str, **more: object) -> dict[str, Any]:
    body = {"scopes": scopes or TOKEN_SCOPES, **more}
    answer = client.post(f"/v1/cases/{case_id}/access-tokens", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def page(application: FastAPI, client: ApiClient, case_id: UUID) -> ApiClient:
    """What a browser sends that holds a token with every scope there is."""
    return ApiClient(application, made(client, case_id)["token"])


def test_it_is_shown_once_and_stored_as_a_hash(
    client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    first = made(client, case_id, "debts:read")
    assert first["token"].startswith("at_")
    assert len(first["token"]) == len("at_") + 43
    assert first["status"] == "active"
    path = f"/v1/cases/{case_id}/access-tokens"
    for shown in (client.get(path).text, client.get(f"{path}/{first['id']}").text):
        assert first["token"] not in shown
        assert first["id"] in shown
    with runtime.database.read(tenant_id) as session:
        for table in ("access_tokens", "token_index", "audit_events"):
            rows = session.execute(text(f"SELECT * FROM {table}")).all()  # noqa: S608 - fixed names
            assert first["token"] not in str(rows)


def test_it_does_in_its_case_what_its_scopes_say(
    application: FastAPI, client: ApiClient, case_id: UUID
) -> None:
    page = ApiClient(application, made(client, case_id, "debts:read", "debts:write")["token"])
    path = f"/v1/cases/{case_id}"
    assert page.post(f"{path}/debts", json=DEBT).status_code == 201
    assert len(page.get(f"{path}/debts").json()["items"]) == 1
    refused = page.get(f"{path}/contacts")
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_another_case_of_the_same_tenant_does_not_exist(
    client: ApiClient, page: ApiClient, case_id: UUID
) -> None:
    other = client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"]
    hidden = page.get(f"/v1/cases/{other}/debts")
    unknown = page.get(f"/v1/cases/{uuid4()}/debts")
    assert hidden.status_code == unknown.status_code == 404
    assert hidden.json()["code"] == unknown.json()["code"]
    assert page.post(f"/v1/cases/{other}/debts", json=DEBT).status_code == 404
    assert [each["id"] for each in page.get("/v1/cases").json()["items"]] == [str(case_id)]
    assert page.get("/v1/cases/not-an-id/debts").status_code == 422


def test_no_stored_answer_of_another_case_is_replayed_to_it(
    client: ApiClient, page: ApiClient
) -> None:
    other = client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"]
    path, key = f"/v1/cases/{other}/debts", {"Idempotency-Key": "k-1"}
    assert client.post(path, json=DEBT, headers=key).status_code == 201
    assert page.post(path, json=DEBT, headers=key).status_code == 404


def test_a_confined_session_finds_no_other_case(
    client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    """The repository asks again, whoever called it."""
    other = UUID(client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"])
    with runtime.database.read(tenant_id) as session:
        confine(session, case_id)
        assert cases.get_case(session, case_id).id == case_id
        cases.require_case(session, case_id)
        with pytest.raises(NotFound):
            cases.require_case(session, other)


def test_it_makes_no_key_no_token_and_no_link_and_opens_no_case(
    client: ApiClient, page: ApiClient, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}"
    key = {"name": "x", "scopes": ["cases:read"]}
    for refused in (
        page.post("/v1/api-keys", json=key),
        page.get("/v1/api-keys"),
        page.get("/v1/audit-events"),
        page.post(f"{path}/access-tokens", json={"scopes": ["cases:read"]}),
        page.get(f"{path}/access-tokens"),
        page.get("/v1/me"),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    for refused in (
        page.post("/v1/cases", json={"client_reference": "x"}),
        page.get("/v1/worklist"),
        page.get("/v1/agencies"),
        page.get("/v1/referrals"),
        page.post(f"{path}/calendar-links", json={}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "token_of_one_case")
    assert client.post(f"{path}/calendar-links", json={}).status_code == 201


@pytest.mark.parametrize("scope", sorted({*NEVER_A_TOKEN_S, "all", "everything"}))
def test_such_a_scope_no_token_can_have(client: ApiClient, case_id: UUID, scope: str) -> None:
    refused = client.post(f"/v1/cases/{case_id}/access-tokens", json={"scopes": [scope]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/scopes/0"


def test_every_other_scope_it_can_have() -> None:
    assert set(TOKEN_SCOPES) | NEVER_A_TOKEN_S == set(SCOPES)


def test_what_is_nobodys_it_may_use(page: ApiClient) -> None:
    assert page.get("/v1/vocabularies").status_code == 200
    fee = {"claim_amount": "50000.00", "procedure": "ordinary"}
    assert page.post("/v1/calculators/court-fee", json=fee).status_code == 200
    assert page.get("/v1/evidence-checklist-templates").status_code == 200


def test_long_work_of_its_case_it_follows_and_no_other(
    client: ApiClient, page: ApiClient, case_id: UUID
) -> None:
    other = client.post("/v1/cases", json={"client_reference": "T-2"}).json()["id"]
    asked = page.post(f"/v1/cases/{case_id}/export")
    assert asked.status_code == 202
    own = asked.headers["Location"]
    foreign = client.post(f"/v1/cases/{other}/export").headers["Location"]
    assert page.get(own).status_code == 200
    assert page.get(foreign).status_code == 404
    assert page.get(f"{foreign}/result").status_code == 404
    assert page.post(f"{foreign}/cancel").status_code == 404
    assert [each["case_id"] for each in page.get("/v1/operations").json()["items"]] == [
        str(case_id)
    ]
    assert len(client.get("/v1/operations").json()["items"]) == 2


def test_it_ends_by_itself_within_the_hour(
    application: FastAPI, client: ApiClient, case_id: UUID
) -> None:
    now = clock.now()
    with time_machine.travel(now, tick=False):
        first = made(client, case_id, "debts:read", expires_in=LONGEST_SECONDS)
    page, path = ApiClient(application, first["token"]), f"/v1/cases/{case_id}"
    with time_machine.travel(now + timedelta(seconds=LONGEST_SECONDS - 1), tick=False):
        assert page.get(f"{path}/debts").status_code == 200
    with time_machine.travel(now + timedelta(seconds=LONGEST_SECONDS), tick=False):
        assert page.get(f"{path}/debts").status_code == 401
        read = client.get(f"{path}/access-tokens/{first['id']}").json()
        assert read["status"] == "expired"


@pytest.mark.parametrize("seconds", [0, -1, LONGEST_SECONDS + 1, "900", 1.5])
def test_no_longer_than_an_hour(client: ApiClient, case_id: UUID, seconds: object) -> None:
    body = {"scopes": ["debts:read"], "expires_in": seconds}
    refused = client.post(f"/v1/cases/{case_id}/access-tokens", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/expires_in"


def test_it_is_revoked_at_once(application: FastAPI, client: ApiClient, case_id: UUID) -> None:
    first = made(client, case_id, "debts:read")
    page = ApiClient(application, first["token"])
    path = f"/v1/cases/{case_id}/access-tokens/{first['id']}"
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers=ANY).status_code == 204
    assert page.get(f"/v1/cases/{case_id}/debts").status_code == 401
    assert client.get(path).json()["status"] == "revoked"
    assert client.delete(path, headers=ANY).status_code == 204


def test_it_ends_with_the_key_that_made_it_and_keeps_to_its_scopes(
    application: FastAPI, client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    wanted = {"name": "server", "scopes": ["account:write", "debts:read"]}
    with runtime.database.write(tenant_id) as session:
        key, token = accounts.issue_key(session, ApiKeyCreate.model_validate(wanted))
    server = ApiClient(application, token)
    beyond = {"scopes": ["debts:read", "debts:write"]}
    refused = server.post(f"/v1/cases/{case_id}/access-tokens", json=beyond)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_beyond_own")
    first = made(server, case_id, "debts:read")
    assert first["made_by"] == str(key.id)
    page = ApiClient(application, first["token"])
    assert page.get(f"/v1/cases/{case_id}/debts").status_code == 200
    assert client.delete(f"/v1/api-keys/{key.id}", headers=ANY).status_code == 204
    assert page.get(f"/v1/cases/{case_id}/debts").status_code == 401


def test_who_sees_a_case_by_grant_makes_none(
    application: FastAPI, client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    wanted = {"name": "lawyer", "scopes": ["all"], "granted_only": True}
    with runtime.database.write(tenant_id) as session:
        key, token = accounts.issue_key(session, ApiKeyCreate.model_validate(wanted))
    granted = {
        "grantee": str(key.id),
        "role": "lawyer",
        "scope": ["household", "debts"],
        "expires_at": "2099-12-31T00:00:00+08:00",
    }
    assert client.post(f"/v1/cases/{case_id}/grants", json=granted).status_code == 201
    lawyer = ApiClient(application, token)
    body = {"scopes": ["debts:read"]}
    assert lawyer.post(f"/v1/cases/{case_id}/access-tokens", json=body).status_code == 404


def test_another_tenant_neither_makes_nor_sees_nor_revokes_one(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    first = made(client, case_id, "debts:read")
    path = f"/v1/cases/{case_id}/access-tokens"
    assert stranger.post(path, json={"scopes": ["debts:read"]}).status_code == 404
    assert stranger.get(path).status_code == 404
    assert stranger.get(f"{path}/{first['id']}").status_code == 404
    assert stranger.delete(f"{path}/{first['id']}", headers=ANY).status_code == 404
    assert client.get(f"{path}/{first['id']}").json()["status"] == "active"


def test_a_retry_with_the_next_token_records_nothing_twice(
    application: FastAPI, client: ApiClient, case_id: UUID
) -> None:
    path, key = f"/v1/cases/{case_id}/debts", {"Idempotency-Key": "retry-1"}
    scopes = ("debts:read", "debts:write")
    before = ApiClient(application, made(client, case_id, *scopes)["token"])
    first = before.post(path, json=DEBT, headers=key)
    after = ApiClient(application, made(client, case_id, *scopes)["token"])
    again = after.post(path, json=DEBT, headers=key)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.content == first.content


def test_what_it_did_is_in_the_audit_trail_under_its_id(
    application: FastAPI, client: ApiClient, case_id: UUID
) -> None:
    first = made(client, case_id, "debts:write")
    ApiClient(application, first["token"]).post(f"/v1/cases/{case_id}/debts", json=DEBT)
    events = client.get("/v1/audit-events", params={"case_id": str(case_id)}).json()["items"]
    assert (events[0]["action"], events[0]["principal_id"]) == ("debt_recorded", first["id"])
    assert (events[1]["action"], events[1]["object_id"]) == ("access_token_made", first["id"])


def test_those_that_ended_leave_the_list(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/access-tokens"
    old = made(client, case_id, "debts:read")
    with time_machine.travel(clock.now() + service.LISTED_FOR + timedelta(hours=2), tick=False):
        new = made(client, case_id, "debts:read")
        assert [each["id"] for each in client.get(path).json()["items"]] == [new["id"]]
        assert client.get(f"{path}/{old['id']}").status_code == 404


def test_an_erased_case_has_none(
    application: FastAPI, client: ApiClient, case_id: UUID, runtime: Runtime, tenant_id: UUID
) -> None:
    token = made(client, case_id, "debts:read")["token"]
    page = ApiClient(application, token)
    assert client.delete(f"/v1/cases/{case_id}", headers=ANY).status_code == 204
    assert page.get(f"/v1/cases/{case_id}/debts").status_code == 401
    with runtime.database.read(tenant_id) as session:
        assert list(repository.tokens_of(session, case_id)) == []


def test_a_made_up_token_opens_nothing(
    application: FastAPI, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    key = make_key(runtime, tenant_id)
    for wrong in ("at_", "at_" + "a" * 43, key.replace("sk_live_", "at_")):
        answer = ApiClient(application, wrong).get(f"/v1/cases/{case_id}")
        assert answer.status_code == 401
