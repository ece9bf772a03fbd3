"""Every secured operation × every way of not being allowed; generated, so nothing is forgotten."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

import orjson
import pytest
from fastapi import FastAPI
from httpx2 import Response

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.cases.grants import service as grants
from app.core import clock
from app.core.access import OPEN_SCOPES, PARTS
from app.core.auth import SCOPES
from app.core.parameters import DEMO_CASE, DEMO_TRADER_CASE, DISPOSABLE_CASE
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.demo import Demo
from tests.documented import NOBODY, OPERATIONS, PUBLIC, SECURED, Operation, body_example, prefilled

DEMO_ID = "01930000-0000-7000-8000-"
DIFFERING = {"instance", "request_id"}


class Keys(NamedTuple):
    """Keys of one tenant, none of which may be used any more, and one without the scope."""

    revoked: str
    expired: str
    live: str


def _send(application: FastAPI, key: str | None, operation: Operation, url: str = "") -> Response:
    call = prefilled(operation)
    client = ApiClient(application, key)
    return client.request(call.method, url or call.url, headers=call.headers, **call.options)


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
        answer = _send(application, key, operation)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("operation", SECURED, ids=lambda operation: operation.name)
def test_all_scopes_but_the_right_one_are_not_enough(
    application: FastAPI, narrow_keys: dict[str, str], operation: Operation
) -> None:
    answer = _send(application, narrow_keys[operation.scope], operation)
    assert answer.status_code == 403
    assert answer.json()["code"] == "forbidden"
    assert operation.scope in answer.json()["detail"]


@pytest.mark.parametrize("name", sorted(PUBLIC))
def test_public_operations_ask_for_no_key(visited: FastAPI, name: str) -> None:
    [operation] = [operation for operation in OPERATIONS if operation.name == name]
    assert _send(visited, None, operation).status_code == 200
    assert _send(visited, "sk_live_wrong", operation).status_code == 200


@pytest.fixture(scope="module")
def visited(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A copy of the demo data with a second tenant beside it."""
    with demo.copy(tmp_path_factory.mktemp("visited")) as application:
        yield application


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
    foreign = _send(visited, visitor, operation)
    assert foreign.status_code == 404
    path = operation.path
    for parameter in operation.parameters("path"):
        path = path.replace("{" + parameter["name"] + "}", NOBODY)
    unknown = _send(visited, visitor, operation, path)
    assert unknown.status_code in {404, 422}  # 422: a parameter that is no id
    if unknown.status_code == 404:
        assert _comparable(foreign) == _comparable(unknown)


@pytest.mark.parametrize(
    "operation",
    [o for o in SECURED if o.method == "get" and o.parameters("path") and o.scope not in SHARED],
    ids=lambda operation: operation.name,
)
def test_its_owner_finds_it(demo: Demo, visited: FastAPI, operation: Operation) -> None:
    assert _send(visited, demo.key, operation).status_code == 200


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
        answer = _send(visited, visitor, operation, operation.path.replace("{case_id}", own_case))
        assert answer.status_code in {404, 422}, operation.name


def _comparable(answer: Response) -> dict[str, object]:
    return {name: value for name, value in answer.json().items() if name not in DIFFERING}


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
    own = _send(visited, demo.key, operation)
    foreign = _send(visited, visitor, operation)
    assert own.status_code == foreign.status_code == 200
    if operation.scope in SHARED:
        return
    shared = _ids(orjson.loads(own.content)) & _ids(orjson.loads(foreign.content))
    assert not {value for value in shared if value.count("-") == 4}


OF_A_CASE = [operation for operation in SECURED if "{case_id}" in operation.path]
OTHERS = [operation for operation in SECURED if operation not in OF_A_CASE]
NEEDED = {
    operation.name: frozenset(operation.spec["x-shares"]) - {"referral", "any_part"}
    for operation in OF_A_CASE
}
SHARES = sorted(
    {frozenset({part}) for part in PARTS} | {needed for needed in NEEDED.values() if needed},
    key=sorted,
)
"""Every part alone, and every combination that some operation asks for."""
ENDED = ("none", "offered", "expired", "revoked")


def _agency_key(runtime: Runtime, parts: Sequence[str], state: str = "active") -> str:
    """A key of an agency that was granted parts of every demo case, and how that stands."""
    agency = uuid4()
    wanted = ApiKeyCreate.model_validate(
        {"name": "agency", "scopes": ["all"], "agency_id": str(agency)}
    )
    with runtime.database.write() as session:
        tenant_id = accounts.find_tenant(session, "demo")
        assert tenant_id is not None
        accounts.enter_tenant(session, tenant_id)
        for case in (DEMO_CASE, DEMO_TRADER_CASE, DISPOSABLE_CASE) if state != "none" else ():
            ends = clock.now() + timedelta(days=-1 if state == "expired" else 1)
            grant = grants.offer(
                session,
                UUID(case),
                grantee_id=agency,
                role="agency",
                parts=parts,
                expires_at=ends,
            )
            if state != "offered":
                grants.accept(session, UUID(case), grant.id)
            if state == "revoked":
                grants.end(session, UUID(case), grant.id)
        return accounts.issue_key(session, wanted)[1]


@pytest.fixture(scope="module")
def agencies(visited: FastAPI) -> dict[frozenset[str], str]:
    """For each share a key of an agency that sees exactly this."""
    runtime: Runtime = visited.state.runtime
    return {share: _agency_key(runtime, sorted(share)) for share in SHARES}


@pytest.fixture(scope="module")
def ended(visited: FastAPI) -> list[str]:
    """Keys of agencies whose grant of everything does not hold (yet, or any more)."""
    return [_agency_key(visited.state.runtime, PARTS, state) for state in ENDED]


def _unknown(operation: Operation) -> str:
    """The operation's path in a case that does not exist."""
    path = operation.path
    for parameter in operation.parameters("path"):
        path = path.replace("{" + parameter["name"] + "}", NOBODY)
    return path


def _closed(operation: Operation) -> int:
    """How an operation looks that was not shared; no key of an agency has the wellbeing scopes."""
    return 403 if operation.scope.startswith("wellbeing:") else 404


def test_every_operation_on_a_case_says_what_a_grant_must_name() -> None:
    assert {part for needed in NEEDED.values() for part in needed} <= set(PARTS)
    assert all(
        not NEEDED[operation.name] for operation in OF_A_CASE if operation.method == "delete"
    )
    for operation in OF_A_CASE:
        private = (
            "statement",
            "ledger",
            "legal-",
            "/export",
            "grants",
            "wellbeing",
            "calendar",
            "access-",
        )
        if any(word in operation.path for word in private):
            assert not NEEDED[operation.name], operation.name


@pytest.mark.parametrize("operation", OF_A_CASE, ids=lambda operation: operation.name)
def test_an_agency_sees_exactly_what_was_shared(
    visited: FastAPI, agencies: dict[frozenset[str], str], operation: Operation
) -> None:
    needed, unknown = NEEDED[operation.name], None
    for share, key in agencies.items():
        if "referral" in operation.spec["x-shares"]:
            continue  # the referral itself has its own tests
        if "any_part" in operation.spec["x-shares"]:
            answer = _send(visited, key, operation)
            assert answer.status_code == 200, (sorted(share), answer.text)
            continue
        if needed and needed <= share:
            if needed != share and operation.method != "get":
                continue  # it was done once already
            answer = _send(visited, key, operation)
            assert 200 <= answer.status_code < 300, (sorted(share), answer.text)
            continue
        hidden = _send(visited, key, operation)
        unknown = unknown or _send(visited, key, operation, _unknown(operation))
        assert hidden.status_code == _closed(operation), (sorted(share), hidden.text)
        if unknown.status_code == 404:  # 422: a parameter that is no id
            assert _comparable(hidden) == _comparable(unknown)


@pytest.mark.parametrize("operation", OF_A_CASE, ids=lambda operation: operation.name)
def test_a_grant_that_does_not_hold_shows_nothing(
    visited: FastAPI, ended: list[str], operation: Operation
) -> None:
    for state, key in zip(ENDED, ended, strict=True):
        if state == "offered" and "referral" in operation.spec["x-shares"]:
            continue
        hidden = _send(visited, key, operation)
        assert hidden.status_code == _closed(operation), state
        unknown = _send(visited, key, operation, _unknown(operation))
        if unknown.status_code == 404:
            assert _comparable(hidden) == _comparable(unknown)


@pytest.mark.parametrize("operation", OTHERS, ids=lambda operation: operation.name)
def test_an_agency_has_no_say_in_what_is_the_tenants(
    visited: FastAPI, ended: list[str], operation: Operation
) -> None:
    answer = _send(visited, ended[0], operation)
    if operation.scope in OPEN_SCOPES or operation.name in OPEN_TO_AGENCIES:
        assert 200 <= answer.status_code < 300, answer.text
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "key_needs_grant")


OPEN_TO_AGENCIES = {
    *{"get_me", "list_cases", "list_all_referrals", "list_evidence_checklist_templates"},
    *{"list_document_templates", "list_worklist"},
}
"""What shows an agency itself, its own cases, or nobody's."""


def test_a_list_of_cases_holds_the_shared_ones_only(
    visited: FastAPI, agencies: dict[frozenset[str], str], ended: list[str]
) -> None:
    def listed(key: str) -> set[str]:
        answer = ApiClient(visited, key).get("/v1/cases", params={"limit": 100})
        assert answer.status_code == 200
        return {case["id"] for case in answer.json()["items"]}

    assert listed(agencies[frozenset({"household"})]) >= {DEMO_CASE, DEMO_TRADER_CASE}
    assert not any(listed(key) for key in (agencies[frozenset({"debts"})], *ended))


TOLD_BY = {
    "contacts": {"contact", "follow_up"},
    "proposals": {"proposal", "response", "agreement", "payment", "effort"},
    "documents": {"document"},
    "evidence": {"evidence"},
}
"""What a timeline tells of each part; nothing of any other, nor of what is the owner's alone."""


@pytest.mark.parametrize("part", PARTS)
def test_a_timeline_tells_of_the_granted_part_only(
    visited: FastAPI, agencies: dict[frozenset[str], str], part: str
) -> None:
    told = set()
    for case in (DEMO_CASE, DEMO_TRADER_CASE):
        client = ApiClient(visited, agencies[frozenset({part})])
        answer = client.get(f"/v1/cases/{case}/timeline", params={"limit": 100})
        assert answer.status_code == 200
        told |= {each["kind"] for each in answer.json()["items"]}
    assert told <= TOLD_BY.get(part, set())
    assert bool(told) == (part in TOLD_BY)


def test_a_worklist_holds_the_cases_whose_plan_was_granted(
    visited: FastAPI, agencies: dict[frozenset[str], str], ended: list[str]
) -> None:
    def listed(key: str) -> dict[str, str]:
        answer = ApiClient(visited, key).get("/v1/worklist", params={"limit": 100})
        assert answer.status_code == 200
        return {each["case_id"]: each["client_reference"] for each in answer.json()["items"]}

    seen = listed(agencies[frozenset({"plan"})])
    assert set(seen) >= {DEMO_CASE, DEMO_TRADER_CASE}
    assert set(seen.values()) == {""}
    assert not any(listed(key) for key in (agencies[frozenset({"debts"})], *ended))


BRIEFED_BY = {
    "debts": {"debts"},
    "cash_flow": {"money"},
    "contacts": {"talks"},
    "proposals": {"proposals"},
    "household": {"household", "hardship_reason", "hardship_since"},
}
BRIEFED = {"open_proceedings"}.union(*BRIEFED_BY.values())


@pytest.mark.parametrize("part", PARTS)
def test_a_brief_shows_the_granted_parts_only(visited: FastAPI, part: str) -> None:
    key = _agency_key(visited.state.runtime, sorted({part, "plan"}))
    answer = ApiClient(visited, key).get(f"/v1/cases/{DEMO_CASE}/brief")
    assert answer.status_code == 200
    brief = answer.json()
    shown = {name for name in BRIEFED if brief[name] is not None}
    assert shown <= BRIEFED_BY.get(part, set())
    assert bool(shown) == (part in BRIEFED_BY)
    assert bool(brief["client_reference"]) == (part == "household")
