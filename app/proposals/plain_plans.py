"""Plans of equal monthly payments without their rows: what a search asks of thousands of terms.

The payments are those of `app.calc.schedules` for the same terms, to the fen (30/360, half-even,
residue in the last one). Amounts in fen.
"""

from dataclasses import dataclass

from app.cash_flow.budget_lines import DebtLine
from app.proposals.flows import monthly_payments
from app.proposals.plan_flows import LevelFlows
from app.proposals.terms import ProposalTerms, plan_of


@dataclass(frozen=True, slots=True)
class LevelPlan:
    """A plain plan in short; `balances[k]` is what is left after k instalments, but for the last.

    `wait` counts the months before the first instalment.
    """

    upfront: int
    wait: int
    level: int
    last: int
    balances: tuple[int, ...]

    def flows(self, break_month: int) -> LevelFlows:
        """As the lender sees it, for a break after so many months."""
        count = len(self.balances)
        paid = max(0, break_month - self.wait)
        left = self.balances[paid] if paid < count else 0
        return LevelFlows(self.upfront, self.wait, self.level, self.last, count, left)


@dataclass(frozen=True, slots=True)
class Payments:
    """What a plan takes month by month from the first month looked at, and its largest payment.

    `level` is the plan in short where its payments are equal but for the last.
    """

    by_month: tuple[int, ...]
    largest: int
    level: LevelPlan | None = None


def payments_of(debt: DebtLine, terms: ProposalTerms, start_month: int) -> Payments:
    """The payments of terms.

    Raises TermsNotPossible and ScheduleNotComputable as `plan_of` does.
    """
    plan = plan_of(debt, terms)
    by_month, largest = monthly_payments(plan, start_month), max(plan.payments, default=0)
    wait = plan.first_month - start_month
    if not plan.is_level or wait < 0:
        return Payments(by_month, largest)
    balances = (plan.financed, *plan.left[:-1])
    short = LevelPlan(plan.upfront, wait, plan.payments[0], plan.payments[-1], balances)
    return Payments(by_month, largest, short)
