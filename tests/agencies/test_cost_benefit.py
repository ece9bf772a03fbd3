from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.agencies.cost_benefit import (
    Fees,
    Prospect,
    break_even_share,
    full_reduction,
    outcome,
    sensitivity,
)

DEBTS = 10_000_000
THIRTY = full_reduction(DEBTS, Decimal(30))
EXPECTED = Prospect(DEBTS, THIRTY, Decimal("0.5"))
TYPICAL = Fees(upfront=500_000, percentage_of_reduction=Decimal(20))


def test_what_is_waived_less_the_fees_is_the_net_benefit() -> None:
    found = outcome(EXPECTED, TYPICAL)
    assert (found.reduction, found.upfront, found.on_reduction) == (1_500_000, 500_000, 300_000)
    assert (found.fees, found.net_benefit) == (800_000, 700_000)


def test_every_kind_of_fee_counts_once() -> None:
    fees = Fees(
        upfront=100_000,
        monthly=10_000,
        months=12,
        percentage_of_debt=Decimal(2),
        percentage_of_reduction=Decimal(10),
        refund_percent=Decimal(50),
    )
    found = outcome(replace(EXPECTED, unsettled_growth_percent=Decimal(8)), fees)
    assert (found.upfront, found.monthly, found.on_debt) == (100_000, 120_000, 200_000)
    assert (found.on_reduction, found.refund, found.growth) == (150_000, 25_000, 400_000)
    assert found.net_benefit == 1_500_000 - 545_000 - 400_000


def test_growth_of_the_unsettled_puts_break_even_at_two_thirds() -> None:
    """The order of Parrish 2016: what is not settled grows while one waits."""
    prospect = Prospect(DEBTS, full_reduction(DEBTS, Decimal(25)), Decimal(1), Decimal(20))
    fees = Fees(percentage_of_debt=Decimal(10))
    share = break_even_share(prospect, fees)
    assert share == Decimal("0.6667")


@pytest.mark.parametrize(
    ("fees", "target", "expected"),
    [
        (Fees(), 0, Decimal(0)),
        (TYPICAL, 0, Decimal("0.2084")),
        (TYPICAL, 700_000, Decimal("0.5")),
        (TYPICAL, 1_900_000, Decimal(1)),
        (TYPICAL, 1_900_001, None),
        (Fees(percentage_of_debt=Decimal(30)), 0, Decimal(1)),
        (Fees(percentage_of_debt=Decimal(31)), 0, None),
        (Fees(upfront=1, refund_percent=Decimal(100)), 0, Decimal(0)),
        (Fees(percentage_of_reduction=Decimal(100)), 1, None),
    ],
)
def test_break_even(fees: Fees, target: int, expected: Decimal | None) -> None:
    assert break_even_share(EXPECTED, fees, target) == expected


def test_sensitivity_is_the_net_benefit_of_each_case() -> None:
    shares, factors = (Decimal(0), Decimal("0.5"), Decimal(1)), (Decimal("0.5"), Decimal(1))
    rows = sensitivity(EXPECTED, TYPICAL, shares, factors)
    assert [(row.settled_share, row.reduction_factor) for row in rows] == [
        (share, factor) for factor in factors for share in shares
    ]
    assert [row.net_benefit for row in rows] == [
        *(-500_000, 100_000, 700_000),
        *(-500_000, 700_000, 1_900_000),
    ]


def test_no_case_waives_more_than_the_debts() -> None:
    prospect = Prospect(DEBTS, full_reduction(DEBTS, Decimal(80)), Decimal(1))
    [row] = sensitivity(prospect, Fees(), [Decimal(1)], [Decimal("1.5")])
    assert row.net_benefit == DEBTS


MONEY = st.integers(0, 10**12)
PERCENT = st.decimals(0, 100, places=2)
SHARE = st.decimals(0, 1, places=4)
FEES = st.builds(
    Fees,
    upfront=MONEY,
    monthly=st.integers(0, 10**7),
    months=st.integers(0, 120),
    percentage_of_debt=PERCENT,
    percentage_of_reduction=PERCENT,
    refund_percent=PERCENT,
)
PROSPECTS = st.builds(
    lambda total, percent, share, growth: Prospect(
        total, full_reduction(total, percent), share, growth
    ),
    MONEY,
    PERCENT,
    SHARE,
    PERCENT,
)


def exact_net(prospect: Prospect, fees: Fees) -> Fraction:
    """The formula of the module, term by term and without any rounding."""
    share, total = Fraction(prospect.settled_share), prospect.debts_total
    waived = prospect.full_reduction * share
    return (
        waived
        - fees.upfront
        - fees.monthly * fees.months
        - total * Fraction(fees.percentage_of_debt) / 100
        - waived * Fraction(fees.percentage_of_reduction) / 100
        + fees.upfront * Fraction(fees.refund_percent) / 100 * (1 - share)
        - total * Fraction(prospect.unsettled_growth_percent) / 100 * (1 - share)
    )


@given(PROSPECTS, FEES)
def test_amounts_are_fen_and_the_total_is_their_sum(prospect: Prospect, fees: Fees) -> None:
    found = outcome(prospect, fees)
    parts = (found.upfront, found.monthly, found.on_debt, found.on_reduction)
    assert found.net_benefit == found.reduction - sum(parts) + found.refund - found.growth
    assert abs(found.net_benefit - exact_net(prospect, fees)) <= Fraction(5, 2)


@given(PROSPECTS, FEES, st.integers(-(10**12), 10**12))
def test_break_even_is_where_the_target_is_reached_and_not_before(
    prospect: Prospect, fees: Fees, target: int
) -> None:
    share = break_even_share(prospect, fees, target)
    if share is None:
        assert exact_net(replace(prospect, settled_share=Decimal(1)), fees) < target
        return
    assert 0 <= share <= 1
    assert exact_net(replace(prospect, settled_share=share), fees) >= target
    if share:
        before = share - Decimal("0.0001")
        assert exact_net(replace(prospect, settled_share=before), fees) < target


@given(PROSPECTS, FEES, MONEY)
def test_a_dearer_agency_is_never_better(prospect: Prospect, fees: Fees, more: int) -> None:
    dearer = replace(fees, monthly=fees.monthly + more, months=fees.months + 1)
    assert outcome(prospect, dearer).net_benefit <= outcome(prospect, fees).net_benefit


@given(PROSPECTS)
def test_without_fees_and_growth_one_gets_what_is_waived(prospect: Prospect) -> None:
    calm = replace(prospect, unsettled_growth_percent=Decimal(0))
    found = outcome(calm, Fees())
    assert found.net_benefit == found.reduction <= prospect.debts_total
    assert break_even_share(calm, Fees()) == 0
