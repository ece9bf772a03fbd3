"""Queries on budgets and analyses, what is sealed in their rows, and published amounts."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.cash_flow.errors import ReferenceExists
from app.cash_flow.models import (
    StoredAnalysis,
    StoredBudget,
    StoredReference,
    StoredScenario,
)
from app.core import crypto
from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import get, get_in_case, page, scoped, scoped_to_case
from app.core.sealing import open_row, seal_row


def find_budget(session: Session, case_id: UUID) -> StoredBudget | None:
    """The budget of a case, None before its first PUT."""
    return session.scalars(scoped_to_case(session, StoredBudget, case_id)).one_or_none()


def get_analysis(session: Session, case_id: UUID, analysis_id: UUID) -> StoredAnalysis:
    """One analysis of a case."""
    return get_in_case(session, StoredAnalysis, case_id, analysis_id)


def page_of_analyses(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[StoredAnalysis]:
    """Analyses of a case, newest first."""
    statement = scoped_to_case(session, StoredAnalysis, case_id)
    return page(session, statement, StoredAnalysis, request)


def get_scenario(session: Session, case_id: UUID, scenario_id: UUID) -> StoredScenario:
    """One kept scenario of a case."""
    return get_in_case(session, StoredScenario, case_id, scenario_id)


def find_scenario(session: Session, case_id: UUID, token: bytes) -> StoredScenario | None:
    """The scenario of a name, if the case keeps one."""
    statement = scoped_to_case(session, StoredScenario, case_id)
    return session.scalars(statement.where(StoredScenario.token == token)).one_or_none()


def page_of_scenarios(
    session: Session, case_id: UUID, request: PageRequest, token: bytes | None
) -> Slice[StoredScenario]:
    """Kept scenarios of a case, newest first."""
    statement = scoped_to_case(session, StoredScenario, case_id)
    if token is not None:
        statement = statement.where(StoredScenario.token == token)
    return page(session, statement, StoredScenario, request)


def delete_scenario(session: Session, row: StoredScenario) -> None:
    """Removes a kept scenario."""
    session.delete(row)
    session.flush()


def delete_scenarios(session: Session, case_id: UUID) -> None:
    """Removes every scenario of a case."""
    session.execute(
        delete(StoredScenario).where(
            StoredScenario.tenant_id == tenant_of(session), StoredScenario.case_id == case_id
        )
    )


def all_rows(session: Session, case_id: UUID) -> list[StoredBudget | StoredAnalysis]:
    """Everything of the cash flow that a case holds."""
    return [
        *session.scalars(scoped_to_case(session, StoredBudget, case_id)),
        *session.scalars(scoped_to_case(session, StoredAnalysis, case_id)),
    ]


def keep(
    session: Session,
    row: StoredBudget | StoredAnalysis | StoredScenario,
    key: crypto.DataKey,
    contents: Mapping[str, Any],
) -> None:
    """Seals the contents into a row, new or read, and writes it."""
    seal_row(row, key, contents)
    session.add(row)
    session.flush()


def opened(
    row: StoredBudget | StoredAnalysis | StoredScenario, key: crypto.DataKey
) -> dict[str, Any]:
    """What `keep` sealed into a row."""
    contents: dict[str, Any] = open_row(row, key)
    return contents


def add_reference(session: Session, row: StoredReference) -> None:
    """Writes a published amount.

    Raises:
        ReferenceExists: if the region has one of this kind from the same day.
    """
    session.add(row)
    try:
        session.flush()
    except IntegrityError as error:
        raise ReferenceExists from error


def get_reference(session: Session, reference_id: UUID) -> StoredReference:
    """One published amount of the tenant."""
    return get(session, StoredReference, reference_id)


def page_of_references(
    session: Session, request: PageRequest, kind: str | None, region_code: str | None
) -> Slice[StoredReference]:
    """Published amounts, newest first."""
    statement = scoped(session, StoredReference)
    if kind is not None:
        statement = statement.where(StoredReference.kind == kind)
    if region_code is not None:
        statement = statement.where(StoredReference.region_code == region_code)
    return page(session, statement, StoredReference, request)


def references_of(
    session: Session, region_codes: Sequence[str], most: int
) -> Sequence[StoredReference]:
    """The newest amounts of several regions, `most` at most."""
    statement = scoped(session, StoredReference).where(
        StoredReference.region_code.in_(region_codes)
    )
    newest = (StoredReference.valid_from.desc(), StoredReference.id.desc())
    return session.scalars(statement.order_by(*newest).limit(most)).all()


def delete_reference(session: Session, row: StoredReference) -> None:
    """Removes a published amount."""
    session.delete(row)
    session.flush()


def cases_with_budget(session: Session) -> set[UUID]:
    """Cases of the tenant with a budget."""
    owned = StoredBudget.tenant_id == tenant_of(session)
    return set(session.scalars(select(StoredBudget.case_id).where(owned).distinct()))
