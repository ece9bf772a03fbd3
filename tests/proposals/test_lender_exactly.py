"""The lender's value against its formula, month by month in exact fractions."""

from dataclasses import replace
from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.proposals.lender_value import ONE, Lender, lender_of, ratio_of
from app.proposals.model import LenderAssumptions, Route, scoring_model
from app.proposals.plan_flows import LevelFlows, PlanFlows

ROUTES = st.lists(
    st.builds(
        Route,
        code=st.just("route"),
        probability=st.sampled_from([Decimal(1), Decimal("0.55"), Decimal("0.30")]),
        recovery=st.sampled_from([Decimal(1), Decimal("0.50"), Decimal("0.125")]),
        months=st.sampled_from([0, 3, 18]),
        cost=st.sampled_from([0, 1, 30_000]),
    ),
    max_size=3,
).map(tuple)
ASSUMED = st.builds(
    LenderAssumptions,
    discount_rate_percent=st.just(Decimal(0)),
    redefault_share=st.sampled_from([Decimal(0), Decimal("0.5"), Decimal("0.30"), Decimal(1)]),
    break_month=st.integers(1, 14),
    routes=ROUTES,
)
LEVEL = st.builds(
    LevelFlows,
    upfront=st.sampled_from([0, 1, 20_000]),
    first=st.integers(0, 3),
    level=st.integers(1, 60_000),
    last=st.integers(1, 60_000),
    instalments=st.integers(1, 12),
    left_at_break=st.integers(0, 400_000),
)
HALF = LenderAssumptions(Decimal(0), Decimal("0.5"), 1, ())


def by_month(flows: LevelFlows) -> list[int]:
    payments = [0] * (flows.first + flows.instalments)
    for number in range(flows.instalments):
        is_last = number == flows.instalments - 1
        payments[flows.first + number] += flows.last if is_last else flows.level
    payments[0] += flows.upfront
    return payments


def undiscounted(payments: list[int], left: int, assumed: LenderAssumptions) -> int:
    """(1 - d) of all, and d of what comes before the break and of the best route then."""
    broken_share = Fraction(assumed.redefault_share)
    routes = [round(Fraction(one.probability * one.recovery) * left) for one in assumed.routes]
    costs = [one.cost for one in assumed.routes]
    best = max([0, *(got - cost for got, cost in zip(routes, costs, strict=True))])
    until = min(assumed.break_month, len(payments))
    broken = sum(payments[:until]) + min(best, sum(payments[until:]))
    return round((1 - broken_share) * sum(payments) + broken_share * broken)


@given(LEVEL, ASSUMED)
@settings(max_examples=200)
def test_without_discount_it_is_the_formula_to_the_fen(
    flows: LevelFlows, assumed: LenderAssumptions
) -> None:
    payments, lender = by_month(flows), lender_of(assumed)
    wanted = undiscounted(payments, flows.left_at_break, assumed)
    assert lender.plan(flows) == wanted
    same = tuple(payments), (flows.left_at_break,) * len(payments)
    assert lender.plan(PlanFlows(*same)) == wanted
    count = flows.instalments
    level = (flows.first, count - 1, flows.level)
    runs = ((0, 1, flows.upfront), level, (flows.first + count - 1, 1, flows.last))
    assert lender.plan(PlanFlows(*same, runs)) == wanted


def test_half_a_fen_goes_to_the_even_one() -> None:
    """Half of the plans bring nothing: of 5 fen 2.5, of 7 fen 3.5."""
    for last, wanted in ((3, 2), (5, 4)):
        assert lender_of(HALF).plan(LevelFlows(0, 1, 2, last, 2, 0)) == wanted
        assert lender_of(HALF).plan(PlanFlows((0, 2, last), (2 + last, last, 0))) == wanted


@given(
    LEVEL,
    st.decimals(0, 40, places=2),
    st.sampled_from([Decimal(0), Decimal("0.25"), Decimal(1)]),
    st.integers(1, 14),
)
@settings(max_examples=80)
def test_discounted_it_is_the_formula_to_half_a_fen(
    flows: LevelFlows, rate: Decimal, share: Decimal, month: int
) -> None:
    assumed = replace(
        scoring_model().lender,
        discount_rate_percent=rate,
        redefault_share=share,
        break_month=month,
        routes=(Route("suit", Decimal("0.55"), Decimal("0.60"), 18, 5_000),),
    )
    payments = by_month(flows)
    with localcontext(prec=40):
        factors = [
            (1 + rate / 100) ** (Decimal(-number) / 12) for number in range(len(payments) + 19)
        ]
        worth = [fen * factor for fen, factor in zip(payments, factors, strict=False)]
        until = min(month, len(payments))
        route = round(Decimal("0.33") * flows.left_at_break * factors[18]) - 5_000
        salvage = min(max(0, route) * factors[until], sum(worth[until:]))
        exact = (1 - share) * sum(worth) + share * (sum(worth[:until]) + salvage)
    assert abs(lender_of(assumed).plan(flows) - exact) <= Decimal("0.500001")


def test_factors_reach_the_month_asked_for_and_are_told_as_ratios_too() -> None:
    lender = Lender(replace(HALF, discount_rate_percent=Decimal(12)))
    months = 0
    for _ in range(3):
        factors, sums = lender.factors_and_sums(months)
        floats, totals = lender.factor_columns(months)
        assert min(len(factors), len(sums), len(floats), len(totals)) > months
        assert (factors[0], sums[0], floats[0], totals[0]) == (ONE, 0, 1.0, 0.0)
        assert np.allclose(floats, [1.12 ** (-month / 12) for month in range(len(floats))])
        assert np.allclose(totals[1:], np.cumsum(floats), rtol=1e-12)
        assert abs(factors[months] / ONE - 1.12 ** (-months / 12)) < 1e-12
        months = len(floats)


def test_the_same_flows_are_the_same_however_they_are_put() -> None:
    brief = PlanFlows((1, 1), (1, 0), ((0, 2, 1),))
    assert brief == PlanFlows((1, 1), (1, 0))
    assert "runs" not in repr(brief)


def test_ratios_are_rounded_half_to_even_at_the_fourth_place() -> None:
    assert ratio_of(100_005, 100_000) == Decimal("1.0000")
    assert ratio_of(100_015, 100_000) == Decimal("1.0002")
    assert ratio_of(1, 0) == ratio_of(999_001, 1_000) == Decimal(999)
    assert ratio_of(998_999, 1_000) == Decimal("998.9990")
