"""What the OpenAPI document declares is enforced: one past every bound is refused, at its place."""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx2 import Response

from app.accounts import service as accounts
from app.core.config import Settings
from app.main import create_app
from app.wiring import Runtime
from tests import violations
from tests.client import ApiClient
from tests.conftest import make_key
from tests.documented import OPERATIONS, Call, Operation, body_example, prefilled, resolve

pytestmark = pytest.mark.no_cover
"""Requests made from the document run everything: they say nothing of what was looked at."""


WITH_JSON = [
    operation
    for operation in OPERATIONS
    if (operation.body_schema() or ("", {}))[0] == "application/json"
]
WITH_PARAMETERS = [
    operation
    for operation in OPERATIONS
    if any(operation.parameters(place) for place in ("path", "query", "header"))
]
WITH_FORM = [
    operation
    for operation in OPERATIONS
    if (operation.body_schema() or ("", {}))[0] == "multipart/form-data"
]


@pytest.fixture(scope="module")
def client(sqlite_settings: Settings) -> Iterator[ApiClient]:
    """Bounds are checked before any row is touched, so one database is enough."""
    application: FastAPI = create_app(sqlite_settings)
    runtime: Runtime = application.state.runtime
    with runtime.database.write() as session:
        tenant: UUID = accounts.create_tenant(session, f"b-{uuid4().hex[:12]}")
    with ApiClient(application, make_key(runtime, tenant)) as opened:
        yield opened
    runtime.close()


def _points_at(answer: Response, path: violations.Path) -> bool:
    """Whether some error is at the place; a list's index may stand for any of its items."""
    wanted = [str(part) for part in path]
    for error in answer.json()["errors"]:
        parts = [part for part in error["pointer"].split("/") if part]
        if parts[: len(wanted)] == wanted or (
            len(parts) >= len(wanted) and _subsequence(wanted, parts)
        ):
            return True
    return False


def _subsequence(wanted: list[str], parts: list[str]) -> bool:
    remaining = iter(parts)
    return all(part in remaining for part in wanted)


@pytest.mark.parametrize("operation", WITH_JSON, ids=lambda operation: operation.name)
def test_one_past_every_bound_of_a_body_is_refused(client: ApiClient, operation: Operation) -> None:
    described = operation.body_schema()
    assert described is not None
    schema = described[1]
    call, example = prefilled(operation), body_example(operation)
    accepted = []
    for violation in violations.of_body(schema):
        body = violations.placed(example, schema, violation)
        content = json.dumps(body, ensure_ascii=False).encode()
        answer = client.request(call.method, call.url, headers=call.headers, content=content)
        where = "/".join(map(str, violation.path))
        if answer.status_code == 413:  # longer than any body may be
            continue
        if answer.status_code != 422 or not _points_at(answer, violation.pointer):
            accepted.append(f"{where} ({violation.rule}): {answer.status_code} {answer.text[:200]}")
    assert not accepted, "\n".join(accepted)


def _parameter_cases(operation: Operation) -> Iterator[tuple[str, str, str, Any]]:
    for place in ("path", "query", "header"):
        for parameter in operation.parameters(place):
            for rule, value in violations.of_text(parameter["schema"]):
                yield place, parameter["name"], rule, value


@pytest.mark.parametrize("operation", WITH_PARAMETERS, ids=lambda operation: operation.name)
def test_one_past_every_bound_of_a_parameter_is_refused(
    client: ApiClient, operation: Operation
) -> None:
    accepted = []
    for place, name, rule, value in _parameter_cases(operation):
        answer = _send_with(client, operation, place, name, value)
        if answer is not None and answer.status_code not in {400, 422}:
            accepted.append(f"{place} {name} ({rule}={value!r:.40}): {answer.status_code}")
    assert not accepted, "\n".join(accepted)


def _send_with(
    client: ApiClient, operation: Operation, place: str, name: str, value: Any
) -> Response | None:
    call = prefilled(operation)
    headers, url = dict(call.headers), call.url.partition("?")[0]
    options = dict(call.options)
    if place == "header":
        if not str(value).isascii() or not str(value).isprintable():
            return None  # cannot be sent in a header
        headers[name] = str(value)
    elif place == "query":
        options["params"] = {name: value}
    else:
        url = operation.path
        for parameter in operation.parameters("path"):
            other = quote(str(value)) if parameter["name"] == name else str(uuid4())
            url = url.replace("{" + parameter["name"] + "}", other)
    return client.request(call.method, url, headers=headers, **options)


def _send_form(client: ApiClient, call: Call, changed: dict[str, Any]) -> Response:
    return client.request(
        call.method,
        call.url,
        headers=call.headers,
        files=call.options["files"],
        data={**call.options["data"], **changed},
    )


@pytest.mark.parametrize("operation", WITH_FORM, ids=lambda operation: operation.name)
def test_one_past_every_bound_of_a_form_is_refused(client: ApiClient, operation: Operation) -> None:
    described = operation.body_schema()
    assert described is not None
    call, accepted = prefilled(operation), []
    for name, field in resolve(described[1])["properties"].items():
        if name in call.options["files"]:
            continue
        for rule, value in violations.of_text(field):
            answer = _send_form(client, call, {name: value})
            if answer.status_code not in {400, 413, 422}:  # 400: longer than a form field may be
                accepted.append(f"{name} ({rule}): {answer.status_code}")
    unknown = _send_form(client, call, {violations.UNKNOWN: "1"})
    if unknown.status_code != 422:
        accepted.append(f"an unknown field: {unknown.status_code}")
    assert not accepted, "\n".join(accepted)


def test_the_generator_finds_every_kind_of_bound() -> None:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": ["text"],
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": 3, "pattern": "^[a-z]+$"},
            "day": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
            "kind": {"enum": ["a"], "type": "string"},
            "count": {"type": "integer", "minimum": 0, "maximum": 9},
            "lines": {
                "type": "array",
                "minItems": 1,
                "maxItems": 2,
                "items": {"type": "object", "properties": {"on": {"type": "boolean"}}},
            },
        },
    }
    found = {(violation.rule, violation.path) for violation in violations.of_body(schema)}
    assert found >= {
        ("unknown", (violations.UNKNOWN,)),
        ("required", ("text",)),
        ("minLength", ("text",)),
        ("maxLength", ("text",)),
        ("pattern", ("text",)),
        ("null", ("text",)),
        ("format", ("day",)),
        ("enum", ("kind",)),
        ("minimum", ("count",)),
        ("maximum", ("count",)),
        ("maxItems", ("lines",)),
        ("minItems", ("lines",)),
        ("type", ("lines", 0, "on")),
    }
    assert ("null", ("day",)) not in found
