"""Tells a desk over many cases which are open and how each is called."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import repository
from app.core import keys
from app.core.access import Limits, limits_of
from app.core.sealing import open_row


def open_cases(session: Session, assigned_to: UUID | None) -> Mapping[UUID, UUID | None]:
    """Open cases with the key of who is in charge; only theirs if one is named."""
    return repository.open_cases(session, assigned_to)


def references_of(session: Session, case_ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The references of these cases, opened; empty where the caller was not granted who it is."""
    told = shared(session, case_ids, "household")
    return {
        row.id: open_row(row, keys.case_key(session, row.id))["client_reference"]
        if row.id in told
        else ""
        for row in repository.cases_of(session, case_ids)
    }


def shared(session: Session, case_ids: Sequence[UUID], part: str) -> Collection[UUID]:
    """Those of these cases of which the caller may see a part: all, unless it needs grants."""
    limits = limits_of(session)
    if limits is None:
        return case_ids
    return repository.sharing(session, case_ids, Limits(limits.grantee, (part,)))
