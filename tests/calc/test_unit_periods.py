from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.periods import add_months
from app.calc.unit_periods import PaymentTime, UnitPeriod, payment_time, payment_times
from tests.calc.loading import day, table

_CASES = table("day_counts")["appendix_j"]


@pytest.mark.parametrize("case", _CASES, ids=lambda case: case["id"])
def test_published_unit_periods_and_odd_days(case: dict[str, Any]) -> None:
    unit = UnitPeriod(case["unit"], case["multiple"])
    time = payment_time(day(case["start"]), day(case["end"]), unit)
    assert time == PaymentTime(case["full"], Fraction(case["odd"]))


@pytest.mark.parametrize(
    ("unit", "multiple", "per_year", "length"),
    [
        ("day", 73, Fraction(5), Fraction(73)),
        ("week", 4, Fraction(13), Fraction(28)),
        ("month", 3, Fraction(4), Fraction(1095, 12)),
        ("year", 1, Fraction(1), Fraction(365)),
    ],
)
def test_periods_of_a_year(unit: str, multiple: int, per_year: Fraction, length: Fraction) -> None:
    period = UnitPeriod(unit, multiple)
    assert (period.per_year, period.length) == (per_year, length)


def _dates(start: date, *gaps: int) -> list[date]:
    days = []
    for gap in gaps:
        start += timedelta(gap)
        days.append(start)
    return days


_START = date(2026, 1, 10)


@pytest.mark.parametrize(
    ("due", "per_year"),
    [
        ([add_months(_START, m) for m in range(1, 13)], Fraction(12)),
        ([add_months(_START, 3 * m) for m in range(1, 5)], Fraction(4)),
        ([add_months(_START, 12 * m) for m in range(1, 4)], Fraction(1)),
        ([add_months(_START, 24 * m) for m in range(1, 4)], Fraction(1)),
        (_dates(_START, 500, 500, 500), Fraction(1)),
        (_dates(_START, 33, 28, 28, 28), Fraction(13)),
        (_dates(_START, 14, 14, 14), Fraction(26)),
        (_dates(_START, 7, 7, 10, 10), Fraction(52)),
        (_dates(_START, 15, 15, 15), Fraction(365, 15)),
        (_dates(_START, 20, 41), Fraction(12)),
        (_dates(_START, 42, 42), Fraction(52, 6)),
        (_dates(_START, 3, 6), Fraction(52)),
        (_dates(_START, 400, 380), Fraction(1)),
    ],
)
def test_the_most_frequent_interval_is_the_unit_period(due: list[date], per_year: Fraction) -> None:
    assert payment_times(_START, due)[1] == per_year


@pytest.mark.parametrize(
    ("days", "unit", "first"),
    [
        ((363, 365), "52 weeks", PaymentTime(0, Fraction(363, 364))),
        ((364, 366), "a year", PaymentTime(0, Fraction(364, 365))),
        ((333, 337), "eleven months", PaymentTime(0, Fraction(109, 110))),
    ],
)
def test_intervals_that_all_differ_take_the_standard_one_nearest_to_their_mean(
    days: tuple[int, int], unit: str, first: PaymentTime
) -> None:
    start = date(2025, 2, 14)
    due = [start + timedelta(days[0]), start + timedelta(sum(days))]
    assert payment_times(start, due)[0][0] == first, unit


def test_a_leap_year_less_a_day_is_one_period_of_365_days() -> None:
    found = payment_times(date(2027, 6, 1), [date(2028, 5, 31)])
    assert found == ([PaymentTime(1, Fraction(0))], Fraction(1))


def test_month_ends_are_one_month_apart() -> None:
    advance = date(2026, 1, 31)
    due = [add_months(advance, m) for m in range(1, 7)]
    times, per_year = payment_times(advance, due)
    assert per_year == 12
    assert times == [PaymentTime(m, Fraction(0)) for m in range(1, 7)]


def test_a_short_single_payment_is_one_period() -> None:
    assert payment_times(_START, [date(2026, 4, 10)]) == (
        [PaymentTime(1, Fraction(0))],
        Fraction(4),
    )
    assert payment_times(_START, [_START + timedelta(50)] * 2) == (
        [PaymentTime(1, Fraction(0))] * 2,
        Fraction(365, 50),
    )
    assert payment_times(_START, [_START + timedelta(35)])[1] == Fraction(365, 35)


def test_a_last_of_february_is_followed_by_a_thirty_first() -> None:
    due = [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]
    assert payment_times(date(2026, 1, 15), due)[1] == 12


def test_a_long_single_payment_counts_years_and_odd_days() -> None:
    times, per_year = payment_times(_START, [date(2028, 3, 10)])
    assert per_year == 1
    assert times == [PaymentTime(2, Fraction(59, 365))]
    assert payment_times(_START, [date(2027, 1, 20)])[0] == [PaymentTime(1, Fraction(10, 365))]


def test_without_a_payment_there_is_no_period() -> None:
    with pytest.raises(ValueError, match="no payment"):
        payment_times(_START, [])


@given(
    st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 3000), st.sampled_from([1, 2, 3])
)
def test_the_odd_part_is_less_than_a_period(start: date, days: int, multiple: int) -> None:
    due = start + timedelta(days)
    for unit in (UnitPeriod("month", multiple), UnitPeriod("week", multiple), UnitPeriod("day")):
        time = payment_time(start, due, unit)
        assert 0 <= time.odd < 1
        assert abs((time.full + time.odd) * unit.length - days) <= 3 + days * Fraction(2, 100)
