"""Tells a desk over many cases which are open and how each is called."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import repository
from app.core import keys
from app.core.sealing import open_row


def open_cases(session: Session, assigned_to: UUID | None) -> Mapping[UUID, UUID | None]:
    """Open cases with the key of who is in charge; only theirs if one is named."""
    return repository.open_cases(session, assigned_to)


def references_of(session: Session, case_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The references of these cases, opened."""
    return {
        row.id: open_row(row, keys.case_key(session, row.id))["client_reference"]
        for row in repository.cases_of(session, case_ids)
    }
