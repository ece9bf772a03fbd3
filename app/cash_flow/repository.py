"""Queries on budgets and analyses, and what is sealed in their rows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cash_flow.models import StoredAnalysis, StoredBudget
from app.core import crypto
from app.core.pagination import PageRequest, Slice
from app.core.repository import get_in_case, page, scoped_to_case
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


def all_rows(session: Session, case_id: UUID) -> list[StoredBudget | StoredAnalysis]:
    """Everything of the cash flow that a case holds."""
    return [
        *session.scalars(scoped_to_case(session, StoredBudget, case_id)),
        *session.scalars(scoped_to_case(session, StoredAnalysis, case_id)),
    ]


def keep(
    session: Session,
    row: StoredBudget | StoredAnalysis,
    key: crypto.DataKey,
    contents: Mapping[str, Any],
) -> None:
    """Seals the contents into a row, new or read, and writes it."""
    seal_row(row, key, contents)
    session.add(row)
    session.flush()


def opened(row: StoredBudget | StoredAnalysis, key: crypto.DataKey) -> dict[str, Any]:
    """What `keep` sealed into a row."""
    contents: dict[str, Any] = open_row(row, key)
    return contents
