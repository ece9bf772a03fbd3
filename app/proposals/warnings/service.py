"""Warnings that come from the case: an open court clock first, then what the debt itself says."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.cash_flow.analyses.schemas import DebtInput
from app.cash_flow.inputs import debt_line
from app.core.rules import rule_book
from app.proceedings import service as proceedings
from app.proceedings.service import CourtStanding
from app.proposals.gates import Circumstances, legal_gates
from app.proposals.limitation import may_be_time_barred
from app.proposals.scores.schemas import WarningRead
from app.proposals.scores.service import warnings_of


def court_standing(session: Session, case_id: UUID) -> CourtStanding:
    """What courts have sent to the person of the case, as far as it matters here."""
    return proceedings.court_standing(session, case_id)


def warnings_for(court: CourtStanding, debt_id: UUID, debt: DebtInput) -> list[WarningRead]:
    """What to know about a proposal on this debt before anything is sent."""
    gates = legal_gates(debt_line(debt), 0, known_of(court, debt_id, debt), rule_book())
    return [*court_warnings(court), *warnings_of(gates)]


def known_of(
    court: CourtStanding, debt_id: UUID, debt: DebtInput, given: Circumstances | None = None
) -> Circumstances:
    """Circumstances as given, with what the case itself knows of the debt added."""
    known = given or Circumstances()
    return replace(
        known,
        guaranteed=known.guaranteed or bool(debt.guaranteed),
        limitation_possible=known.limitation_possible
        or may_be_time_barred(debt.days_past_due, rule_book()),
        payment_order_pending=known.payment_order_pending or court.has_pending_order(debt_id),
    )


def court_warnings(court: CourtStanding) -> list[WarningRead]:
    """One warning for each court's clock that runs, or ran out lately."""
    return [
        WarningRead(code=each.code, message=each.message, rule_id=each.rule_id)
        for each in court.warnings
    ]
