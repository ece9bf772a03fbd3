"""Days of a case on which the person should have known of a loss: paid, received, called."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.claims.elements import Fact
from app.contacts import service as contacts
from app.core import clock
from app.debts.payments import service as payments
from app.debts.schemas import DebtRead

CONDUCT = "conduct_found"


def starts_of(
    session: Session, case_id: UUID, about: Iterable[DebtRead], facts: Iterable[Fact]
) -> dict[str, date]:
    """The earliest day of each kind that the case knows, by the kind's name in the data."""
    debts = list(about)
    histories = [payments.get_history(session, case_id, debt.id) for debt in debts]
    calls = {one for fact in facts if fact.code == CONDUCT for one in fact.ids}
    days: dict[str, list[date]] = {
        "first_payment": [each.paid_on for one in histories for each in one.payments],
        "received_on": [one.received_on for one in histories if one.received_on is not None],
        "contract_date": [debt.contract_date for debt in debts if debt.contract_date is not None],
        "first_conduct": [
            clock.business_day(contacts.get_contact(session, case_id, UUID(one)).occurred_at)
            for one in sorted(calls)
        ],
    }
    return {name: min(known) for name, known in days.items() if known}
