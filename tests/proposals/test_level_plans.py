from datetime import date
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.calc.level_payments import level_loan, monthly_rate
from app.calc.schedules import LoanTerms, Schedule, build_schedule
from app.proposals.level_plans import _half_even, estimates, level_plans

RATES = st.decimals(0, 60, places=2) | st.decimals(0, 9999, places=4)


def plain(financed: int, rate: Decimal, count: int) -> Schedule:
    return build_schedule(LoanTerms(financed, rate, count, date(2027, 1, 31)))


@given(st.integers(1, 10_000_000), RATES, st.integers(1, 40))
@example(40, Decimal(0), 40)
@example(1, Decimal("9999.9999"), 12)
@example(4 * 10**12, Decimal("18.2525"), 20)
@example(10**14, Decimal("9999.9999"), 3)
@example(1_884_306_640_402_805, Decimal("18.2525"), 12)  # floats lose a fen of it
@settings(max_examples=80)
def test_equals_the_schedule_row_by_row(financed: int, rate: Decimal, longest: int) -> None:
    found = level_plans([(financed, rate)], longest, range(longest + 2))
    for count in range(1, longest + 1):
        if not found.regular[0, count - 1]:
            continue
        rows = plain(financed, rate, count).rows
        assert [row.payment for row in rows[:-1]] == [found.level[0, count - 1]] * (count - 1)
        assert rows[-1].payment == found.last[0, count - 1]
        assert found.total[0, count - 1] == sum(row.payment for row in rows)
        assert found.largest[0, count - 1] == max(row.payment for row in rows)
        left = [financed, *(row.balance for row in rows)]
        for after in range(longest + 2):
            wanted = left[after] if after < len(left) else 0
            assert found.left[after][0, count - 1] == wanted


@pytest.mark.parametrize("rate", ["0", "7.20", "18.25", "24.00", "36.00"])
def test_ordinary_debts_are_regular(rate: str) -> None:
    found = level_plans([(4_965_000, Decimal(rate)), (149_700, Decimal(rate))], 120)
    assert found.regular.all()


def test_halves_go_to_the_even_fen_at_any_size() -> None:
    above, below = np.array([1, 3, 5, 7, 10**30 + 5], dtype=object), np.array([2] * 5, dtype=object)
    assert _half_even(above, below).tolist() == [0, 2, 2, 4, (10**30 + 4) // 2]


def test_an_amount_paid_off_before_its_time_is_not() -> None:
    assert not level_plans([(40, Decimal(0))], 60).regular[0, 59]


def test_rows_do_not_disturb_each_other() -> None:
    loans = [(4_965_000, Decimal("18.25")), (100_000, Decimal(0)), (7, Decimal(12))]
    loans.append((1_884_306_640_402_805, Decimal("18.2525")))
    together = level_plans(loans, 24, [6])
    for place, loan in enumerate(loans):
        alone = level_plans([loan], 24, [6])
        for one, other in (
            (together.level, alone.level),
            (together.last, alone.last),
            (together.left[6], alone.left[6]),
            (together.regular, alone.regular),
            (together.total, alone.total),
        ):
            told = alone.regular[0]  # of the others the figures say nothing
            assert np.array_equal(one[place][told], other[0][told])


@given(st.integers(1, 10_000_000), RATES, st.integers(1, 40), st.data())
@example(4 * 10**14, Decimal("18.2525"), 20, None)
@settings(max_examples=60)
def test_those_from_some_number_on_are_those_of_all(
    financed: int, rate: Decimal, longest: int, data: st.DataObject | None
) -> None:
    shortest = data.draw(st.integers(1, longest)) if data is not None else 7
    whole = level_plans([(financed, rate)], longest, range(longest + 2))
    part = level_plans([(financed, rate)], longest, range(longest + 2), shortest)
    told = part.regular[0]
    assert part.counts.tolist() == list(range(shortest, longest + 1))
    assert told.tolist() == whole.regular[0, shortest - 1 :].tolist()
    for one, other in (
        (part.level, whole.level),
        (part.last, whole.last),
        (part.total, whole.total),
        (part.largest, whole.largest),
        *((part.left[after], whole.left[after]) for after in range(longest + 2)),
    ):
        assert one[0][told].tolist() == other[0, shortest - 1 :][told].tolist()


@given(st.integers(1, 10_000_000), RATES, st.integers(1, 40))
@example(40, Decimal(0), 40)
@settings(max_examples=100)
def test_an_estimate_is_near_and_what_is_sure_is_regular(
    financed: int, rate: Decimal, longest: int
) -> None:
    found = level_plans([(financed, rate)], longest)
    near = estimates([(financed, rate)], longest)
    assert (abs(near.level - found.level) < 1).all()
    assert found.regular[near.level >= near.sure].all()


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
    """In floats, in whole numbers of 64 bits and in Python's: the same fen, the same turns."""
    longest, after = 60, (0, 1, 7)
    found = level_plans(loans, longest, after)
    assert {type(one) for one in found.level.ravel().tolist()} == {int}
    for row, (fen, percent) in enumerate(loans):
        for count in range(1, longest + 1):
            alone = level_loan(fen, monthly_rate(percent), count)
            assert bool(found.regular[row, count - 1]) == (alone is not None)
            if alone is None:
                continue
            told = [column[row, count - 1] for column in (found.level, found.last, found.largest)]
            assert told == [alone.level, alone.last, max(alone.payments)]
            left = [found.left[number][row, count - 1] for number in after]
            balances = [*alone.balances, *[0] * longest]
            assert left == [balances[number] for number in after]


def test_a_payment_halfway_between_two_fen_goes_to_the_even_one() -> None:
    """301.50 at 1 % a month in two: 153.015 each, which goes to 153.02."""
    assert level_plans([(30_150, Decimal(12))], 2).level.tolist() == [[30_452, 15_302]]
    assert level_plans([(100, Decimal(6)), (500, Decimal(6))], 1).level.tolist() == [[100], [502]]


def test_one_instalment_is_what_is_owed_with_its_interest() -> None:
    """25 fen and half a fen of interest: 25, though a payment of 25.5 goes to 26."""
    found = level_plans([(25, Decimal(24))], 1)
    assert (found.level[0, 0], found.last[0, 0], found.largest[0, 0]) == (26, 25, 25)
