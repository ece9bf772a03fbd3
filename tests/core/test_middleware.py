"""What surrounds every request: ids, language, limits, headers, one access line."""

from collections.abc import Iterator
from uuid import UUID

import orjson
import pytest
from fastapi import FastAPI

from app.core import middleware
from app.core.config import Settings
from app.main import create_app
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.documented import NOBODY

SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ANSWERS = [
    ("GET", "/v1/me", 200),
    ("POST", "/v1/cases", 422),
    ("GET", f"/v1/cases/{NOBODY}", 404),
    ("GET", "/v1/nowhere", 404),
    ("DELETE", "/v1/me", 405),
    ("GET", "/livez", 200),
    ("GET", "/docs", 200),
    ("GET", "/openapi.json", 200),
    ("GET", "/docs/assets/nothing.js", 404),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_every_answer_wears_the_headers(
    client: ApiClient, method: str, path: str, status: int
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    for name, value in SECURITY_HEADERS.items():
        assert answer.headers[name] == value
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"].split("style-src")[0]
    assert answer.headers["X-Request-Id"]
    assert "Server" not in answer.headers


def test_personal_answers_are_never_cached(client: ApiClient, case_id: UUID) -> None:
    assert client.get(f"/v1/cases/{case_id}").headers["Cache-Control"] == "no-store"


def test_a_request_id_is_taken_over_or_made(client: ApiClient) -> None:
    given = client.get("/v1/nowhere", headers={"X-Request-Id": "abc-123"})
    assert given.headers["X-Request-Id"] == given.json()["request_id"] == "abc-123"
    for odd in ("x" * 65, "a b", "a;b"):
        made = client.get("/v1/nowhere", headers={"X-Request-Id": odd})
        assert UUID(made.headers["X-Request-Id"]).version == 7


@pytest.fixture
def limited(settings: Settings) -> Iterator[FastAPI]:
    tight = settings.model_copy(update={"rate_limit": "5/minute", "auth_failure_limit": "3/minute"})
    application = create_app(tight)
    yield application
    application.state.runtime.close()


def test_the_sixth_request_of_five_is_429(
    limited: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    with ApiClient(limited, make_key(runtime, tenant_id)) as client:
        answers = [client.get("/v1/me") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    left = [answer.headers["RateLimit"].split(";")[1] for answer in answers]
    assert left == ["r=4", "r=3", "r=2", "r=1", "r=0", "r=0", "r=0"]
    assert answers[0].headers["RateLimit-Policy"] == '"default";q=5;w=60'
    assert 1 <= int(answers[5].headers["Retry-After"]) <= 60
    assert answers[5].json()["code"] == "too_many_requests"


def test_one_caller_does_not_use_up_anothers_quota(
    limited: FastAPI, runtime: Runtime, tenant_id: UUID
) -> None:
    with ApiClient(limited, make_key(runtime, tenant_id)) as first:
        assert [first.get("/v1/me").status_code for _ in range(6)][-1] == 429
    with ApiClient(limited, make_key(runtime, tenant_id)) as second:
        assert second.get("/v1/me").status_code == 200


def test_guessing_keys_is_slowed_down(limited: FastAPI) -> None:
    statuses = []
    for attempt in range(6):
        with ApiClient(limited, f"sk_live_guess{attempt}") as guesser:
            statuses.append(guesser.get("/v1/me").status_code)
    assert statuses == [401, 401, 401, 429, 429, 429]


def test_health_is_never_limited(limited: FastAPI) -> None:
    with ApiClient(limited, None) as anonymous:
        assert {anonymous.get("/livez").status_code for _ in range(10)} == {200}


def test_the_access_line_holds_the_route_and_no_values(
    settings: Settings, runtime: Runtime, tenant_id: UUID, capfd: pytest.CaptureFixture[str]
) -> None:
    chatty = create_app(settings.model_copy(update={"log_level": "info"}))
    with ApiClient(chatty, make_key(runtime, tenant_id)) as client:
        client.get("/v1/cases", params={"client_reference": "CANARY-REFERENCE"})
    chatty.state.runtime.close()
    lines = [line for line in capfd.readouterr().err.splitlines() if line.startswith("{")]
    entry = orjson.loads(lines[-1])
    assert entry["method"] == "GET"
    assert entry["status"] == 200
    assert entry["route"] == "/v1/cases"
    assert "CANARY" not in "".join(lines)


def test_websockets_and_start_up_pass_untouched(settings: Settings) -> None:
    seen: list[str] = []

    async def inner(scope: object, receive: object, send: object) -> None:
        seen.append("reached")

    frame = middleware.RequestFrame(inner, settings)
    coroutine = frame({"type": "lifespan"}, None, None)  # type: ignore[arg-type]  # never called
    with pytest.raises(StopIteration):
        coroutine.send(None)
    assert seen == ["reached"]
