"""Keeps the follow-ups of a case's agreements in step with payments and budget."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.contacts.follow_ups.days.service import follow_agreement
from app.core.outbox import Event
from app.debts import service as debts
from app.proposals import repository
from app.proposals.agreements.due_days import instalment_days, talk_days
from app.proposals.agreements.keeping.service import (
    agreed_budget,
    ahead_of,
    current_agreements,
)
from app.proposals.agreements.records import AgreedBudget, Kept
from app.proposals.agreements.requirements import requirements
from app.proposals.models import Agreement


def remind(session: Session, case_id: UUID) -> None:
    """Opens, moves and ends the follow-ups of every agreement; only a debt's newest one has any."""
    current = current_agreements(session, case_id)
    newest = {row.id for row, _kept in current}
    for row in repository.agreements_in_order(session, case_id):
        if row.id not in newest:
            follow_agreement(session, case_id, row.id, (), ())
    agreed = agreed_budget(session, case_id) if current else None
    for row, kept in current:
        _follow(session, case_id, row, kept, agreed)


def on_budget_changed(session: Session, event: Event) -> None:
    """A changed budget may carry less, or more, of what was agreed."""
    if event.case_id is not None:
        remind(session, event.case_id)


def _follow(
    session: Session, case_id: UUID, row: Agreement, kept: Kept, agreed: AgreedBudget | None
) -> None:
    following = requirements().following
    ahead = ahead_of(kept, agreed, months=following.months_ahead)
    creditor = debts.get_debt(session, case_id, row.debt_id).creditor_name
    follow_agreement(
        session,
        case_id,
        row.id,
        instalment_days(kept.progress, following, creditor),
        talk_days(kept.progress, ahead, following, creditor),
    )
