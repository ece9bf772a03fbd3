"""Plans that start low and rise once (先少后多): for months that are tight at first.

Up to the step the payment is what the first months carry, after it what all later months carry;
the number of instalments is the least with which that repays the debt. Amounts in fen.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.calc.level_payments import balances_of, monthly_rate
from app.calc.money import divide_half_even
from app.proposals.lender_value import Lender
from app.proposals.level_plans import rate_tables
from app.proposals.model import StepUpModel
from app.proposals.plan_flows import SteppedFlows
from app.proposals.shapes import Fen, Limits, Loan, Shape, least_from, level_frontiers


class _Starts(NamedTuple):
    """First months and steps, and the payments that all months carry then, whatever the loan.

    `low` until the step, which comes `after` so many; then `highs[k]` (a row for each start) if it
    is paid k + 1 times; 0 where not above `low`.
    """

    first: list[int]
    after: list[int]
    low: list[int]
    highs: Fen


def step_ups(
    loans: Sequence[Loan], limit: Fen, limits: Limits, model: StepUpModel, lender: Lender
) -> Iterator[Shape]:
    """For each loan and step the shortest plan that every month carries, earliest start first.

    Loans with money up front are left out.
    """
    owed = [loan for loan in loans if not loan.upfront]
    starts = _starts(limit, limits, model)
    if not owed or starts is None:
        return
    near, in_all = _near(owed, starts), least_from(limit, limits.months).tolist()
    is_near = np.any(near, axis=2).tolist()
    for row, (loan, of_loan) in enumerate(zip(owed, is_near, strict=True)):
        tried = [place for place, is_tried in enumerate(of_loan) if is_tried]
        for after in model.after_choices:
            found = (
                _shortest(loan, starts, place, near[row, place], lender)
                for place in tried
                if starts.after[place] == after
            )
            kept = (one for one in found if one is not None and _is_kept(one, in_all))
            yield from islice(kept, 1)


def _starts(limit: Fen, limits: Limits, model: StepUpModel) -> _Starts | None:
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
        return None
    first, after, low, later = np.array(found).T[..., np.newaxis]
    counts = np.arange(1, limits.longest + 1)
    months = np.minimum(first + after + counts - 1, len(limit) - 1)
    highs = np.minimum.accumulate((limit[months] - low * after) // counts, axis=1)
    highs = np.minimum(highs, low * model.most_times)
    if limits.max_payment is not None:
        highs = np.minimum(highs, limits.max_payment)
    highs -= highs % model.multiple
    highs[(highs <= low) | (counts > later)] = 0
    return _Starts(first.ravel().tolist(), after.ravel().tolist(), low.ravel().tolist(), highs)


def _near(loans: Sequence[Loan], starts: _Starts) -> NDArray[np.bool_]:
    """Where the payments may repay the loan, of shape (loans, starts, higher payments).

    What is left after the step is near enough in floats, for rounding moves below a fen each time.
    """
    rates, longest = tuple(loan.annual_rate_percent for loan in loans), starts.highs.shape[1]
    tables = rate_tables(rates, longest)
    growth, annuities = tables.step[:, np.newaxis], 1 / tables.share
    financed = np.array([[float(loan.financed)] for loan in loans])
    after = np.array(starts.after)
    grown = growth**after
    left = (financed - starts.low * annuities[:, after - 1]) * grown - grown * after
    reached = starts.highs * annuities[:, np.newaxis]
    reached += np.arange(2.0, longest + 2)
    near: NDArray[np.bool_] = (starts.highs > 0) & (reached >= left[..., np.newaxis])
    return near


def _shortest(
    loan: Loan, starts: _Starts, place: int, near: NDArray[np.bool_], lender: Lender
) -> Shape | None:
    """The plan with the fewest of the payments that are near, whether or not it can be kept."""
    rate, after = monthly_rate(loan.annual_rate_percent), starts.after[place]
    early = balances_of(loan.financed, starts.low[place], rate, after + 1)
    left = early.pop()
    if not 0 < left <= loan.financed:
        return None
    above, below = rate.as_integer_ratio()
    for more in near.nonzero()[0].tolist():
        high = int(starts.highs[place, more])
        late = balances_of(left, high, rate, more + 1)
        last = late[-1] + divide_half_even(late[-1] * above, below)
        if 0 < last <= high and late[-1] <= left:
            return _shape(loan, starts, place, (high, last), [*early, *late], lender)
    return None


def _shape(
    loan: Loan,
    starts: _Starts,
    place: int,
    rest: tuple[int, int],
    balances: Sequence[int],
    lender: Lender,
) -> Shape:
    """Payments of `low` at first, then `rest`: the higher ones, and the last."""
    first, after, low = starts.first[place], starts.after[place], starts.low[place]
    (high, last), count = rest, len(balances)
    paid = max(0, lender.assumptions.break_month - first)
    left = balances[paid] if paid < count else 0
    flows = SteppedFlows(first, after, low, high, last, count, left)
    return Shape(
        loan=loan,
        first_month=first,
        instalments=count,
        payment=max(high if count > after + 1 else low, last),
        term_months=count + max(0, first - 1),
        total_cost=flows.paid - loan.principal,
        lender_value=lender.plan(flows),
        flows=flows,
        step=(low, high, after + 1),
    )


def _is_kept(shape: Shape, in_all: Sequence[int]) -> bool:
    """Whether all that is paid is there at the end, and stays there."""
    paid = shape.total_cost + shape.loan.principal
    return in_all[shape.first_month + shape.instalments - 1] >= paid


def _whole(fen: int, multiple: int) -> int:
    return fen - fen % multiple
