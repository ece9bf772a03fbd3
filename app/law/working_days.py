"""Working days (工作日) of mainland China: weekends, State Council holidays, make-up days.

The days come from `app/data/law/public_holidays.toml`. Outside the published years only weekends
are known; such a day is provisional, never an error.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from app.core.rules import RuleBook

TABLE = "public_holidays"

_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The published calendar: weekdays off, weekend days worked, first and last day covered."""

    days_off: frozenset[date]
    makeup_workdays: frozenset[date]
    published_from: date
    published_through: date

    @classmethod
    def of(cls, book: RuleBook) -> Self:
        """The calendar of the law data."""
        return cls.from_table(book.table(TABLE))

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> Self:
        """The calendar of a parsed table with `years` of `days_off` and `makeup_workdays`."""
        return cls(
            days_off=frozenset(day for year in table["years"] for day in year["days_off"]),
            makeup_workdays=frozenset(
                day for year in table["years"] for day in year["makeup_workdays"]
            ),
            published_from=table["published_from"],
            published_through=table["published_through"],
        )

    def is_working_day(self, day: date) -> bool:
        """Whether offices and courts work that day, as far as it is published."""
        if day.weekday() >= _SATURDAY:
            return day in self.makeup_workdays
        return day not in self.days_off

    def is_provisional(self, day: date) -> bool:
        """Whether the day lies outside the published years, so that only its weekday is known."""
        return not self.published_from <= day <= self.published_through
