"""A writing endpoint, its answer and its commit share one thread, and one fate."""

import inspect
import threading
from uuid import UUID

import pytest
from fastapi import FastAPI, Response
from fastapi.routing import APIRoute
from sqlalchemy import event, func, select
from starlette.testclient import TestClient

from app.core.outbox import Event
from app.core.routing import SubjectRoute, WriteSession
from app.wiring import Runtime
from tests.core.broken_routes import THREADS


def _events(runtime: Runtime, tenant_id: UUID) -> int:
    with runtime.database.read(tenant_id) as session:
        counted = session.scalar(
            select(func.count()).select_from(Event).where(Event.tenant_id == tenant_id)
        )
    return int(counted or 0)


def test_the_turn_to_write_is_never_handed_between_threads(
    answered: TestClient, broken: FastAPI
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
        assert answered.post("/v1/test/threads").status_code == 202
    finally:
        for name, listener in listeners:
            event.remove(writer, name, listener)
    assert len(THREADS) == 1
    assert (begun, committed) == (THREADS, THREADS)
    assert threading.get_ident() not in THREADS


def test_status_and_headers_are_the_endpoint_s(answered: TestClient) -> None:
    answer = answered.post("/v1/test/threads", headers={"Idempotency-Key": "threads"})
    again = answered.post("/v1/test/threads", headers={"Idempotency-Key": "threads"})
    assert (answer.status_code, answer.headers["ETag"]) == (202, '"1"')
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json()["text"] == "here"
    assert again.headers["Idempotent-Replayed"] == "true"
    assert (again.status_code, again.content) == (202, answer.content)


def test_an_answer_that_is_not_documented_is_rolled_back(
    answered: TestClient, runtime: Runtime, tenant_id: UUID
) -> None:
    headers = {"Idempotency-Key": "undocumented"}
    refused = answered.post("/v1/test/undocumented", json={"fail": True}, headers=headers)
    assert refused.status_code == 500
    assert "xx" not in refused.text
    assert _events(runtime, tenant_id) == 0
    kept = answered.post("/v1/test/undocumented", json={"fail": False}, headers=headers)
    assert (kept.status_code, kept.json()["text"]) == (201, "x")
    assert _events(runtime, tenant_id) == 1


def test_a_wrapped_endpoint_still_says_what_it_is() -> None:
    def writes(session: WriteSession, wanted: int) -> Response:
        """Says so."""
        return Response()

    route = SubjectRoute("/x", writes, methods=["POST"])
    assert isinstance(route, APIRoute)
    assert (route.name, route.endpoint.__doc__) == ("writes", "Says so.")
    asked, meant = inspect.signature(route.endpoint), inspect.signature(writes)
    assert asked.return_annotation is meant.return_annotation
    assert [*asked.parameters] == ["wanted", "_request", "_head"]  # the session is opened
    assert inspect.iscoroutinefunction(route.endpoint)


@pytest.mark.parametrize("endpoint", ["reads", "computes"])
def test_what_only_reads_or_computes_works_and_answers_on_one_thread_too(
    answered: TestClient, broken: FastAPI, endpoint: str
) -> None:
    begun: list[int] = []
    reader = broken.state.database.reader

    def listener(_connection: object) -> None:
        begun.append(threading.get_ident())

    THREADS.clear()
    event.listen(reader, "begin", listener)
    try:
        answer = answered.get(f"/v1/test/{endpoint}")
    finally:
        event.remove(reader, "begin", listener)
    assert (answer.status_code, answer.json()["text"]) == (203, "here")
    assert answer.headers["ETag"] == '"1"'
    assert len(set(THREADS)) == 1  # where it was called, and where its answer was made
    assert threading.get_ident() not in THREADS
    assert endpoint == "computes" or THREADS[0] in begun  # others read too: the key, the worker


def test_an_answer_that_is_not_documented_is_refused_without_a_session_too(
    answered: TestClient,
) -> None:
    refused = answered.get("/v1/test/too-long")
    assert refused.status_code == 500
    assert "xx" not in refused.text


def test_what_comes_before_an_endpoint_reads_and_does_not_write(answered: TestClient) -> None:
    assert answered.get("/v1/test/reads-before").json()["text"] == "1"
    assert answered.get("/v1/test/writes-before").status_code == 500
