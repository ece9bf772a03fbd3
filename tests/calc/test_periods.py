from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.periods import (
    DAY_COUNTS,
    FREQUENCIES,
    YEAR_BASIS,
    add_months,
    counted_days,
    format_month,
    month_of,
    monthly_fen,
    nearest_month,
    parse_month,
)
from tests.calc.loading import day, table

_DAY_COUNTS = table("day_counts")


def test_months_are_numbers() -> None:
    assert parse_month("2026-12") == 2026 * 12 + 11 == month_of(date(2026, 12, 31))
    assert parse_month("2027-01") - parse_month("2026-12") == 1
    assert format_month(parse_month("0999-01")) == "0999-01"


@given(st.dates())
def test_writing_and_reading_a_month_are_inverse(of: date) -> None:
    assert parse_month(format_month(month_of(of))) == month_of(of)
    assert format_month(month_of(of)) == of.isoformat()[:7]


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-00", "2026-1", "26-01", "2026-01-01", "", "２０２６-01"]
)
def test_no_month_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a month"):
        parse_month(text)


@pytest.mark.parametrize(
    ("day", "month"),
    [
        ("2026-11-01", "2026-11"),
        ("2026-11-15", "2026-11"),
        ("2026-11-16", "2026-12"),
        ("2026-11-30", "2026-12"),
        ("2026-12-15", "2026-12"),
        ("2026-12-31", "2027-01"),
        ("2028-02-29", "2028-03"),
    ],
)
def test_a_forecast_begins_with_the_month_that_begins_nearest(day: str, month: str) -> None:
    assert format_month(nearest_month(date.fromisoformat(day))) == month


@pytest.mark.parametrize(
    ("start", "months", "anchor", "end"),
    [
        ("2026-01-31", 1, None, "2026-02-28"),
        ("2028-01-31", 1, None, "2028-02-29"),
        ("2026-02-28", 1, None, "2026-03-28"),
        ("2026-02-28", 1, 31, "2026-03-31"),
        ("2026-02-28", 2, 31, "2026-04-30"),
        ("2028-02-29", 12, None, "2029-02-28"),
        ("2029-02-28", 36, 29, "2032-02-29"),
        ("2026-03-31", -1, None, "2026-02-28"),
        ("2026-01-15", -13, None, "2024-12-15"),
        ("2026-12-31", 0, None, "2026-12-31"),
    ],
)
def test_month_ends_are_kept(start: str, months: int, anchor: int | None, end: str) -> None:
    assert add_months(day(start), months, anchor) == day(end)


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)), st.integers(-600, 600))
def test_a_step_lands_in_its_month_and_an_anchor_brings_the_day_back(of: date, by: int) -> None:
    stepped = add_months(of, by)
    assert month_of(stepped) == month_of(of) + by
    assert stepped.day <= of.day
    assert add_months(stepped, -by, of.day) == of


@pytest.mark.parametrize(("start", "months"), [("9999-12-01", 1), ("0001-01-31", -1)])
def test_dates_beyond_the_calendar_overflow(start: str, months: int) -> None:
    with pytest.raises(OverflowError):
        add_months(day(start), months)


@pytest.mark.parametrize(
    ("frequency", "fen"),
    [
        ("weekly", 43_333),
        ("fortnightly", 21_667),
        ("every_four_weeks", 10_833),
        ("monthly", 10_000),
        ("quarterly", 3_333),
        ("half_yearly", 1_667),
        ("yearly", 833),
    ],
)
def test_a_hundred_yuan_per_period_in_a_month(frequency: str, fen: int) -> None:
    assert monthly_fen(10_000, frequency) == fen
    assert monthly_fen(-10_000, frequency) == -fen


def test_frequencies_are_complete_and_halves_are_even() -> None:
    assert len(FREQUENCIES) == 7
    assert monthly_fen(18, "yearly") == 2
    assert monthly_fen(30, "yearly") == 2
    with pytest.raises(KeyError):
        monthly_fen(1, "daily")


@pytest.mark.parametrize("case", _DAY_COUNTS["actual"], ids=lambda case: case["id"])
def test_published_actual_day_counts(case: dict[str, Any]) -> None:
    counted = counted_days(day(case["start"]), day(case["end"]), case["day_count"])
    assert Fraction(counted, YEAR_BASIS[case["day_count"]]) == Fraction(case["fraction"])


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        ("2026-01-15", "2026-02-15", 30),
        ("2026-01-31", "2026-02-28", 28),
        ("2026-01-30", "2026-03-31", 60),
        ("2026-01-31", "2026-03-31", 60),
        ("2028-02-28", "2028-02-29", 1),
        ("2028-02-29", "2029-02-28", 359),
        ("2026-06-15", "2026-06-15", 0),
        ("2026-06-15", "2026-05-15", -30),
    ],
)
def test_every_month_has_thirty_days_under_30_360(start: str, end: str, days: int) -> None:
    assert counted_days(day(start), day(end), "30_360") == days


@given(st.dates(date(1950, 1, 1), date(2100, 1, 1)), st.integers(0, 4000))
def test_conventions_stay_close_to_each_other(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    assert counted_days(start, end, "actual_365") == days == counted_days(start, end, "actual_360")
    nominal = Fraction(counted_days(start, end, "30_360"), YEAR_BASIS["30_360"])
    assert abs(nominal - Fraction(days, 365)) < Fraction(6, 360)


def test_every_convention_has_its_year() -> None:
    assert tuple(YEAR_BASIS) == DAY_COUNTS == ("30_360", "actual_365", "actual_360")
