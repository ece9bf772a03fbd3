"""Who works on something holds a lease of it; whoever lost it changes nothing."""

import threading
from datetime import timedelta
from uuid import UUID

import time_machine

from app.core import clock
from app.operations.retries import LEASE, MAX_ATTEMPTS
from app.operations.worker import service as worker
from app.operations.worker.service import Produced, Run
from app.wiring import Runtime
from tests.client import ApiClient
from tests.operations.works import LATER, Ask, blobs, drain, write_result


def test_a_killed_worker_leaves_its_work_to_the_next(
    client: ApiClient, runtime: Runtime, ask: Ask, tenant_id: UUID
) -> None:
    path = ask(write_result)
    killed = worker._claim(runtime.database)
    assert killed is not None
    killed.keep([b"left behind"])
    drain(runtime)
    assert client.get(path).json()["status"] == "running"
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1), tick=True):
        drain(runtime)
    assert client.get(path).json()["status"] == "succeeded"
    assert [file.name for file in blobs(runtime, tenant_id)] == ["2"]


def test_a_worker_that_keeps_dying_ends_the_work(
    client: ApiClient, runtime: Runtime, ask: Ask
) -> None:
    path = ask(write_result)
    with time_machine.travel(clock.now(), tick=True) as moved:
        for _ in range(MAX_ATTEMPTS):
            assert worker._claim(runtime.database) is not None
            moved.shift(LATER)
        drain(runtime)
    assert client.get(path).json()["error"]["code"] == "attempts_used_up"


def test_a_worker_without_a_lease_changes_nothing(
    client: ApiClient, runtime: Runtime, ask: Ask, tenant_id: UUID
) -> None:
    def slow(run: Run) -> Produced:
        if run.attempt == 1:
            with time_machine.travel(clock.now() + LATER, tick=True):
                assert worker.run_next(runtime.database)
        return write_result(run)

    path = ask(slow)
    drain(runtime)
    assert client.get(path).json()["status"] == "succeeded"
    assert client.get(f"{path}/result").content == b"all good"
    assert [file.name for file in blobs(runtime, tenant_id)] == ["2"]


def test_a_step_renews_the_lease(client: ApiClient, runtime: Runtime, ask: Ask) -> None:
    path = ask(write_result)
    run = worker._claim(runtime.database)
    assert run is not None
    with time_machine.travel(clock.now() + LEASE - timedelta(seconds=5), tick=True):
        run.advance(1, 3)
    with time_machine.travel(clock.now() + LEASE + timedelta(seconds=5), tick=True):
        drain(runtime)
        assert client.get(path).json()["progress"] == {"done": 1, "total": 3}
    with time_machine.travel(clock.now() + 2 * LEASE + timedelta(seconds=5), tick=True):
        drain(runtime)
    assert client.get(path).json()["status"] == "succeeded"


def test_two_workers_never_take_the_same(runtime: Runtime, ask: Ask) -> None:
    taken: list[UUID] = []

    def work(run: Run) -> Produced:
        taken.append(run.operation_id)
        return write_result(run)

    asked = {ask(work).rsplit("/", 1)[1] for _ in range(6)}
    threads = [threading.Thread(target=drain, args=(runtime,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(map(str, taken)) == sorted(asked)
