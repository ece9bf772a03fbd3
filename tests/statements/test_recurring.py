from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.statements.classify import Classified
from app.statements.recurring import find_recurring, party
from tests.statements.rows import classified


def series(
    days: list[str] | list[date], amounts: list[int] | int = 180000, **fields: object
) -> list[Classified]:
    fen = [amounts] * len(days) if isinstance(amounts, int) else amounts
    fields.setdefault("counterparty", "房东李姐")
    return [
        classified(day, amount, line=line, **fields)  # type: ignore[arg-type]  # fields by name
        for line, (day, amount) in enumerate(zip(days, fen, strict=True), 1)
    ]


MONTHS = ["2025-12-31", "2026-01-31", "2026-02-28", "2026-03-31"]


def test_a_rent() -> None:
    (rent,) = find_recurring(series(MONTHS), date(2026, 4, 2))
    assert (rent.counterparty, rent.kind, rent.direction) == ("房东李姐", "expense", "expense")
    assert (rent.typical_amount, rent.interval, rent.occurrences) == (180000, "monthly", 4)
    assert (rent.confidence, rent.next_date) == ("high", date(2026, 4, 30))
    assert rent.lines == (1, 2, 3, 4)


@pytest.mark.parametrize(
    ("step", "count", "interval", "next_date"),
    [
        (7, 4, "weekly", date(2026, 1, 29)),
        (14, 3, "fortnightly", date(2026, 2, 12)),
        (28, 4, "every_four_weeks", date(2026, 4, 23)),
        (28, 3, "monthly", date(2026, 3, 26)),
        (31, 3, "monthly", date(2026, 4, 4)),
        (91, 3, "quarterly", date(2026, 10, 2)),
        (182, 3, "half_yearly", date(2027, 6, 30)),
        (365, 3, "yearly", date(2029, 1, 1)),
    ],
)
def test_intervals(step: int, count: int, interval: str, next_date: date) -> None:
    days = [date(2026, 1, 1) + timedelta(days=step * number) for number in range(count)]
    (found,) = find_recurring(series(days), days[-1])
    assert found.interval == interval
    assert found.next_date == next_date


@pytest.mark.parametrize(
    "days",
    [
        ["2026-01-01", "2026-02-01"],
        ["2026-01-01", "2026-01-02", "2026-01-03"],
        ["2026-01-01", "2026-01-10", "2026-03-20"],
        ["2026-01-01", "2026-01-01", "2026-01-01"],
        ["2026-01-01", "2026-02-01", "2026-04-01", "2026-06-01", "2026-07-01"],
    ],
)
def test_what_is_not_regular(days: list[str]) -> None:
    assert find_recurring(series(days), date(2026, 7, 1)) == ()


def test_one_missed_payment_lowers_the_confidence() -> None:
    days = ["2026-01-05", "2026-02-05", "2026-04-05", "2026-05-05"]
    (found,) = find_recurring(series(days), date(2026, 5, 6))
    assert (found.interval, found.confidence) == ("monthly", "medium")


def test_a_series_that_stopped_has_no_next_date() -> None:
    (found,) = find_recurring(series(MONTHS), date(2026, 7, 1))
    assert found.next_date is None
    (late,) = find_recurring(series(MONTHS), date(2026, 5, 20))
    assert late.next_date == date(2026, 5, 31)


@pytest.mark.parametrize(
    ("kind", "amounts", "found"),
    [
        ("expense", [10000, 10300, 10400, 10500], 1),
        ("expense", [10000, 11000, 12000, 13000], 0),
        ("expense", [1000, 1100, 1200, 1100], 1),
        ("income", [500000, 560000, 610000, 520000], 1),
        ("income", [500000, 1500000, 610000, 9000], 0),
        ("debt_service", [50000, 55000, 52000, 57000], 1),
        ("transfer", [50000, 50000, 50000, 50000], 0),
    ],
)
def test_near_amounts(kind: str, amounts: list[int], found: int) -> None:
    rows = series(MONTHS, amounts, kind=kind)
    result = find_recurring(rows, date(2026, 4, 1))
    assert len(result) == found
    assert all(entry.confidence == "medium" for entry in result)


def test_rent_and_repairs_of_one_landlord_stay_apart() -> None:
    rows = [*series(MONTHS), *series(["2026-02-03"], 45000)]
    (rent,) = find_recurring(rows, date(2026, 4, 1))
    assert rent.occurrences == 4


def test_currencies_kinds_and_parties_stay_apart() -> None:
    rows = [
        *series(MONTHS[:2]),
        *series(MONTHS[2:], currency="USD"),
        *series(MONTHS[2:], counterparty="别人"),
        *series(MONTHS[2:], kind="income"),
    ]
    assert find_recurring(rows, date(2026, 4, 1)) == ()


def test_the_largest_by_year_comes_first() -> None:
    rows = [*series(MONTHS, 20000, counterparty="小"), *series(MONTHS, 90000, counterparty="大")]
    assert [entry.counterparty for entry in find_recurring(rows, date(2026, 4, 1))] == ["大", "小"]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"counterparty": "花呗"}, "花呗"),
        ({"description": "话费 202603"}, "话费"),
        ({"category_text": "信用卡还款"}, "信用卡还款"),
        ({"counterparty": "12341234"}, "12341234"),
        ({}, ""),
    ],
)
def test_party(fields: dict[str, str], name: str) -> None:
    assert party(classified(**fields)) == name  # type: ignore[arg-type]  # fields by name


@given(
    st.dates(date(2020, 1, 1), date(2026, 1, 1)),
    st.integers(3, 14),
    st.integers(0, 3),
)
@settings(max_examples=150)
def test_every_standing_order_is_found(first: date, count: int, late: int) -> None:
    days = []
    for number in range(count):
        month = first.year * 12 + first.month - 1 + number
        day = date(month // 12, month % 12 + 1, min(first.day, 28))
        days.append(day + timedelta(days=late * (number % 2)))
    (found,) = find_recurring(series(days, 123456), days[-1])
    assert found.interval == "monthly"
    assert found.next_date is not None
    assert 20 <= (found.next_date - days[-1]).days <= 40
