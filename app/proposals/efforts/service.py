"""Notes, reads and changes efforts; the person's words are sealed."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto
from app.core import repository as rows
from app.core.access import acted_by, actor_of
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import invalid
from app.core.happenings import Happening
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import open_row, seal_row
from app.evidence import service as evidence
from app.proposals import repository
from app.proposals.efforts.schemas import EffortCreate, EffortRead, EffortUpdate
from app.proposals.models import Effort

COLUMNS = ("kind", "since", "monthly_effect")
NOT_EMPTIED = ("kind", "evidence_ids")


def note_effort(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: EffortCreate,
    *,
    effort_id: UUID | None = None,
) -> EffortRead:
    """Notes an effort of the person."""
    key = cases.case_key(session, case_id)
    evidence.require_items(session, case_id, wanted.evidence_ids, "/evidence_ids")
    row = Effort(tenant_id=tenant_of(session), id=effort_id or new_id(), case_id=case_id)
    _apply(row, key, dict(wanted), {})
    row.acted_by = acted_by(principal)
    session.add(row)
    session.flush()
    accounts.record(session, principal, "effort_noted", "effort", row.id, case_id)
    return _read(row, key)


def get_effort(session: Session, case_id: UUID, effort_id: UUID) -> EffortRead:
    """One effort of a case; raises NotFound."""
    key = cases.case_key(session, case_id)
    return _read(rows.get_in_case(session, Effort, case_id, effort_id), key)


def page_of_efforts(session: Session, case_id: UUID, request: PageRequest) -> Slice[EffortRead]:
    """Efforts of the case, newest first."""
    key = cases.case_key(session, case_id)
    found = repository.page_of_efforts(session, case_id, request)
    return Slice([_read(row, key) for row in found.items], found.next_cursor, found.next_link)


def list_efforts(session: Session, case_id: UUID) -> list[EffortRead]:
    """Every effort of the case, as they were noted."""
    key = cases.case_key(session, case_id)
    return [_read(row, key) for row in repository.all_efforts(session, case_id)]


def kinds_of_efforts(session: Session, case_id: UUID) -> list[str]:
    """The kinds of efforts of the case, each once, as a score takes them."""
    found = repository.all_efforts(session, case_id)
    return list(dict.fromkeys(row.kind for row in found))


def change_effort(
    session: Session,
    principal: Principal,
    case_id: UUID,
    effort_id: UUID,
    changes: EffortUpdate,
    precondition: Precondition,
) -> EffortRead:
    """Changes the fields given; the others stay."""
    key = cases.case_key(session, case_id)
    row = rows.get_in_case(session, Effort, case_id, effort_id)
    precondition.check(row.version)
    given = {name: getattr(changes, name) for name in changes.model_fields_set}
    for name in NOT_EMPTIED:
        if name in given and given[name] is None:
            raise invalid(f"/{name}", "required")
    evidence.require_items(session, case_id, changes.evidence_ids or (), "/evidence_ids")
    _apply(row, key, given, open_row(row, key))
    row.updated_at, row.acted_by = clock.now(), acted_by(principal)
    session.flush()
    accounts.record(session, principal, "effort_changed", "effort", row.id, case_id)
    return _read(row, key)


def delete_effort(
    session: Session,
    principal: Principal,
    case_id: UUID,
    effort_id: UUID,
    precondition: Precondition,
) -> None:
    """Takes an effort noted by mistake off the case; issued papers keep what they said."""
    cases.require_case(session, case_id)
    row = rows.get_in_case(session, Effort, case_id, effort_id)
    precondition.check(row.version)
    session.delete(row)
    session.flush()
    accounts.record(session, principal, "effort_deleted", "effort", effort_id, case_id)


def _apply(
    row: Effort, key: crypto.DataKey, given: Mapping[str, Any], sealed: Mapping[str, Any]
) -> None:
    for name in COLUMNS:
        if name in given:
            setattr(row, name, given[name])
    ids = given.get("evidence_ids")
    seal_row(
        row,
        key,
        {
            "note": given.get("note", sealed.get("note")),
            "evidence_ids": sealed.get("evidence_ids", []) if ids is None else list(map(str, ids)),
        },
    )


def _read(row: Effort, key: crypto.DataKey) -> EffortRead:
    sealed = open_row(row, key)
    return EffortRead(
        id=row.id,
        kind=row.kind,  # type: ignore[arg-type]  # only this service writes it
        since=row.since,
        monthly_effect=row.monthly_effect,
        note=sealed["note"],
        evidence_ids=list(map(UUID, sealed["evidence_ids"])),
        acted_by=actor_of(row),
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """What the person does to pay, on the day it began."""
    root = f"/v1/cases/{case_id}/efforts"
    for effort in list_efforts(session, case_id):
        day = effort.since or clock.business_day(effort.created_at)
        path = f"{root}/{effort.id}"
        yield Happening("effort", effort.id, day, path, code=effort.kind, text=effort.note)
