"""A writing endpoint, its answer and its commit share one thread, and one fate."""

import inspect
import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI, Response
from fastapi.routing import APIRoute
from sqlalchemy import event, func, select
from starlette.testclient import TestClient

from app.core.config import Settings
from app.core.outbox import Event
from app.core.routing import ReadSession, SubjectRoute, WriteSession
from app.core.transactions import written_at_once
from app.wiring import Runtime
from tests.conftest import make_key
from tests.core.broken_routes import THREADS, application_with_failures


@pytest.fixture(scope="module")
def broken(settings: Settings) -> Iterator[FastAPI]:
    with application_with_failures(settings) as built:
        yield built


@pytest.fixture
def client(broken: FastAPI, runtime: Runtime, tenant_id: UUID) -> Iterator[TestClient]:
    headers = {"Authorization": f"Bearer {make_key(runtime, tenant_id)}"}
    with TestClient(broken, headers=headers, raise_server_exceptions=False) as opened:
        yield opened


def _events(runtime: Runtime, tenant_id: UUID) -> int:
    with runtime.database.read(tenant_id) as session:
        counted = session.scalar(
            select(func.count()).select_from(Event).where(Event.tenant_id == tenant_id)
        )
    return int(counted or 0)


def test_the_turn_to_write_is_never_handed_between_threads(
    client: TestClient, broken: FastAPI
) -> None:
    begun, committed = [], []
    writer = broken.state.database.writer
    listeners = (
        ("begin", lambda _connection: begun.append(threading.get_ident())),
        ("commit", lambda _connection: committed.append(threading.get_ident())),
    )
    for name, listener in listeners:
        event.listen(writer, name, listener)
    THREADS.clear()
    try:
        assert client.post("/v1/test/threads").status_code == 202
    finally:
        for name, listener in listeners:
            event.remove(writer, name, listener)
    assert len(THREADS) == 1
    assert (begun, committed) == (THREADS, THREADS)
    assert threading.get_ident() not in THREADS


def test_status_and_headers_are_the_endpoint_s(client: TestClient) -> None:
    answer = client.post("/v1/test/threads", headers={"Idempotency-Key": "threads"})
    again = client.post("/v1/test/threads", headers={"Idempotency-Key": "threads"})
    assert (answer.status_code, answer.headers["ETag"]) == (202, '"1"')
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["text"] == "here"
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.content) == (202, answer.content)


def test_an_answer_that_is_not_documented_is_rolled_back(
    client: TestClient, runtime: Runtime, tenant_id: UUID
) -> None:
    headers = {"Idempotency-Key": "undocumented"}
    refused = client.post("/v1/test/undocumented", json={"fail": True}, headers=headers)
    assert refused.status_code == 500
    assert "xx" not in refused.text
    assert _events(runtime, tenant_id) == 0
    kept = client.post("/v1/test/undocumented", json={"fail": False}, headers=headers)
    assert (kept.status_code, kept.json()["text"]) == (201, "x")
    assert _events(runtime, tenant_id) == 1


def test_what_does_not_write_is_left_as_it_is() -> None:
    def reads(session: ReadSession) -> None: ...
    def computes(number: int) -> int:
        return number

    for endpoint in (reads, computes):
        assert written_at_once(endpoint, lambda: pytest.fail("not asked")) is endpoint


def test_a_wrapped_endpoint_still_says_what_it_is() -> None:
    def writes(session: WriteSession, wanted: int) -> Response:
        """Says so."""
        return Response()

    route = SubjectRoute("/x", writes, methods=["POST"])
    assert isinstance(route, APIRoute)
    assert (route.name, route.endpoint.__doc__) == ("writes", "Says so.")
    assert inspect.signature(route.endpoint) == inspect.signature(writes)
    assert inspect.iscoroutinefunction(route.endpoint)
