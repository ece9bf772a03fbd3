"""A plan's payments laid beside the months of a budget: what is left after each.

Months count from 0, the first month looked at; amounts are fen.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, chain, repeat
from operator import add, sub, truediv

from app.calc.periods import month_of
from app.cash_flow.budget_lines import Budget, DebtLine, Stress
from app.cash_flow.forecast import MonthSums, debt_service, month_sums
from app.proposals.plan_flows import PlanFlows, Run
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
        if months >= len(self.base):
            return self
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
    wait, each = plan.first_month - start_month, plan.payments
    if wait > 0 and each:
        return (plan.upfront, *(0,) * (wait - 1), *each)
    return (plan.upfront + sum(each[: 1 - wait]), *each[1 - wait :])


def course(cumulative: Sequence[int], payments: Sequence[int], buffer: int) -> Course:
    """Run the payments against cumulative free cash, over all months of `cumulative`."""
    return course_of(cumulative, paid_by(payments, len(cumulative)), buffer)


def paid_by(payments: Sequence[int], months: int) -> list[int]:
    """What has been paid by the end of each month."""
    paid = list(accumulate(payments[:months]))
    return paid + paid[-1:] * (months - len(paid))


def course_of(cumulative: Sequence[int], paid: Sequence[int], buffer: int) -> Course:
    """The course when so much has been paid by the end of each month."""
    left = list(map(sub, cumulative, paid))
    lowest = min(left)
    short = sum(map(buffer.__gt__, left)) if lowest < buffer else 0
    return Course(_least_coverage(cumulative, paid, buffer), short, lowest, left.index(lowest))


def _least_coverage(cumulative: Sequence[int], paid: Sequence[int], buffer: int) -> Fraction:
    """The exact one: rounding turns no order round, so it is among the least in floats."""
    if min(cumulative) < buffer:
        return Fraction(0)
    begins = bisect_right(paid, 0)
    spare, gone = [cash - buffer for cash in cumulative[begins:]], paid[begins:]
    quotients = list(map(truediv, spare, gone))
    least = min(quotients, default=0.0)
    places = [place for place, quotient in enumerate(quotients) if quotient == least]
    return min([COVERAGE_LIMIT, *(Fraction(spare[place], gone[place]) for place in places)])


def months_needed(plan: Plan, start_month: int, months: int) -> int:
    """How many months a plan must be looked at: those asked for, and all of its own."""
    own = plan.first_month + len(plan.payments) - start_month if plan.payments else 1
    return max(months, own, 1)


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
    wait, left = plan.first_month - start_month, plan.left or (plan.financed,)
    if wait < 0 or not plan.left:
        return PlanFlows(payments, left[min(max(0, -wait), len(left) - 1) :])
    return PlanFlows(payments, (*(plan.financed,) * wait, *left), _runs(plan, wait))


def _runs(plan: Plan, wait: int) -> tuple[Run, ...]:
    """The payments of a level plan put briefly; nothing for others."""
    if not plan.is_level:
        return ()
    count, level, last = len(plan.payments), plan.payments[0], plan.payments[-1]
    return (0, 1, plan.upfront), (wait, count - 1, level), (wait + count - 1, 1, last)


def contract_payments(debt: DebtLine, start_month: int, months: int) -> tuple[int, ...] | None:
    """The contracted instalments of the first months; None when they are unknown."""
    if debt.instalment_amount is None or debt.remaining_instalments is None:
        return None
    first = max(month_of(debt.next_due_date), start_month) if debt.next_due_date else start_month
    wait = min(first - start_month, months)
    return (*[0] * wait, *[debt.instalment_amount] * debt.remaining_instalments)[:months]
