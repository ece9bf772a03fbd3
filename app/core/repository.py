"""Tenant-scoped queries: every statement of a repository starts here."""

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from app.core.columns import CaseOwned, TenantOwned
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice

Row = TypeVar("Row", bound=TenantOwned)
CaseRow = TypeVar("CaseRow", bound=CaseOwned)


def scoped(session: Session, model: type[Row]) -> Select[Row]:
    """`SELECT` of the session's own tenant's rows."""
    return select(model).where(model.tenant_id == tenant_of(session))


def scoped_to_case(session: Session, model: type[CaseRow], case_id: UUID) -> Select[CaseRow]:
    """`SELECT` of one case's rows."""
    return scoped(session, model).where(model.case_id == case_id)


def get(session: Session, model: type[Row], row_id: UUID) -> Row:
    """One row of the tenant.

    Raises:
        NotFound: if there is none, or it is another tenant's.
    """
    row = session.scalars(scoped(session, model).where(model.id == row_id)).one_or_none()
    if row is None:
        raise NotFound
    return row


def get_in_case(session: Session, model: type[CaseRow], case_id: UUID, row_id: UUID) -> CaseRow:
    """One row of a case.

    Raises:
        NotFound: if the case has none.
    """
    statement = scoped_to_case(session, model, case_id).where(model.id == row_id)
    row = session.scalars(statement).one_or_none()
    if row is None:
        raise NotFound
    return row


def page(
    session: Session, statement: Select[Row], model: type[Row], request: PageRequest
) -> Slice[Row]:
    """Newest first by id (UUIDv7 sorts by time), after the cursor; reads one row ahead."""
    if request.after is not None:
        statement = statement.where(tuple_(model.id) < tuple_(request.after))
    rows: Sequence[Row] = session.scalars(
        statement.order_by(model.id.desc()).limit(request.limit + 1)
    ).all()
    more = len(rows) > request.limit
    kept = list(rows[: request.limit])
    return request.slice_of(kept, kept[-1].id if more else None)
