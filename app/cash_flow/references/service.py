"""Keeps the published amounts that an operator enters, and finds those of a region."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cash_flow import repository
from app.cash_flow.living_costs import ReferenceKind, region_chain
from app.cash_flow.models import StoredReference
from app.cash_flow.references.schemas import ReferenceAmountCreate, ReferenceAmountRead
from app.cash_flow.schemas import ReferenceAmountFields
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice


def enter_reference(
    session: Session,
    principal: Principal,
    wanted: ReferenceAmountCreate,
    *,
    reference_id: UUID | None = None,
) -> ReferenceAmountRead:
    """Enters an amount of a region with its day and source.

    Raises:
        ReferenceExists: if the region has one of this kind from the same day.
    """
    row = StoredReference(tenant_id=tenant_of(session), id=reference_id or new_id(), **dict(wanted))
    repository.add_reference(session, row)
    accounts.record(session, principal, "reference_entered", "reference_amount", row.id)
    return ReferenceAmountRead.model_validate(row)


def get_reference(session: Session, reference_id: UUID) -> ReferenceAmountRead:
    """One amount of the tenant."""
    return ReferenceAmountRead.model_validate(repository.get_reference(session, reference_id))


def page_of_references(
    session: Session,
    request: PageRequest,
    kind: ReferenceKind | None = None,
    region_code: str | None = None,
) -> Slice[ReferenceAmountRead]:
    """Amounts of the tenant, newest first, of a kind and a region if asked."""
    found = repository.page_of_references(session, request, kind, region_code)
    items = [ReferenceAmountRead.model_validate(row) for row in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def delete_reference(
    session: Session, principal: Principal, reference_id: UUID, precondition: Precondition
) -> None:
    """Takes an amount out; analyses that used it keep it."""
    row = repository.get_reference(session, reference_id)
    precondition.check(row.version)
    repository.delete_reference(session, row)
    accounts.record(session, principal, "reference_deleted", "reference_amount", reference_id)


def references_of_region(
    session: Session, region_code: str | None, most: int
) -> list[ReferenceAmountFields]:
    """The newest amounts of a region and of those it lies in, `most` at most; none without one."""
    if region_code is None:
        return []
    rows = repository.references_of(session, region_chain(region_code), most)
    names = ReferenceAmountFields.model_fields
    return [
        ReferenceAmountFields.model_construct(**{name: getattr(row, name) for name in names})
        for row in rows
    ]
