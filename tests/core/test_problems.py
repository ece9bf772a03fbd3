"""Every refusal is one problem document, in the caller's language, that never echoes input."""

import json
from uuid import UUID

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.core.config import MIB
from app.core.problems import field_errors
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.core.broken_routes import CANARY

MEMBERS = {"type", "title", "status", "detail", "instance", "code", "errors", "request_id"}


def test_an_unknown_path_is_a_problem(client: ApiClient) -> None:
    answer = client.get("/v1/nothing-here")
    assert answer.status_code == 404
    assert answer.json().keys() == MEMBERS
    assert answer.json()["code"] == "route_not_found"
    assert answer.json()["instance"] == "/v1/nothing-here"


def test_a_trailing_slash_is_no_redirect_to_another_scheme(client: ApiClient) -> None:
    assert client.get("/v1/cases/", follow_redirects=False).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("DELETE", "/v1/cases", "GET, POST"),
        ("PUT", "/v1/cases/01930000-0000-7000-8000-000000000101", "GET, PATCH"),
        ("TRACE", "/v1/me", "GET"),
        ("BREW", "/livez", "GET"),
    ],
)
def test_405_names_every_method_that_works(
    client: ApiClient, method: str, path: str, allow: str
) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 405
    named = set(answer.headers["Allow"].split(", "))
    assert set(allow.split(", ")) <= named
    assert method not in named


@pytest.mark.parametrize("body", [b"{", b"[1,", b'{"client_reference": }', b"\xff\xfe", b"nan"])
def test_malformed_json_is_422_without_an_echo(client: ApiClient, body: bytes) -> None:
    answer = client.post("/v1/cases", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.json().keys() == MEMBERS


def test_a_body_over_its_limit_is_413_whether_declared_or_not(client: ApiClient) -> None:
    text = json.dumps({"client_reference": "x" * (1 * MIB)}).encode()
    declared = client.post("/v1/cases", content=text, headers={"Content-Type": "application/json"})
    chunked = client.post(
        "/v1/cases", content=iter([text]), headers={"Content-Type": "application/json"}
    )
    for answer in (declared, chunked):
        assert answer.status_code == 413
        assert answer.json()["code"] == "payload_too_large"
        assert "1 MiB" in answer.json()["detail"]


def test_a_defect_of_ours_is_500_and_says_nothing_of_the_input(
    broken: FastAPI, runtime: Runtime, tenant_id: UUID, capfd: pytest.CaptureFixture[str]
) -> None:
    headers = {"Authorization": f"Bearer {make_key(runtime, tenant_id)}"}
    with TestClient(broken, headers=headers) as plain:
        answer = plain.post("/v1/test/explode", json={"text": CANARY})
    assert answer.status_code == 500
    assert answer.json().keys() == MEMBERS
    assert answer.headers["content-type"] == "application/problem+json"
    assert CANARY not in answer.text
    logged = capfd.readouterr()
    assert CANARY not in logged.err + logged.out
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "body",
    [
        {"client_reference": {CANARY: CANARY}},
        {"client_reference": "x", CANARY: 1},
        {"client_reference": "x", "person": {"full_name": "李", "id_number": CANARY}},
        {"client_reference": "x", "currency": CANARY},
        {"client_reference": "x", "household": {"adults": CANARY, "children": 0}},
        {"client_reference": "x", "hardship": {"reason": CANARY}},
    ],
)
def test_a_refused_value_or_name_is_never_echoed(client: ApiClient, body: object) -> None:
    answer = client.post("/v1/cases", json=body)
    assert answer.status_code == 422
    assert CANARY not in answer.text
    assert answer.json()["errors"]


def test_an_unknown_field_points_to_its_parent(client: ApiClient) -> None:
    answer = client.post("/v1/cases", json={"client_reference": "x", "household": {"a/b~": 1}})
    pointers = {(error["pointer"], error["code"]) for error in answer.json()["errors"]}
    assert ("/household", "unknown_field") in pointers
    assert ("/household/adults", "required") in pointers


def test_query_and_path_errors_name_their_place(client: ApiClient) -> None:
    query = client.get("/v1/cases", params={"limit": 0}).json()["errors"]
    assert query[0]["pointer"] == "/query/limit"
    path = client.get("/v1/cases/not-an-id").json()["errors"]
    assert path[0]["pointer"] == "/path/case_id"


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        (None, "zh-CN"),
        ("en", "en"),
        ("en-GB,en;q=0.9,zh;q=0.2", "en"),
        ("fr, zh-TW;q=0.5", "zh-CN"),
        ("fr", "zh-CN"),
        ("en;q=0, zh;q=0.1", "zh-CN"),
        ("en;q=broken", "zh-CN"),
        ("*", "zh-CN"),
    ],
)
def test_the_language_is_negotiated(client: ApiClient, asked: str | None, given: str) -> None:
    answer = client.get("/v1/nowhere", headers={"Accept-Language": asked} if asked else {})
    assert answer.headers["Content-Language"] == given
    assert "Accept-Language" in answer.headers["Vary"]
    assert (answer.json()["title"] == "No such address") is (given == "en")


def test_pointers_are_escaped() -> None:
    [found] = field_errors([{"type": "missing", "loc": ("body", "a/b", "c~d", 3)}])
    assert found.pointer == "/a~1b/c~0d/3"
