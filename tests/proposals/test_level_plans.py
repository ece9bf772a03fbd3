"""Many level plans at once: exact payments, and bounds that hold what the schedule says."""

from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.calc.level_payments import level_loan, monthly_rate
from app.calc.schedules import LoanTerms, build_schedule
from app.proposals.level_plans import LevelPlans

RATES = st.decimals(0, 60, places=2) | st.decimals(0, 9999, places=4)


def plain(financed: int, rate: Decimal, count: int) -> list[tuple[int, int]]:
    """Payment and balance of each row of the schedule."""
    rows = build_schedule(LoanTerms(financed, rate, count, date(2027, 1, 31))).rows
    return [(row.payment, row.balance) for row in rows]


@given(st.integers(1, 10_000_000), RATES, st.integers(1, 40))
@example(40, Decimal(0), 40)
@example(1, Decimal("9999.9999"), 12)
@example(4 * 10**12, Decimal("18.2525"), 20)
@example(10**14, Decimal("9999.9999"), 3)
@example(1_884_306_640_402_805, Decimal("18.2525"), 12)  # floats lose a fen of it
@settings(max_examples=80)
def test_equals_the_schedule_row_by_row(financed: int, rate: Decimal, longest: int) -> None:
    plans = LevelPlans([(financed, rate)], longest)
    for count in range(1, longest + 1):
        found = plans.exactly(0, count)
        if found is None:
            assert not plans.is_sure[0, count - 1]
            continue
        rows = plain(financed, rate, count)
        assert list(found.payments) == [payment for payment, _ in rows]
        assert list(found.balances) == [financed, *(left for _, left in rows[:-1])]


@given(
    st.lists(st.tuples(st.integers(1, 10_000_000), RATES), min_size=1, max_size=4),
    st.integers(1, 30),
)
@example([(4 * 10**12, Decimal("18.2525")), (37, Decimal(12))], 24)
@example([(10**12, Decimal("9999.9999")), (10**12, Decimal(0))], 3)
@settings(max_examples=60)
def test_the_exact_figures_lie_within_the_bounds(
    loans: list[tuple[int, Decimal]], longest: int
) -> None:
    plans, exactly = LevelPlans(loans, longest), LevelPlans(loans, longest)
    for row, count in np.argwhere(plans.is_sure).tolist():
        _hold(plans, exactly, row, count + 1)


def _hold(plans: LevelPlans, exactly: LevelPlans, row: int, count: int) -> None:
    """What is known within bounds holds what was worked out; then it is that, to the fen."""
    exact = exactly.exactly(row, count)
    assert exact is not None
    assert abs(plans.near[row, count - 1] - exact.level) < 1
    rows, counts = np.full(count, row), np.full(count, count)
    levels = plans.levels(rows, counts)
    assert levels.tolist() == [exact.level] * count
    for worked_out in (plans, exactly):
        left = worked_out.left(rows, counts, levels, np.arange(count)).bounds
        last = worked_out.last(rows[:1], counts[:1], levels[:1]).bounds
        assert (left.low <= exact.balances).all()
        assert (left.high >= exact.balances).all()
        assert last.low <= exact.last <= last.high
        if worked_out is exactly:
            assert left.low.tolist() == left.high.tolist() == list(exact.balances)
            assert last.low == last.high == exact.last


def test_without_interest_the_bounds_are_the_fen_and_with_it_as_near_as_rounding() -> None:
    loans = [(4_965_001, Decimal(0)), (4_965_001, Decimal("18.25"))]
    plans, rows, counts = LevelPlans(loans, 60), np.array([0, 1]), np.array([48, 48])
    last = plans.last(rows, counts, plans.levels(rows, counts)).bounds
    exact = plans.exactly(0, 48)
    assert exact is not None
    assert last.low[0] == last.high[0] == exact.last
    grown = (Decimal(1) + Decimal("18.25") / 1200) ** 47
    rounding = (grown - 1) / (Decimal("18.25") / 1200) / 2
    assert 2 * rounding < last.high[1] - last.low[1] < 2 * rounding * Decimal("1.1")


@pytest.mark.parametrize("rate", ["0", "7.20", "18.25", "24.00", "36.00"])
def test_ordinary_debts_are_surely_regular(rate: str) -> None:
    plans = LevelPlans([(4_965_000, Decimal(rate)), (1_497_000, Decimal(rate))], 120)
    assert plans.is_sure.all()


def test_an_amount_paid_off_before_its_time_is_not() -> None:
    plans = LevelPlans([(40, Decimal(0))], 60)
    assert plans.exactly(0, 60) is None
    assert plans.exactly(0, 60) is None
    assert not plans.is_sure[0, 59]
    assert plans.exactly(0, 40) == (1, 1, tuple(range(40, 0, -1)))


def test_a_level_payment_on_a_half_goes_to_the_even_fen() -> None:
    """2.50 and 3.50 fen; and 1001 of two: floats would tell no half from nearly one."""
    plans = LevelPlans([(5, Decimal(0)), (7, Decimal(0)), (1_001, Decimal(0))], 2)
    assert plans.levels(np.arange(3), np.array([2, 2, 2])).tolist() == [2, 4, 500]


def test_rows_do_not_disturb_each_other() -> None:
    loans = [(4_965_000, Decimal("18.25")), (100_000, Decimal(0)), (7_000, Decimal(12))]
    loans.append((1_884_306_640_402_805, Decimal("18.2525")))
    together = LevelPlans(loans, 24)
    rows, counts = np.arange(len(loans)), np.array([24, 7, 12, 20])
    levels = together.levels(rows, counts)
    left = together.left(rows, counts, levels, np.array([6] * 4))
    last = together.last(rows, counts, levels)
    for place, (loan, count) in enumerate(zip(loans, counts.tolist(), strict=True)):
        alone, row, number = LevelPlans([loan], 24), np.array([0]), np.array([count])
        [level] = alone.levels(row, number).tolist()
        assert level == levels[place]
        assert alone.near[0].tolist() == together.near[place].tolist()
        assert alone.is_sure[0].tolist() == together.is_sure[place].tolist()
        for one, other in (
            (alone.left(row, number, np.array([level]), np.array([6])), left),
            (alone.last(row, number, np.array([level])), last),
        ):
            assert (one.fen[0], one.off[0]) == (other.fen[place], other.off[place])


SMALL = [
    (40, Decimal(0)),
    (7, Decimal(12)),
    (1, Decimal("9999.9999")),
    (25, Decimal(24)),
    (30_150, Decimal(12)),
    (4_965_000, Decimal("18.25")),
]
"""The payment of two instalments of the fifth is halfway between two fen; floats miss it."""


@pytest.mark.parametrize(
    "loans",
    [
        SMALL,
        [*SMALL, (1_884_306_640_402_805, Decimal("18.2525"))],
        [*SMALL, (4 * 10**12, Decimal("18.252525"))],
        [(10**15, Decimal("18.2525"))],
        [(10**14, Decimal("9999.9999")), (60, Decimal(0))],
    ],
)
def test_every_number_of_instalments_is_the_loan_worked_out_alone(
    loans: list[tuple[int, Decimal]],
) -> None:
    """The same fen, the same turns; and what is told in floats has them within its bounds."""
    longest = 60
    plans, exactly = LevelPlans(loans, longest), LevelPlans(loans, longest)
    for row, (fen, percent) in enumerate(loans):
        for count in range(1, longest + 1):
            alone = level_loan(fen, monthly_rate(percent), count)
            assert exactly.exactly(row, count) == alone
            if plans.is_sure[row, count - 1]:
                assert alone is not None
            if alone is not None:
                rows, counts = np.array([row]), np.array([count])
                levels = exactly.levels(rows, counts)
                assert levels.tolist() == [alone.level]
                for paid in (number for number in (0, 1, 7) if number < count):
                    left = exactly.left(rows, counts, levels, np.array([paid])).bounds
                    assert left.low == left.high == alone.balances[paid]


def test_a_payment_halfway_between_two_fen_goes_to_the_even_one() -> None:
    """301.50 at 1 % a month in two: 153.015 each, which goes to 153.02."""
    plans = LevelPlans([(30_150, Decimal(12))], 2)
    assert plans.levels(np.array([0, 0]), np.array([1, 2])).tolist() == [30_452, 15_302]
    single = LevelPlans([(100, Decimal(6)), (500, Decimal(6))], 1)
    assert single.levels(np.array([0, 1]), np.array([1, 1])).tolist() == [100, 502]


def test_one_instalment_is_what_is_owed_with_its_interest() -> None:
    """25 fen and half a fen of interest: 25, though a payment of 25.5 goes to 26."""
    plans, none = LevelPlans([(25, Decimal(24))], 1), np.array([0])
    levels = plans.levels(none, none + 1)
    assert levels.tolist() == [26]
    assert list(plans.last(none, none + 1, levels).bounds) == [25, 26]
    assert plans.exactly(0, 1) == (26, 25, (25,))
    assert list(plans.last(none, none + 1, levels).bounds) == [25, 25]
