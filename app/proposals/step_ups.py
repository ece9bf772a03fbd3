"""Plans that start low and rise once (先少后多): for months that are tight at first.

Up to the step the payment is what the first months carry, after it what all later months carry;
the number of instalments is the least with which that repays the debt. Amounts in fen.
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.calc.level_payments import amortised
from app.proposals.lender_value import Lender
from app.proposals.model import StepUpModel
from app.proposals.plan_flows import SteppedFlows
from app.proposals.shapes import Fen, Limits, Loan, Shape, level_frontiers

_DIVISOR = 12 * 100
Rows = list[tuple[int, int, int]]
"""Principal, interest and balance of each instalment."""


class _Start(NamedTuple):
    """A first month and a step, and the payments that all months carry then, whatever the loan.

    `low` until the step, then `highs[k]` if it is paid k + 1 times; 0 where not above `low`.
    """

    first: int
    after: int
    low: int
    highs: Fen


def step_ups(
    loans: Sequence[Loan], limit: Fen, limits: Limits, model: StepUpModel, lender: Lender
) -> Iterator[Shape]:
    """For each loan and step the shortest plan that every month carries, earliest start first.

    Loans with money up front are left out.
    """
    owed = [loan for loan in loans if not loan.upfront]
    starts = _starts(limit, limits, model)
    if not owed or not starts:
        return
    near = _near(owed, starts)
    for loan, of_loan in zip(owed, near, strict=True):
        tried = [(starts[place], of_loan[place]) for place in np.flatnonzero(of_loan.any(axis=1))]
        for after in model.after_choices:
            found = (
                _shortest(loan, limit, start, np.flatnonzero(places).tolist(), limits, lender)
                for start, places in tried
                if start.after == after
            )
            earliest = next((one for one in found if one is not None), None)
            if earliest is not None:
                yield earliest


def _starts(limit: Fen, limits: Limits, model: StepUpModel) -> list[_Start]:
    """Every first month and step that leave something to pay, in the order of the months."""
    deepest = min(limits.longest, max(model.after_choices, default=1))
    firsts = sorted(limits.first_months)
    early = level_frontiers(limit, firsts, deepest).tolist()
    found = [
        (first, after, low, limits.longest - max(0, first - 1) - after)
        for first, carried in zip(firsts, early, strict=True)
        for after in model.after_choices
        if after < limits.longest - max(0, first - 1)
        and (low := _whole(carried[after - 1], model.multiple)) > 0
    ]
    if not found:
        return []
    first, after, low, later = np.array(found).T[..., np.newaxis]
    counts = np.arange(1, limits.longest + 1)
    months = np.minimum(first + after + counts - 1, len(limit) - 1)
    highs = np.minimum.accumulate((limit[months] - low * after) // counts, axis=1)
    highs = np.minimum(highs, low * model.most_times)
    if limits.max_payment is not None:
        highs = np.minimum(highs, limits.max_payment)
    highs -= highs % model.multiple
    highs[(highs <= low) | (counts > later)] = 0
    return [_Start(*start[:3], of_start) for start, of_start in zip(found, highs, strict=True)]


def _near(loans: Sequence[Loan], starts: Sequence[_Start]) -> NDArray[np.bool_]:
    """Where the payments may repay the loan, of shape (loans, starts, higher payments).

    What is left after the step is near enough in floats, for rounding moves below a fen each time.
    """
    financed = np.array([[loan.financed] for loan in loans], dtype=np.float64)
    rates = [Fraction(loan.annual_rate_percent) / _DIVISOR for loan in loans]
    growth = 1 + np.array([[float(rate)] for rate in rates])
    longest = len(starts[0].highs)
    annuities = np.array([_annuities(longest, rate) for rate in rates])
    after = np.array([start.after for start in starts])
    low = np.array([start.low for start in starts])
    highs = np.array([start.highs for start in starts])
    left = (financed - low * annuities[:, after - 1]) * growth**after
    spare = growth**after * after + np.arange(2, longest + 2)[:, np.newaxis, np.newaxis]
    reached = highs * annuities[:, np.newaxis] + spare.transpose(1, 2, 0)
    near: NDArray[np.bool_] = (highs > 0) & (reached >= left[..., np.newaxis])
    return near


def _shortest(
    loan: Loan, limit: Fen, start: _Start, near: Sequence[int], limits: Limits, lender: Lender
) -> Shape | None:
    """The plan with the fewest of the payments that are near, if all months carry it."""
    rate = Fraction(loan.annual_rate_percent) / _DIVISOR
    early = amortised(loan.financed, start.low, [rate.numerator] * start.after, rate.denominator)
    if len(early) < start.after:
        return None
    for place in near:
        high = int(start.highs[place])
        late = _repaid(early[-1][2], high, place + 1, rate)
        if late is not None:
            shape = _shape(loan, start, high, [*early, *late], lender)
            paid = shape.total_cost + loan.principal
            end = start.first + shape.instalments
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


def _shape(loan: Loan, start: _Start, high: int, rows: Rows, lender: Lender) -> Shape:
    first, after, more = start.first, start.after, len(rows) - start.after
    last = rows[-1][0] + rows[-1][1]
    paid = max(0, lender.assumptions.break_month - first)
    left = loan.financed if not paid else rows[min(paid, len(rows)) - 1][2]
    flows = SteppedFlows(first, after, start.low, high, last, len(rows), left)
    return Shape(
        loan=loan,
        first_month=first,
        instalments=len(rows),
        payment=max(high if more > 1 else start.low, last),
        term_months=len(rows) + max(0, first - 1),
        total_cost=start.low * after + high * (more - 1) + last - loan.principal,
        lender_value=lender.plan(flows),
        flows=flows,
        step=(start.low, high, after + 1),
    )


def _whole(fen: int, multiple: int) -> int:
    return fen - fen % multiple
