"""The documentation pages are the application's own: no other host, no inline script."""

import re
from collections.abc import Iterator
from html import unescape

import orjson
import pytest
from fastapi import FastAPI

from app.core.config import Settings
from app.main import create_app
from tests.client import ApiClient
from tests.documented import OPERATIONS

ASSETS = ("swagger-ui-bundle.js", "swagger-ui.css", "redoc.standalone.js", "favicon.png")


@pytest.fixture
def in_demo_mode(sqlite_settings: Settings) -> Iterator[FastAPI]:
    application = create_app(sqlite_settings, demo_key="sk_demo_</script>")
    yield application
    application.state.runtime.close()


@pytest.mark.parametrize("page", ["/docs", "/redoc"])
def test_a_page_loads_only_what_is_served_here(client: ApiClient, page: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 200
    for address in re.findall(r'(?:src|href)="([^"]+)"', answer.text):
        assert address.startswith("/docs/")
        assert client.get(address).status_code == 200
    scripts = re.findall(r"<script([^>]*)>([^<]*)</script>", answer.text)
    assert scripts
    assert all(
        "src=" in attributes or "application/json" in attributes for attributes, _ in scripts
    )


@pytest.mark.parametrize("name", ASSETS)
def test_assets_are_cached_and_name_no_logo_elsewhere(client: ApiClient, name: str) -> None:
    answer = client.get(f"/docs/assets/{name}")
    assert answer.status_code == 200
    assert "max-age" in answer.headers["Cache-Control"]
    assert b"cdn.redoc.ly/redoc/logo" not in answer.content


@pytest.mark.parametrize("name", ["..%2F..%2Fetc%2Fpasswd", "redoc.html", "swagger-ui.js.map"])
def test_no_other_file_is_served(client: ApiClient, name: str) -> None:
    assert client.get(f"/docs/assets/{name}").status_code == 404


def test_the_demo_key_is_authorised_and_cannot_break_out(in_demo_mode: FastAPI) -> None:
    page = ApiClient(in_demo_mode, None).get("/docs").text
    found = re.search(r'id="settings">(.*?)</script>', page)
    assert found is not None
    assert orjson.loads(unescape(found[1]))["key"] == "sk_demo_</script>"


def test_without_demo_mode_no_key_is_shown(client: ApiClient) -> None:
    assert '"key":null' in client.get("/docs").text


def test_the_document_is_served(client: ApiClient) -> None:
    served = client.get("/openapi.json").json()
    known = {operation.name for operation in OPERATIONS}
    assert {o["operationId"] for item in served["paths"].values() for o in item.values()} == known


def test_every_problem_type_resolves(client: ApiClient) -> None:
    problem = client.get("/v1/nowhere").json()
    page = client.get(problem["type"])
    assert page.json()["title"] == problem["title"]
    assert client.get("/errors/never_heard_of").status_code == 404
    english = client.get("/errors/forbidden", headers={"Accept-Language": "en"}).json()
    assert "{scope}" in english["detail"]
