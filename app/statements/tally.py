"""What the rows of an import come to, added up one by one, so that no list of them is needed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.statements.accounting import explained, reason
from app.statements.classify import Classified
from app.statements.totals import Counted, Sums


@dataclass(slots=True)
class Tally:
    """Sums of what counts, and how many rows do not, by reason."""

    sums: Sums = field(default_factory=Sums)
    _reasons: Counter[str | None] = field(default_factory=Counter)

    def add(self, row: Classified, *, is_duplicate: bool = False) -> None:
        """Takes a row in as it counts beside the others."""
        self.sums.add(row)
        self._reasons[reason(row, is_duplicate=is_duplicate)] += 1

    def take_back(self, rows: Iterable[Classified]) -> None:
        """Takes rows out again that were added as no duplicates."""
        for row in rows:
            self.sums.add(row, -1)
            self._reasons[reason(row, is_duplicate=False)] -= 1

    @property
    def rows(self) -> int:
        """Rows taken in."""
        return sum(self._reasons.values())

    def explained(self, repeated: int, unparsed: int) -> Mapping[str, int]:
        """How many rows do not count, by reason; `repeated` and `unparsed` are not among them."""
        return explained(self._reasons, repeated, unparsed)

    def counted(self) -> Sequence[Counted]:
        """The economic truth, one entry per currency, by its code."""
        return self.sums.counted()
