"""What an agreement's ledger event says, as values; `Kept` is one with its payments laid on it."""

from dataclasses import dataclass, replace
from datetime import date

from app.cash_flow.budget_lines import Budget, DebtLine
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


@dataclass(frozen=True, slots=True)
class AgreedBudget:
    """A case's budget in which each debt is served as its newest agreement says, and its day."""

    budget: Budget
    as_of: date | None


def as_served(line: DebtLine, kept: Kept) -> DebtLine:
    """The debt as its agreement has it served: the largest payment to come, for those to come.

    What was missed counts as one more instalment at once.
    """
    to_come = [one for one in kept.progress.instalments if one.outstanding]
    return replace(
        line,
        annual_rate_percent=kept.terms.annual_rate_percent,
        instalment_amount=max((one.outstanding for one in to_come), default=0),
        remaining_instalments=len(to_come),
        next_due_date=to_come[0].due_date if to_come else None,
    )
