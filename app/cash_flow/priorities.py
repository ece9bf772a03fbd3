"""What comes first (先后次序): essential bills, debts whose loss hurts living, then the rest."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.calc.frontier import affordable_level_payment
from app.cash_flow.affordability import Analysis
from app.cash_flow.budget_lines import Budget, DebtLine, lasting
from app.cash_flow.forecast import cumulative_free_cash
from app.cash_flow.model import PriorityRule


@dataclass(frozen=True, slots=True)
class PriorityDebt:
    """A debt that comes before others, and why; `served`: its instalments are kept first."""

    debt_ref: str
    reason: str
    served: bool
    instalment_amount: int | None


@dataclass(frozen=True, slots=True)
class OrderOfPayment:
    """Monthly fen in the order they are needed; the last two serve all other debts.

    `left_after_essentials` is below zero when living itself is not covered: then nothing is
    offered to anybody. The affordable payments are None when even 0 fails.
    """

    essential_monthly: int
    left_after_essentials: int
    priority_debts: tuple[PriorityDebt, ...]
    affordable_after_priority: int | None
    stressed_affordable_after_priority: int | None


def order_of_payment(
    budget: Budget, analysis: Analysis, safety_buffer: int, rules: Sequence[PriorityRule]
) -> OrderOfPayment:
    """The order for a budget; priority debts in the order of the rules, then of the budget."""
    essential = sum(line.monthly for line in lasting(budget.expenses) if line.essential)
    first = [
        PriorityDebt(debt.debt_ref, rule.reason, rule.served, debt.instalment_amount)
        for rule in rules
        for debt in budget.debts
        if next((each for each in rules if _fits(debt, each)), None) is rule
    ]
    served = [debt.debt_ref for debt in first if debt.served]
    start = analysis.months[0].month
    base, stressed = (
        affordable_level_payment(
            cumulative_free_cash(budget, rows, start, serving=served), safety_buffer
        )
        for rows in (analysis.months, analysis.stressed_months)
    )
    return OrderOfPayment(
        essential_monthly=essential,
        left_after_essentials=analysis.summary.monthly_income - essential,
        priority_debts=tuple(first),
        affordable_after_priority=base,
        stressed_affordable_after_priority=stressed,
    )


def _fits(debt: DebtLine, rule: PriorityRule) -> bool:
    return (
        debt.product_type in rule.product_types
        or debt.debt_status in rule.debt_statuses
        or (rule.guaranteed and bool(debt.guaranteed))
    )
