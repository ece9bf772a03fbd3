"""Plans of equal payments that can be kept, against trying each with the exact schedule."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.calc.level_payments import level_loan, monthly_rate
from app.calc.schedules import LoanTerms, Row, build_schedule
from app.proposals.kept_shapes import KeptShapes, kept_shapes
from app.proposals.lender_value import Lender, lender_of
from app.proposals.level_plans import Ints
from app.proposals.model import scoring_model
from app.proposals.plan_flows import PlanFlows
from app.proposals.shapes import Limits, Loan, Shape
from app.proposals.terms import ProposalTerms

LENDER = lender_of(scoring_model().lender)
[ASK, *_] = scoring_model().offers.asks
LOAN = Loan(ASK, 0, 60_000, Decimal(12), 60_000, ProposalTerms(1, date(2027, 1, 10)))


def _rows(loan: Loan, count: int) -> tuple[Row, ...]:
    terms = LoanTerms(loan.financed, loan.annual_rate_percent, count, date(2027, 1, 15))
    return build_schedule(terms).rows


def _payments(loan: Loan, count: int) -> list[int]:
    return [row.payment for row in _rows(loan, count)]


def _worth(shape: Shape, lender: Lender) -> int:
    """To the lender, from the rows of its schedule month by month."""
    loan, first = shape.loan, shape.first_month
    rows = _rows(loan, shape.instalments)
    payments = [*[0] * first, *(row.payment for row in rows)]
    payments[0] += loan.upfront
    balances = [*[loan.financed] * first, *(row.balance for row in rows)]
    return lender.plan(PlanFlows(tuple(payments), tuple(balances)))


def _kept_payments(
    loan: Loan, room: list[int], limits: Limits, first: int, count: int
) -> list[int] | None:
    """The payments of a plan that keeps within the room in every month looked at; or None."""
    payments = _payments(loan, count)
    by_month = [*[0] * first, *payments, *[0] * len(room)]
    by_month[0] += loan.upfront
    paid = np.cumsum(by_month).tolist()
    seen = max(limits.months, first + count)
    fits = all(gone <= free for gone, free in zip(paid[:seen], room[:seen], strict=True))
    small = limits.max_payment is None or max(payments) <= limits.max_payment
    return payments if fits and small and count + max(0, first - 1) <= limits.longest else None


def _at_each(found: KeptShapes) -> list[Shape]:
    """All of them to the fen, which must lie within the bounds."""
    shapes = [found.at(place) for place in range(len(found))]
    for place, shape in enumerate(shapes):
        assert (found.low[:, place] <= shape.merits).all()
        assert (found.high[:, place] >= shape.merits).all()
    return shapes


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
    lender = lender_of(replace(scoring_model().lender, break_month=break_month))
    room = [total + 1_500 for total in np.cumsum(free).tolist()]
    loan = replace(LOAN, upfront=upfront, financed=financed, annual_rate_percent=rate)
    limits = Limits(longest, (3, 0, 1), most, 10)
    wanted = set()
    for count in range(1, longest + 1):
        tried = ((first, _kept_payments(loan, room, limits, first, count)) for first in (0, 1, 3))
        first, payments = next((one for one in tried if one[1]), (0, None))
        if payments is not None:
            cost = upfront + sum(payments) - loan.principal
            wanted.add((first, count, max(payments), count + max(0, first - 1), cost))
    found, irregular = kept_shapes([loan], np.array(room), limits, lender)
    assert irregular == []
    shapes = _at_each(found)
    assert [one.lender_value for one in shapes] == [_worth(one, lender) for one in shapes]
    assert {
        (one.first_month, one.instalments, one.payment, one.term_months, one.total_cost)
        for one in shapes
    } == wanted


@given(
    st.lists(
        st.tuples(
            st.integers(1, 3_000) | st.integers(10_000, 200_000),
            st.sampled_from([0, 700]),
            st.sampled_from([Decimal(0), Decimal("9.12"), Decimal("18.25"), Decimal(400)]),
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 9_000),
    st.integers(1, 24),
)
@example([(37, 0, Decimal("18.25")), (52, 0, Decimal(0))], 900, 24)
@settings(max_examples=80)
def test_loans_do_not_disturb_each_other_and_keep_their_order(
    drawn: list[tuple[int, int, Decimal]], income: int, longest: int
) -> None:
    loans = [
        replace(LOAN, financed=fen, upfront=up, annual_rate_percent=rate, principal=fen + 5)
        for fen, up, rate in drawn
    ]
    room = np.arange(1, 40) * income
    limits = Limits(longest, (0, 2), None, 30)
    found, irregular = kept_shapes(loans, room, limits, LENDER)
    shapes, order = _at_each(found), {id(loan): place for place, loan in enumerate(loans)}
    places = [(one.first_month, order[id(one.loan)], one.instalments) for one in shapes]
    assert places == sorted(places)
    alone = [kept_shapes([loan], room, limits, LENDER) for loan in loans]
    assert irregular == [pair for _, pairs in alone for pair in pairs]
    each = [shape for one, _ in alone for shape in _at_each(one)]
    assert sorted(shapes, key=repr) == sorted(each, key=repr)


@pytest.mark.parametrize(("most", "kept"), [(30_451, True), (30_450, False)])
def test_a_payment_just_as_large_as_the_caller_can_make_is_kept(most: int, *, kept: bool) -> None:
    limit = np.arange(1, 5) * 40_000
    found, _ = kept_shapes([LOAN], limit, Limits(2, (0,), most, 2), LENDER)
    assert [shape.payment for shape in _at_each(found)] == [30_451] * kept


@pytest.mark.parametrize("rate", ["0", "6.00", "18.25", "35.99"])
@pytest.mark.parametrize("count", [1, 2, 7, 12])
def test_what_is_left_for_the_last_payment_decides_to_the_fen(rate: str, count: int) -> None:
    """Room for exactly what a plan takes keeps it, a fen less does not."""
    loan = replace(LOAN, annual_rate_percent=Decimal(rate), financed=61_237)
    total = sum(_payments(loan, count))
    for short in (0, 1):
        room = np.full(14, total - short)
        found, _ = kept_shapes([loan], room, Limits(count, (0,), None, 14), LENDER)
        last = [shape for shape in _at_each(found) if shape.instalments == count]
        assert [shape.total_cost for shape in last] == [total - loan.principal] * (not short)


@pytest.mark.parametrize("rate", ["0", "18.25"])
def test_the_largest_payment_of_a_plan_may_be_its_last(rate: str) -> None:
    """Rounding leaves a larger last payment: the caller's limit holds it to the fen, too."""
    loan = replace(LOAN, annual_rate_percent=Decimal(rate))
    for financed in range(50_000, 50_060):
        asked = replace(loan, financed=financed)
        most = max(_payments(asked, 24))
        for limit, kept in ((most, True), (most - 1, False)):
            room = np.arange(1, 40) * 9_000
            found, _ = kept_shapes([asked], room, Limits(24, (0,), limit, 24), LENDER)
            assert (24 in found.counts.tolist()) == kept


RICH = np.arange(1, 21) * 10**7
NEVER = replace(LOAN, financed=10**9, principal=10**9)


def _counts(loans: list[Loan], limit: Ints, limits: Limits) -> list[tuple[int, int]]:
    """The places of the loans and the numbers of instalments that can be kept."""
    found, _ = kept_shapes(loans, limit, limits, LENDER)
    return sorted(zip(found.rows.tolist(), found.counts.tolist(), strict=True))


@pytest.mark.parametrize("count", range(2, 13))
@pytest.mark.parametrize("less", [0, 1])
def test_among_loans_each_is_kept_that_the_limit_lets(count: int, less: int) -> None:
    """The limit is the payment of one of them, or a fen less."""
    loans = [NEVER, LOAN, replace(LOAN, financed=42_000), replace(LOAN, financed=61_003)]
    most = max(_payments(LOAN, count)) - less
    wanted = [
        (place, number)
        for place, loan in enumerate(loans)
        for number in range(1, 13)
        if max(_payments(loan, number)) <= most
    ]
    assert _counts(loans, RICH, Limits(12, (0,), most, 12)) == wanted
    assert _counts(loans[:1], RICH, Limits(12, (0,), most, 12)) == []


@pytest.mark.parametrize(("less", "counts"), [(0, [4, 5, 6]), (1, [5, 6])])
def test_what_takes_all_there_is_each_month_is_kept(less: int, counts: list[int]) -> None:
    """600.00 without interest in four times 150.00, of which just that comes in."""
    free = replace(LOAN, annual_rate_percent=Decimal(0))
    for months in ([15_000 - less, *[15_000] * 11], [*[15_000] * 3, 15_000 - less, *[15_000] * 8]):
        found = _counts([free], np.cumsum(months), Limits(6, (0,), None, 6))
        assert [count for _, count in found] == counts


def test_loans_that_rounding_bends_are_named_and_the_others_kept() -> None:
    tiny = replace(LOAN, financed=7, principal=7)
    loans = [LOAN, tiny, replace(tiny, annual_rate_percent=Decimal(0))]
    found, irregular = kept_shapes(loans, RICH, Limits(12, (0,), None, 12), LENDER)
    bent = [
        (loan, count)
        for loan in loans
        for count in range(1, 13)
        if level_loan(loan.financed, monthly_rate(loan.annual_rate_percent), count) is None
    ]
    assert irregular == bent
    assert len(bent) + len(found) == 36
    assert (0, 1) in _counts([tiny], RICH, Limits(12, (0,), None, 12))


def test_one_instalment_takes_what_is_owed_with_its_interest() -> None:
    """25 fen and half a fen of interest: 25, though a payment of 25.5 goes to 26."""
    dear = replace(LOAN, financed=25, principal=25, annual_rate_percent=Decimal(24))
    found, _ = kept_shapes([dear], RICH, Limits(1, (0,), None, 1), LENDER)
    assert [shape.payment for shape in _at_each(found)] == [25]
    assert _counts([dear], RICH, Limits(1, (0,), 25, 1)) == [(0, 1)]
    assert _counts([dear], RICH, Limits(1, (0,), 24, 1)) == []


def test_a_last_payment_larger_than_the_others_is_kept_up_to_the_limit_and_no_further() -> None:
    card = replace(LOAN, financed=4_965_000, annual_rate_percent=Decimal("18.25"))
    larger = 0
    for count in range(2, 61):
        payments = [row.payment for row in _rows(card, count)]
        larger += payments[-1] > payments[0]
        for most, kept in ((max(payments), True), (max(payments) - 1, False)):
            found = _counts([card], np.cumsum([10**7] * 70), Limits(60, (0,), most, 60))
            assert ((0, count) in found) == kept
    assert larger > 10


def test_a_plan_of_single_fen_waits_for_no_month_that_falls_short() -> None:
    small = replace(LOAN, financed=2, principal=2, annual_rate_percent=Decimal(0))
    limits = Limits(2, (1,), None, 2)
    assert _counts([small], np.cumsum([-1, *[5] * 6]), limits) == []
    assert _counts([small], np.cumsum([0, *[5] * 6]), limits) == [(0, 1), (0, 2)]
    single = replace(small, financed=1, principal=1)  # nothing, then a fen
    assert _counts([single], np.cumsum([-1, *[5] * 6]), limits) == []
    assert _counts([single], np.cumsum([0, *[5] * 6]), limits) == [(0, 1), (0, 2)]


@pytest.mark.parametrize("break_month", range(1, 9))
def test_a_break_before_during_and_after_a_plan_is_worth_what_its_months_are(
    break_month: int,
) -> None:
    assumed = scoring_model().lender
    lender = lender_of(replace(assumed, break_month=break_month, redefault_share=Decimal("0.9")))
    loan = replace(LOAN, upfront=5_000, financed=6_000_000, principal=6_005_000)
    for first in (0, 1, 3):
        found, _ = kept_shapes([loan], RICH, Limits(5, (first,), None, 5), lender)
        shapes = _at_each(found)
        assert len(shapes) == 5 - max(0, first - 1)
        assert [one.lender_value for one in shapes] == [_worth(one, lender) for one in shapes]
