"""Records payments on an agreement, and says how it is kept and when to talk again."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.calc.money import format_fen
from app.calc.periods import format_month
from app.core import clock, i18n
from app.core.access import mark
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.errors import invalid
from app.core.happenings import Happening
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice, every
from app.core.results import explain
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.ledger.schemas import recorded
from app.proposals import repository
from app.proposals.agreements import service as agreements
from app.proposals.agreements.early_warning import Ahead, advise
from app.proposals.agreements.instalments.schemas import (
    AheadRead,
    InstalmentsRead,
    KeptInstalmentRead,
    NextStepRead,
    PaymentCreate,
    PaymentCreated,
    PaymentFacts,
    PaymentRead,
)
from app.proposals.agreements.keeping.service import (
    agreed_budget,
    ahead_of,
    kept_of,
    payments_by_agreement,
)
from app.proposals.agreements.progress import Progress
from app.proposals.agreements.reminders.service import remind
from app.proposals.agreements.requirements import Following, requirements
from app.proposals.agreements.service import FIRST_YEAR, require_agreement
from app.proposals.models import PAID, AgreementPayment
from app.proposals.service import warnings_about
from app.proposals.warnings.schemas import WarningRead


def record_payment(
    session: Session,
    principal: Principal,
    case_id: UUID,
    agreement_id: UUID,
    wanted: PaymentCreate,
    *,
    payment_id: UUID | None = None,
) -> PaymentCreated:
    """Writes a payment into the ledger of the case.

    Raises:
        NotFound: if the agreement is not the case's.
        InvalidInput: for an amount of 0, or evidence the case does not have.
    """
    agreement = require_agreement(session, case_id, agreement_id)
    evidence.require_items(session, case_id, wanted.evidence_ids, "/evidence_ids")
    if not wanted.amount:
        raise invalid("/amount", "out_of_bounds")
    if wanted.paid_on.year < FIRST_YEAR:
        raise invalid("/paid_on", "day_format")
    payment_id = payment_id or new_id()
    payload = {
        "id": str(payment_id),
        "agreement_id": str(agreement.id),
        **wanted.model_dump(mode="json"),
        **mark(principal),
    }
    paid_at = datetime.combine(wanted.paid_on, time(12), tzinfo=clock.SHANGHAI)
    appended = ledger.append(session, case_id, PAID, paid_at, payload)
    row = AgreementPayment(
        tenant_id=tenant_of(session),
        id=payment_id,
        case_id=case_id,
        sequence=appended.sequence,
        agreement_id=agreement.id,
        paid_on=wanted.paid_on,
        amount=wanted.amount,
    )
    session.add(row)
    session.flush()
    remind(session, case_id)
    accounts.record(session, principal, PAID, "agreement", agreement.id, case_id)
    shown = _shown(row, payload, warnings_about(session, case_id, agreement.debt_id))
    where = {"recorded_at": appended.recorded_at, **recorded(appended)}
    return PaymentCreated.model_validate({**shown, **where})


def page_of_payments(
    session: Session, case_id: UUID, agreement_id: UUID, request: PageRequest
) -> Slice[PaymentRead]:
    """Payments on an agreement, the one recorded last first."""
    debt_id = require_agreement(session, case_id, agreement_id).debt_id
    warnings = warnings_about(session, case_id, debt_id)
    found = repository.page_of_payments(session, case_id, agreement_id, request)
    events = ledger.read_events(session, case_id, [row.sequence for row in found.items])
    shown = [
        PaymentRead.model_validate(
            {
                **_shown(row, events[row.sequence].payload, warnings),
                "recorded_at": events[row.sequence].recorded_at,
                "sequence": row.sequence,
                "entry_hash": events[row.sequence].entry_hash.hex(),
            }
        )
        for row in found.items
    ]
    return Slice(shown, found.next_cursor, found.next_link)


def _shown(
    row: AgreementPayment, payload: Mapping[str, Any], warnings: list[WarningRead]
) -> dict[str, Any]:
    facts = PaymentFacts.model_validate({name: payload[name] for name in PaymentFacts.model_fields})
    personal = facts.payee == "personal_account"
    return {
        **dict(facts),
        "id": row.id,
        "acted_by": payload.get("acted_by"),
        "agreement_id": row.agreement_id,
        "amount": row.amount,
        "warning": i18n.text("proposals.agreements.paid_to_person") if personal else None,
        "warnings": warnings,
        "version": 1,
    }


def read_instalments(session: Session, case_id: UUID, agreement_id: UUID) -> InstalmentsRead:
    """How an agreement is kept as of today."""
    row = require_agreement(session, case_id, agreement_id)
    payload = ledger.read_events(session, case_id, [row.sequence])[row.sequence].payload
    paid = payments_by_agreement(session, case_id).get(row.id, ())
    kept, following = kept_of(payload, row.agreed_on, paid), requirements().following
    progress = kept.progress
    ahead = ahead_of(kept, agreed_budget(session, case_id), months=following.months_ahead)
    return InstalmentsRead(
        agreement_id=row.id,
        rows=[KeptInstalmentRead.model_validate(one) for one in progress.instalments],
        total=sum(one.amount for one in progress.instalments),
        paid=progress.paid,
        paid_ahead=progress.ahead,
        remaining=progress.remaining,
        arrears=progress.arrears,
        missed=len(progress.missed),
        next_due=(
            KeptInstalmentRead.model_validate(progress.next_due) if progress.next_due else None
        ),
        ahead=_ahead(ahead, following),
        next_step=_next_step(progress, ahead, following),
        warnings=warnings_about(session, case_id, row.debt_id),
        **explain(
            {"agreement": payload, "paid": [(str(one.paid_on), one.amount) for one in paid]},
            trace=[
                ("instalments", len(progress.instalments), None),
                ("remaining", format_fen(progress.remaining), None),
            ],
        ),
    )


def _ahead(ahead: Ahead, following: Following) -> AheadRead:
    month = ahead.first_short_month
    good_for = timedelta(days=following.budget_good_for_days)
    params = {
        "month": format_month(month) if month is not None else "",
        "amount": format_fen(ahead.short_by),
    }
    return AheadRead(
        carried=ahead.carried,
        first_short_month=format_month(month) if month is not None else None,
        short_by=ahead.short_by,
        months_looked_at=0 if ahead.carried == "unknown" else following.months_ahead,
        budget_as_of=ahead.budget_as_of,
        budget_is_old=ahead.budget_as_of is not None
        and clock.today() - ahead.budget_as_of > good_for,
        message=i18n.text(f"proposals.agreements.ahead.{ahead.carried}", **params),
    )


def _next_step(progress: Progress, ahead: Ahead, following: Following) -> NextStepRead:
    found = advise(progress, ahead, following)
    words = {
        "day": found.talk_by.isoformat() if found.talk_by is not None else "",
        "amount": format_fen(progress.arrears),
    }
    message = i18n.text(f"proposals.agreements.steps.{found.code}", **words)
    return NextStepRead(code=found.code, talk_by=found.talk_by, message=message)


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Agreements, and what was paid on each."""
    root = f"/v1/cases/{case_id}/agreements"
    for agreed in every(
        lambda page: agreements.page_of_agreements(session, case_id, page, debt_id=None)
    ):
        path, debt = f"{root}/{agreed.id}", (agreed.debt_id,)
        yield Happening(
            "agreement", agreed.id, agreed.agreed_on, path, code=agreed.form, debt_ids=debt
        )
        yield from _payments(session, case_id, agreed.id, f"{path}/payments", debt)


def _payments(
    session: Session, case_id: UUID, agreement_id: UUID, path: str, debt_ids: tuple[UUID, ...]
) -> Iterator[Happening]:
    for paid in every(lambda page: page_of_payments(session, case_id, agreement_id, page)):
        text = paid.model_dump(mode="json")["amount"]
        yield Happening("payment", paid.id, paid.paid_on, path, text=text, debt_ids=debt_ids)
