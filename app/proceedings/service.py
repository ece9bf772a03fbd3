"""Records what a court, an arbitrator or the police sent, and says until when to act."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.calc.money import format_fen
from app.cases import service as cases
from app.contacts.follow_ups.court_days.service import forget_court
from app.core import clock, crypto
from app.core import repository as rows
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import invalid, require_known
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import open_row, seal_row
from app.debts import service as debts
from app.evidence import service as evidence
from app.proceedings import repository
from app.proceedings.catalogue import catalogue
from app.proceedings.court_days.service import RESPONDENT, clocks_of, keep_days, papers_of
from app.proceedings.models import LegalProceeding
from app.proceedings.readings import service as readings
from app.proceedings.response_clocks import CourtClock
from app.proceedings.schemas import (
    OpenClockWarning,
    PaperIn,
    ProceedingCreate,
    ProceedingRead,
    ProceedingUpdate,
)

COLUMNS = ("kind", "role", "authenticity", "frozen_by", "status")
SEALED = ("institution", "case_number", "claimant", "claim_amount", "documents", "note")
NOT_EMPTIED = ("kind", "role", "authenticity", "status", "debt_ids", "documents")
PAYMENT_ORDER = "payment_order"


@dataclass(frozen=True, slots=True)
class OpenClock:
    """A court's clock that runs, or ran out lately, against the person; empty `debt_ids`: all.

    `presses` says that it comes before essential living and any negotiation.
    """

    proceeding_id: UUID
    kind: str
    debt_ids: frozenset[UUID]
    clock: CourtClock
    presses: bool


@dataclass(frozen=True, slots=True)
class CourtStanding:
    """Open clocks, what to say of them elsewhere, and the payment orders not objected to.

    Each pending order is the set of debts it is about, empty where that is not known.
    `has_proceedings` says that something was recorded, on whichever side and however it ended;
    `lacks_days` that a paper against the person has no day yet from which to count.
    """

    clocks: tuple[OpenClock, ...]
    warnings: tuple[OpenClockWarning, ...]
    pending_orders: tuple[frozenset[UUID], ...]
    has_proceedings: bool
    lacks_days: bool = False

    def has_pending_order(self, debt_id: UUID) -> bool:
        """Whether a payment order (支付令) that may be about the debt waits for an objection."""
        return any(not debts_meant or debt_id in debts_meant for debts_meant in self.pending_orders)


def record_proceeding(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: ProceedingCreate,
    *,
    proceeding_id: UUID | None = None,
) -> ProceedingRead:
    """Notes proceedings and everything known of them."""
    key = cases.case_key(session, case_id)
    _require_references(session, case_id, wanted.debt_ids, wanted.documents)
    row = LegalProceeding(
        tenant_id=tenant_of(session), id=proceeding_id or new_id(), case_id=case_id
    )
    _apply(row, key, dict(wanted), {})
    session.add(row)
    _keep_days(session, row, key)
    accounts.record(session, principal, "proceeding_recorded", "proceeding", row.id, case_id)
    return _read(row, key)


def get_proceeding(session: Session, case_id: UUID, proceeding_id: UUID) -> ProceedingRead:
    """One proceeding of a case, with its clocks as they stand today.

    Raises:
        NotFound: if the case has none such.
    """
    key = cases.case_key(session, case_id)
    return _read(rows.get_in_case(session, LegalProceeding, case_id, proceeding_id), key)


def page_of_proceedings(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[ProceedingRead]:
    """Proceedings of the case, newest first."""
    key = cases.case_key(session, case_id)
    found = repository.page_of_proceedings(session, case_id, request)
    return Slice([_read(row, key) for row in found.items], found.next_cursor, found.next_link)


def list_proceedings(session: Session, case_id: UUID) -> list[ProceedingRead]:
    """Every proceeding of a case in the order they were entered."""
    key = cases.case_key(session, case_id)
    return [_read(row, key) for row in repository.all_proceedings(session, case_id)]


def change_proceeding(
    session: Session,
    principal: Principal,
    case_id: UUID,
    proceeding_id: UUID,
    changes: ProceedingUpdate,
    precondition: Precondition,
) -> ProceedingRead:
    """Changes the fields given; the others stay."""
    key = cases.case_key(session, case_id)
    row = rows.get_in_case(session, LegalProceeding, case_id, proceeding_id)
    precondition.check(row.version)
    given = {name: getattr(changes, name) for name in changes.model_fields_set}
    for name in NOT_EMPTIED:
        if name in given and given[name] is None:
            raise invalid(f"/{name}", "required")
    _require_references(session, case_id, changes.debt_ids or (), changes.documents or ())
    _apply(row, key, given, open_row(row, key))
    row.updated_at = clock.now()
    _keep_days(session, row, key)
    accounts.record(session, principal, "proceeding_changed", "proceeding", row.id, case_id)
    return _read(row, key)


def delete_proceeding(
    session: Session,
    principal: Principal,
    case_id: UUID,
    proceeding_id: UUID,
    precondition: Precondition,
) -> None:
    """Takes proceedings entered by mistake off the case."""
    cases.require_case(session, case_id)
    row = rows.get_in_case(session, LegalProceeding, case_id, proceeding_id)
    precondition.check(row.version)
    forget_court(session, case_id, row.id)
    session.delete(row)
    session.flush()
    accounts.record(session, principal, "proceeding_deleted", "proceeding", row.id, case_id)


def court_standing(session: Session, case_id: UUID) -> CourtStanding:
    """What answers about anything else must say of courts: open clocks, the earliest first."""
    today = clock.today()
    recorded = _all_facts(session, case_id)
    clocks = _open_clocks(recorded, today)
    pending = [
        frozenset(facts.debt_ids)
        for _, facts in recorded
        if (facts.kind, facts.role, facts.status) == (PAYMENT_ORDER, RESPONDENT, "open")
        and not any(
            paper.kind == PAYMENT_ORDER and paper.responded_on is not None
            for paper in facts.documents
        )
    ]
    lacks_days = any(readings.lacks_days(facts) for _, facts in recorded)
    warnings = [readings.open_clock_warning(entry.clock, today) for entry in clocks]
    if lacks_days:
        warnings.insert(0, readings.day_missing_warning())
    return CourtStanding(clocks, tuple(warnings), tuple(pending), bool(recorded), lacks_days)


def _open_clocks(
    recorded: Sequence[tuple[UUID, ProceedingCreate]], today: date
) -> tuple[OpenClock, ...]:
    """Every clock that runs against the person, or ran out lately, the earliest first."""
    known = catalogue()
    found = [
        OpenClock(
            row_id,
            facts.kind,
            frozenset(facts.debt_ids),
            each,
            each.presses(today, known.presses_within_days),
        )
        for row_id, facts in recorded
        if facts.role == RESPONDENT
        for each in clocks_of(facts)
        if (today - each.due_on).days <= known.recent_days
    ]
    return tuple(sorted(found, key=lambda entry: entry.clock.due_on))


def open_against(session: Session) -> dict[UUID, int]:
    """How many proceedings against the person each case of the tenant has that are not closed."""
    return repository.count_open(session, RESPONDENT)


def cases_lacking_days(session: Session) -> Collection[UUID]:
    """Cases of the tenant with something open against the person whose day nobody noted."""
    return repository.lacking_days(session)


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the proceedings of a case."""
    repository.delete_case(session, case_id)


def _require_references(
    session: Session, case_id: UUID, debt_ids: Sequence[UUID], papers: Sequence[PaperIn]
) -> None:
    if debt_ids:
        known = {debt.id for debt in debts.list_debts(session, case_id)}
        require_known("/debt_ids", debt_ids, known, "debt_unknown")
    given = [(index, paper.evidence_id) for index, paper in enumerate(papers)]
    for index, evidence_id in given:
        if evidence_id is not None:
            pointer = f"/documents/{index}/evidence_id"
            evidence.require_items(session, case_id, [evidence_id], pointer)


def _apply(
    row: LegalProceeding, key: crypto.DataKey, given: dict[str, Any], sealed: dict[str, Any]
) -> None:
    """Puts the given fields on the row, what identifies into its sealed part."""
    for name in COLUMNS:
        if name in given:
            setattr(row, name, given[name])
    if "debt_ids" in given:
        row.debt_ids = [str(debt_id) for debt_id in given["debt_ids"]]
    if "documents" in given:
        given = {
            **given,
            "documents": [paper.model_dump(mode="json") for paper in given["documents"]],
        }
    seal_row(row, key, {name: given.get(name, sealed.get(name)) for name in SEALED})


def _keep_days(session: Session, row: LegalProceeding, key: crypto.DataKey) -> None:
    """Tells the desk and the follow-ups which days there are now, and whether one is missing."""
    facts = _facts(row, key)
    row.lacks_days = readings.lacks_days(facts)
    session.flush()
    keep_days(session, row.case_id, row.id, facts)


def _facts(row: LegalProceeding, key: crypto.DataKey) -> ProceedingCreate:
    """What is recorded, as it was given."""
    stored = open_row(row, key)
    amount = stored["claim_amount"]
    return ProceedingCreate.model_validate(
        {
            **{name: getattr(row, name) for name in COLUMNS},
            **stored,
            "debt_ids": row.debt_ids,
            "claim_amount": format_fen(amount) if amount is not None else None,
        }
    )


def _all_facts(session: Session, case_id: UUID) -> list[tuple[UUID, ProceedingCreate]]:
    key = cases.case_key(session, case_id)
    return [(row.id, _facts(row, key)) for row in repository.all_proceedings(session, case_id)]


def _read(row: LegalProceeding, key: crypto.DataKey) -> ProceedingRead:
    facts = _facts(row, key)
    clocks = clocks_of(facts)
    return ProceedingRead(
        **dict(facts),
        **readings.advice(facts, papers_of(facts), clocks, clock.today()),
        id=row.id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
