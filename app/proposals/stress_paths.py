"""How many simulated courses of income and costs a plan survives (压力情景).

Each path lowers all incomes and raises all expenses by a part of its own, drawn evenly between
nothing and the model's severity times the stress, the same in every month; each planned cost
comes or not by its likelihood. One seed, so the same inputs give the same share.
"""

from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
from numpy.typing import NDArray

from app.cash_flow.budget_lines import Budget, Stress
from app.cash_flow.forecast import forecast
from app.proposals.flows import Outlook
from app.proposals.model import PathModel

_FOUR_PLACES = Decimal("0.0001")
_CERTAIN = Stress(Decimal(0), Decimal(0))


def share_of_paths_kept(
    budget: Budget, view: Outlook, payments: tuple[int, ...], stress: Stress, paths: PathModel
) -> Decimal:
    """The share of paths, to four places, whose balance stays at or above the buffer throughout.

    `view` is the outlook of the months to look at, `payments` the plan's fen per month.
    """
    months = len(view.base)
    rows = forecast(budget, view.start_month, months, _CERTAIN)
    income = np.array([row.income for row in rows], dtype=np.int64)
    expenses = np.array([row.fixed_expenses + row.flexible_expenses for row in rows], np.int64)
    draws = np.random.default_rng(paths.seed)
    dropped, raised = (
        draws.random((paths.count, 1)) * float(paths.severity * percent) / 100
        for percent in (stress.income_drop_percent, stress.cost_rise_percent)
    )
    free = np.rint(income * (1 - np.minimum(dropped, 1)) - expenses * (1 + raised))
    for cost in budget.planned_costs:
        if 0 <= cost.month - view.start_month < months:
            comes = draws.random(paths.count) < float(cost.likelihood)
            free[:, cost.month - view.start_month] -= comes * cost.amount
    paid = np.zeros(months, dtype=np.int64)
    paid[: len(payments)] = payments
    spare = np.cumsum(free - paid + _services(view, budget), axis=1)
    kept = (spare + (budget.opening_balance - view.buffer) >= 0).all(axis=1)
    share = Decimal(int(kept.sum())) / paths.count
    return share.quantize(_FOUR_PLACES, ROUND_HALF_EVEN)


def _services(view: Outlook, budget: Budget) -> NDArray[np.int64]:
    """The other debts' instalments of each month, as what is missing from the outlook's cash."""
    rows = forecast(budget, view.start_month, len(view.base))
    free = np.array([row.free_cash for row in rows], dtype=np.int64)
    cash = np.array([budget.opening_balance, *view.base], dtype=np.int64)
    return cash[1:] - cash[:-1] - free
