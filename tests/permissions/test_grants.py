"""Every operation × every grant: an agency sees exactly what was shared with it."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.cases.grants import service as grants
from app.core import clock
from app.core.access import OPEN_SCOPES, PARTS
from app.core.parameters import DEMO_CASE, DEMO_TRADER_CASE, DISPOSABLE_CASE
from app.wiring import Runtime
from tests.client import ApiClient
from tests.documented import SECURED, Operation
from tests.permissions.sending import comparable, send, unknown

pytestmark = pytest.mark.no_cover
"""Requests made from the document run everything: they say nothing of what was looked at."""


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
    needed, nobody = NEEDED[operation.name], None
    for share, key in agencies.items():
        if "referral" in operation.spec["x-shares"]:
            continue  # the referral itself has its own tests
        if "any_part" in operation.spec["x-shares"]:
            answer = send(visited, key, operation)
            assert answer.status_code == 200, (sorted(share), answer.text)
            continue
        if needed and needed <= share:
            if needed != share and operation.method != "get":
                continue  # it was done once already
            answer = send(visited, key, operation)
            assert 200 <= answer.status_code < 300, (sorted(share), answer.text)
            continue
        hidden = send(visited, key, operation)
        nobody = nobody or send(visited, key, operation, unknown(operation))
        assert hidden.status_code == _closed(operation), (sorted(share), hidden.text)
        if nobody.status_code == 404:  # 422: a parameter that is no id
            assert comparable(hidden) == comparable(nobody)


@pytest.mark.parametrize("operation", OF_A_CASE, ids=lambda operation: operation.name)
def test_a_grant_that_does_not_hold_shows_nothing(
    visited: FastAPI, ended: list[str], operation: Operation
) -> None:
    for state, key in zip(ENDED, ended, strict=True):
        if state == "offered" and "referral" in operation.spec["x-shares"]:
            continue
        hidden = send(visited, key, operation)
        assert hidden.status_code == _closed(operation), state
        nobody = send(visited, key, operation, unknown(operation))
        if nobody.status_code == 404:
            assert comparable(hidden) == comparable(nobody)


@pytest.mark.parametrize("operation", OTHERS, ids=lambda operation: operation.name)
def test_an_agency_has_no_say_in_what_is_the_tenants(
    visited: FastAPI, ended: list[str], operation: Operation
) -> None:
    answer = send(visited, ended[0], operation)
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
