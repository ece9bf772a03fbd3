"""Keeps the records of agencies: what is known of them, and whether they are suspended."""

from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.agencies import repository
from app.agencies.credit_codes import is_valid_credit_code
from app.agencies.errors import AgencyInUse
from app.agencies.models import Agency
from app.agencies.schemas import AgencyCreate, AgencyRead, AgencyUpdate
from app.core import clock, keys
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import address_of

COLUMNS = ("name", "kind", "status")
NOT_EMPTIED = (
    *("name", "kind", "status", "licences", "region_codes", "services", "fees", "practice"),
    *("complaints", "reputation_sources", "observations"),
)
SUSPENDED = "suspended"


def record_agency(
    session: Session,
    principal: Principal,
    wanted: AgencyCreate,
    *,
    agency_id: UUID | None = None,
) -> AgencyRead:
    """Records an agency as far as it is known."""
    row = Agency(
        tenant_id=tenant_of(session),
        id=agency_id or new_id(),
        name=wanted.name,
        kind=wanted.kind,
        status="active",
    )
    _seal(session, row, wanted, None)
    session.add(row)
    session.flush()
    accounts.record(session, principal, "agency_recorded", "agency", row.id)
    return _read(session, row)


def get_agency(session: Session, agency_id: UUID) -> AgencyRead:
    """One agency of the tenant."""
    return _read(session, repository.get_agency(session, agency_id))


def page_of_agencies(
    session: Session, request: PageRequest, status: str | None, kind: str | None
) -> Slice[AgencyRead]:
    """Agencies, newest first, in a state and of a kind if given."""
    found = repository.page_of_agencies(session, request, status, kind)
    items = [_read(session, row) for row in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def change_agency(
    session: Session,
    principal: Principal,
    agency_id: UUID,
    changes: AgencyUpdate,
    precondition: Precondition,
) -> AgencyRead:
    """Changes the fields given; the others stay.

    Raises:
        InvalidInput: for a suspension without its reason, or an emptied list.
    """
    row = repository.get_agency(session, agency_id)
    precondition.check(row.version)
    given = {name: getattr(changes, name) for name in changes.model_fields_set}
    for name in NOT_EMPTIED:
        if name in given and given[name] is None:
            raise invalid(f"/{name}", "required")
    reason = given.pop("suspension_reason", None)
    status = given.pop("status", row.status)
    if status == SUSPENDED and row.status != SUSPENDED and reason is None:
        raise invalid("/suspension_reason", "required")
    kept, old_reason = _opened(session, row)
    facts = AgencyCreate.model_construct(**{**dict(kept), **given})
    row.name, row.kind = facts.name, facts.kind
    _set_status(row, status)
    _seal(session, row, facts, (reason or old_reason) if status == SUSPENDED else None)
    row.updated_at = clock.now()
    session.flush()
    accounts.record(session, principal, "agency_changed", "agency", row.id)
    return _read(session, row)


def delete_agency(
    session: Session, principal: Principal, agency_id: UUID, precondition: Precondition
) -> None:
    """Takes an agency that nobody was referred to off the list, with its assessments.

    Raises:
        AgencyInUse: if somebody was.
    """
    row = repository.get_agency(session, agency_id)
    precondition.check(row.version)
    if repository.has_referrals(session, agency_id):
        raise AgencyInUse
    repository.delete_agency(session, row)
    accounts.record(session, principal, "agency_deleted", "agency", agency_id)


def _set_status(row: Agency, status: str) -> None:
    if status != row.status:
        row.suspended_on = clock.today() if status == SUSPENDED else None
    row.status = status


def _seal(session: Session, row: Agency, facts: AgencyCreate, reason: str | None) -> None:
    plain = {"facts": facts.model_dump(mode="json"), "suspension_reason": reason}
    row.sealed = keys.seal_for_tenant(session, address_of(row), orjson.dumps(plain))


def _opened(session: Session, row: Agency) -> tuple[AgencyCreate, str | None]:
    stored: dict[str, Any] = orjson.loads(
        keys.open_for_tenant(session, address_of(row), row.sealed)
    )
    return AgencyCreate.model_validate(stored["facts"]), stored["suspension_reason"]


def _read(session: Session, row: Agency) -> AgencyRead:
    facts, reason = _opened(session, row)
    code = facts.credit_code
    return AgencyRead(
        **dict(facts),
        id=row.id,
        status=row.status,  # type: ignore[arg-type]  # one of the closed set
        suspended_on=row.suspended_on,
        suspension_reason=reason,
        credit_code_valid=is_valid_credit_code(code) if code is not None else None,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
