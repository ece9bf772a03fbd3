"""Notes from when to when collection on a debt must rest; contacts in between can be told by it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.contacts import repository
from app.contacts.models import AgreementPeriod
from app.core.db import tenant_of
from app.core.ids import new_id


@dataclass(frozen=True, slots=True)
class Period:
    """Days on which a debt must not be collected, both included, and the rule that says so."""

    debt_id: UUID
    agreement_id: UUID
    begins_on: date
    ends_on: date
    rule_id: str


def note_period(session: Session, case_id: UUID, period: Period) -> None:
    """Keeps a period for the findings on contacts."""
    session.add(
        AgreementPeriod(
            tenant_id=tenant_of(session),
            id=new_id(),
            case_id=case_id,
            debt_id=period.debt_id,
            agreement_id=period.agreement_id,
            begins_on=period.begins_on,
            ends_on=period.ends_on,
            rule_id=period.rule_id,
        )
    )
    session.flush()


def periods_of(session: Session, case_id: UUID) -> tuple[Period, ...]:
    """Every period of a case, the earliest first."""
    return tuple(
        Period(row.debt_id, row.agreement_id, row.begins_on, row.ends_on, row.rule_id)
        for row in repository.agreement_periods(session, case_id)
    )
