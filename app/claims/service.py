"""Keeps the claims of a case and says, on what the case holds today, how far each can be proved."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.claims import repository
from app.claims.catalogue import claim_rules
from app.claims.clocks import OpenSuitClock, suit_clock
from app.claims.holdings.service import holdings_of
from app.claims.models import CaseClaim
from app.claims.readings import service as readings
from app.claims.schemas import (
    CaseClaimCreate,
    CaseClaimFacts,
    CaseClaimRead,
    CaseClaimSummary,
    CaseClaimUpdate,
)
from app.core import clock, crypto
from app.core import repository as rows
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import FieldError, InvalidInput, invalid, require_known
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice, first_page
from app.core.rules import rule_book
from app.core.sealing import open_row, seal_row
from app.debts import service as debts
from app.law.service import localised
from app.law.thresholds import LATEST_YEAR

COLUMNS = ("status", "debt_ids")
SEALED = tuple(name for name in CaseClaimFacts.model_fields if name not in COLUMNS)
NOT_BROUGHT = ("considered", "preparing")
NOT_EMPTIED = ("status", "debt_ids", "answers")


def record_claim(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: CaseClaimCreate,
    *,
    claim_id: UUID | None = None,
) -> CaseClaimRead:
    """Notes a claim to look into, and reads the case for it."""
    key = cases.case_key(session, case_id)
    if wanted.code not in claim_rules():
        raise invalid("/code", "claim_unknown")
    _require_debts(session, case_id, wanted.debt_ids)
    _require_sound(wanted)
    row = CaseClaim(
        tenant_id=tenant_of(session), id=claim_id or new_id(), case_id=case_id, code=wanted.code
    )
    _write(row, key, wanted)
    session.add(row)
    session.flush()
    accounts.record(session, principal, "claim_recorded", "claim", row.id, case_id)
    return _read(session, row, key)


def get_claim(session: Session, case_id: UUID, claim_id: UUID) -> CaseClaimRead:
    """One claim of a case as it stands today.

    Raises:
        NotFound: if the case has none such.
    """
    key = cases.case_key(session, case_id)
    return _read(session, rows.get_in_case(session, CaseClaim, case_id, claim_id), key)


def page_of_claims(
    session: Session, case_id: UUID, request: PageRequest, *, status: str | None
) -> Slice[CaseClaimSummary]:
    """Claims of the case, newest first; of one status if given."""
    cases.require_case(session, case_id)
    found = repository.page_of_claims(session, case_id, request, status=status)
    return Slice([_summary(row) for row in found.items], found.next_cursor, found.next_link)


def list_claims(session: Session, case_id: UUID) -> list[CaseClaimRead]:
    """Every claim of a case in the order they were entered."""
    key = cases.case_key(session, case_id)
    return [_read(session, row, key) for row in repository.all_claims(session, case_id)]


def open_suit_clocks(session: Session, case_id: UUID) -> list[OpenSuitClock]:
    """Last days of the claims that were not brought or given up yet, the earliest first."""
    key = cases.case_key(session, case_id)
    waiting = [row for row in repository.all_claims(session, case_id) if row.status in NOT_BROUGHT]
    signed = {str(debt.id): debt.contract_date for debt in debts.list_debts(session, case_id)}
    found = []
    for row in waiting:
        known_on = _facts(row, key).known_on
        days = [signed.get(one) for one in row.debt_ids or signed]
        counted = suit_clock(rule_book(), claim_rules()[row.code], known_on, days, clock.today())
        period = counted.clock if counted is not None and counted.is_certain else None
        if period is not None and period.plain_last_day is not None:
            due_on, rule_id = period.plain_last_day, period.rule_ids[0]
            found.append(OpenSuitClock(row.id, period.obligation, due_on, rule_id))
    return sorted(found, key=lambda each: each.due_on)


def has_claims(session: Session, case_id: UUID) -> bool:
    """Whether a claim of the case was looked into."""
    return bool(page_of_claims(session, case_id, first_page(1), status=None).items)


def change_claim(
    session: Session,
    principal: Principal,
    case_id: UUID,
    claim_id: UUID,
    changes: CaseClaimUpdate,
    precondition: Precondition,
) -> CaseClaimRead:
    """Changes the fields given; the others stay."""
    key = cases.case_key(session, case_id)
    row = rows.get_in_case(session, CaseClaim, case_id, claim_id)
    precondition.check(row.version)
    given = {name: getattr(changes, name) for name in changes.model_fields_set}
    for name in NOT_EMPTIED:
        if name in given and given[name] is None:
            raise invalid(f"/{name}", "required")
    changed = _facts(row, key).model_copy(update=given)
    if "debt_ids" in given:
        _require_debts(session, case_id, changed.debt_ids)
    _require_sound(changed)
    _write(row, key, changed)
    row.updated_at = clock.now()
    session.flush()
    accounts.record(session, principal, "claim_changed", "claim", row.id, case_id)
    return _read(session, row, key)


def delete_claim(
    session: Session,
    principal: Principal,
    case_id: UUID,
    claim_id: UUID,
    precondition: Precondition,
) -> None:
    """Takes a claim that was entered by mistake off the case."""
    cases.require_case(session, case_id)
    row = rows.get_in_case(session, CaseClaim, case_id, claim_id)
    precondition.check(row.version)
    session.delete(row)
    session.flush()
    accounts.record(session, principal, "claim_deleted", "claim", claim_id, case_id)


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the claims of a case."""
    repository.delete_case(session, case_id)


def _require_debts(session: Session, case_id: UUID, debt_ids: Sequence[UUID]) -> None:
    if debt_ids:
        known = {debt.id for debt in debts.list_debts(session, case_id)}
        require_known("/debt_ids", debt_ids, known, "debt_unknown")


def _require_sound(wanted: CaseClaimCreate) -> None:
    """Refuses elements nobody knows, days too far off to count from, and reversed ranges.

    Raises:
        InvalidInput: naming each place.
    """
    elements = {element.code for element in claim_rules()[wanted.code].elements}
    faults = [
        FieldError(f"/answers/{index}/element", "element_unknown")
        for index, answer in enumerate(wanted.answers)
        if answer.element not in elements
    ]
    if wanted.known_on is not None and wanted.known_on.year > LATEST_YEAR:
        faults.append(FieldError("/known_on", "day_out_of_reach"))
    own = wanted.assumptions
    if own is not None and _is_reversed(own.payout_share_low, own.payout_share_high):
        faults.append(FieldError("/assumptions/payout_share_low", "low_above_high"))
    if faults:
        raise InvalidInput(errors=faults)


def _is_reversed(low: Decimal | None, high: Decimal | None) -> bool:
    return low is not None and high is not None and low > high


def _write(row: CaseClaim, key: crypto.DataKey, facts: CaseClaimFacts) -> None:
    row.status = facts.status
    row.debt_ids = [str(debt_id) for debt_id in facts.debt_ids]
    seal_row(row, key, facts.model_dump(mode="json", include=set(SEALED)))


def _facts(row: CaseClaim, key: crypto.DataKey) -> CaseClaimCreate:
    """What was entered, as it was given."""
    stored: dict[str, Any] = open_row(row, key)
    return CaseClaimCreate.model_validate(
        {**stored, "code": row.code, "status": row.status, "debt_ids": row.debt_ids}
    )


def _summary(row: CaseClaim) -> CaseClaimSummary:
    law = claim_rules()[row.code].row
    return CaseClaimSummary(
        id=row.id,
        code=row.code,
        title=localised(law, "title"),
        status=row.status,  # type: ignore[arg-type]  # only this service writes it
        debt_ids=[UUID(one) for one in row.debt_ids],
        strength=law["strength"],
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )


def summary_of(read: CaseClaimRead) -> CaseClaimSummary:
    """A claim that was read, as lists show it."""
    return CaseClaimSummary.model_validate(read)


def _read(session: Session, row: CaseClaim, key: crypto.DataKey) -> CaseClaimRead:
    facts = _facts(row, key)
    holdings = holdings_of(session, row.case_id, facts.debt_ids)
    person = cases.get_case(session, row.case_id).person
    home = None if person is None else person.habitual_residence_code or person.domicile_code
    return CaseClaimRead(
        **dict(facts),
        **readings.reading(claim_rules()[row.code], facts, holdings, home, clock.today()),
        id=row.id,
        created_at=row.created_at,
        updated_at=row.updated_at,
        version=row.version,
    )
