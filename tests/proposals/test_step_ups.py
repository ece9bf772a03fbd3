"""Plans that rise once, against trying every number of instalments with plain integers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.proposals.lender_value import lender_of
from app.proposals.model import StepUpModel, scoring_model
from app.proposals.plan_flows import PlanFlows
from app.proposals.shapes import Limits, Loan, Shape
from app.proposals.step_ups import step_ups
from app.proposals.terms import ProposalTerms

LENDER = lender_of(scoring_model().lender)
[ASK, *_] = scoring_model().offers.asks
LOAN = Loan(ASK, 0, 100_000, Decimal("12.00"), 100_000, ProposalTerms(1, date(2027, 1, 10)))
RISING = StepUpModel((3,), 100, 3)


def _simulated(balance: int, payments: list[int], rate: Fraction) -> list[tuple[int, int]] | None:
    """Interest and balance after each payment; None where one repays nothing or too much."""
    rows = []
    for payment in payments:
        interest = round(balance * rate)
        if not 0 <= payment - interest < balance:
            return None
        balance -= payment - interest
        rows.append((interest, balance))
    return rows


def _whole(fen: int, multiple: int) -> int:
    return fen // multiple * multiple


def _wanted(
    loan: Loan, room: list[int], limits: Limits, model: StepUpModel, first: int, after: int
) -> tuple[int, tuple[int, int, int], list[int], list[int]] | None:
    """First month, step, payments and balances of the shortest plan that begins then; or None."""
    longest = limits.longest - max(0, first - 1)
    if after >= longest or min(room[:first], default=0) < 0:
        return None
    low = min(room[first + number - 1] // number for number in range(1, after + 1))
    low = _whole(max(low, 0), model.multiple)
    rate = Fraction(loan.annual_rate_percent) / 1200
    early = _simulated(loan.financed, [low] * after, rate) if low else None
    if early is None:
        return None
    for more in range(1, longest - after + 1):
        later = room[first + after : first + after + more]
        high = min((free - low * after) // number for number, free in enumerate(later, 1))
        high = _whole(min(high, low * model.most_times, limits.max_payment or high), model.multiple)
        late = _simulated(early[-1][1], [high] * (more - 1), rate) if high > low else None
        left = late[-1][1] if late else early[-1][1]
        last = left + round(left * rate)
        if late is None or last > high:
            continue
        payments = [low] * after + [high] * (more - 1) + [last]
        end = first + len(payments)
        if min(room[end - 1 : max(limits.months, end)]) < sum(payments):
            return None
        balances = [loan.financed] * first + [balance for _, balance in (*early, *late)] + [0]
        return first, (low, high, after + 1), payments, balances
    return None


def _tells(shape: Shape) -> tuple[object, ...]:
    return (
        shape.first_month,
        shape.step,
        shape.instalments,
        shape.payment,
        shape.term_months,
        shape.total_cost,
        shape.lender_value,
    )


@given(
    st.integers(0, 3_000),
    st.lists(st.integers(-4_000, 30_000), min_size=30, max_size=30),
    st.integers(5_000, 300_000),
    st.sampled_from([Decimal(0), Decimal("6.00"), Decimal("18.25")]),
    st.sampled_from([None, 9_000, 20_000]),
    st.sampled_from([1, 100, 1_000]),
    st.sampled_from([3, 1_000]),
    st.integers(2, 18),
    st.sampled_from([1, 24]),
    st.sampled_from([1, 3, 12]),
)
@settings(max_examples=200)
def test_equals_trying_every_number_of_instalments(
    opening: int,
    free: list[int],
    financed: int,
    rate: Decimal,
    most: int | None,
    multiple: int,
    times: int,
    longest: int,
    months: int,
    break_month: int,
) -> None:
    lender = lender_of(replace(scoring_model().lender, break_month=break_month))
    room = [opening - 1_000 + total for total in np.cumsum(free).tolist()]
    loan = replace(LOAN, financed=financed, annual_rate_percent=rate, principal=financed - 7)
    limits = Limits(longest, (3, 0, 1), most, months)
    model = StepUpModel((1, 3), multiple, times)
    wanted = []
    for after in model.after_choices:
        tried = (_wanted(loan, room, limits, model, first, after) for first in (0, 1, 3))
        first, step, payments, balances = next((one for one in tried if one), (0, None, [], []))
        if step is not None:
            value = lender.plan(PlanFlows((*[0] * first, *payments), tuple(balances)))
            term = len(payments) + max(0, first - 1)
            cost = sum(payments) - loan.principal
            wanted.append((first, step, len(payments), max(payments), term, cost, value))
    found = list(step_ups([loan], np.array(room), limits, model, lender))
    assert [_tells(shape) for shape in found] == wanted


def test_tight_months_are_followed_by_wider_ones() -> None:
    """Three months carry 50.00, later ones 150.00: three times as much, and no more."""
    room = np.cumsum([5_000] * 3 + [40_000] * 40)
    [shape] = step_ups([LOAN], room, Limits(24, (0,), None, 24), RISING, LENDER)
    assert shape.step == (5_000, 15_000, 4)
    assert (shape.first_month, shape.payment, shape.instalments) == (0, 15_000, 10)


def test_a_plan_that_takes_all_there_is_in_the_end_is_kept() -> None:
    """300.00 in all: 50.00 three times and 150.00 once, of which nothing is left over."""
    room = np.array([5_000, 10_000, 15_000, *[30_000] * 20])
    free = replace(LOAN, financed=30_000, annual_rate_percent=Decimal(0), principal=30_000)
    [shape] = step_ups([free], room, Limits(12, (0,), None, 24), RISING, LENDER)
    assert (shape.step, shape.instalments) == ((5_000, 15_000, 4), 4)


def test_two_higher_payments_that_just_repay_the_rest_are_found() -> None:
    """450.00 without interest: 50.00 three times, and 150.00 twice."""
    room = np.cumsum([5_000] * 3 + [40_000] * 20)
    free = replace(LOAN, financed=45_000, annual_rate_percent=Decimal(0), principal=45_000)
    [shape] = step_ups([free], room, Limits(12, (0,), None, 24), RISING, LENDER)
    assert (shape.step, shape.instalments) == ((5_000, 15_000, 4), 5)
    assert (shape.payment, shape.total_cost) == (15_000, 0)


def test_a_fen_too_much_for_two_payments_is_carried_by_what_more_months_carry() -> None:
    """450.01: after two payments of 150.00 a fen is left, and six months carry 100.00 at most."""
    room = np.array([5_000, 10_000, 15_000, 30_000, 45_000, 45_001, *[90_000] * 20])
    free = replace(LOAN, financed=45_001, annual_rate_percent=Decimal(0), principal=45_001)
    [shape] = step_ups([free], room, Limits(12, (0,), None, 24), RISING, LENDER)
    assert (shape.step, shape.instalments) == ((5_000, 10_000, 4), 7)


def test_a_single_fen_is_a_payment_to_begin_with() -> None:
    room = np.array([1, 2, 3, *[100] * 20])
    free = replace(LOAN, financed=6, annual_rate_percent=Decimal(0), principal=6)
    [shape] = step_ups([free], room, Limits(12, (0,), None, 24), StepUpModel((3,), 1, 3), LENDER)
    assert (shape.step, shape.instalments) == ((1, 3, 4), 4)


def test_a_loan_with_money_up_front_is_left_out() -> None:
    room = np.cumsum([5_000] * 3 + [40_000] * 40)
    paid = replace(LOAN, upfront=1_000, financed=99_000)
    assert list(step_ups([paid], room, Limits(24, (0,), None, 24), RISING, LENDER)) == []


def test_a_fen_too_much_for_all_the_payments_there_may_be_is_no_plan() -> None:
    room = np.cumsum([5_000] * 3 + [40_000] * 20)
    free = replace(LOAN, financed=45_001, annual_rate_percent=Decimal(0), principal=45_001)
    assert list(step_ups([free], room, Limits(5, (0,), None, 24), RISING, LENDER)) == []


def _offered(room: list[int], financed: int, limits: Limits, rate: int = 0) -> list[object]:
    loan = replace(LOAN, financed=financed, annual_rate_percent=Decimal(rate), principal=financed)
    found = step_ups([loan], np.array(room), limits, RISING, LENDER)
    return [(one.first_month, one.step, one.instalments, one.payment) for one in found]


WIDER = [5_000, 10_000, 15_000, *(15_000 + 15_000 * more for more in range(1, 12))]
"""Three months of 50.00, and 150.00 in each later one."""


def test_many_higher_payments_that_just_repay_the_rest_are_found() -> None:
    for more in range(1, 9):
        for longest in (3 + more, 12):
            found = _offered(WIDER, 15_000 + 15_000 * more, Limits(longest, (0,), None, 1))
            assert found == [(0, (5_000, 15_000, 4), 3 + more, 15_000)]


@pytest.mark.parametrize("first", [0, 1])
def test_the_last_instalment_allowed_in_the_last_month_looked_at_is_used(first: int) -> None:
    """Three low payments and one high: four in all, and the room ends with the fourth."""
    room = [0] * first + WIDER[:4]
    found = _offered(room, 30_000, Limits(4, (first,), None, 1))
    assert found == [(first, (5_000, 15_000, 4), 4, 15_000)]
    assert _offered(room, 30_000, Limits(3, (first,), None, 1)) == []
    assert _offered([0] * 2 + WIDER[:4], 30_000, Limits(5, (2,), None, 1)) == [
        (2, (5_000, 15_000, 4), 4, 15_000)
    ]
    assert _offered([0] * 2 + WIDER[:4], 30_000, Limits(4, (2,), None, 1)) == []
    assert _offered([0] * 2 + WIDER, 45_000, Limits(5, (2,), None, 1)) == []


def test_what_is_left_is_never_paid_with_less_than_before() -> None:
    """150.01 with months that carry no more than 50.00: a fen is left, and that is no step up."""
    level = [5_000 * month for month in range(1, 20)]
    assert _offered(level, 15_001, Limits(12, (0,), None, 1)) == []


def test_the_last_payment_with_its_interest_is_no_larger_than_the_others() -> None:
    """At 1 % a month, from where the last is within what is carried to where it is a fen more."""
    limits, seen = Limits(12, (0,), None, 1), set()
    for financed in range(43_300, 43_480):
        rows = _simulated(financed, [5_000] * 3, Fraction(1, 100))
        assert rows is not None
        left = rows[-1][1]
        left += round(Fraction(left, 100)) - 15_000
        last = left + round(Fraction(left, 100))
        seen.add(last <= 15_000)
        found = _offered(WIDER, financed, limits, 12)
        assert (found == [(0, (5_000, 15_000, 4), 5, 15_000)]) == (last <= 15_000)
    assert seen == {True, False}


def test_every_month_after_the_last_payment_must_carry_it_too() -> None:
    """300.00 in four months; a month later less than that is there."""
    for after, kept in (
        ([30_000, 30_000], True),
        ([30_000, 29_999], False),
        ([29_999, 30_000], False),
    ):
        room = [5_000, 10_000, 15_000, 30_000, *after, *[60_000] * 12]
        for months, wanted in ((6, kept), (4, True)):
            found = _offered(room, 30_000, Limits(4, (0,), None, months))
            assert bool(found) == wanted
