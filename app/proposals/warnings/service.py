"""Warnings that come from the case.

An open court clock comes first, then a debt that somebody else made, then what the debt says.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.cash_flow.analyses.schemas import DebtInput
from app.cash_flow.inputs import debt_line
from app.core import i18n
from app.core.rules import rule_book
from app.proceedings import service as proceedings
from app.proceedings.service import CourtStanding
from app.proposals.gates import Circumstances, legal_gates
from app.proposals.limitation import may_be_time_barred
from app.proposals.scores.service import warnings_of
from app.proposals.warnings.schemas import WarningRead

MOST_OF_COURTS: Final = 10
"""How many court clocks one answer repeats, the earliest first: its list of warnings has an end."""

MISUSED: Final = "identity_misuse"
MISUSE_WARNING: Final = "identity_misuse_disputed"


@dataclass(frozen=True, slots=True)
class CaseStanding(CourtStanding):
    """What courts have sent, and whether somebody else borrowed in the person's name (被冒名贷款).

    Such a debt is disputed, reported and objected to in the credit record, never repaid.
    """

    is_identity_misused: bool = False


def case_standing(session: Session, case_id: UUID) -> CaseStanding:
    """What matters of a case before anything is offered, sent or paid."""
    court = proceedings.court_standing(session, case_id)
    return CaseStanding(
        court.clocks,
        court.warnings,
        court.pending_orders,
        court.has_proceedings,
        court.lacks_days,
        is_identity_misused=MISUSED in cases.hardship_reasons(session, case_id),
    )


def warnings_for(standing: CaseStanding, debts: Mapping[UUID, DebtInput]) -> list[WarningRead]:
    """What to know before anything is sent or paid on these debts; each thing is said once."""
    raised = {
        gate.code: gate
        for debt_id, debt in debts.items()
        for gate in legal_gates(debt_line(debt), 0, known_of(standing, debt_id, debt), rule_book())
    }
    return [*case_warnings(standing), *warnings_of(tuple(raised.values()))]


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


def case_warnings(standing: CaseStanding) -> list[WarningRead]:
    """One for each court's clock that runs, or ran out lately, the earliest first; then misuse."""
    found = [
        WarningRead(code=each.code, message=each.message, rule_id=each.rule_id)
        for each in standing.warnings[:MOST_OF_COURTS]
    ]
    if standing.is_identity_misused:
        message = i18n.text(f"proposals.warnings.{MISUSE_WARNING}")
        found.append(WarningRead(code=MISUSE_WARNING, message=message, rule_id=None))
    return found
