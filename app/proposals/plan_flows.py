"""A plan's payments as its lender sees them: month by month, or put briefly. Amounts in fen."""

from dataclasses import dataclass, field
from typing import NamedTuple

Run = tuple[int, int, int]
"""The first month of equal payments, how many there are, and the fen of each."""


@dataclass(frozen=True, slots=True)
class PlanFlows:
    """A plan as the lender sees it: fen per month from today, and the fen still in the plan.

    `balances[m]` is what is left in the plan after month m's payment.
    """

    payments: tuple[int, ...]
    balances: tuple[int, ...]
    runs: tuple[Run, ...] = field(default=(), compare=False, repr=False)
    """The payments once more, put briefly, where they are few runs of equal ones."""


class LevelFlows(NamedTuple):
    """The flows of a plan of equal payments, put briefly: what `PlanFlows` of it would say.

    `upfront` at once, then from month `first` on `level` for all `instalments` but the last,
    which is `last`. `left_at_break` is what is left in the plan after the month of the break.
    """

    upfront: int
    first: int
    level: int
    last: int
    instalments: int
    left_at_break: int

    @property
    def runs(self) -> tuple[Run, ...]:
        """The payments as runs of equal ones."""
        end = self.first + self.instalments - 1
        return (0, 1, self.upfront), (self.first, end - self.first, self.level), (end, 1, self.last)

    @property
    def payments(self) -> tuple[int, ...]:
        """Every instalment."""
        return (*(self.level,) * (self.instalments - 1), self.last)

    @property
    def paid(self) -> int:
        """All instalments together."""
        return self.level * (self.instalments - 1) + self.last


class SteppedFlows(NamedTuple):
    """The same of a plan that rises once: `low` `after` times, then `high`, and `last`."""

    first: int
    after: int
    low: int
    high: int
    last: int
    instalments: int
    left_at_break: int

    @property
    def runs(self) -> tuple[Run, ...]:
        """The payments as runs of equal ones."""
        step, end = self.first + self.after, self.first + self.instalments - 1
        return (
            (self.first, self.after, self.low),
            (step, end - step, self.high),
            (end, 1, self.last),
        )

    @property
    def payments(self) -> tuple[int, ...]:
        """Every instalment."""
        high = (self.high,) * (self.instalments - self.after - 1)
        return (*(self.low,) * self.after, *high, self.last)

    @property
    def paid(self) -> int:
        """All instalments together."""
        high = self.high * (self.instalments - self.after - 1)
        return self.low * self.after + high + self.last


BriefFlows = LevelFlows | SteppedFlows
Flows = PlanFlows | BriefFlows
