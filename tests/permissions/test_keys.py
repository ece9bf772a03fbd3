"""Every secured operation × every way of not being allowed; generated, so nothing is forgotten."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import orjson
import pytest
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.core import clock
from app.core.auth import SCOPES
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.demo import Demo
from tests.documented import OPERATIONS, PUBLIC, SECURED, Operation, body_example
from tests.permissions.sending import comparable, send, unknown

pytestmark = pytest.mark.no_cover
"""Requests made from the document run everything: they say nothing of what was looked at."""


DEMO_ID = "01930000-0000-7000-8000-"


class Keys(NamedTuple):
    """Keys of one tenant, none of which may be used any more, and one without the scope."""

    revoked: str
    expired: str
    live: str


@pytest.fixture(scope="module")
def tenant(runtime: Runtime) -> UUID:
    with runtime.database.write() as session:
        return accounts.create_tenant(session, f"p-{uuid4().hex[:12]}")


@pytest.fixture(scope="module")
def keys(runtime: Runtime, tenant: UUID) -> Keys:
    wanted = ApiKeyCreate.model_validate({"name": "test", "scopes": ["all"]})
    with runtime.database.write(tenant) as session:
        revoked, revoked_token = accounts.issue_key(session, wanted)
        revoked.revoked_at = clock.now()
        expired, expired_token = accounts.issue_key(session, wanted)
        expired.expires_at = clock.now() - timedelta(seconds=1)
        _live, live_token = accounts.issue_key(session, wanted)
    return Keys(revoked_token, expired_token, live_token)


@pytest.fixture(scope="module")
def narrow_keys(runtime: Runtime, tenant: UUID) -> dict[str, str]:
    """For each scope, a key that has every other one."""
    return {
        scope: make_key(runtime, tenant, *(other for other in SCOPES if other != scope))
        for scope in SCOPES
    }


def test_every_operation_is_in_the_matrix() -> None:
    assert {operation.name for operation in OPERATIONS} == PUBLIC | {
        operation.name for operation in SECURED
    }
    assert not PUBLIC & {operation.name for operation in SECURED}


def test_the_live_key_is_live(application: FastAPI, keys: Keys) -> None:
    assert ApiClient(application, keys.live).get("/v1/me").status_code == 200


@pytest.mark.parametrize("operation", SECURED, ids=lambda operation: operation.name)
def test_no_revoked_or_expired_key_opens_anything(
    application: FastAPI, keys: Keys, operation: Operation
) -> None:
    for key in (None, keys.revoked, keys.expired, keys.live[:-1], keys.live.upper()):
        answer = send(application, key, operation)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation", SECURED, ids=lambda operation: operation.name)
def test_all_scopes_but_the_right_one_are_not_enough(
    application: FastAPI, narrow_keys: dict[str, str], operation: Operation
) -> None:
    answer = send(application, narrow_keys[operation.scope], operation)
    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"
    assert operation.scope in answer.json()["detail"]


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_operations_ask_for_no_key(visited: FastAPI, name: str) -> None:
    [operation] = [operation for operation in OPERATIONS if operation.name == name]
    assert send(visited, None, operation).status_code == 200
    assert send(visited, "sk_live_wrong", operation).status_code == 200


@pytest.fixture(scope="module")
def visitor(visited: FastAPI) -> str:
    """A key of the second tenant that may do everything there."""
    runtime: Runtime = visited.state.runtime
    with runtime.database.write() as session:
        tenant_id = accounts.create_tenant(session, "visitor")
    return make_key(runtime, tenant_id)


def _names_an_object(operation: Operation) -> bool:
    return bool(operation.parameters("path")) and operation.path.startswith("/v1/")


SHARED = {"law:read"}
"""Scopes of what belongs to everybody: law, vocabularies, creditors."""


@pytest.mark.parametrize(
    "operation",
    [o for o in SECURED if _names_an_object(o) and o.scope not in SHARED],
    ids=lambda operation: operation.name,
)
def test_what_belongs_to_another_tenant_does_not_exist(
    visited: FastAPI, visitor: str, operation: Operation
) -> None:
    foreign = send(visited, visitor, operation)
    assert foreign.status_code == 404
    nobody = send(visited, visitor, operation, unknown(operation))
    assert nobody.status_code in {404, 422}  # 422: a parameter that is no id
    if nobody.status_code == 404:
        assert comparable(foreign) == comparable(nobody)


@pytest.mark.parametrize(
    "operation",
    [o for o in SECURED if o.method == "get" and o.parameters("path") and o.scope not in SHARED],
    ids=lambda operation: operation.name,
)
def test_its_owner_finds_it(demo: Demo, visited: FastAPI, operation: Operation) -> None:
    assert send(visited, demo.key, operation).status_code == 200


def _naming_objects_in_their_body() -> list[Operation]:
    return [
        operation
        for operation in SECURED
        if [parameter["name"] for parameter in operation.parameters("path")] == ["case_id"]
        and DEMO_ID in str(body_example(operation))
    ]


def test_a_foreign_object_in_the_body_does_not_exist_either(visited: FastAPI, visitor: str) -> None:
    client = ApiClient(visited, visitor)
    own_case = client.post("/v1/cases", json={"client_reference": "V"}).json()["id"]
    for operation in _naming_objects_in_their_body():
        answer = send(visited, visitor, operation, operation.path.replace("{case_id}", own_case))
        assert answer.status_code in {404, 422}, operation.name


def _ids(node: object) -> set[str]:
    """Every value under a key that ends in `id`."""
    if isinstance(node, dict):
        own = {str(v) for k, v in node.items() if str(k).endswith("id") and isinstance(v, str)}
        return own.union(*(_ids(value) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(_ids(value) for value in node))
    return set()


COLLECTIONS = [
    operation
    for operation in SECURED
    if operation.method == "get" and not operation.parameters("path")
]


@pytest.mark.parametrize("operation", COLLECTIONS, ids=lambda operation: operation.name)
def test_collections_hold_no_foreign_row(
    demo: Demo, visited: FastAPI, visitor: str, operation: Operation
) -> None:
    own = send(visited, demo.key, operation)
    foreign = send(visited, visitor, operation)
    assert own.status_code == foreign.status_code == 200
    if operation.scope in SHARED:
        return
    shared = _ids(orjson.loads(own.content)) & _ids(orjson.loads(foreign.content))
    assert not {value for value in shared if value.count("-") == 4}
