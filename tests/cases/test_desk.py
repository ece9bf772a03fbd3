"""What a desk over many cases shows of each to a caller who sees by grants."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from app.cases.desk import service as desk
from app.cases.grants import service as grants
from app.contacts.desk import service as contacts
from app.core import clock
from app.core.access import ANY_PART, Limits, limit
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL

Grant = Callable[..., UUID]


@pytest.fixture
def cases_of(client: ApiClient) -> list[UUID]:
    """Two open cases, each with a contact."""
    made = []
    for name in ("甲", "乙"):
        path = client.post("/v1/cases", json={"client_reference": name}).headers["Location"]
        client.post(f"{path}/contacts", json=CALL)
        made.append(UUID(path.rsplit("/", 1)[1]))
    return made


@pytest.fixture
def grant(runtime: Runtime, tenant_id: UUID) -> Grant:
    """Grants parts of a case to somebody and gives whom."""

    def made(case_id: UUID, *parts: str, to: UUID | None = None, accepted: bool = True) -> UUID:
        grantee = to or uuid4()
        with runtime.database.write(tenant_id) as session:
            grants.offer(
                session,
                case_id,
                grantee_id=grantee,
                role="adviser",
                parts=parts,
                expires_at=clock.now() + timedelta(days=1),
                accepted_at=clock.now() if accepted else None,
            )
        return grantee

    return made


def test_the_owner_sees_all_of_it(runtime: Runtime, tenant_id: UUID, cases_of: list[UUID]) -> None:
    with runtime.database.read(tenant_id) as session:
        assert set(desk.open_cases(session, None)) == set(cases_of)
        assert sorted(desk.references_of(session, cases_of).values()) == ["乙", "甲"]
        assert set(contacts.last_contacts(session, cases_of)) == set(cases_of)
        assert grants.shared_parts(session, cases_of[0]) is None


def test_a_grantee_sees_the_granted_cases_each_within_its_parts(
    runtime: Runtime, tenant_id: UUID, cases_of: list[UUID], grant: Grant
) -> None:
    first, second = cases_of
    adviser = grant(first, "plan", "household")
    grant(second, "plan", "contacts", to=adviser)
    with runtime.database.read(tenant_id) as session:
        limit(session, Limits(adviser, ("plan",)))
        assert set(desk.open_cases(session, None)) == {first, second}
        assert desk.open_cases(session, uuid4()) == {}
        assert desk.references_of(session, cases_of) == {first: "甲", second: ""}
        assert set(contacts.last_contacts(session, cases_of)) == {second}


def test_parts_of_several_grants_add_up_while_they_stand(
    runtime: Runtime, tenant_id: UUID, cases_of: list[UUID], grant: Grant
) -> None:
    first, _second = cases_of
    adviser = grant(first, "plan")
    grant(first, "debts", "plan", to=adviser)
    grant(first, "budget", to=adviser, accepted=False)
    with runtime.database.read(tenant_id) as session:
        limit(session, Limits(adviser, ANY_PART))
        assert grants.shared_parts(session, first) == frozenset({"plan", "debts"})
    with runtime.database.read(tenant_id) as session:
        limit(session, Limits(adviser, ("contacts",)))
        assert desk.open_cases(session, None) == {}


def test_an_offer_shows_nothing(
    runtime: Runtime, tenant_id: UUID, cases_of: list[UUID], grant: Grant
) -> None:
    agency = grant(cases_of[0], "plan", accepted=False)
    with runtime.database.read(tenant_id) as session:
        limit(session, Limits(agency, ("plan",)))
        assert desk.open_cases(session, None) == {}
        assert grants.shared_parts(session, cases_of[0]) == frozenset()
