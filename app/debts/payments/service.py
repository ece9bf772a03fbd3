"""Keeps what was received and paid on a debt, sealed, in one piece with a version."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto
from app.core.access import acted_by
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import FieldError, InvalidInput, PreconditionFailed
from app.core.ids import new_id
from app.core.sealing import open_row, seal_row
from app.debts import repository
from app.debts.models import StoredPayments
from app.debts.payments.schemas import PaymentHistory, PaymentHistoryRead


def put_history(
    session: Session,
    principal: Principal,
    case_id: UUID,
    debt_id: UUID,
    wanted: PaymentHistory,
    precondition: Precondition,
) -> PaymentHistoryRead:
    """Sets the history: the first time freely, later against the version that was read.

    Raises:
        InvalidInput: for a payment before the money arrived.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    debt = repository.get_debt(session, case_id, debt_id)
    stored = repository.find_payments(session, case_id, debt_id)
    if stored is not None:
        precondition.check(stored.version)
    elif precondition.header is not None:
        raise PreconditionFailed
    _check_order(wanted)
    row = stored or StoredPayments(
        tenant_id=tenant_of(session), id=new_id(), case_id=case_id, debt_id=debt.id
    )
    seal_row(row, key, wanted.model_dump(mode="json"))
    row.updated_at, row.acted_by = clock.now(), acted_by(principal)
    session.add(row)
    session.flush()
    accounts.record(session, principal, "debt_payments_set", "debt", debt_id, case_id)
    return _read(row, key)


def get_history(session: Session, case_id: UUID, debt_id: UUID) -> PaymentHistoryRead:
    """The history of a debt; empty, with version 0, before anything was entered."""
    key = cases.case_key(session, case_id)
    repository.get_debt(session, case_id, debt_id)
    stored = repository.find_payments(session, case_id, debt_id)
    return _read(stored, key)


def list_histories(session: Session, case_id: UUID) -> dict[UUID, PaymentHistoryRead]:
    """Every history of a case by the id of its debt."""
    key = cases.case_key(session, case_id)
    return {row.debt_id: _read(row, key) for row in repository.all_payments(session, case_id)}


def _check_order(wanted: PaymentHistory) -> None:
    received_on = wanted.received_on
    faults = [
        FieldError(f"/payments/{index}/paid_on", "payment_before_receipt")
        for index, payment in enumerate(wanted.payments)
        if received_on is not None and payment.paid_on < received_on
    ]
    if faults:
        raise InvalidInput(errors=faults)


def _read(stored: StoredPayments | None, key: crypto.DataKey) -> PaymentHistoryRead:
    kept: dict[str, Any] = {} if stored is None else open_row(stored, key)
    history = PaymentHistory.model_validate(kept)
    shown = history.model_dump(mode="json")
    return PaymentHistoryRead.model_validate(
        {
            **shown,
            "payments": sorted(shown["payments"], key=lambda payment: str(payment["paid_on"])),
            "total_paid": sum(payment.amount for payment in history.payments),
            "acted_by": None if stored is None else stored.acted_by,
            "updated_at": None if stored is None else stored.updated_at,
            "version": 0 if stored is None else stored.version,
        }
    )
