"""Plans that start low and rise once (先少后多): for months that are tight at first.

Up to the step the payment is what the first months carry, after it what all later months carry;
the number of instalments is the least with which that repays the debt. Amounts in fen.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.calc.level_payments import amortised
from app.proposals.lender_value import Lender, PlanFlows
from app.proposals.model import StepUpModel
from app.proposals.shapes import Fen, Limits, Loan, Shape, level_frontier

_DIVISOR = 12 * 100
Rows = list[tuple[int, int, int]]
"""Principal, interest and balance of each instalment."""


@dataclass(frozen=True, slots=True)
class _Carried:
    """What months carry from a first one on, whatever the loan: `low` until the step, then `highs`.

    `highs[k]` is what all of the k + 1 months after the step carry; each is above `low`.
    """

    first: int
    low: int
    highs: Fen


def step_ups(
    loans: Sequence[Loan], limit: Fen, limits: Limits, model: StepUpModel, lender: Lender
) -> Iterator[Shape]:
    """For each loan and step the shortest plan that every month carries, earliest start first.

    Loans with money up front are left out.
    """
    from_then_on = {
        after: [
            carried
            for first in sorted(limits.first_months)
            if (carried := _carried(limit, first, after, limits, model)) is not None
        ]
        for after in model.after_choices
    }
    for loan in loans:
        for after in model.after_choices if not loan.upfront else ():
            found = (
                _shortest(loan, limit, carried, after, limits, lender)
                for carried in from_then_on[after]
            )
            earliest = next((one for one in found if one is not None), None)
            if earliest is not None:
                yield earliest


def _carried(
    limit: Fen, first: int, after: int, limits: Limits, model: StepUpModel
) -> _Carried | None:
    longest = limits.longest - max(0, first - 1)
    if after >= longest:
        return None
    low = _whole(int(level_frontier(limit, first, after)[-1]), model.multiple)
    if low <= 0:
        return None
    later = limit[first + after : first + longest] - low * after
    highs = np.minimum.accumulate(later // np.arange(1, len(later) + 1))
    highs = np.minimum(highs, low * model.most_times)
    if limits.max_payment is not None:
        highs = np.minimum(highs, limits.max_payment)
    highs -= highs % model.multiple
    return _Carried(first, low, highs[highs > low])


def _shortest(
    loan: Loan, limit: Fen, carried: _Carried, after: int, limits: Limits, lender: Lender
) -> Shape | None:
    first, low, highs = carried.first, carried.low, carried.highs
    rate = Fraction(loan.annual_rate_percent) / _DIVISOR
    early = amortised(loan.financed, low, [rate.numerator] * after, rate.denominator)
    if len(early) < after:
        return None
    left, counts = early[-1][2], np.arange(1, len(highs) + 1)
    near = highs * _annuities(limits.longest, rate)[: len(highs)] + counts + 1 >= left
    for place in np.flatnonzero(near).tolist():  # others are far: rounding moves below a fen each
        high, more = int(highs[place]), place + 1
        late = _repaid(left, high, more, rate)
        if late is not None:
            shape = _shape(loan, first, (low, high, after + 1), [*early, *late], lender)
            paid = shape.total_cost + loan.principal
            end = first + shape.instalments
            kept = (limit[end - 1 : max(limits.months, end)] >= paid).all()
            return shape if kept else None
    return None


@lru_cache(maxsize=256)
def _annuities(longest: int, rate: Fraction) -> NDArray[np.float64]:
    """What a payment of one, made 1 to `longest` times, repays; near enough to leave out most."""
    counts = np.arange(1.0, longest + 1)
    return -np.expm1(-counts * math.log1p(rate)) / float(rate) if rate else counts


def _repaid(left: int, high: int, more: int, rate: Fraction) -> Rows | None:
    """So many payments that repay what is left, the last no larger than the others; or None."""
    rows = amortised(left, high, [rate.numerator] * (more - 1), rate.denominator)
    balance = rows[-1][2] if rows else left
    interest = round(balance * rate)
    if len(rows) < more - 1 or balance + interest > high:
        return None
    return [*rows, (balance, interest, 0)]


def _shape(loan: Loan, first: int, step: tuple[int, int, int], rows: Rows, lender: Lender) -> Shape:
    payments = [principal + interest for principal, interest, _balance in rows]
    balances = [loan.financed] * first + [balance for _principal, _interest, balance in rows]
    flows = PlanFlows((*[0] * first, *payments), tuple(balances))
    return Shape(
        loan=loan,
        first_month=first,
        instalments=len(rows),
        payment=max(payments),
        term_months=len(rows) + max(0, first - 1),
        total_cost=sum(payments) - loan.principal,
        lender_value=lender.plan(flows),
        step=step,
    )


def _whole(fen: int, multiple: int) -> int:
    return fen - fen % multiple
