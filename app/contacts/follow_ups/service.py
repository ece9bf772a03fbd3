"""Keeps what is due: promises made in contacts, and clocks set by others."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.contacts import repository
from app.contacts.follow_ups.schemas import FollowUpRead, FollowUpUpdate
from app.contacts.models import FollowUp
from app.core import clock, crypto
from app.core import repository as rows
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import open_row, seal_row


def open_follow_up(
    session: Session,
    case_id: UUID,
    *,
    kind: str,
    by: str,
    what: str,
    due_on: date,
    contact_id: UUID | None = None,
    rule_id: str | None = None,
    follow_up_id: UUID | None = None,
) -> UUID:
    """Notes something due; `rule_id` is the rule behind a clock, null for a promise."""
    row = FollowUp(
        tenant_id=tenant_of(session),
        id=follow_up_id or new_id(),
        case_id=case_id,
        contact_id=contact_id,
        kind=kind,
        due_on=due_on,
        rule_id=rule_id,
    )
    key = cases.case_key(session, case_id)
    seal_row(row, key, {"by": by, "what": what})
    session.add(row)
    session.flush()
    return row.id


def list_follow_ups(
    session: Session, case_id: UUID, request: PageRequest, *, done: bool | None = None
) -> Slice[FollowUpRead]:
    """Follow-ups, the newest first."""
    key = cases.case_key(session, case_id)
    found = repository.list_follow_ups(session, case_id, request, done=done)
    shown = [_read_follow_up(row, key) for row in found.items]
    return Slice(shown, found.next_cursor, found.next_link)


def open_follow_ups(session: Session, case_id: UUID) -> list[FollowUpRead]:
    """Everything not done yet, the earliest first."""
    key = cases.case_key(session, case_id)
    return [_read_follow_up(row, key) for row in repository.open_follow_ups(session, case_id)]


def change_follow_up(
    session: Session,
    principal: Principal,
    case_id: UUID,
    follow_up_id: UUID,
    changes: FollowUpUpdate,
    precondition: Precondition,
) -> FollowUpRead:
    """Marks a follow-up as done, or as open again."""
    key = cases.case_key(session, case_id)
    row = rows.get_in_case(session, FollowUp, case_id, follow_up_id)
    precondition.check(row.version)
    row.done_at = (row.done_at or clock.now()) if changes.done else None
    row.updated_at = clock.now()
    session.flush()
    action = "follow_up_done" if changes.done else "follow_up_reopened"
    accounts.record(session, principal, action, "follow_up", row.id, case_id)
    return _read_follow_up(row, key)


def _read_follow_up(row: FollowUp, key: crypto.DataKey) -> FollowUpRead:
    said = open_row(row, key)
    return FollowUpRead(
        id=row.id,
        kind=row.kind,
        contact_id=row.contact_id,
        by=said["by"],
        what=said["what"],
        due_on=row.due_on,
        overdue=row.done_at is None and row.due_on < clock.today(),
        done=row.done_at is not None,
        done_at=row.done_at,
        rule_id=row.rule_id,
        updated_at=row.updated_at,
        version=row.version,
    )
