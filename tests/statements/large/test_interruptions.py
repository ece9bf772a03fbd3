"""A reading that is cancelled, killed, overtaken or erased leaves nothing half done."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from app.accounts import service as accounts
from app.core import clock
from app.operations import repository
from app.operations.worker.service import Run
from app.statements.large.reading import service as reading
from app.wiring import Runtime
from tests.client import ApiClient
from tests.statements.case_files import ALIPAY, BANK
from tests.statements.large.reading import MADE, ask, blobs, drain, everything, read, second_case
from tests.statements.sample_files import archive


@pytest.mark.usefixtures("_from_one_row")
def test_cancelled_before_it_began(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    asked = ask(client, case_id, MADE)
    assert client.post(f"/v1/operations/{asked['id']}/cancel").json()["status"] == "cancelled"
    drain(runtime)
    assert everything(client, case_id) == []
    assert blobs(runtime, tenant_id) == []
    read(client, runtime, case_id, MADE)


@pytest.mark.usefixtures("_from_one_row")
def test_cancelled_on_the_way_nothing_is_left(
    client: ApiClient,
    runtime: Runtime,
    tenant_id: UUID,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = ask(client, case_id, MADE)
    store = reading._Reading._store
    seen = []

    def cancelled_after_two(self: Any, *args: Any) -> Any:
        stored = store(self, *args)
        seen.append(client.get(f"/v1/operations/{asked['id']}").json()["progress"])
        if len(seen) == 2:
            assert everything(client, case_id) == []
            client.post(f"/v1/operations/{asked['id']}/cancel")
        return stored

    monkeypatch.setattr(reading._Reading, "_store", cancelled_after_two)
    drain(runtime)
    assert seen == [{"done": 100, "total": 600}, {"done": 200, "total": 600}]
    found = client.get(f"/v1/operations/{asked['id']}").json()
    assert (found["status"], found["result_url"]) == ("cancelled", None)
    assert blobs(runtime, tenant_id) == []
    monkeypatch.setattr(reading._Reading, "_store", store)
    assert read(client, runtime, case_id, MADE)["duplicates"] == 0


class Killed(BaseException):
    """The process is gone: nothing of it tidies up."""


@pytest.mark.usefixtures("_from_one_row")
@pytest.mark.parametrize("dies_in", ["_store", "_finish"])
def test_a_killed_reading_is_begun_anew(
    client: ApiClient,
    runtime: Runtime,
    case_id: UUID,
    dies_in: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = ask(client, case_id, MADE)
    original, calls = getattr(reading._Reading, dies_in), []

    def dies(self: Any, *args: Any) -> Any:
        calls.append(args)
        done = original(self, *args)
        if len(calls) == (3 if dies_in == "_store" else 1):
            raise Killed
        return done

    with monkeypatch.context() as patched:
        patched.setattr(reading, "_clear", lambda _run: None)
        patched.setattr(reading._Reading, dies_in, dies)
        with pytest.raises(Killed):
            drain(runtime)  # other cases may have left something to do first
    _expire(runtime, client, asked["id"])
    drain(runtime)
    assert client.get(f"/v1/operations/{asked['id']}").json()["status"] == "succeeded"
    other = second_case(client)
    read(client, runtime, other, MADE)
    assert everything(client, case_id) == everything(client, other)


def _expire(runtime: Runtime, client: ApiClient, operation_id: str) -> None:
    """Lets the lease of a killed worker run out."""
    with runtime.database.write(_tenant(runtime, client)) as session:
        now = clock.now()
        repository.reschedule(session, UUID(operation_id), available_at=now, lease_until=None)


def _tenant(runtime: Runtime, client: ApiClient) -> UUID:
    token = client.headers["Authorization"].removeprefix("Bearer ")
    principal = accounts.resolve_principal(runtime.database, token)
    assert principal is not None
    return principal.tenant_id


@pytest.mark.usefixtures("_from_one_row")
def test_while_one_is_read_the_statements_of_the_case_stand_still(
    client: ApiClient, runtime: Runtime, case_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/statement-imports"
    before = read(client, runtime, case_id, ALIPAY)
    asked = ask(client, case_id, MADE)
    files = {"file": ("a.csv", BANK)}
    refused = [
        client.post(path, files=files),
        client.post(path, files={"file": ("a.zip", archive(BANK))}),
        client.delete(f"{path}/{before['id']}", headers={"If-Match": "*"}),
    ]
    for answer in refused:
        assert (answer.status_code, answer.json()["code"]) == (409, "statement_being_read")
    other = second_case(client)
    ask(client, other, BANK)
    client.post(f"/v1/operations/{asked['id']}/cancel")
    assert client.post(path, files=files).status_code == 202
    drain(runtime)


@pytest.mark.usefixtures("_from_one_row")
def test_an_erased_case_takes_its_reading_along(
    client: ApiClient,
    runtime: Runtime,
    case_id: UUID,
    tenant_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = ask(client, case_id, MADE)
    store = reading._Reading._store

    def erased_after_one(self: Any, *args: Any) -> Any:
        stored = store(self, *args)
        answer = client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
        assert answer.status_code in (200, 202, 204, 404), answer.text
        return stored

    monkeypatch.setattr(reading._Reading, "_store", erased_after_one)
    drain(runtime)
    assert client.get(f"/v1/operations/{asked['id']}").json()["status"] == "cancelled"
    assert blobs(runtime, tenant_id) == []


@pytest.mark.usefixtures("_from_one_row")
def test_another_attempts_rows_are_left_alone(
    client: ApiClient,
    runtime: Runtime,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(client, case_id, MADE)
    finish = reading._Reading._finish

    def superseded(self: Any, *args: Any) -> None:
        old: Run = replace(self.run, attempt=self.run.attempt - 1)
        reading._clear(old)
        finish(self, *args)

    monkeypatch.setattr(reading._Reading, "_finish", superseded)
    drain(runtime)
    (found,) = client.get(f"/v1/cases/{case_id}/statement-imports").json()["items"]
    assert found["rows"] == 600
