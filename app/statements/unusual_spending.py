"""What was unusual (异常支出) in a month, by category, against the person's own other months."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.calc.money import median
from app.statements.classify import Classified
from app.statements.matching import Account
from app.statements.recurrence import recurrence
from app.statements.transactions import Transaction

_HUNDRED = 100
Months = Collection[date]


@dataclass(frozen=True, slots=True)
class UnusualMonth:
    """A category that cost much more in a month than it usually does; fen.

    `usual` is the median of the other months, a month without any of it counting as 0.
    """

    month: date
    category: str
    amount: int
    usual: int

    @property
    def excess(self) -> int:
        """How much more than usual."""
        return self.amount - self.usual


def comparable(covered: Mapping[Account, Months]) -> tuple[list[Account], list[date]]:
    """The accounts that can be looked at together, and the whole months all of them cover.

    `covered` are the whole months of each account. The one with the most months comes first;
    another is left out if too few months would remain in common.
    """
    least = recurrence().unusual_months
    chosen: list[Account] = []
    months: set[date] = set()
    for account in sorted(covered, key=lambda account: (-len(covered[account]), account)):
        together = months & set(covered[account]) if chosen else set(covered[account])
        if len(together) >= least:
            chosen.append(account)
            months = together
    return chosen, sorted(months)


def spent(row: Classified) -> int:
    """Fen that a row adds to the spending of its category; refunds take off."""
    if row.kind == "refund":
        return -row.counted
    return row.counted if row.kind == "expense" else 0


def month_of(row: Transaction) -> date:
    """The first day of its month."""
    return row.day.replace(day=1)


def unusual_months(rows: Iterable[Classified], months: Sequence[date]) -> list[UnusualMonth]:
    """Categories that stand out in one of these months, the largest excess first.

    `rows` are of one currency. What is returned is above the median of the other months by a
    share and by an amount of the data; with fewer months than the data asks for nothing is.
    """
    settings = recurrence()
    if len(months) < settings.unusual_months:
        return []
    wanted = set(months)
    sums: defaultdict[str, Counter[date]] = defaultdict(Counter)
    for row in rows:
        if month_of(row.transaction) in wanted:
            sums[row.category][month_of(row.transaction)] += spent(row)
    found = []
    for category, by_month in sums.items():
        for month in months:
            usual = median([max(by_month[other], 0) for other in months if other != month])
            entry = UnusualMonth(month, category, by_month[month], usual)
            is_much = entry.excess * _HUNDRED >= usual * settings.unusual_percent
            if is_much and entry.excess >= settings.unusual_fen:
                found.append(entry)
    return sorted(found, key=lambda entry: (-entry.excess, entry.month, entry.category))
