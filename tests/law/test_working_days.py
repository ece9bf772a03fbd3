import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
import pytest

from app.calc.calendars import add_working_days
from app.core.rules import rule_book
from app.law.working_days import TABLE, WorkingCalendar

CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "law_calendar.toml").read_text("utf-8")
)
CALENDAR = WorkingCalendar.of(rule_book())


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("case", CASES["counts"], ids=lambda case: str(case["start"]))
def test_counting_working_days_over_holidays(case: dict[str, Any]) -> None:
    end = add_working_days(case["start"], case["working_days"], CALENDAR.is_working_day)
    assert end == case["last_day"]
    plain = add_working_days(case["start"], case["working_days"], lambda day: day.weekday() < 5)
    assert plain == case["monday_to_friday"]


def test_2026_is_the_published_year_day_by_day() -> None:
    year = CASES["year_2026"]
    assert all(not CALENDAR.is_working_day(day) for day in year["days_off"])
    assert all(CALENDAR.is_working_day(day) for day in year["makeup_workdays"])
    others = [
        day
        for day in days_of(2026)
        if day not in year["days_off"] and day not in year["makeup_workdays"]
    ]
    assert all(CALENDAR.is_working_day(day) == (day.weekday() < 5) for day in others)


@pytest.mark.parametrize("row", rule_book().table(TABLE)["years"], ids=lambda row: str(row["year"]))
def test_each_year_agrees_with_an_independent_transcription(row: dict[str, Any]) -> None:
    theirs = holidays.country_holidays("CN", years=row["year"])
    assert [
        day
        for day in days_of(row["year"])
        if theirs.is_working_day(day) != CALENDAR.is_working_day(day)
    ] == []


def test_rows_hold_only_days_that_change_something() -> None:
    rows = rule_book().table(TABLE)["years"]
    assert [row["year"] for row in rows] == list(range(2010, 2027))
    for row in rows:
        assert all(day.year == row["year"] and day.weekday() < 5 for day in row["days_off"])
        assert all(day.year == row["year"] and day.weekday() > 4 for day in row["makeup_workdays"])


def test_outside_the_published_years_only_weekends_are_known() -> None:
    new_year = date(2027, 1, 1)
    assert CALENDAR.is_working_day(new_year)
    assert not CALENDAR.is_working_day(date(2027, 1, 2))
    assert CALENDAR.is_provisional(new_year)
    assert CALENDAR.is_provisional(date(2009, 12, 31))
    assert CALENDAR.published_from == date(2010, 1, 1)
    assert not CALENDAR.is_provisional(CALENDAR.published_from)
    assert not CALENDAR.is_provisional(date(2019, 1, 1))
    assert not CALENDAR.is_provisional(CALENDAR.published_through)
    assert CALENDAR.published_through == date(2026, 12, 31)
