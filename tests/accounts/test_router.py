"""Keys over HTTP: shown once, scoped, rotated with overlap, revoked, expired; the audit trail."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from fastapi import FastAPI

from app.accounts import service as accounts
from app.core import clock
from app.core.auth import SCOPES
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.documented import NOBODY


def _as(application: FastAPI, key: str) -> ApiClient:
    return ApiClient(application, key)


def test_me_tells_who_the_key_stands_for(client: ApiClient, tenant_id: UUID) -> None:
    me = client.get("/v1/me").json()
    assert me["tenant_id"] == str(tenant_id)
    assert me["scopes"] == sorted(SCOPES)
    assert me["demo"] is False
    assert me["expires_at"] is None


def test_a_key_is_shown_once_and_works(client: ApiClient, application: FastAPI) -> None:
    made = client.post("/v1/api-keys", json={"name": "手机应用", "scopes": ["cases:read"]})
    assert made.status_code == 201
    key = made.json()["key"]
    assert key.startswith("sk_live_")
    assert len(key) == len("sk_live_") + 43
    read = client.get(made.headers["Location"])
    assert "key" not in read.json()
    assert key not in client.get("/v1/api-keys").text
    mobile = _as(application, key)
    assert mobile.get("/v1/cases").status_code == 200
    assert mobile.post("/v1/cases", json={"client_reference": "x"}).status_code == 403
    assert mobile.get("/v1/me").status_code == 403


def test_a_key_cannot_give_what_it_lacks(
    application: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    limited = _as(application, make_key(runtime, tenant_id, "account:write", "cases:read"))
    given = limited.post("/v1/api-keys", json={"name": "a", "scopes": ["cases:read"]})
    assert given.status_code == 201
    for scopes in (["cases:write"], ["all"], ["cases:read", "law:read"]):
        refused = limited.post("/v1/api-keys", json={"name": "b", "scopes": scopes})
        assert refused.status_code == 403
        assert refused.json()["code"] == "scope_beyond_own"


@pytest.mark.parametrize("scopes", [[], ["everything"], "all", None])
def test_unknown_scopes_are_refused(client: ApiClient, scopes: object) -> None:
    answer = client.post("/v1/api-keys", json={"name": "x", "scopes": scopes})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"].startswith("/scopes")


def test_a_key_ends_with_its_last_moment(client: ApiClient, application: FastAPI) -> None:
    ends = clock.now() + timedelta(hours=1)
    body = {"name": "一小时", "scopes": ["account:read"], "expires_at": ends.isoformat()}
    visitor = _as(application, client.post("/v1/api-keys", json=body).json()["key"])
    assert visitor.get("/v1/me").status_code == 200
    with time_machine.travel(ends - timedelta(seconds=1), tick=False):
        assert visitor.get("/v1/me").status_code == 200
    with time_machine.travel(ends, tick=False):
        assert visitor.get("/v1/me").status_code == 401


@pytest.mark.parametrize("moment", ["2020-01-01T00:00:00Z", "2026-11-23T23:59:59+08:00"])
def test_an_expiry_in_the_past_is_refused(client: ApiClient, moment: str) -> None:
    body = {"name": "x", "scopes": ["all"], "expires_at": moment}
    answer = client.post("/v1/api-keys", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "expiry_past"


@pytest.mark.parametrize("moment", [1790000000, "2030-01-01", "2030-01-01T00:00:00", "soon"])
def test_an_expiry_is_an_instant_with_offset(client: ApiClient, moment: object) -> None:
    body = {"name": "x", "scopes": ["all"], "expires_at": moment}
    assert client.post("/v1/api-keys", json=body).status_code == 422


def test_a_revoked_key_is_dead_at_once_and_stays_listed(
    client: ApiClient, application: FastAPI
) -> None:
    made = client.post("/v1/api-keys", json={"name": "x", "scopes": ["account:read"]})
    visitor = _as(application, made.json()["key"])
    path = made.headers["Location"]
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": '"7.zh-CN"'}).status_code == 412
    assert visitor.get("/v1/me").status_code == 200
    assert client.delete(path, headers={"If-Match": made.headers["ETag"]}).status_code == 204
    assert visitor.get("/v1/me").status_code == 401
    assert client.get(path).json()["revoked_at"] is not None
    assert client.delete(path, headers={"If-Match": "*"}).status_code == 204


def test_rotation_overlaps_and_then_ends_the_old_key(
    client: ApiClient, application: FastAPI
) -> None:
    made = client.post("/v1/api-keys", json={"name": "服务", "scopes": ["account:read"]})
    path = f"{made.headers['Location']}/rotate"
    rotated = client.post(path, json={"overlap_seconds": 3600})
    assert rotated.status_code == 201
    old, new = (_as(application, answer.json()["key"]) for answer in (made, rotated))
    assert rotated.json()["name"] == "服务"
    assert rotated.json()["scopes"] == ["account:read"]
    assert {old.get("/v1/me").status_code, new.get("/v1/me").status_code} == {200}
    with time_machine.travel(clock.now() + timedelta(seconds=3601), tick=False):
        assert old.get("/v1/me").status_code == 401
        assert new.get("/v1/me").status_code == 200


def test_rotation_never_lengthens_the_old_keys_life(client: ApiClient) -> None:
    ends = clock.now() + timedelta(minutes=1)
    body = {"name": "x", "scopes": ["account:read"], "expires_at": ends.isoformat()}
    made = client.post("/v1/api-keys", json=body)
    path = made.headers["Location"]
    client.post(f"{path}/rotate", json={"overlap_seconds": 604800})
    assert client.get(path).json()["expires_at"] == made.json()["expires_at"]


def test_a_revoked_key_is_not_rotated(client: ApiClient) -> None:
    made = client.post("/v1/api-keys", json={"name": "x", "scopes": ["account:read"]})
    path = made.headers["Location"]
    client.delete(path, headers={"If-Match": "*"})
    answer = client.post(f"{path}/rotate", json={})
    assert answer.status_code == 409
    assert answer.json()["code"] == "key_revoked"


def test_what_is_anothers_or_nobodys_is_404(client: ApiClient, stranger: ApiClient) -> None:
    made = client.post("/v1/api-keys", json={"name": "x", "scopes": ["account:read"]})
    for path in (made.headers["Location"], f"/v1/api-keys/{NOBODY}"):
        assert stranger.get(path).status_code == 404
        assert stranger.delete(path, headers={"If-Match": "*"}).status_code == 404
        assert stranger.post(f"{path}/rotate", json={}).status_code == 404


def test_every_act_on_keys_is_in_the_audit_trail(client: ApiClient) -> None:
    made = client.post("/v1/api-keys", json={"name": "x", "scopes": ["account:read"]})
    path = made.headers["Location"]
    client.post(f"{path}/rotate", json={}, headers={"X-Request-Id": "rotation-1"})
    client.delete(path, headers={"If-Match": "*"})
    events = client.get("/v1/audit-events").json()["items"]
    actions = [event["action"] for event in events if event["object_id"] == made.json()["id"]]
    assert actions == ["key_revoked", "key_rotated", "key_created"]
    assert "rotation-1" in {event["request_id"] for event in events}
    assert made.json()["key"] not in client.get("/v1/audit-events").text


def test_audit_events_of_one_case(client: ApiClient, case_id: UUID, stranger: ApiClient) -> None:
    client.post("/v1/cases", json={"client_reference": "other"})
    found = client.get("/v1/audit-events", params={"case_id": str(case_id)}).json()["items"]
    assert [event["action"] for event in found] == ["case_opened"]
    asked = stranger.get("/v1/audit-events", params={"case_id": str(case_id)})
    assert asked.json()["items"] == []


@pytest.fixture
def demo_client(application: FastAPI, runtime: Runtime, tenant_id: UUID) -> Iterator[ApiClient]:
    """A caller with the demo key of the fresh tenant."""
    with runtime.database.write(tenant_id) as session:
        key = accounts.replace_demo_key(session, None)
    with ApiClient(application, key) as opened:
        yield opened


def test_the_demo_key_makes_no_keys_and_cannot_end_itself(
    demo_client: ApiClient, client: ApiClient
) -> None:
    me = demo_client.get("/v1/me").json()
    assert me["demo"] is True
    made = client.post("/v1/api-keys", json={"name": "x", "scopes": ["account:read"]})
    path = made.headers["Location"]
    own = f"/v1/api-keys/{me['principal_id']}"
    refused = [
        demo_client.post("/v1/api-keys", json={"name": "x", "scopes": ["law:read"]}),
        demo_client.post(f"{path}/rotate", json={}),
        demo_client.delete(own, headers={"If-Match": "*"}),
    ]
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert {answer.json()["code"] for answer in refused} == {"demo_key_limited"}
    assert demo_client.delete(path, headers={"If-Match": "*"}).status_code == 204
    assert demo_client.get("/v1/me").status_code == 200
