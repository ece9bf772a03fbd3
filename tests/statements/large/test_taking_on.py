"""What is taken on for a worker and what is refused at once, and that no upload stays behind."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from app.statements import layouts
from app.statements.large import service as large
from app.wiring import Runtime
from tests.client import ApiClient
from tests.statements.large.reading import MADE, ask, blobs, drain, everything


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


@pytest.mark.usefixtures("_from_one_row")
def test_nothing_is_left_of_the_upload(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    ask(client, case_id, MADE)
    assert len(blobs(runtime, tenant_id)) == 1
    drain(runtime)
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
