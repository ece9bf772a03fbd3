"""Due dates of a loan and the days of interest between them."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from app.calc.periods import IN_EVERY_MONTH, add_months, counted_days, month_of
from app.calc.schedule_terms import LoanTerms


@dataclass(frozen=True, slots=True)
class DueDates:
    """A regular series: instalment `from_instalment` is due on `first`, the others follow.

    A series due on the 29th-31st falls on shorter months' last day and comes back after.
    """

    first: date
    from_instalment: int
    anchor_day: int
    period_months: int
    period_days: int | None

    def due(self, instalment: int) -> date:
        """Return the due date; instalments before the first of the series count backwards."""
        return self._step(self.first, instalment - self.from_instalment)

    def interest_days(self, start: date, end: date, day_count: str) -> int:
        """Count the days of interest from `start` to `end` under the loan's convention.

        Under 30/360 a whole period counts its nominal length (a month is 30 days, in February
        too); only a broken period counts days.
        """
        if day_count == "30_360" and self._step(end, -1) == start:
            return 30 * self.period_months if self.period_days is None else self.period_days
        return counted_days(start, end, day_count)

    def following(
        self, instalment: int, count: int, day_count: str
    ) -> tuple[list[date], list[int]]:
        """Return `count` due dates from an instalment on, and the days of interest up to each.

        They are whole periods of the series: interest runs from the due date before.
        """
        dues = self._dues(instalment - 1, count + 1)
        if day_count == "30_360":
            nominal = 30 * self.period_months if self.period_days is None else self.period_days
            return dues[1:], [nominal] * count
        return dues[1:], [(end - start).days for start, end in pairwise(dues)]

    def _dues(self, instalment: int, count: int) -> list[date]:
        """Due dates from an instalment on; quickly where the day is in every month."""
        first = self.due(instalment)
        if self.period_days is not None or self.anchor_day > IN_EVERY_MONTH:
            return [
                first,
                *(self.due(number) for number in range(instalment + 1, instalment + count)),
            ]
        return list(_days_of_months(month_of(first), self.period_months, self.anchor_day, count))

    def _step(self, day: date, periods: int) -> date:
        if self.period_days is not None:
            return day + timedelta(days=self.period_days * periods)
        return add_months(day, self.period_months * periods, self.anchor_day)


@lru_cache(maxsize=256)
def _days_of_months(start: int, step: int, day: int, count: int) -> tuple[date, ...]:
    """The same day of every `step`th month; a search asks for the same ones many times."""
    months = (divmod(start + step * place, 12) for place in range(count))
    try:
        return tuple(date(year, month + 1, day) for year, month in months)
    except ValueError as error:
        raise OverflowError("date value out of range") from error


def agreed_due_dates(terms: LoanTerms) -> DueDates:
    """Return the series as agreed; the day of disbursement is kept when the first date follows it.

    Paid out on 31 January and first due on 28 February means "the last day", so March is the 31st.
    """
    anchor = terms.first_due_date.day
    paid_out = terms.disbursed_on
    if paid_out is not None and terms.period_days is None:
        follows = add_months(paid_out, terms.period_months) == terms.first_due_date
        anchor = paid_out.day if follows else anchor
    return DueDates(terms.first_due_date, 1, anchor, terms.period_months, terms.period_days)


def disbursement_date(terms: LoanTerms) -> date:
    """Return the day interest starts: as given, or one period before the first due date.

    Raises OverflowError outside the years 1-9999.
    """
    if terms.disbursed_on is not None:
        return terms.disbursed_on
    return agreed_due_dates(terms).due(0)


def shifted_due_dates(dates: DueDates, instalment: int, to: date) -> DueDates:
    """Return the series in which this instalment is due on `to` and the others follow it."""
    return DueDates(to, instalment, to.day, dates.period_months, dates.period_days)
