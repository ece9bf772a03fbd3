"""Pages of other origins: refused unless an operator names them, and then with what they need."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.config import Settings
from app.main import EXPOSED_HEADERS, create_app
from tests.client import ApiClient

PAGE = "https://app.example"
ASKED = {
    "Origin": PAGE,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,idempotency-key,content-type",
}


def _allowed(headers: object) -> list[str]:
    return [name for name in dict(headers) if name.startswith("access-control-")]  # type: ignore[call-overload]  # httpx2's mapping


@pytest.fixture
def open_application(sqlite_settings: Settings) -> FastAPI:
    return create_app(sqlite_settings.model_copy(update={"cors_origins": (PAGE,)}))


def test_no_origin_is_allowed_unless_named(application: FastAPI) -> None:
    client = ApiClient(application, None)
    assert not _allowed(client.get("/livez", headers={"Origin": PAGE}).headers)
    asked = TestClient(application).options("/v1/cases", headers=ASKED)
    assert asked.status_code == 405
    assert not _allowed(asked.headers)


def test_a_named_origin_may_send_its_token(open_application: FastAPI) -> None:
    asked = TestClient(open_application).options("/v1/cases", headers=ASKED)
    assert asked.status_code == 200
    assert asked.headers["access-control-allow-origin"] == PAGE
    assert "authorization" in asked.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in asked.headers


def test_it_reads_what_the_contract_names(open_application: FastAPI) -> None:
    answer = ApiClient(open_application, None).get("/livez", headers={"Origin": PAGE})
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert set(exposed) == set(EXPOSED_HEADERS)
    assert {"ETag", "Location", "Link", "Idempotent-Replayed", "Retry-After", "RateLimit"} <= set(
        exposed
    )


def test_it_reads_refusals_too(sqlite_settings: Settings) -> None:
    """A page must see that it is to wait, or that its token has ended."""
    limited = sqlite_settings.model_copy(update={"cors_origins": (PAGE,), "rate_limit": "1/minute"})
    client = ApiClient(create_app(limited), None)
    first = client.get("/v1/cases", headers={"Origin": PAGE})
    second = client.get("/v1/cases", headers={"Origin": PAGE})
    assert (first.status_code, second.status_code) == (401, 429)
    for answer in (first, second):
        assert answer.headers["access-control-allow-origin"] == PAGE


def test_another_origin_still_gets_nothing(open_application: FastAPI) -> None:
    client = ApiClient(open_application, None)
    answer = client.get("/livez", headers={"Origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in answer.headers


def test_origins_are_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings().cors_origins == ()
    monkeypatch.setenv("SHANGAN_CORS_ORIGINS", f'["{PAGE}"]')
    assert Settings().cors_origins == (PAGE,)
