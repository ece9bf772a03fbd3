from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.level_payments import level_loan, monthly_rate
from app.calc.schedules import LoanTerms, Row, build_schedule
from app.proposals.flows import Outlook
from app.proposals.lender_value import lender_of
from app.proposals.model import LenderAssumptions, scoring_model
from app.proposals.plan_flows import PlanFlows
from app.proposals.shapes import (
    Limits,
    Loan,
    Shape,
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


def _rows(loan: Loan, count: int) -> tuple[Row, ...]:
    terms = LoanTerms(loan.financed, loan.annual_rate_percent, count, date(2027, 1, 15))
    return build_schedule(terms).rows


def _worth(shape: Shape, assumed: LenderAssumptions) -> int:
    """To the lender, from the rows of its schedule month by month."""
    loan, first = shape.loan, shape.first_month
    rows = _rows(loan, shape.instalments)
    payments = [*[0] * first, *(row.payment for row in rows)]
    payments[0] += loan.upfront
    balances = [*[loan.financed] * first, *(row.balance for row in rows)]
    return lender_of(assumed).plan(PlanFlows(tuple(payments), tuple(balances)))


def _kept_payments(
    loan: Loan, room: list[int], limits: Limits, first: int, count: int
) -> list[int] | None:
    """The payments of a plan that keeps within the room in every month looked at; or None."""
    payments = [row.payment for row in _rows(loan, count)]
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
    st.sampled_from([1, 2, 3, 4, 12]),
)
@settings(max_examples=150)
def test_of_each_number_of_instalments_the_earliest_plan_that_is_kept_is_found(
    free: list[int],
    financed: int,
    upfront: int,
    rate: Decimal,
    most: int | None,
    longest: int,
    break_month: int,
) -> None:
    assumed = replace(ASSUMED, break_month=break_month)
    view = _outlook([free[0] + 2_000, *free[1:]], buffer=500)
    room = [cash - 500 for cash in view.base]
    loan = replace(LOAN, upfront=upfront, financed=financed, annual_rate_percent=rate)
    limits = Limits(longest, (3, 0, 1), most, 10)
    wanted = set()
    for count in range(1, longest + 1):
        tried = ((first, _kept_payments(loan, room, limits, first, count)) for first in (0, 1, 3))
        first, payments = next((one for one in tried if one[1]), (0, None))
        if payments is not None:
            cost = upfront + sum(payments) - loan.principal
            wanted.add((first, count, max(payments), count + max(0, first - 1), cost))
    found, irregular = kept_shapes([loan], view, limits, assumed)
    assert irregular == []
    shapes = found.at(range(len(found.merits)))
    assert found.merits.tolist() == [list(one.merits) for one in shapes]
    assert [one.lender_value for one in shapes] == [_worth(one, assumed) for one in shapes]
    assert {
        (one.first_month, one.instalments, one.payment, one.term_months, one.total_cost)
        for one in shapes
    } == wanted


@pytest.mark.parametrize(("most", "kept"), [(30_451, True), (30_450, False)])
def test_a_payment_just_as_large_as_the_caller_can_make_is_kept(most: int, *, kept: bool) -> None:
    found, _ = kept_shapes([LOAN], _outlook([40_000] * 4), Limits(2, (0,), most, 2), ASSUMED)
    assert found.merits[:, 0].tolist() == [30_451] * kept


RICH = _outlook([10**7] * 20)
NEVER = replace(LOAN, financed=10**9, principal=10**9)


def _counts(loans: list[Loan], view: Outlook, limits: Limits) -> list[tuple[int, int]]:
    """The places of the loans and the numbers of instalments that can be kept."""
    found, _ = kept_shapes(loans, view, limits, ASSUMED)
    return sorted(zip(found.of_loan.tolist(), found.flows.instalments.tolist(), strict=True))


@pytest.mark.parametrize("count", range(2, 13))
@pytest.mark.parametrize("less", [0, 1])
def test_among_loans_each_is_kept_that_the_limit_lets(count: int, less: int) -> None:
    """The limit is the payment of one of them, or a fen less."""
    loans = [NEVER, LOAN, replace(LOAN, financed=42_000), replace(LOAN, financed=61_003)]
    most = max(row.payment for row in _rows(LOAN, count)) - less
    wanted = [
        (place, number)
        for place, loan in enumerate(loans)
        for number in range(1, 13)
        if max(row.payment for row in _rows(loan, number)) <= most
    ]
    assert _counts(loans, RICH, Limits(12, (0,), most, 12)) == wanted
    assert _counts(loans[:1], RICH, Limits(12, (0,), most, 12)) == []


@pytest.mark.parametrize(("less", "counts"), [(0, [4, 5, 6]), (1, [5, 6])])
def test_what_takes_all_there_is_each_month_is_kept(less: int, counts: list[int]) -> None:
    """600.00 without interest in four times 150.00, of which just that comes in."""
    free = replace(LOAN, annual_rate_percent=Decimal(0))
    for view in (
        _outlook([15_000 - less, *[15_000] * 11]),
        _outlook([15_000, 15_000, 15_000, 15_000 - less, *[15_000] * 8]),
    ):
        assert [count for _, count in _counts([free], view, Limits(6, (0,), None, 6))] == counts


def test_loans_that_rounding_bends_are_named_and_the_others_kept() -> None:
    tiny = replace(LOAN, financed=7, principal=7)
    loans = [LOAN, tiny, replace(tiny, annual_rate_percent=Decimal(0))]
    found, irregular = kept_shapes(loans, RICH, Limits(12, (0,), None, 12), ASSUMED)
    bent = [
        (loan, count)
        for loan in loans
        for count in range(1, 13)
        if level_loan(loan.financed, monthly_rate(loan.annual_rate_percent), count) is None
    ]
    assert irregular == bent
    assert len(bent) + len(found.merits) == 36
    assert (0, 1) in _counts([tiny], RICH, Limits(12, (0,), None, 12))


def test_one_instalment_takes_what_is_owed_with_its_interest() -> None:
    """25 fen and half a fen of interest: 25, though a payment of 25.5 goes to 26."""
    dear = replace(LOAN, financed=25, principal=25, annual_rate_percent=Decimal(24))
    found, _ = kept_shapes([dear], RICH, Limits(1, (0,), None, 1), ASSUMED)
    assert found.merits[:, 0].tolist() == [25]


def test_a_plan_of_single_fen_waits_for_no_month_that_falls_short() -> None:
    small = replace(LOAN, financed=2, principal=2, annual_rate_percent=Decimal(0))
    short = _outlook([-1, *[5] * 6])
    assert _counts([small], short, Limits(2, (1,), None, 2)) == []
    assert _counts([small], _outlook([0, *[5] * 6]), Limits(2, (1,), None, 2)) == [(0, 1), (0, 2)]


@pytest.mark.parametrize("break_month", range(1, 9))
def test_a_break_before_during_and_after_a_plan_is_worth_what_its_months_are(
    break_month: int,
) -> None:
    assumed = replace(ASSUMED, break_month=break_month, redefault_share=Decimal("0.9"))
    loan = replace(LOAN, upfront=5_000, financed=6_000_000, principal=6_005_000)
    for first in (0, 1, 3):
        limits = Limits(5, (first,), None, 5)
        found, _ = kept_shapes([loan], RICH, limits, assumed)
        shapes = found.at(range(len(found.merits)))
        assert len(shapes) == 5 - max(0, first - 1)
        assert [one.lender_value for one in shapes] == [_worth(one, assumed) for one in shapes]


def test_no_payment_is_kept_once_a_month_before_it_falls_short() -> None:
    assert level_frontier(np.array([100, -1, 900, 900]), 2, 2).tolist() == [-1, -1]
    assert level_frontier(np.array([-500, 900]), 0, 2).tolist() == [-1, -1]
    assert level_frontier(np.array([100, 0, 900, 900]), 2, 2).tolist() == [900, 450]
    assert level_frontier(np.array([100, 60, 900]) - 60, 2, 1).tolist() == [840]
    assert level_frontier(np.array([100, 59, 900]) - 60, 2, 1).tolist() == [-1]
    several = level_frontiers(np.array([10, -1, 30, 80]), [2, 0, 1], 2)
    assert several.tolist() == [[-1, -1], [10, -1], [-1, -1]]
    assert level_frontiers(np.array([0, 9, 30, 80]), [1, 0], 2).tolist() == [[9, 9], [0, 0]]
