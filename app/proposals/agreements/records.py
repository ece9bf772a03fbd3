"""What an agreement's ledger event says, as values; `Kept` is one with its payments laid on it."""

from dataclasses import dataclass
from datetime import date

from app.cash_flow.budget_lines import DebtLine
from app.proposals.agreements.progress import Progress
from app.proposals.terms import Plan, ProposalTerms


@dataclass(frozen=True, slots=True)
class Kept:
    """An agreement, the debt as it stood then, its plan, and how far it is kept."""

    debt: DebtLine
    terms: ProposalTerms
    plan: Plan
    agreed_on: date
    progress: Progress

    @property
    def last_due(self) -> date:
        """The day of the last payment."""
        rows = self.plan.schedule.rows
        return max(self.agreed_on, rows[-1].due_date) if rows else self.agreed_on


def as_served(line: DebtLine, kept: Kept) -> DebtLine:
    """The debt as its agreement has it served: the largest payment to come, for those to come.

    What was missed counts as one more instalment at once.
    """
    to_come = [one for one in kept.progress.instalments if one.outstanding]
    return DebtLine(
        debt_ref=line.debt_ref,
        creditor_type=line.creditor_type,
        product_type=line.product_type,
        contract_date=line.contract_date,
        principal_outstanding=line.principal_outstanding,
        interest_outstanding=line.interest_outstanding,
        fees_outstanding=line.fees_outstanding,
        penalty_outstanding=line.penalty_outstanding,
        annual_rate_percent=kept.terms.annual_rate_percent,
        instalment_amount=max((one.outstanding for one in to_come), default=0),
        remaining_instalments=len(to_come),
        next_due_date=to_come[0].due_date if to_come else None,
        days_past_due=line.days_past_due,
    )
