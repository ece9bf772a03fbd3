"""A plan's payments laid beside the months of a budget: what is left after each.

Months count from 0, the first month looked at; amounts are fen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, chain, repeat
from operator import add, sub

from app.calc.periods import month_of
from app.cash_flow.budget_lines import Budget, DebtLine, Stress
from app.cash_flow.forecast import MonthSums, debt_service, month_sums
from app.proposals.lender_value import PlanFlows
from app.proposals.terms import Plan

COVERAGE_LIMIT = Fraction(999)
"""Coverage is shown up to this: beyond, nothing more is said by the figure."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """Cumulative cash that is free for one debt, the other debts' instalments taken off.

    `essential` leaves out what is not essential: what would be left if only that were paid.
    `sums` are the plain months behind it.
    """

    start_month: int
    base: tuple[int, ...]
    stressed: tuple[int, ...]
    essential: tuple[int, ...]
    buffer: int
    sums: tuple[MonthSums, ...] = ()

    def until(self, months: int) -> "Outlook":
        """The first months alone."""
        return Outlook(
            self.start_month,
            self.base[:months],
            self.stressed[:months],
            self.essential[:months],
            self.buffer,
            self.sums[:months],
        )


@dataclass(frozen=True, slots=True)
class Course:
    """How the balance runs in one scenario when the plan is paid.

    `coverage` is the least quotient of cumulative cash (less the buffer) and cumulative payments
    over the months in which something has been paid, 0 when a month without fails.
    """

    coverage: Fraction
    months_short: int
    lowest_balance: int
    lowest_month: int

    @property
    def is_kept(self) -> bool:
        """Whether every month stays at or above the buffer."""
        return self.months_short == 0


def outlook(
    budget: Budget,
    debt_ref: str,
    *,
    start_month: int,
    months: int,
    stress: Stress,
    buffer: int = 0,
) -> Outlook:
    """What is free for one debt over some months, plain, stressed, and for essentials only."""
    others = [debt for debt in budget.debts if debt.debt_ref != debt_ref]
    served = debt_service(others, start_month, months)
    plain = month_sums(budget, start_month, months)
    hard = month_sums(budget, start_month, months, stress)
    base, stressed = (_cumulative(budget.opening_balance, sums, served) for sums in (plain, hard))
    spared = accumulate(one.fixed + one.flexible - one.essential for one in plain)
    essential = tuple(map(add, base, spared))
    return Outlook(start_month, base, stressed, essential, buffer, tuple(plain))


def _cumulative(opening: int, sums: Sequence[MonthSums], served: Sequence[int]) -> tuple[int, ...]:
    """What is there by the end of each month, these debts served."""
    free = [one.free_cash for one in sums]
    return tuple(accumulate(map(sub, free, served), initial=opening))[1:]


def monthly_payments(plan: Plan, start_month: int) -> tuple[int, ...]:
    """What the plan takes in each month from the first on; what lies before counts in the first."""
    payments = [plan.upfront]
    for row in plan.schedule.rows:
        due = row.due_date
        month = due.year * 12 + due.month - 1 - start_month
        if month >= len(payments):
            payments += [0] * (month + 1 - len(payments))
        payments[max(0, month)] += row.payment
    return tuple(payments)


def course(cumulative: Sequence[int], payments: Sequence[int], buffer: int) -> Course:
    """Run the payments against cumulative free cash, over all months of `cumulative`."""
    paid, short = 0, 0
    above, below = COVERAGE_LIMIT.as_integer_ratio()
    lowest, lowest_month = cumulative[0] - payments[0], 0
    both = zip(cumulative, chain(payments, repeat(0)), strict=False)
    for month, (cash, payment) in enumerate(both):
        paid += payment
        spare = cash - buffer
        if cash - paid < lowest:
            lowest, lowest_month = cash - paid, month
        short += spare < paid
        if spare < 0:
            above, below = 0, 1
        elif paid and spare * below < above * paid:
            above, below = spare, paid
    return Course(Fraction(above, below), short, lowest, lowest_month)


def months_needed(plan: Plan, start_month: int, months: int) -> int:
    """How many months a plan must be looked at: those asked for, and all of its own."""
    rows = plan.schedule.rows
    last = max(0, month_of(rows[-1].due_date) - start_month) if rows else 0
    return max(months, last + 1)


def is_kept(payments: Sequence[int], view: Outlook, months: int) -> bool:
    """Whether payments are kept in every month, stressed and plain, over at least some months."""
    seen = max(months, len(payments))
    return all(covers(cash[:seen], payments, view.buffer) for cash in (view.stressed, view.base))


def covers(cumulative: Sequence[int], payments: Sequence[int], buffer: int) -> bool:
    """Whether cumulative cash less the buffer covers what was paid, in every month of it."""
    paid = buffer
    for cash, payment in zip(cumulative, chain(payments, repeat(0)), strict=False):
        paid += payment
        if cash < paid:
            return False
    return True


def lender_flows(
    plan: Plan, start_month: int, payments: tuple[int, ...] | None = None
) -> PlanFlows:
    """The plan's payments per month, if they are not known yet, and what is left after each."""
    payments = payments or monthly_payments(plan, start_month)
    repaid = [0] * len(payments)
    for row in plan.schedule.rows:
        due = row.due_date
        month = due.year * 12 + due.month - 1 - start_month
        repaid[max(0, month)] += row.principal + row.fee
    return PlanFlows(payments, tuple(plan.financed - gone for gone in accumulate(repaid)))


def contract_payments(debt: DebtLine, start_month: int, months: int) -> tuple[int, ...] | None:
    """The contracted instalments of the first months; None when they are unknown."""
    if debt.instalment_amount is None or debt.remaining_instalments is None:
        return None
    first = max(month_of(debt.next_due_date), start_month) if debt.next_due_date else start_month
    wait = min(first - start_month, months)
    return (*[0] * wait, *[debt.instalment_amount] * debt.remaining_instalments)[:months]
