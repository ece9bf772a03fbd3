"""Costs and gains as ranges: in order, exact, never better than a certain win."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.claims.cost_benefit import Span, Stakes, Weighing, months_of, weigh

ONE = Fraction(1)
HALF = Fraction(1, 2)


def stakes(
    low: int, high: int, fee: tuple[int, int] = (25_00, 50_00), own: int = 0, **payout: Fraction
) -> Stakes:
    shares = {"payout_low": HALF, "payout_high": ONE, **payout}
    return Stakes(Span(low, high), Span(*fee), own, **shares)


def test_six_thousand_yuan_that_never_arrived() -> None:
    found = weigh(stakes(6_000_00, 6_000_00, own=200_00))
    assert found == Weighing(
        gain=Span(3_000_00, 6_000_00),
        net_if_won=Span(2_800_00, 5_800_00),
        loss=Span(225_00, 250_00),
        break_even_best=4,  # 225 / 6025 = 3.7 %
        break_even_worst=9,  # 250 / 3050 = 8.2 %
    )


def test_where_a_win_brings_less_than_it_costs_nothing_pays() -> None:
    found = weigh(stakes(100_00, 900_00, own=300_00))
    assert found.net_if_won == Span(-250_00, 600_00)
    assert found.break_even_worst is None
    assert found.break_even_best == 36  # 325 / 925 = 35.1 %
    assert weigh(stakes(0, 0)).break_even_best is None


def test_without_costs_nothing_is_at_risk() -> None:
    free = weigh(stakes(100, 100, fee=(0, 0)))
    assert (free.loss, free.break_even_best, free.break_even_worst) == (Span(0, 0), 0, 0)


@pytest.mark.parametrize(
    "wrong",
    [
        stakes(2, 1),
        stakes(-1, 1),
        stakes(1, 1, fee=(2, 1)),
        stakes(1, 1, own=-1),
        stakes(1, 1, payout_low=ONE, payout_high=HALF),
        stakes(1, 1, payout_high=Fraction(2)),
    ],
)
def test_what_is_out_of_order_is_refused(wrong: Stakes) -> None:
    with pytest.raises(ValueError, match="low to high"):
        weigh(wrong)


def test_months_add_up() -> None:
    assert months_of(3, 12, Span(0, 12)) == Span(3, 24)


amounts = st.integers(0, 10**10)
pairs = st.tuples(amounts, amounts).map(sorted)
shares = st.tuples(*[st.fractions(0, 1, max_denominator=10_000)] * 2).map(sorted)


@st.composite
def any_stakes(draw: st.DrawFn) -> Stakes:
    payout = draw(shares)
    return Stakes(Span(*draw(pairs)), Span(*draw(pairs)), draw(amounts), payout[0], payout[1])


@given(any_stakes())
def test_ranges_are_in_order_and_losing_is_never_a_gain(given_stakes: Stakes) -> None:
    found = weigh(given_stakes)
    assert 0 <= found.gain.low <= found.gain.high <= given_stakes.disputed.high
    assert found.net_if_won.low <= found.net_if_won.high <= found.gain.high
    assert 0 <= found.loss.low <= found.loss.high


@given(any_stakes())
def test_at_the_break_even_it_pays_and_below_it_does_not(given_stakes: Stakes) -> None:
    found = weigh(given_stakes)
    own = given_stakes.own_costs
    for percent, gain, fee in (
        (found.break_even_best, found.gain.high, given_stakes.fee.low),
        (found.break_even_worst, found.gain.low, given_stakes.fee.high),
    ):
        if percent is None:
            assert gain <= own
            continue
        assert 0 <= percent <= 100

        def expected(chance: int, gain: int = gain, fee: int = fee) -> int:
            return chance * (gain - own) - (100 - chance) * (fee + own)

        assert expected(percent) >= 0
        if percent > 0:
            assert expected(percent - 1) < 0


@given(any_stakes(), amounts)
def test_more_costs_never_make_it_pay_sooner(given_stakes: Stakes, more: int) -> None:
    dearer = Stakes(
        given_stakes.disputed,
        given_stakes.fee,
        given_stakes.own_costs + more,
        given_stakes.payout_low,
        given_stakes.payout_high,
    )
    before, after = weigh(given_stakes), weigh(dearer)
    if after.break_even_best is not None:
        assert before.break_even_best is not None
        assert before.break_even_best <= after.break_even_best
