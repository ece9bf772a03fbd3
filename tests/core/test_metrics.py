"""What the operator can count: answers by route, and nothing about anybody."""

from collections.abc import Iterator
from uuid import UUID

import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.core.config import Settings
from app.core.metrics import ELSEWHERE
from app.main import create_app
from app.wiring import Runtime
from tests.conftest import make_key
from tests.documented import NOBODY

Counts = dict[tuple[str, str, str], float]


@pytest.fixture
def measured(settings: Settings) -> Iterator[FastAPI]:
    application = create_app(settings.model_copy(update={"metrics": True}))
    yield application
    application.state.runtime.close()


def page_of(client: TestClient) -> str:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    return answer.text


def counted(page: str) -> Counts:
    return {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name == "shangan_http_requests_total"
    }


def test_answers_are_counted_by_the_template_of_their_route(
    measured: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    client = TestClient(measured)
    key = {"Authorization": f"Bearer {make_key(runtime, tenant_id)}"}
    for _ in range(3):
        assert client.get(f"/v1/cases/{NOBODY}", headers=key).status_code == 404
    assert client.get("/v1/me").status_code == 401
    assert client.get("/v1/CANARY").status_code == 404
    assert client.request("CANARY", "/v1/CANARY").status_code == 404
    page = page_of(client)
    assert counted(page) == {
        ("GET", "/v1/cases/{case_id}", "404"): 3,
        ("GET", "/v1/me", "401"): 1,
        ("any", ELSEWHERE, "404"): 2,
    }
    assert str(NOBODY) not in page
    assert "CANARY" not in page


def test_durations_add_up_to_the_number_of_answers(measured: FastAPI) -> None:
    client = TestClient(measured)
    for _ in range(5):
        client.get("/livez")
    [timed] = [
        sample.value
        for family in text_string_to_metric_families(page_of(client))
        for sample in family.samples
        if sample.name == "shangan_http_request_duration_seconds_count"
    ]
    assert timed == 5


def test_two_applications_count_apart(measured: FastAPI, settings: Settings) -> None:
    other = create_app(settings.model_copy(update={"metrics": True}))
    TestClient(other).get("/livez")
    other.state.runtime.close()
    assert counted(page_of(TestClient(measured))) == {}


def test_it_is_off_and_undocumented_by_default(application: FastAPI) -> None:
    assert TestClient(application).get("/metrics").status_code == 404
    assert "/metrics" not in application.openapi()["paths"]
