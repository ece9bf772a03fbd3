from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.periods import add_months
from app.calc.schedule_dates import (
    DueDates,
    agreed_due_dates,
    disbursement_date,
    shifted_due_dates,
)
from app.calc.schedules import LoanTerms


def _terms(first: date, paid_out: date | None = None, **more: int) -> LoanTerms:
    return LoanTerms(100_000, Decimal(12), 12, first, disbursed_on=paid_out, **more)  # type: ignore[arg-type]  # only whole numbers are passed on


def _dues(terms: LoanTerms, count: int = 4) -> list[str]:
    dates = agreed_due_dates(terms)
    return [dates.due(number).isoformat() for number in range(1, count + 1)]


def test_the_thirty_first_comes_back() -> None:
    assert _dues(_terms(date(2027, 12, 31))) == [
        "2027-12-31",
        "2028-01-31",
        "2028-02-29",
        "2028-03-31",
    ]


def test_a_first_date_after_a_month_end_payout_means_the_last_day() -> None:
    paid_out = date(2026, 1, 31)
    assert _dues(_terms(date(2026, 2, 28), paid_out), 3) == [
        "2026-02-28",
        "2026-03-31",
        "2026-04-30",
    ]
    assert _dues(_terms(date(2026, 2, 28)), 2) == ["2026-02-28", "2026-03-28"]
    assert _dues(_terms(date(2026, 2, 27), paid_out), 2) == ["2026-02-27", "2026-03-27"]


def test_periods_of_several_months_or_of_days() -> None:
    assert _dues(_terms(date(2026, 11, 30), period_months=3), 3) == [
        "2026-11-30",
        "2027-02-28",
        "2027-05-30",
    ]
    assert _dues(_terms(date(2026, 2, 20), period_days=14), 3) == [
        "2026-02-20",
        "2026-03-06",
        "2026-03-20",
    ]
    assert _dues(_terms(date(2026, 2, 20), date(2026, 2, 1), period_days=14), 1) == ["2026-02-20"]


@given(
    st.dates(date(2024, 1, 1), date(2031, 12, 31)),
    st.integers(-3, 30),
    st.integers(1, 40),
    st.integers(1, 12),
    st.none() | st.integers(1, 40),
)
def test_many_dates_at_once_are_those_one_by_one(
    first: date, number: int, count: int, months: int, days: int | None
) -> None:
    dates = DueDates(first, 1, first.day, months, days)
    found, lengths = dates.following(number, count, "actual_365")
    assert found == [dates.due(one) for one in range(number, number + count)]
    assert lengths == [
        (dates.due(one) - dates.due(one - 1)).days for one in range(number, number + count)
    ]


def test_dates_beyond_the_calendar_are_refused() -> None:
    for day in (15, 31):
        late = DueDates(date(9999, 10, day), 1, day, 1, None)
        with pytest.raises(OverflowError):
            late.following(2, 4, "30_360")


def test_interest_starts_one_period_before_unless_told() -> None:
    assert disbursement_date(_terms(date(2026, 3, 31))) == date(2026, 2, 28)
    assert disbursement_date(_terms(date(2026, 3, 31), period_days=10)) == date(2026, 3, 21)
    assert disbursement_date(_terms(date(2026, 3, 31), date(2026, 1, 5))) == date(2026, 1, 5)


def test_a_shift_carries_the_rest_along() -> None:
    dates = shifted_due_dates(agreed_due_dates(_terms(date(2026, 1, 15))), 3, date(2026, 4, 30))
    assert dates.due(3) == date(2026, 4, 30)
    assert dates.due(4) == date(2026, 5, 30)


@pytest.mark.parametrize("anchor", [28, 29, 30, 31])
def test_every_whole_month_bears_thirty_days(anchor: int) -> None:
    start = date(2027, 12, anchor)
    dates = DueDates(start, 1, anchor, 1, None)
    for number in range(1, 30):
        days = dates.interest_days(dates.due(number), dates.due(number + 1), "30_360")
        assert days == 30
        actual = dates.interest_days(dates.due(number), dates.due(number + 1), "actual_365")
        assert actual == (dates.due(number + 1) - dates.due(number)).days


def test_a_broken_period_counts_its_days() -> None:
    dates = DueDates(date(2026, 3, 15), 1, 15, 1, None)
    assert dates.interest_days(date(2026, 2, 1), date(2026, 3, 15), "30_360") == 44
    assert dates.interest_days(date(2026, 2, 1), date(2026, 3, 15), "actual_365") == 42
    weekly = DueDates(date(2026, 3, 15), 1, 15, 1, 7)
    assert weekly.interest_days(date(2026, 3, 8), date(2026, 3, 15), "30_360") == 7
    assert add_months(date(2026, 3, 15), -1) == date(2026, 2, 15)
