"""Places and lifts legal holds; the ledger, which stands above, records both."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import repository
from app.cases.models import LegalHold
from app.cases.schemas import LegalHoldCreate, LegalHoldRead, LegalHoldRecord
from app.cases.service import case_key, require_case
from app.core import clock, crypto, outbox
from app.core import repository as rows
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.pagination import every
from app.core.sealing import open_row, seal_row

PLACED: Final = "hold_placed"
LIFTED: Final = "hold_lifted"
FOR_THE_LEDGER = (PLACED, LIFTED)
"""Events that the ledger has to record."""


def place_hold(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: LegalHoldCreate,
    *,
    hold_id: UUID | None = None,
) -> LegalHoldRead:
    """Keeps a case from being erased."""
    key = case_key(session, case_id)
    hold = LegalHold(
        tenant_id=tenant_of(session),
        id=hold_id or new_id(),
        case_id=case_id,
        expires_on=wanted.expires_on,
    )
    seal_row(hold, key, wanted.reason)
    session.add(hold)
    session.flush()
    until = hold.expires_on.isoformat() if hold.expires_on is not None else None
    outbox.record_event(session, PLACED, hold.id, case_id=case_id, facts={"expires_on": until})
    accounts.record(session, principal, PLACED, "legal_hold", hold.id, case_id)
    return _read_hold(hold, key)


def list_holds(session: Session, case_id: UUID) -> list[LegalHoldRead]:
    """Holds in force today."""
    key = case_key(session, case_id)
    return [
        _read_hold(hold, key) for hold in repository.open_holds(session, case_id, clock.today())
    ]


def record_of_holds(session: Session, case_id: UUID) -> list[LegalHoldRecord]:
    """Every hold of a case, ended ones too, with who placed and who lifted it."""
    key, found = case_key(session, case_id), repository.all_holds(session, case_id)
    in_force = {hold.id for hold in repository.open_holds(session, case_id, clock.today())}
    ids = [hold.id for hold in found]
    acts = every(lambda page: accounts.acts_on(session, case_id, ids, FOR_THE_LEDGER, page))
    by = {(act.object_id, act.action): act.principal_id for act in acts}
    return [
        LegalHoldRecord(
            **_read_hold(hold, key).model_dump(),
            in_force=hold.id in in_force,
            placed_by=by.get((hold.id, PLACED)),
            lifted_at=hold.lifted_at,
            lifted_by=by.get((hold.id, LIFTED)),
        )
        for hold in found
    ]


def reasons_of(session: Session, case_id: UUID) -> dict[str, str]:
    """Why each hold of a case was placed, by id, lifted ones too."""
    key = case_key(session, case_id)
    return {str(hold.id): open_row(hold, key) for hold in repository.all_holds(session, case_id)}


def lift_hold(
    session: Session,
    principal: Principal,
    case_id: UUID,
    hold_id: UUID,
    precondition: Precondition,
) -> None:
    """Ends a hold."""
    require_case(session, case_id)
    hold = rows.get_in_case(session, LegalHold, case_id, hold_id)
    precondition.check(hold.version)
    if hold.lifted_at is None:
        hold.lifted_at = clock.now()
        facts = {"lifted_at": hold.lifted_at.isoformat()}
        outbox.record_event(session, LIFTED, hold.id, case_id=case_id, facts=facts)
        accounts.record(session, principal, LIFTED, "legal_hold", hold.id, case_id)


def standing_holds(session: Session, case_id: UUID) -> dict[str, Mapping[str, Any]]:
    """How every hold of a case stands, by id, as the ledger would say it."""
    return {
        str(hold.id): {
            "expires_on": hold.expires_on.isoformat() if hold.expires_on is not None else None,
            "lifted_at": hold.lifted_at.isoformat() if hold.lifted_at is not None else None,
        }
        for hold in repository.all_holds(session, case_id)
    }


def drop_holds(session: Session, case_id: UUID) -> None:
    """Ends the holds of a case that was erased before, which an old copy brought back."""
    for hold in repository.open_holds(session, case_id, clock.today()):
        hold.lifted_at = clock.now()
    session.flush()


def _read_hold(hold: LegalHold, key: crypto.DataKey) -> LegalHoldRead:
    return LegalHoldRead(
        id=hold.id,
        reason=open_row(hold, key),
        expires_on=hold.expires_on,
        created_at=hold.created_at,
        version=hold.version,
    )
