from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.schedules import LoanTerms, build_schedule
from app.proposals.flows import Outlook
from app.proposals.lender_value import lender_of
from app.proposals.model import scoring_model
from app.proposals.shapes import (
    Limits,
    Loan,
    kept_shapes,
    level_frontier,
    level_frontiers,
    undominated,
)
from app.proposals.terms import ProposalTerms

MERITS = st.lists(st.tuples(*[st.integers(-3, 3)] * 4), min_size=1, max_size=40)


def _beats(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a <= b for a, b in zip(one, other, strict=True))


@given(MERITS)
def test_none_that_stays_is_beaten_and_all_that_go_are(merits: list[tuple[int, ...]]) -> None:
    kept = undominated(merits)
    for place, other in enumerate(merits):
        beaten_by = [one for one in kept if one != place and _beats(merits[one], other)]
        assert bool(beaten_by) == (place not in kept)
    assert [merits[place] for place in kept] == sorted(merits[place] for place in kept)


def test_a_long_list_is_compared_in_parts() -> None:
    merits = [(place, 1200 - place, 0) for place in range(1200)]
    assert undominated([*merits, *merits, (5, 1195, 1)]) == list(range(1200))


def test_the_first_of_equals_stays() -> None:
    assert undominated([(2, 2), (1, 3), (2, 2), (2, 3)]) == [1, 0]


ASSUMED = scoring_model().lender
[ASK, *_] = scoring_model().offers.asks
LOAN = Loan(ASK, 0, 60_000, Decimal(12), 60_000, ProposalTerms(1, date(2027, 1, 10)))


def _outlook(free: list[int], buffer: int = 0) -> Outlook:
    cash = tuple(np.cumsum(free).tolist())
    return Outlook(0, cash, cash, cash, buffer)


def _kept_payments(
    loan: Loan, room: list[int], limits: Limits, first: int, count: int
) -> list[int] | None:
    """The payments of a plan that keeps within the room in every month looked at; or None."""
    terms = LoanTerms(loan.financed, loan.annual_rate_percent, count, date(2027, 1, 15))
    payments = [row.payment for row in build_schedule(terms).rows]
    by_month = [*[0] * first, *payments, *[0] * len(room)]
    by_month[0] += loan.upfront
    paid = np.cumsum(by_month).tolist()
    seen = max(limits.months, first + count)
    fits = all(gone <= free for gone, free in zip(paid[:seen], room[:seen], strict=True))
    small = limits.max_payment is None or max(payments) <= limits.max_payment
    return payments if fits and small and count + max(0, first - 1) <= limits.longest else None


@given(
    st.lists(st.integers(-2_000, 20_000), min_size=16, max_size=16),
    st.integers(1_000, 80_000),
    st.sampled_from([0, 1_500]),
    st.sampled_from([Decimal(0), Decimal(12)]),
    st.sampled_from([None, 10_000]),
    st.integers(1, 12),
)
@settings(max_examples=150)
def test_of_each_number_of_instalments_the_earliest_plan_that_is_kept_is_found(
    free: list[int],
    financed: int,
    upfront: int,
    rate: Decimal,
    most: int | None,
    longest: int,
) -> None:
    view = _outlook([free[0] + 2_000, *free[1:]], buffer=500)
    room = [cash - 500 for cash in view.base]
    loan = replace(LOAN, upfront=upfront, financed=financed, annual_rate_percent=rate)
    limits = Limits(longest, (0, 1, 3), most, 10)
    wanted = set()
    for count in range(1, longest + 1):
        tried = ((first, _kept_payments(loan, room, limits, first, count)) for first in (0, 1, 3))
        first, payments = next((one for one in tried if one[1]), (0, None))
        if payments is not None:
            cost = upfront + sum(payments) - loan.principal
            wanted.add((first, count, max(payments), count + max(0, first - 1), cost))
    found, irregular = kept_shapes([loan], view, limits, ASSUMED)
    assert irregular == []
    shapes = found.at(range(len(found.merits)))
    assert found.merits.tolist() == [list(one.merits) for one in shapes]
    assert [one.lender_value for one in shapes] == [
        lender_of(ASSUMED).plan(one.flows) for one in shapes if one.flows is not None
    ]
    assert {
        (one.first_month, one.instalments, one.payment, one.term_months, one.total_cost)
        for one in shapes
    } == wanted


@pytest.mark.parametrize(("most", "kept"), [(30_451, True), (30_450, False)])
def test_a_payment_just_as_large_as_the_caller_can_make_is_kept(most: int, *, kept: bool) -> None:
    found, _ = kept_shapes([LOAN], _outlook([40_000] * 4), Limits(2, (0,), most, 2), ASSUMED)
    assert found.merits[:, 0].tolist() == [30_451] * kept


def test_no_payment_is_kept_once_a_month_before_it_falls_short() -> None:
    assert level_frontier(np.array([100, -1, 900, 900]), 2, 2).tolist() == [-1, -1]
    assert level_frontier(np.array([-500, 900]), 0, 2).tolist() == [-1, -1]
    assert level_frontier(np.array([100, 0, 900, 900]), 2, 2).tolist() == [900, 450]
    assert level_frontier(np.array([100, 60, 900]) - 60, 2, 1).tolist() == [840]
    assert level_frontier(np.array([100, 59, 900]) - 60, 2, 1).tolist() == [-1]
    several = level_frontiers(np.array([10, -1, 30, 80]), [2, 0, 1], 2)
    assert several.tolist() == [[-1, -1], [10, -1], [-1, -1]]
    assert level_frontiers(np.array([0, 9, 30, 80]), [1, 0], 2).tolist() == [[9, 9], [0, 0]]
