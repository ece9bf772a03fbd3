"""Operations that are done on the event loop where the database is near, over HTTP."""

import pytest
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError
from starlette.testclient import TestClient

from app.core.config import Settings
from tests.core.broken_routes import THREADS
from tests.core.notes import failing_commit


def test_a_brief_operation_takes_a_thread_only_where_the_database_is_far(
    answered: TestClient, broken: FastAPI, settings: Settings
) -> None:
    THREADS.clear()
    headers = {"Idempotency-Key": "brief"}
    answer = answered.post("/v1/test/brief", json={}, headers=headers)
    again = answered.post("/v1/test/brief", json={}, headers=headers)
    assert (answer.status_code, again.content) == (201, answer.content)
    assert again.headers["Idempotent-Replayed"] == "true"
    [own, loop] = THREADS  # the replay did not run it
    assert (own == loop) is settings.is_sqlite
    assert broken.state.database.is_grouped is settings.is_sqlite


def test_a_brief_operation_that_fails_frees_its_key(answered: TestClient) -> None:
    headers = {"Idempotency-Key": "brief-that-fails"}
    failed = answered.post("/v1/test/brief", json={"fail": True}, headers=headers)
    assert failed.status_code == 500
    stored = answered.post("/v1/test/brief", json={"fail": False}, headers=headers)
    assert stored.status_code == 201
    assert "Idempotent-Replayed" not in stored.headers


def test_no_success_leaves_before_the_commit(
    answered: TestClient, broken: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"Idempotency-Key": "brief-and-lost"}
    failure = OperationalError("COMMIT", {}, Exception("disk full"))
    with failing_commit(broken.state.database, monkeypatch, failure):
        lost = answered.post("/v1/test/brief", json={}, headers=headers)
    assert (lost.status_code, lost.headers["Retry-After"]) == (503, "1")
    stored = answered.post("/v1/test/brief", json={}, headers=headers)
    assert stored.status_code == 201
    assert "Idempotent-Replayed" not in stored.headers


def test_a_brief_session_is_an_endpoint_s_alone(answered: TestClient) -> None:
    assert answered.get("/v1/test/brief-before").status_code == 500
