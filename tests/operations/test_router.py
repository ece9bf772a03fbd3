from uuid import UUID

from fastapi import FastAPI

from app.operations.worker.service import run_next
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key

UNKNOWN = "/v1/operations/01930000-0000-7000-8000-00000000ffff"


def _export(client: ApiClient, case_id: UUID) -> str:
    answer = client.post(f"/v1/cases/{case_id}/export")
    assert answer.status_code == 202
    return answer.headers["Location"]


def test_operations_are_listed_newest_first(client: ApiClient, case_id: UUID) -> None:
    paths = [_export(client, case_id) for _ in range(3)]
    first = client.get("/v1/operations", params={"limit": 2})
    second = client.get(
        "/v1/operations", params={"cursor": first.json()["next_cursor"], "limit": 2}
    )
    shown = [item["id"] for item in first.json()["items"] + second.json()["items"]]
    assert [f"/v1/operations/{one}" for one in shown] == paths[::-1]


def test_an_operation_can_be_polled_for_changes(client: ApiClient, case_id: UUID) -> None:
    path = _export(client, case_id)
    read = client.get(path)
    held = {"If-None-Match": read.headers["ETag"]}
    assert client.get(path, headers=held).status_code == 304
    client.post(f"{path}/cancel")
    assert client.get(path, headers=held).json()["version"] > read.json()["version"]


def test_what_is_over_cannot_be_cancelled(
    client: ApiClient, runtime: Runtime, case_id: UUID
) -> None:
    path = _export(client, case_id)
    while run_next(runtime.database):
        pass
    refused = client.post(f"{path}/cancel")
    assert refused.status_code == 409
    assert refused.json()["code"] == "operation_over"
    assert client.get(path).json()["status"] == "succeeded"


def test_another_tenant_sees_nothing(
    client: ApiClient, stranger: ApiClient, runtime: Runtime, case_id: UUID
) -> None:
    path = _export(client, case_id)
    while run_next(runtime.database):
        pass
    for foreign in (path, UNKNOWN):
        assert stranger.get(foreign).status_code == 404
        assert stranger.get(f"{foreign}/result").status_code == 404
        assert stranger.post(f"{foreign}/cancel").status_code == 404
    assert stranger.get("/v1/operations").json()["items"] == []
    assert stranger.post(f"/v1/cases/{case_id}/export").status_code == 404


def test_a_key_gets_no_more_out_of_an_export_than_it_may_read(
    application: FastAPI, client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    path = _export(client, case_id)
    while run_next(runtime.database):
        pass
    narrow = make_key(runtime, tenant_id, "cases:read", "cases:write", "debts:read")
    with ApiClient(application, narrow) as weak:
        assert weak.get(path).status_code == 200
        assert weak.get(f"{path}/result").status_code == 403
        assert weak.post(f"/v1/cases/{case_id}/export").status_code == 403
    assert len(client.get("/v1/operations").json()["items"]) == 1


def test_a_repeated_request_is_one_operation(client: ApiClient, case_id: UUID) -> None:
    headers = {"Idempotency-Key": "export-once"}
    first, again = (client.post(f"/v1/cases/{case_id}/export", headers=headers) for _ in range(2))
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotent-Replayed"] == "true"
    _export(client, case_id)
    assert len(client.get("/v1/operations").json()["items"]) == 2
