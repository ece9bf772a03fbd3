"""How many simulated courses of income and costs a plan survives (压力情景).

Each path lowers all incomes and raises all expenses by a part of its own, drawn evenly between
nothing and the model's severity times the stress, the same in every month; each planned cost
comes or not by its likelihood. One seed (`app.calc.simulation`), so the same inputs give the same
share on every machine, and a longer view begins with the shorter one's months.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.calc.simulation import draws, happens, parts
from app.calc.success import least_from, success_shares
from app.cash_flow.budget_lines import Budget, Stress
from app.proposals.flows import Outlook
from app.proposals.model import PathModel

_FOUR_PLACES = Decimal("0.0001")
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Cumulative cash free for the debt, whole fen, as counts of what the months have in common.

    By the end of month m a path has `counts[m] @ amounts[:, path] + certain[m]`. `is_straight[m]`
    says that all paths change in month m + 1 by the same as in month m, but for what is certain.
    """

    counts: Floats
    amounts: Floats
    certain: Floats
    is_straight: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.certain)

    @property
    def cash(self) -> Floats:
        """Every month of every path, of shape (months, paths)."""
        cash: Floats = self.counts @ self.amounts + self.certain[:, np.newaxis]
        return cash

    def until(self, months: int) -> "Paths":
        """The first months alone."""
        return Paths(
            self.counts[:months], self.amounts, self.certain[:months], self.is_straight[:months]
        )


def simulated_paths(budget: Budget, view: Outlook, stress: Stress, paths: PathModel) -> Paths:
    """Draw the paths over the months of a view.

    Months with the same income and expenses share their draw, so that what is added up are their
    counts: whole numbers far below 2**53, exact in float64.
    """
    levels = [(one.income, one.fixed + one.flexible) for one in view.sums]
    kinds = {level: place for place, level in enumerate(dict.fromkeys(levels))}
    costs = [
        (cost.month - view.start_month, cost.own_amount * _comes(paths, place, cost.likelihood))
        for place, cost in enumerate(budget.planned_costs)
        if view.start_month <= cost.month < view.start_month + len(levels)
    ]
    income, expenses = np.array(list(kinds), dtype=np.float64).T[..., np.newaxis]
    received, spent = _scales(stress, paths)
    free = np.rint(income * received - expenses * spent)
    steps = np.zeros((len(levels), len(kinds) + len(costs)))
    steps[range(len(levels)), [kinds[level] for level in levels]] = 1
    for column, (month, _amounts) in enumerate(costs, len(kinds)):
        steps[month, column] = -1
    amounts = np.concatenate([free, *(amounts[np.newaxis] for _month, amounts in costs)])
    return paths_of(steps, amounts, budget.opening_balance - _served(view, budget))


def paths_of(steps: Floats, amounts: Floats, certain: Floats) -> Paths:
    """Paths in which month m adds `steps[m] @ amounts[:, path]` to what is there."""
    is_straight = np.zeros(len(steps), dtype=bool)
    is_straight[:-1] = (steps[:-1] == steps[1:]).all(axis=1)
    return Paths(np.cumsum(steps, axis=0), amounts, certain, is_straight)


@lru_cache(maxsize=64)
def _scales(stress: Stress, paths: PathModel) -> tuple[Floats, Floats]:
    """What each path receives of its income and spends of its expenses; nobody's figures."""
    dropped, raised = (
        parts(draws(paths.seed, name, (paths.count,))) * float(paths.severity * percent) / 100
        for name, percent in (
            ("income", stress.income_drop_percent),
            ("expenses", stress.cost_rise_percent),
        )
    )
    return 1 - np.minimum(dropped, 1), 1 + raised


def _comes(paths: PathModel, place: int, likelihood: Decimal) -> NDArray[np.bool_]:
    """In which paths the planned cost at a place comes."""
    return happens(draws(paths.seed, f"cost {place}", (paths.count,)), likelihood)


def share_kept(drawn: Paths, payments: Sequence[int], buffer: int) -> Decimal:
    """The share of paths, to four places, whose balance stays at or above the buffer throughout.

    `payments` are the plan's fen per month, `drawn` covers all months to look at.
    """
    (share,) = shares_kept(drawn, [payments], [len(drawn)], buffer)
    return share


def shares_kept(
    drawn: Paths, plans: Sequence[Sequence[int]], months: Sequence[int], buffer: int
) -> list[Decimal]:
    """The same of each plan, looked at over so many months: at least its own.

    Where a path goes straight on and the payments need no less of a rise than in the month before,
    a month is no worse than the worse of its neighbours, and so need not be looked at.
    """
    paid = np.zeros((len(plans), len(drawn)))
    for row, payments in zip(paid, plans, strict=True):
        row[: len(payments)] = payments
    needed = np.cumsum(paid, axis=1) + (buffer - drawn.certain)
    rises = needed[:, 1:] - needed[:, :-1]
    looked_at = np.ones(paid.shape, dtype=bool)
    looked_at[:, 1:-1] = ~drawn.is_straight[1:-1] | (rises[:, :-1] > rises[:, 1:])
    ends = np.array(months)
    looked_at[range(len(plans)), ends - 1] = True
    needed[np.arange(len(drawn)) >= ends[:, np.newaxis]] = -np.inf
    some = looked_at.any(axis=0)
    cash = drawn.counts[some] @ drawn.amounts
    paths: int = cash.shape[1]
    fails = [(cash < row[:, np.newaxis]).any(axis=0) for row in needed[:, some]]
    kept = [Decimal(paths - int(np.count_nonzero(failed))) / paths for failed in fails]
    return [share.quantize(_FOUR_PLACES, ROUND_HALF_EVEN) for share in kept]


def success_curve(
    paths: Paths, first_month: int, instalments: int, upfront: int, payment: int, buffer: int
) -> tuple[tuple[int, Decimal], ...]:
    """How many of the paths keep level payments around one: from half of it to half as much again.

    (fen, share to four places), the least payment first; exact for every payment at once.
    """
    cash = paths.cash
    tried = sorted({payment * tenths // 10 for tenths in range(5, 16)})
    found = success_shares(
        cash, least_from(cash), first_month, [instalments], np.array(tried), upfront + buffer
    )
    shares = (Decimal(str(share)).quantize(_FOUR_PLACES, ROUND_HALF_EVEN) for share in found[0])
    return tuple(zip(tried, shares, strict=True))


def _served(view: Outlook, budget: Budget) -> Floats:
    """The other debts' instalments up to each month: what is missing from the outlook's cash."""
    free = np.cumsum([one.free_cash for one in view.sums], dtype=np.float64)
    served: Floats = free + budget.opening_balance - np.array(view.base)
    return served
