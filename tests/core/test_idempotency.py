"""One key: one effect, one answer, byte for byte."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

import httpx2
import pytest
import time_machine
from fastapi import FastAPI

from app.core import clock
from app.core.config import Settings
from app.core.idempotency import KEPT_FOR
from app.main import create_app
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.live import live_server

BODY = {"client_reference": "A-1024", "household": {"adults": 2, "children": 1}}


@contextmanager
def _running(settings: Settings) -> Iterator[str]:
    with live_server(create_app(settings)) as address:
        yield address


def test_a_hundred_concurrent_duplicates_make_one_row(
    settings: Settings, runtime: Runtime, tenant_id: UUID
) -> None:
    headers = {
        "Authorization": f"Bearer {make_key(runtime, tenant_id)}",
        "Idempotency-Key": str(uuid4()),
    }
    limits = httpx2.Limits(max_connections=100)
    with (
        _running(settings) as address,
        httpx2.Client(base_url=address, headers=headers, limits=limits, timeout=60) as client,
        ThreadPoolExecutor(100) as pool,
    ):
        answers = list(pool.map(lambda _: client.post("/v1/cases", json=BODY), range(100)))
        items = client.get("/v1/cases", params={"limit": 100}).json()["items"]
    done = [answer for answer in answers if answer.status_code == 201]
    assert {answer.status_code for answer in answers} <= {201, 409, 503}
    assert len({answer.content for answer in done}) == 1
    assert len({(a.headers["Location"], a.headers["ETag"]) for a in done}) == 1
    assert sum("Idempotent-Replayed" not in answer.headers for answer in done) == 1
    assert len(done) == 100
    assert len(items) == 1


def test_a_replay_is_byte_equal_and_says_so(client: ApiClient) -> None:
    headers = {"Idempotency-Key": "k-1", "Accept-Language": "en"}
    first = client.post("/v1/cases", json=BODY, headers=headers)
    again = client.post(
        "/v1/cases", json=dict(reversed(BODY.items())), headers={"Idempotency-Key": "k-1"}
    )
    assert again.content == first.content
    assert again.status_code == first.status_code == 201
    assert again.headers["Idempotent-Replayed"] == "true"
    for name in ("Location", "ETag", "Content-Language", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert len(client.get("/v1/cases").json()["items"]) == 1


def test_another_body_under_the_same_key_is_refused(client: ApiClient) -> None:
    headers = {"Idempotency-Key": "k-1"}
    client.post("/v1/cases", json=BODY, headers=headers)
    other = client.post("/v1/cases", json={"client_reference": "B"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
    assert len(client.get("/v1/cases").json()["items"]) == 1


def test_a_refused_request_frees_its_key(client: ApiClient) -> None:
    headers = {"Idempotency-Key": "k-1"}
    assert client.post("/v1/cases", json={"unknown": 1}, headers=headers).status_code == 422
    assert client.post("/v1/cases", json=BODY, headers=headers).status_code == 201


def test_a_key_belongs_to_one_principal_and_one_path(
    client: ApiClient, application: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = client.post("/v1/cases", json=BODY, headers=headers)
    with ApiClient(application, make_key(runtime, tenant_id)) as colleague:
        second = colleague.post("/v1/cases", json=BODY, headers=headers)
    assert second.json()["id"] != first.json()["id"]
    holds = [
        client.post(
            f"{case.headers['Location']}/legal-holds", json={"reason": "审理"}, headers=headers
        )
        for case in (first, second)
    ]
    assert [hold.status_code for hold in holds] == [201, 201]


def test_a_key_is_free_again_after_seven_days(client: ApiClient) -> None:
    headers = {"Idempotency-Key": "k-1"}
    first = client.post("/v1/cases", json=BODY, headers=headers)
    for days, same in ((6.9, True), (7.1, False)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            again = client.post("/v1/cases", json=BODY, headers=headers)
            assert (again.json()["id"] == first.json()["id"]) is same
    assert timedelta(days=7) == KEPT_FOR


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "tab\tkey"])
def test_a_malformed_key_is_refused(client: ApiClient, key: str) -> None:
    answer = client.post("/v1/cases", json=BODY, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/header/idempotency-key"


def test_a_stateless_calculation_is_replayed_too(client: ApiClient) -> None:
    body = {
        "creditor_type": "private_person",
        "product_type": "private_loan",
        "contract_date": "2024-10-21",
        "as_of": "2026-11-23",
    }
    path, headers = "/v1/calculators/interest-ceiling", {"Idempotency-Key": "calculation-1"}
    first = client.post(path, json=body, headers=headers)
    again = client.post(path, json=body, headers=headers)
    assert first.status_code == again.status_code == 200
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    other = client.post(path, json={**body, "as_of": "2026-11-24"}, headers=headers)
    assert other.status_code == 422
    assert other.json()["code"] == "idempotency_key_reused"
