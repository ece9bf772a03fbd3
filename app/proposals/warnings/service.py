"""Warnings that come from the case: an open court clock first, then what the debt itself says."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.cash_flow.analyses.schemas import DebtInput
from app.cash_flow.inputs import debt_line
from app.core.rules import rule_book
from app.proceedings import service as proceedings
from app.proceedings.service import CourtStanding
from app.proposals.gates import Circumstances, legal_gates
from app.proposals.limitation import may_be_time_barred
from app.proposals.scores.service import warnings_of
from app.proposals.warnings.schemas import WarningRead

MOST_OF_COURTS: Final = 10
"""How many court clocks one answer repeats, the earliest first: its list of warnings has an end."""


def court_standing(session: Session, case_id: UUID) -> CourtStanding:
    """What courts have sent to the person of the case, as far as it matters here."""
    return proceedings.court_standing(session, case_id)


def warnings_for(court: CourtStanding, debts: Mapping[UUID, DebtInput]) -> list[WarningRead]:
    """What to know before anything is sent or paid on these debts; each thing is said once."""
    raised = {
        gate.code: gate
        for debt_id, debt in debts.items()
        for gate in legal_gates(debt_line(debt), 0, known_of(court, debt_id, debt), rule_book())
    }
    return [*court_warnings(court), *warnings_of(tuple(raised.values()))]


def known_of_debt(debt: DebtInput) -> Circumstances:
    """What the debt itself tells."""
    return Circumstances(
        guaranteed=bool(debt.guaranteed),
        limitation_possible=may_be_time_barred(debt.days_past_due, rule_book()),
    )


def known_of(
    court: CourtStanding, debt_id: UUID, debt: DebtInput, given: Circumstances | None = None
) -> Circumstances:
    """Circumstances as given, with what the case itself knows of the debt added."""
    told, known = known_of_debt(debt), given or Circumstances()
    return Circumstances(
        guaranteed=known.guaranteed or told.guaranteed,
        limitation_possible=known.limitation_possible or told.limitation_possible,
        payment_order_pending=known.payment_order_pending or court.has_pending_order(debt_id),
    )


def court_warnings(court: CourtStanding) -> list[WarningRead]:
    """One warning for each court's clock that runs, or ran out lately, the earliest first."""
    return [
        WarningRead(code=each.code, message=each.message, rule_id=each.rule_id)
        for each in court.warnings[:MOST_OF_COURTS]
    ]
