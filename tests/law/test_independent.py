"""The calculators against other ways to the same answer: quick-add tables and another calendar.

The quick-add figures (速算数) are the ones that court clerks use beside article 13 of the Measures
on Litigation Fees: rate times amount, plus or minus a constant.
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.money import format_fen
from app.core.rules import rule_book
from app.law.clocks import ClockRequest, Interruption
from app.law.court_fees import court_fee
from app.law.limitation import compute_clock

BOOK = rule_book()
AS_OF = date(2026, 11, 23)
QUICK = (
    (100_000, "0.025", "-200"),
    (200_000, "0.02", "300"),
    (500_000, "0.015", "1300"),
    (1_000_000, "0.01", "3800"),
    (2_000_000, "0.009", "4800"),
    (5_000_000, "0.008", "6800"),
    (10_000_000, "0.007", "11800"),
    (20_000_000, "0.006", "21800"),
    (10**12, "0.005", "41800"),
)
DAYS = st.dates(date(2000, 1, 1), date(2080, 12, 31))
PERIODS: dict[str, tuple[str, tuple[int, int]]] = {
    "lump_sum": ("due_dates", (36, 0)),  # 民法典 188、202
    "instalments": ("due_dates", (36, 0)),  # 民法典 189
    "guarantee": ("due_dates", (6, 0)),  # 民法典 692
    "enforcement_application": ("due_dates", (24, 0)),  # 民事诉讼法 250
    "credit_record_deletion": ("ended_on", (60, 0)),  # 征信业管理条例 16
    "payment_order_objection": ("received_on", (0, 15)),  # 民事诉讼法 227
    "credit_objection": ("received_on", (0, 20)),  # 征信业管理条例 25
    "complaint_reply": ("received_on", (0, 15)),  # 投诉处理办法 15
    "mediation_confirmation": ("received_on", (0, 30)),  # 民事诉讼法 205
}


def _later(day: date, months: int, days: int) -> date:
    """So many months and days later; where a month has no such day, its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1])) + timedelta(days=days)


def _by_quick_add(yuan: Decimal) -> Decimal:
    if yuan <= 10_000:
        return Decimal(50)
    rate, added = next((rate, added) for to, rate, added in QUICK if yuan <= to)
    return yuan * Decimal(rate) + Decimal(added)


@given(st.integers(0, 5 * 10**9))
def test_fees_agree_with_the_clerks_table(fen: int) -> None:
    full = _by_quick_add(Decimal(fen) / 100)
    for procedure, part in (("ordinary", full), ("summary", full / 2), ("payment_order", full / 3)):
        expected = part.quantize(Decimal("0.01"), ROUND_HALF_EVEN)
        assert format_fen(court_fee(BOOK, fen, procedure).fee) == format(expected, "f")


def _last_day(obligation: str, start: date, **more: Any) -> date:
    name = PERIODS[obligation][0]
    given_day: Any = (start,) if name == "due_dates" else start
    asked = ClockRequest(obligation, AS_OF, roll_weekends=False, **{name: given_day}, **more)
    found = compute_clock(BOOK, asked).last_day
    assert found is not None
    return found


@pytest.mark.parametrize("obligation", list(PERIODS))
@given(start=DAYS)
def test_last_days_agree_with_another_calendar(obligation: str, start: date) -> None:
    """Civil Code 201, 202: the start day is not counted; a short month ends on its last day."""
    assert _last_day(obligation, start) == _later(start, *PERIODS[obligation][1])


@given(due=DAYS, after=st.integers(0, 3 * 365))
def test_a_demand_in_time_gives_three_years_from_its_day(due: date, after: int) -> None:
    """Civil Code 195; a demand on the last day itself is still in time."""
    on = due + timedelta(days=after)
    acts = (Interruption(on, "creditor_demand"),)
    assert _last_day("lump_sum", due, interruptions=acts) == _later(on, 36, 0)


@given(due=DAYS, late=st.integers(1, 4000))
def test_a_demand_after_the_end_revives_nothing(due: date, late: int) -> None:
    over = _later(due, 36, 0)
    acts = (Interruption(over + timedelta(days=late), "creditor_demand"),)
    assert _last_day("lump_sum", due, interruptions=acts) == over
