"""A statement read by a worker leaves the case as one read in the request would."""

from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.accounts import service as accounts
from app.core import clock
from app.operations import repository
from app.operations.worker import service as worker
from app.operations.worker.service import Run
from app.statements import layouts
from app.statements.large import service as large
from app.statements.large.reading import service as reading
from app.wiring import Runtime
from benchmarks.made_statements import alipay_file
from tests.client import ApiClient
from tests.statements import samples
from tests.statements.case_files import ALIPAY, BANK, CARD, apply, upload
from tests.statements.sample_files import archive
from tests.statements.samples import alipay
from tests.statements.test_refunds_across_files import OTHER, TOLD, refund

MADE = alipay_file(600, seed=11)
LATER = alipay_file(400, seed=11)


@pytest.fixture(autouse=True)
def _no_background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "in_background", lambda _database: nullcontext())


@pytest.fixture
def _from_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text is large, and comes in by a hundred rows."""
    known = layouts.catalogue()
    monkeypatch.setattr(
        large, "catalogue", lambda: replace(known, large=replace(known.large, from_rows=1))
    )
    monkeypatch.setattr(reading, "_ROWS_AT_ONCE", 100)


def second_case(client: ApiClient) -> UUID:
    answer = client.post("/v1/cases", json={"client_reference": "T-2"})
    return UUID(answer.json()["id"])


def drain(runtime: Runtime) -> None:
    while worker.run_next(runtime.database):
        pass


def ask(client: ApiClient, case_id: UUID, content: bytes, **form: str) -> dict[str, Any]:
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("a.csv", content)}, data=form)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["Location"] == f"/v1/operations/{found['id']}"
    assert (found["kind"], found["status"]) == ("statement_import", "pending")
    return found


def read(client: ApiClient, runtime: Runtime, case_id: UUID, content: bytes) -> dict[str, Any]:
    asked = ask(client, case_id, content)
    drain(runtime)
    operation = client.get(f"/v1/operations/{asked['id']}").json()
    assert operation["status"] == "succeeded", operation
    found: dict[str, Any] = client.get(operation["result_url"]).json()
    assert operation["progress"] == {"done": found["rows"], "total": found["rows"]}
    assert found["id"] == asked["id"]
    return found


def plain(imported: dict[str, Any]) -> dict[str, Any]:
    """What does not depend on ids and the clock."""
    own = ("id", "created_at", "version")
    return {name: value for name, value in imported.items() if name not in own}


def rows_of(client: ApiClient, case_id: UUID, import_id: str) -> list[dict[str, Any]]:
    """All rows; what they are linked with told by whether they are."""
    path = f"/v1/cases/{case_id}/statement-imports/{import_id}/transactions?limit=100"
    rows: list[dict[str, Any]] = []
    while path:
        page = client.get(path)
        rows += page.json()["items"]
        path = page.links.get("next", {}).get("url", "")
    own = {"id", "same_as", "same_as_import"}
    return [
        {**{k: v for k, v in row.items() if k not in own}, "linked": row["same_as"] is not None}
        for row in rows
    ]


def everything(client: ApiClient, case_id: UUID) -> list[Any]:
    found = client.get(f"/v1/cases/{case_id}/statement-imports").json()["items"]
    return [(plain(each), rows_of(client, case_id, each["id"])) for each in found]


def blobs(runtime: Runtime, tenant_id: UUID) -> list[Path]:
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    return [file for file in (root / "operations" / str(tenant_id)).rglob("*") if file.is_file()]


FILES = {
    "one file": [MADE],
    "an overlapping period, then the longer one": [LATER, MADE],
    "the same file again": [MADE, MADE],
    "wallet, bank and card": [ALIPAY, BANK, CARD],
    "bank before wallet": [BANK, ALIPAY],
    "a purchase and its refund apart": [alipay(rows=[TOLD, OTHER]), alipay(rows=[refund("89.84")])],
    "its refund first": [alipay(rows=[refund("89.84")]), alipay(rows=[TOLD, OTHER])],
    "unreadable rows": [samples.alipay(rows=[*samples.ALIPAY_ROWS, ["2026-03-02", "x"]])],
    "several currencies": [samples.boc()],
}


@pytest.mark.parametrize("files", FILES.values(), ids=FILES)
def test_the_case_holds_the_same(
    client: ApiClient,
    runtime: Runtime,
    case_id: UUID,
    files: list[bytes],
    request: pytest.FixtureRequest,
) -> None:
    other = second_case(client)
    for content in files:
        upload(client, case_id, content)
    request.getfixturevalue("_from_one_row")
    for content in files:
        read(client, runtime, other, content)
    assert everything(client, other) == everything(client, case_id)
    first = [client.get(f"/v1/cases/{each}/statement-imports").json() for each in (case_id, other)]
    lines = [
        apply(client, each, found["items"][-1]["id"])["lines"]
        for each, found in zip((case_id, other), first, strict=True)
    ]
    assert lines[0] == lines[1]


@pytest.mark.usefixtures("_from_one_row")
def test_nothing_is_left_of_the_upload(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    ask(client, case_id, MADE)
    assert len(blobs(runtime, tenant_id)) == 1
    drain(runtime)
    assert blobs(runtime, tenant_id) == []


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
            worker.run_next(runtime.database)
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
def test_corrections_made_meanwhile_hold(
    client: ApiClient, runtime: Runtime, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = {
        "counterparty": "青禾面馆",
        "direction": "expense",
        "kind": "expense",
        "category": "health",
    }
    path = f"/v1/cases/{case_id}/category-corrections"
    finish = reading._Reading._finish

    def corrected_before(self: Any, *args: Any) -> None:
        assert client.post(path, json={**body, "kind": "transfer", "category": None}).is_success
        finish(self, *args)

    monkeypatch.setattr(reading._Reading, "_finish", corrected_before)
    meanwhile = read(client, runtime, case_id, ALIPAY)
    monkeypatch.setattr(reading._Reading, "_finish", finish)
    other = second_case(client)
    client.post(
        f"/v1/cases/{other}/category-corrections",
        json={**body, "kind": "transfer", "category": None},
    )
    before = read(client, runtime, other, ALIPAY)
    assert plain(meanwhile) == plain(before)
    assert meanwhile["counted"][0]["transfers"] == "36.50"


@pytest.mark.usefixtures("_from_one_row")
def test_what_breaks_further_down_ends_as_a_failure_with_words(
    client: ApiClient, runtime: Runtime, case_id: UUID, tenant_id: UUID
) -> None:
    asked = ask(client, case_id, MADE + b"\x81\n")
    drain(runtime)
    found = client.get(f"/v1/operations/{asked['id']}").json()
    assert found["status"] == "failed"
    assert found["error"]["code"] == "statement_encoding_unknown"
    assert "没有导入" in found["error"]["message"]
    assert everything(client, case_id) == []
    assert blobs(runtime, tenant_id) == []


@pytest.mark.usefixtures("_from_one_row")
def test_a_lost_file_is_said(
    client: ApiClient, runtime: Runtime, case_id: UUID, tenant_id: UUID
) -> None:
    asked = ask(client, case_id, MADE)
    for blob in blobs(runtime, tenant_id):
        blob.unlink()
    drain(runtime)
    found = client.get(f"/v1/operations/{asked['id']}").json()
    assert found["error"]["code"] == "input_missing"


@pytest.mark.usefixtures("_from_one_row")
def test_the_caller_names_the_columns(client: ApiClient, runtime: Runtime, case_id: UUID) -> None:
    content = "时刻,多少,往来\n" + "2026-03-01,12.30,进\n2026-03-02,4.50,出\n" * 3
    mapping = (
        '{"date": "时刻", "amount": "多少", "direction": "往来", "sign": "direction",'
        ' "income_words": ["进"], "expense_words": ["出"]}'
    )
    asked = ask(client, case_id, content.encode(), mapping=mapping)
    drain(runtime)
    found = client.get(f"/v1/cases/{case_id}/statement-imports/{asked['id']}").json()
    assert found["totals"] == [
        {"currency": "CNY", "income": "36.90", "expense": "13.50", "neutral": "0.00"}
    ]


@pytest.mark.usefixtures("_from_one_row")
def test_an_unknown_file_is_refused_at_once(
    client: ApiClient, runtime: Runtime, case_id: UUID, tenant_id: UUID
) -> None:
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("a.csv", b"a,b\n1,2\n" * 50)})
    assert (answer.status_code, answer.json()["code"]) == (422, "statement_format_unknown")
    assert blobs(runtime, tenant_id) == []


@pytest.mark.usefixtures("_from_one_row")
def test_beyond_the_largest_size(
    client: ApiClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(large, "limits", lambda: replace(layouts.catalogue().limits, file_bytes=9))
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("a.csv", MADE)})
    assert (answer.status_code, answer.json()["code"]) == (422, "statement_too_large")


@pytest.mark.usefixtures("_from_one_row")
def test_more_rows_than_a_worker_takes(
    client: ApiClient,
    case_id: UUID,
    tenant_id: UUID,
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    few = replace(layouts.catalogue().limits, rows=300)
    monkeypatch.setattr(large, "limits", lambda: few)
    path = f"/v1/cases/{case_id}/statement-imports"
    answer = client.post(path, files={"file": ("a.csv", MADE)})
    assert (answer.status_code, answer.json()["code"]) == (422, "statement_too_many_rows")
    assert blobs(runtime, tenant_id) == []


@pytest.mark.usefixtures("_from_one_row")
def test_a_replayed_request_stores_nothing_twice(
    client: ApiClient, runtime: Runtime, case_id: UUID, tenant_id: UUID
) -> None:
    path, headers = f"/v1/cases/{case_id}/statement-imports", {"Idempotency-Key": "k-1"}
    first = client.post(path, files={"file": ("a.csv", MADE)}, headers=headers)
    again = client.post(path, files={"file": ("a.csv", MADE)}, headers=headers)
    assert (first.content, again.status_code) == (again.content, 202)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert len(blobs(runtime, tenant_id)) == 1
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


def test_what_is_read_at_once(tmp_path: Path) -> None:
    large_limits = layouts.catalogue().large
    cases = {
        b"a\n" * (large_limits.from_rows + 1): True,
        b"a\r" * (large_limits.from_rows + 1): True,
        b"a\n" * large_limits.from_rows: False,
        b"a" * (large_limits.from_bytes + 1): True,
        b"PK\x03\x04" + b"\n" * 30_000: False,
        b"": False,
    }
    for number, (content, expected) in enumerate(cases.items()):
        path = tmp_path / str(number)
        path.write_bytes(content)
        with path.open("rb") as file:
            assert large.is_large(file) is expected
