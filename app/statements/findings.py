"""What all rows of a file say together, gathered row by row: period, sums, what to warn of."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.statements.detection import Detected
from app.statements.summaries import FoundSum, declared_period, reconcile
from app.statements.transactions import DeclaredTotals, Direction, Notice, Transaction


@dataclass(slots=True)
class Findings:
    """Counts and sums over the rows of one file; amounts in fen.

    `rounded` counts identifiers that a spreadsheet has cut.
    """

    transactions: int = 0
    unparsed: int = 0
    rounded: int = 0
    first: date | None = None
    last: date | None = None
    currencies: set[str] = field(default_factory=set)
    sums: dict[Direction, FoundSum] = field(default_factory=dict)

    def add(self, row: Transaction) -> None:
        """Takes one transaction in."""
        self.add_many(row, FoundSum(1, row.amount, row.refunded))
        self.see(row.day)

    def add_many(self, one: Transaction, found: FoundSum) -> None:
        """Takes in transactions that share the direction and currency of `one`."""
        self.transactions += found.count
        self.currencies.add(one.currency)
        self.sums[one.direction] = self.sums.get(one.direction, FoundSum()) + found

    def see(self, day: date) -> None:
        """Takes in a day on which there was a transaction."""
        self.first = day if self.first is None else min(self.first, day)
        self.last = day if self.last is None else max(self.last, day)

    def covers(self, above: Sequence[str]) -> tuple[date, date] | None:
        """The period stated above the rows, if all of them lie in it."""
        period = declared_period(above)
        if period is None or self.first is None or self.last is None:
            return period
        return period if period[0] <= self.first and self.last <= period[1] else None

    def notices(
        self, detected: Detected, declared: DeclaredTotals | None, filename: str | None
    ) -> tuple[Notice, ...]:
        """What the person should know about the file."""
        warnings = []
        container = detected.table.container
        suffix = filename.rpartition(".")[2].lower() if filename and "." in filename else ""
        if suffix in ("csv", "xls", "xlsx") and suffix != container:
            warnings.append(Notice("extension_differs", {"container": container}))
        if detected.layout.format in ("generic", "mapped"):
            warnings.append(Notice("layout_generic", {"sign": detected.layout.sign}))
        if self.rounded:
            warnings.append(Notice("identifiers_rounded", {"count": str(self.rounded)}))
        if len(self.currencies) > 1:
            currencies = ", ".join(sorted(self.currencies))
            warnings.append(Notice("several_currencies", {"currencies": currencies}))
        if self.unparsed:
            warnings.append(Notice("rows_unreadable", {"count": str(self.unparsed)}))
        if not self.transactions:
            warnings.append(Notice("no_transactions"))
        return (*warnings, *reconcile(declared, self.sums))
