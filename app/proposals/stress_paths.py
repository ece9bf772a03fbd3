"""How many simulated courses of income and costs a plan survives (压力情景).

Each path lowers all incomes and raises all expenses by a part of its own, drawn evenly between
nothing and the model's severity times the stress, the same in every month; each planned cost
comes or not by its likelihood. One seed (`app.calc.simulation`), so the same inputs give the same
share on every machine, and a longer view begins with the shorter one's months.
"""

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from numpy.typing import NDArray

from app.calc.simulation import draws, happens, parts
from app.calc.success import least_from, success_shares
from app.cash_flow.budget_lines import Budget, Stress
from app.proposals.flows import Outlook
from app.proposals.model import PathModel

_FOUR_PLACES = Decimal("0.0001")
Paths = NDArray[np.float64]
"""Cumulative cash free for the debt, whole fen, of shape (months, paths)."""


def simulated_paths(budget: Budget, view: Outlook, stress: Stress, paths: PathModel) -> Paths:
    """Draw the paths over the months of a view.

    Months with the same income and expenses share their draw, so that what is added up are their
    counts: whole numbers far below 2**53, exact in float64.
    """
    levels = [(one.income, one.fixed + one.flexible) for one in view.sums]
    kinds = {level: place for place, level in enumerate(dict.fromkeys(levels))}
    income, expenses = np.array(list(kinds), dtype=np.float64).T
    dropped, raised = (
        parts(draws(paths.seed, name, (paths.count, 1))) * float(paths.severity * percent) / 100
        for name, percent in (
            ("income", stress.income_drop_percent),
            ("expenses", stress.cost_rise_percent),
        )
    )
    free = np.rint(income * (1 - np.minimum(dropped, 1)) - expenses * (1 + raised))
    months = np.zeros((len(levels), len(kinds)))
    months[range(len(levels)), [kinds[level] for level in levels]] = 1
    cash: Paths = np.cumsum(months, axis=0) @ free.T
    cash += (budget.opening_balance - _served(view, budget))[:, np.newaxis]
    for place, cost in enumerate(budget.planned_costs):
        comes = happens(draws(paths.seed, f"cost {place}", (paths.count,)), cost.likelihood)
        if cost.month >= view.start_month:
            cash[cost.month - view.start_month :] -= comes * cost.own_amount
    return cash


def share_kept(cash: Paths, payments: tuple[int, ...], buffer: int) -> Decimal:
    """The share of paths, to four places, whose balance stays at or above the buffer throughout.

    `payments` are the plan's fen per month, `cash` the paths over all months to look at.
    """
    paid = np.zeros(len(cash))
    paid[: len(payments)] = payments
    needed = np.cumsum(paid) + buffer
    kept = (cash >= needed[:, np.newaxis]).all(axis=0)
    paths: int = cash.shape[1]
    share = Decimal(int(np.count_nonzero(kept))) / paths
    return share.quantize(_FOUR_PLACES, ROUND_HALF_EVEN)


def success_curve(
    cash: Paths, first_month: int, instalments: int, upfront: int, payment: int, buffer: int
) -> tuple[tuple[int, Decimal], ...]:
    """How many of the paths keep level payments around one: from half of it to half as much again.

    (fen, share to four places), the least payment first; exact for every payment at once.
    """
    tried = sorted({payment * tenths // 10 for tenths in range(5, 16)})
    found = success_shares(
        cash, least_from(cash), first_month, [instalments], np.array(tried), upfront + buffer
    )
    shares = (Decimal(str(share)).quantize(_FOUR_PLACES, ROUND_HALF_EVEN) for share in found[0])
    return tuple(zip(tried, shares, strict=True))


def _served(view: Outlook, budget: Budget) -> NDArray[np.float64]:
    """The other debts' instalments up to each month: what is missing from the outlook's cash."""
    free = np.cumsum([one.free_cash for one in view.sums], dtype=np.float64)
    served: NDArray[np.float64] = free + budget.opening_balance - np.array(view.base)
    return served
