"""The worker inside the API's process, and what the queue's table may hold."""

import threading
import time
from uuid import UUID

import pytest

from app.core.health import UNSECURED_TABLES
from app.operations.worker.service import in_background
from app.wiring import Runtime, background_work, metadata
from tests.client import ApiClient


def test_the_thread_does_the_work_and_ends_with_the_block(
    client: ApiClient, runtime: Runtime, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.operations.worker.service.POLL_SECONDS", 0.01)
    path = client.post(f"/v1/cases/{case_id}/export").headers["Location"]
    with in_background(runtime.database):
        assert [thread for thread in threading.enumerate() if thread.name == "operations"]
        for _ in range(500):
            if client.get(path).json()["status"] == "succeeded":
                break
            time.sleep(0.02)
    assert client.get(path).json()["status"] == "succeeded"
    assert not [thread for thread in threading.enumerate() if thread.name == "operations"]


def test_only_sqlite_works_inside_the_api(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.operations.worker.service.in_background", lambda _database: "thread")
    inside: object = background_work(runtime)
    assert (inside == "thread") is runtime.settings.is_sqlite


def test_the_queue_carries_ids_and_instants_only() -> None:
    queue = metadata.tables["operation_queue"]
    assert queue.name in UNSECURED_TABLES
    assert set(queue.columns.keys()) == {
        "operation_id",
        "tenant_id",
        "available_at",
        "lease_until",
    }
