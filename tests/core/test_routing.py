"""One request is one transaction, committed before its answer leaves."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from starlette.testclient import TestClient

from app.core.outbox import Event
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key


@pytest.fixture
def plain(broken: FastAPI, runtime: Runtime, tenant_id: UUID) -> Iterator[TestClient]:
    headers = {"Authorization": f"Bearer {make_key(runtime, tenant_id)}"}
    with TestClient(broken, headers=headers) as opened:
        yield opened


def _events(runtime: Runtime, tenant_id: UUID) -> int:
    with runtime.database.read(tenant_id) as session:
        counted = session.scalar(
            select(func.count()).select_from(Event).where(Event.tenant_id == tenant_id)
        )
    return int(counted or 0)


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (OperationalError("COMMIT", {}, Exception("disk full")), 503),
        (IntegrityError("COMMIT", {}, Exception("constraint")), 500),
        (StaleDataError("row changed"), 409),
        (RuntimeError("the machine is on fire"), 500),
    ],
)
def test_no_success_leaves_before_the_commit(
    client: ApiClient, monkeypatch: pytest.MonkeyPatch, failure: Exception, status: int
) -> None:
    def commit(_session: Session) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(Session, "commit", commit)
        answer = client.post("/v1/cases", json={"client_reference": "lost"})
    assert answer.status_code == status
    assert "Location" not in answer.headers
    assert client.get("/v1/cases").json()["items"] == []


def test_a_lost_race_is_412(
    client: ApiClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    def commit(_session: Session) -> None:
        raise StaleDataError("row changed")

    with monkeypatch.context() as patched:
        patched.setattr(Session, "commit", commit)
        answer = client.patch(
            f"/v1/cases/{case_id}", json={"status": "paused"}, headers={"If-Match": "*"}
        )
    assert answer.status_code == 412
    assert client.get(f"/v1/cases/{case_id}").json()["version"] == 1


def test_an_unforeseen_failure_stores_nothing(
    plain: TestClient, runtime: Runtime, tenant_id: UUID
) -> None:
    assert plain.post("/v1/test/outbox", json={"fail": True}).status_code == 500
    assert _events(runtime, tenant_id) == 0
    assert plain.post("/v1/test/outbox", json={}).status_code == 201
    assert _events(runtime, tenant_id) == 1


def test_a_failed_request_frees_its_key(
    plain: TestClient, runtime: Runtime, tenant_id: UUID
) -> None:
    headers = {"Idempotency-Key": "one"}
    failed = plain.post("/v1/test/outbox", json={"fail": True}, headers=headers)
    assert failed.status_code == 500
    stored = plain.post("/v1/test/outbox", json={"fail": False}, headers=headers)
    assert stored.status_code == 201
    assert "Idempotent-Replayed" not in stored.headers


def test_the_key_is_checked_before_the_body_is_read(application: FastAPI) -> None:
    with ApiClient(application, None) as anonymous:
        answer = anonymous.post("/v1/cases", content=b"{not json")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_the_scope_is_checked_before_the_body_is_read(
    application: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    with ApiClient(application, make_key(runtime, tenant_id, "account:read")) as limited:
        answer = limited.post("/v1/cases", content=b"{not json")
        assert answer.status_code == 403
        assert "cases:write" in answer.json()["detail"]


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Basic sk_live_x", "Bearer sk_live_unknown", "Bearer " + "x" * 600],
)
def test_what_is_no_live_key_is_refused_alike(application: FastAPI, header: str) -> None:
    with ApiClient(application, None) as anonymous:
        answer = anonymous.get("/v1/me", headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer.json()["code"] == "unauthenticated"
