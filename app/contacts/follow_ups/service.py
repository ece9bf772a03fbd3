"""Keeps what is due: promises made in contacts, and clocks set by others."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.contacts import repository
from app.contacts.follow_ups import complaints
from app.contacts.follow_ups.schemas import FollowUpRead, FollowUpUpdate, StageRead
from app.contacts.models import FollowUp
from app.core import clock, crypto, i18n
from app.core import repository as rows
from app.core.access import acted_by
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.happenings import Happening
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice, every
from app.core.results import Citation, cite
from app.core.rules import UnknownRule, rule_book
from app.core.sealing import address, open_row, sealed
from app.law.service import localised


def open_follow_up(
    session: Session,
    case_id: UUID,
    *,
    kind: str,
    by: str,
    what: str | None,
    due_on: date,
    contact_id: UUID | None = None,
    rule_id: str | None = None,
    facts: Mapping[str, Any] | None = None,
    follow_up_id: UUID | None = None,
) -> UUID:
    """Notes something due; `rule_id` is the rule behind a clock, null for a promise.

    Without `what` its kind has a text, or `facts` name one (`text`); they are what that text and
    its clock need: `basis`, `since`, `channel`, `stages`.
    """
    tenant_id, row_id = tenant_of(session), follow_up_id or new_id()
    said = {"by": by, "what": what, **(facts or {})}
    place = address(FollowUp.__tablename__, tenant_id, row_id)
    row = {
        "tenant_id": tenant_id,
        "id": row_id,
        "case_id": case_id,
        "contact_id": contact_id,
        "kind": kind,
        "due_on": due_on,
        "rule_id": rule_id,
        "sealed": sealed(cases.case_key(session, case_id), place, said),
    }
    repository.add_follow_up(session, row)
    return row_id


def list_follow_ups(
    session: Session,
    case_id: UUID,
    request: PageRequest,
    *,
    done: bool | None = None,
    kind: str | None = None,
    overdue: bool = False,
) -> Slice[FollowUpRead]:
    """Follow-ups, the newest first."""
    key = cases.case_key(session, case_id)
    overdue_on = clock.today() if overdue else None
    found = repository.list_follow_ups(
        session, case_id, request, done=done, kind=kind, overdue_on=overdue_on
    )
    shown = [_read_follow_up(row, key) for row in found.items]
    return Slice(shown, found.next_cursor, found.next_link)


def open_follow_ups(session: Session, case_id: UUID) -> list[FollowUpRead]:
    """Everything not done yet, the earliest first."""
    key = cases.case_key(session, case_id)
    return [_read_follow_up(row, key) for row in repository.open_follow_ups(session, case_id)]


def follow_ups_of(
    session: Session, case_id: UUID, contact_ids: Sequence[UUID]
) -> list[FollowUpRead]:
    """Everything that contacts left to follow up, done or not, the earliest first."""
    key = cases.case_key(session, case_id)
    found = repository.follow_ups_of(session, case_id, contact_ids)
    return [_read_follow_up(row, key) for row in found]


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
    row.updated_at, row.acted_by = clock.now(), acted_by(principal)
    session.flush()
    action = "follow_up_done" if changes.done else "follow_up_reopened"
    accounts.record(session, principal, action, "follow_up", row.id, case_id)
    return _read_follow_up(row, key)


def _read_follow_up(row: FollowUp, key: crypto.DataKey) -> FollowUpRead:
    said = open_row(row, key)
    is_open = row.done_at is None
    since, proceeding_id = said.get("since"), said.get("proceeding_id")
    agreement_id = said.get("agreement_id")
    basis = said.get("basis") or ("rule" if row.rule_id is not None else None)
    return FollowUpRead.model_validate(
        {
            "id": row.id,
            "kind": row.kind,
            "contact_id": row.contact_id,
            "proceeding_id": UUID(proceeding_id) if proceeding_id else None,
            "agreement_id": UUID(agreement_id) if agreement_id else None,
            "by": said["by"],
            "what": said["what"] or _text(row.kind, said),
            "due_on": row.due_on,
            "overdue": is_open and row.due_on < clock.today(),
            "no_answer_since": date.fromisoformat(since) if since and is_open else None,
            "stages": [_stage(stage) for stage in said.get("stages", ())],
            "basis": basis,
            "done": not is_open,
            "done_at": row.done_at,
            "rule_id": row.rule_id,
            "citation": _citation(row.rule_id),
            "acted_by": row.acted_by,
            "updated_at": row.updated_at,
            "version": row.version,
        }
    )


def _text(kind: str, said: Mapping[str, Any]) -> str:
    """The text of a follow-up that nobody worded, in the caller's language."""
    if "text" in said:
        return i18n.text(said["text"], **said.get("words", {}))
    channels = complaints.channels(rule_book())
    row = channels.get(said.get("channel", ""))
    name = localised(row, "name") if row is not None else ""
    return i18n.text(f"contacts.follow_ups.{kind}", since=said.get("since", ""), channel=name)


def _stage(stage: Mapping[str, Any]) -> StageRead:
    is_sure = stage["is_read"] and not stage["is_provisional"]
    warning = "contacts.follow_ups.stage_unread" if not stage["is_read"] else None
    if not is_sure and warning is None:
        warning = "contacts.follow_ups.stage_provisional"
    due_on = date.fromisoformat(stage["due_on"])
    return StageRead(
        code=stage["code"],
        text=i18n.text(f"contacts.follow_ups.stages.{stage['code']}"),
        due_on=due_on,
        passed=due_on < clock.today(),
        verification=stage["verification"],
        warning=i18n.text(warning) if warning is not None else None,
    )


def _citation(rule_id: str | None) -> Citation | None:
    if rule_id is None:
        return None
    try:
        return cite(rule_book().cite(rule_id))
    except UnknownRule:
        return None


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """What was due or is, a court's last days and hearings among it."""
    path = f"/v1/cases/{case_id}/follow-ups"
    for due in every(lambda page: list_follow_ups(session, case_id, page)):
        yield Happening("follow_up", due.id, due.due_on, path, code=due.kind, text=due.what)
