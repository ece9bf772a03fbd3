"""What documentation shows is true: examples fit their schemas and give a success as they stand.

Each is replayed on a fresh copy of the demo data, today and with the clock two years ahead.
"""

from collections.abc import Iterator
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI
from jsonschema import Draft202012Validator, FormatChecker

from app.accounts import service as accounts
from app.core import clock
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contract import document
from tests.demo import Demo
from tests.documented import OPERATIONS, Operation, body_example, prefilled, resolve

pytestmark = pytest.mark.no_cover
"""Requests made from the document run everything: they say nothing of what was looked at."""


NAMES = [operation.name for operation in OPERATIONS]
WITH_BODY = [operation for operation in OPERATIONS if operation.body_schema() is not None]
READING = {"get"}
MAKES_KEYS = {"create_api_key", "rotate_api_key"}
"""What the published demo key must not do; their examples need a key of one's own."""


def _is_safe(operation: Operation) -> bool:
    return operation.method in READING or "/calculators/" in operation.path


WRITING = [operation for operation in OPERATIONS if not _is_safe(operation)]


def _replay(application: FastAPI, key: str, operation: Operation) -> str | None:
    """None, or what came instead of a success."""
    call = prefilled(operation)
    client = ApiClient(application, key)
    answer = client.request(call.method, call.url, headers=call.headers, **call.options)
    if 200 <= answer.status_code < 300:
        return None
    return f"{operation.name}: {call.method} {call.url} → {answer.status_code} {answer.text[:400]}"


@pytest.mark.parametrize("operation", WITH_BODY, ids=lambda operation: operation.name)
def test_every_body_example_fits_its_schema(operation: Operation) -> None:
    described = operation.body_schema()
    assert described is not None
    media_type, schema = described
    if media_type != "application/json":
        return
    whole = {**schema, "components": document()["components"]}
    validator = Draft202012Validator(whole, format_checker=FormatChecker())
    errors = [
        f"{'/'.join(map(str, error.path))}: {error.message}"
        for error in validator.iter_errors(body_example(operation))
    ]
    assert not errors


FORMS = [
    (operation.name, name, field)
    for operation in WITH_BODY
    if (operation.body_schema() or ("", {}))[0] == "multipart/form-data"
    for name, field in resolve((operation.body_schema() or ("", {}))[1])["properties"].items()
]


@pytest.mark.parametrize(
    ("operation", "name", "field"), FORMS, ids=[f"{form[0]}-{form[1]}" for form in FORMS]
)
def test_every_field_of_a_form_has_an_example(
    operation: str, name: str, field: dict[str, Any]
) -> None:
    """Without one, the page fills in the word "string", which a field may refuse."""
    assert field.get("examples") or "contentMediaType" in field, f"{operation} {name}"


def test_no_example_takes_away_what_another_one_needs() -> None:
    """Whoever tries deleting first can still try everything else."""
    paths = {operation.name: prefilled(operation).url.partition("?")[0] for operation in OPERATIONS}
    shared = [
        (operation.name, name)
        for operation in OPERATIONS
        if operation.method == "delete"
        for name, path in paths.items()
        if name != operation.name and f"{path}/".startswith(f"{paths[operation.name]}/")
    ]
    assert shared == []


def _own_key(application: FastAPI) -> str:
    runtime: Runtime = application.state.runtime
    with runtime.database.write() as session:
        tenant_id = accounts.find_tenant(session, "demo")
    assert tenant_id is not None
    return make_key(runtime, tenant_id)


@pytest.mark.parametrize("name", sorted(MAKES_KEYS))
def test_the_demo_key_makes_no_keys(demo: Demo, shared_copy: FastAPI, name: str) -> None:
    [operation] = [operation for operation in OPERATIONS if operation.name == name]
    refused = _replay(shared_copy, demo.key, operation)
    assert refused is not None
    assert "demo_key_limited" in refused


@pytest.fixture(scope="module")
def shared_copy(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """One copy for everything that changes nothing."""
    with demo.copy(tmp_path_factory.mktemp("shared")) as application:
        yield application


@pytest.mark.parametrize("years", [0, 2])
def test_every_reading_example_succeeds(demo: Demo, shared_copy: FastAPI, years: int) -> None:
    with _years_ahead(years):
        failures = [
            failure
            for operation in OPERATIONS
            if _is_safe(operation) and (failure := _replay(shared_copy, demo.key, operation))
        ]
    assert not failures, "\n".join(failures)


@pytest.mark.parametrize("operation", WRITING, ids=lambda operation: operation.name)
def test_every_writing_example_succeeds(demo: Demo, tmp_path: Path, operation: Operation) -> None:
    with demo.copy(tmp_path / "now") as application:
        key = _own_key(application) if operation.name in MAKES_KEYS else demo.key
        assert _replay(application, key, operation) is None
    if demo.uri is None:  # time passes alike on both databases
        with demo.copy(tmp_path / "later") as application, _years_ahead(2):
            key = _own_key(application) if operation.name in MAKES_KEYS else demo.key
            assert _replay(application, key, operation) is None


@pytest.mark.parametrize("first", ["post", "patch"])
def test_no_writing_example_is_lost_by_trying_the_others_first(
    demo: Demo, tmp_path: Path, first: str
) -> None:
    """Whoever goes down the page trying everything finds everything; what takes away comes last."""
    tried = [operation for operation in WRITING if operation.name not in MAKES_KEYS]
    turns = sorted(tried, key=lambda each: (each.method == "delete", each.method != first))
    with demo.copy(tmp_path) as application:
        failures = [
            failure for operation in turns if (failure := _replay(application, demo.key, operation))
        ]
    assert not failures, "\n".join(failures)


def _years_ahead(years: int) -> "time_machine.travel | nullcontext[None]":
    if years == 0:
        return nullcontext()
    return time_machine.travel(clock.now() + timedelta(days=365 * years), tick=True)
