"""Follows what becomes of a referral; each change of its state is an entry of the ledger."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.agencies import repository
from app.agencies.errors import ReferralStateConflict
from app.agencies.models import Referral
from app.agencies.referral_states import RUNNING, may_become
from app.agencies.referrals.reading.service import get_row, opened, read, status_of
from app.agencies.referrals.schemas import ReferralRead
from app.agencies.referrals.service import keep, require_agency
from app.cases.grants import service as grants
from app.core import clock
from app.core.auth import Principal
from app.core.schemas import Schema
from app.ledger import service as ledger


def accept(
    session: Session, principal: Principal, case_id: UUID, referral_id: UUID, told: Schema
) -> ReferralRead:
    """Lets the agency see the parts from now on."""
    row = get_row(session, case_id, referral_id)
    require_agency(session, row.agency_id)
    _move(session, principal, row, "accepted", told.model_dump(mode="json"))
    grants.accept(session, case_id, row.grant_id)
    return read(session, row)


def end(
    session: Session,
    principal: Principal,
    case_id: UUID,
    referral_id: UUID,
    status: str,
    told: Schema,
) -> ReferralRead:
    """Rejects, completes or revokes a referral: the agency sees nothing of the case any more."""
    row = get_row(session, case_id, referral_id)
    _move(session, principal, row, status, told.model_dump(mode="json"))
    shown = read(session, row)
    ended = grants.end(session, case_id, row.grant_id)
    return shown.model_copy(update={"revoked_at": ended.revoked_at})


def suspend_all(session: Session, principal: Principal, agency_id: UUID) -> None:
    """Ends every referral to an agency that still runs, and every grant to it, in all cases."""
    for row in repository.open_referrals(session, agency_id):
        if status_of(session, row) in RUNNING:
            _move(session, principal, row, "suspended", {})
            grants.end(session, row.case_id, row.grant_id)
    grants.end_all_of(session, principal, agency_id)


def _move(
    session: Session, principal: Principal, row: Referral, status: str, told: dict[str, Any]
) -> None:
    """Notes the next state in the row and in the ledger.

    Raises:
        ReferralStateConflict: if it may not follow on the present one.
    """
    if not may_become(status_of(session, row), status):
        raise ReferralStateConflict
    kind = f"referral_{status}"
    payload = {"id": str(row.id), "agency_id": str(row.agency_id), **told}
    ledger.append(session, row.case_id, kind, clock.now(), payload)
    row.status = status
    keep(session, row, {**opened(session, row), "answer": told})
    accounts.record(session, principal, kind, "referral", row.id, row.case_id)
