import threading
from collections.abc import Iterator
from uuid import UUID

import pytest
import time_machine

from app.core import clock
from app.operations.errors import WorkFailed
from app.operations.retries import MAX_ATTEMPTS
from app.operations.worker import service as worker
from app.operations.worker.service import Produced, Run, Work
from app.wiring import Runtime
from tests.client import ApiClient
from tests.operations.works import LATER, Ask, blobs, crash, drain, write_result


def test_work_is_done_and_its_result_given_out(
    client: ApiClient, runtime: Runtime, ask: Ask, tenant_id: UUID
) -> None:
    path = ask(write_result)
    assert client.get(path).json()["status"] == "pending"
    assert client.get(f"{path}/result").status_code == 404
    drain(runtime)
    shown = client.get(path).json()
    assert (shown["status"], shown["error"]) == ("succeeded", None)
    assert shown["progress"] == {"done": 2, "total": 2}
    result = client.get(shown["result_url"])
    assert result.content == b"all good"
    assert result.headers["Content-Disposition"] == 'attachment; filename="done.txt"'
    assert result.headers["Content-Length"] == "8"
    [stored] = blobs(runtime, tenant_id)
    assert b"good" not in stored.read_bytes()
    actions = [event["action"] for event in client.get("/v1/audit-events").json()["items"]]
    assert actions[:2] == ["operation_result_read", "operation_requested"]


def test_a_crash_is_tried_again_and_then_failed(
    client: ApiClient, runtime: Runtime, ask: Ask, tenant_id: UUID
) -> None:
    starts: list[int] = []

    def work(run: Run) -> Produced:
        starts.append(run.attempt)
        return crash(run)

    path = ask(work)
    drain(runtime)
    waiting = client.get(path).json()
    assert (waiting["status"], waiting["error"], starts) == ("pending", None, [1])
    with time_machine.travel(clock.now(), tick=True) as moved:
        for _ in range(MAX_ATTEMPTS):
            moved.shift(LATER)
            drain(runtime)
    failed = client.get(path).json()
    assert starts == [1, 2, 3]
    assert failed["status"] == "failed"
    assert failed["error"]["code"] == "attempts_used_up"
    assert failed["result_url"] is None
    assert client.get(f"{path}/result").status_code == 404
    assert blobs(runtime, tenant_id) == []


def test_a_second_start_may_succeed(client: ApiClient, runtime: Runtime, ask: Ask) -> None:
    path = ask(lambda run: crash(run) if run.attempt == 1 else write_result(run))
    drain(runtime)
    with time_machine.travel(clock.now() + LATER, tick=True):
        drain(runtime)
    assert client.get(path).json()["status"] == "succeeded"
    assert client.get(f"{path}/result").content == b"all good"


def test_what_cannot_succeed_is_not_tried_again(
    client: ApiClient, runtime: Runtime, ask: Ask
) -> None:
    def work(run: Run) -> Produced:
        raise WorkFailed("evidence_damaged")

    path = ask(work)
    drain(runtime)
    assert client.get(path).json()["error"]["code"] == "evidence_damaged"
    english = client.get(path, headers={"Accept-Language": "en"}).json()
    assert english["error"]["message"].startswith("An evidence file is missing")


def test_a_waiting_operation_is_cancelled_at_once(
    client: ApiClient, runtime: Runtime, ask: Ask
) -> None:
    path = ask(write_result)
    cancelled = client.post(f"{path}/cancel")
    assert cancelled.status_code == 200
    assert cancelled.json()["status"] == "cancelled"
    drain(runtime)
    assert client.get(path).json()["status"] == "cancelled"
    again = client.post(f"{path}/cancel")
    assert again.json() == cancelled.json()


def test_a_running_operation_stops_before_its_next_step(
    client: ApiClient, runtime: Runtime, ask: Ask, tenant_id: UUID
) -> None:
    path = ""
    reached: list[int] = []

    def work(run: Run) -> Produced:
        def pieces() -> Iterator[bytes]:
            yield b"first"
            answer = client.post(f"{path}/cancel")
            assert answer.json()["status"] == "running"
            reached.append(1)
            run.advance(1, 2)
            reached.append(2)

        return Produced("never.txt", run.keep(pieces()))

    path = ask(work)
    drain(runtime)
    assert reached == [1]
    assert client.get(path).json()["status"] == "cancelled"
    assert blobs(runtime, tenant_id) == []


def test_a_cancelled_operation_of_a_killed_worker_ends(
    client: ApiClient, runtime: Runtime, ask: Ask
) -> None:
    path = ask(write_result)
    assert worker._claim(runtime.database) is not None
    assert client.post(f"{path}/cancel").json()["status"] == "running"
    with time_machine.travel(clock.now() + LATER, tick=True):
        drain(runtime)
    assert client.get(path).json()["status"] == "cancelled"


@pytest.mark.parametrize("work", [write_result, crash])
def test_erasing_the_case_while_it_runs_leaves_nothing(
    client: ApiClient, runtime: Runtime, ask: Ask, tenant_id: UUID, case_id: UUID, work: Work
) -> None:
    def erased_under(run: Run) -> Produced:
        produced = write_result(run)
        headers = {"If-Match": "*"}
        assert client.delete(f"/v1/cases/{case_id}", headers=headers).status_code == 204
        return work(run) if work is crash else produced

    path = ask(erased_under)
    drain(runtime)
    assert client.get(path).json()["status"] == "cancelled"
    assert client.get(f"{path}/result").status_code == 404
    assert blobs(runtime, tenant_id) == []


def test_the_loop_works_until_told_to_stop(
    client: ApiClient, runtime: Runtime, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)
    stopping = threading.Event()

    def last(run: Run) -> Produced:
        stopping.set()
        return write_result(run)

    path = ask(last)
    worker.run_until(runtime.database, stopping)
    assert client.get(path).json()["status"] == "succeeded"


def test_the_loop_survives_a_database_that_is_away(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 0.01)
    stopping = threading.Event()
    calls: list[int] = []

    def unreachable(_database: object) -> bool:
        calls.append(1)
        if len(calls) == 3:
            stopping.set()
        raise ConnectionError

    monkeypatch.setattr(worker, "run_next", unreachable)
    worker.run_until(runtime.database, stopping)
    assert len(calls) == 3
