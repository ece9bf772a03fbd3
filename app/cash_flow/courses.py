"""Simulated courses (模拟走势) of a budget: incomes lost for a while, costs nobody planned.

What the courses assume is open data (`app/cash_flow/model.py`); they show how the months may
differ, not how likely that is for one person. Lines of one kind and name share their fate, so
that scenarios over one budget are compared under the same chances.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.calc import simulation
from app.calc.simulation import Fen
from app.cash_flow.budget_lines import Budget, Income
from app.cash_flow.forecast import MonthRow
from app.cash_flow.model import LossModel, SimulationModel


@dataclass(frozen=True, slots=True)
class Band:
    """In so many percent of the courses a month's balance is at or below its figure, in fen."""

    percent: int
    balances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class KeptPayment:
    """The largest level payment that holds in at least so many percent of the courses."""

    percent: int
    payment: int | None


@dataclass(frozen=True, slots=True)
class Courses:
    """What the courses of one seed show; `negative_paths` fall below zero in some month."""

    seed: int
    paths: int
    negative_paths: int
    bands: tuple[Band, ...]
    kept_payments: tuple[KeptPayment, ...]


def simulate(
    budget: Budget, rows: Sequence[MonthRow], safety_buffer: int, model: SimulationModel
) -> Courses:
    """Courses over the months of a base forecast.

    Incomes and expenses are the lines' own, drawn apart from planned costs, which come with their
    likelihood at their full amount; debt service is as contracted in balances, and left out of
    the payments, as in `affordable_payment`.
    """
    free = _free_cash(budget, rows, model)
    service = np.array([row.debt_service for row in rows], dtype=np.int64)[:, np.newaxis]
    balances = budget.opening_balance + np.cumsum(free - service, axis=0)
    cumulative = budget.opening_balance + np.cumsum(free, axis=0)
    payments = simulation.level_payments(cumulative, safety_buffer)
    levels = simulation.percentiles(balances, model.percentiles)
    kept = simulation.kept_in(payments, model.kept_in)
    return Courses(
        seed=model.seed,
        paths=model.paths,
        negative_paths=int((balances < 0).any(axis=0).sum()),
        bands=tuple(
            Band(percent, tuple(int(fen) for fen in level))
            for percent, level in zip(model.percentiles, levels, strict=True)
        ),
        kept_payments=tuple(
            KeptPayment(percent, payment)
            for percent, payment in zip(model.kept_in, kept, strict=True)
        ),
    )


def _free_cash(budget: Budget, rows: Sequence[MonthRow], model: SimulationModel) -> Fen:
    shape = (len(rows), model.paths)
    free = np.zeros(shape, dtype=np.int64)
    for line in budget.incomes:
        loss = model.incomes.get(line.stability, model.other_income)
        received = _received(line.name, loss, shape, model.seed)
        free += simulation.percents_of(_income(line, rows), received)
    free -= _expenses(rows, model, shape)
    for cost in budget.planned_costs:
        index = cost.month - rows[0].month
        if 0 <= index < len(rows):
            drawn = simulation.draws(model.seed, f"planned {cost.name}", (model.paths,))
            free[index] -= simulation.happens(drawn, cost.likelihood) * cost.own_amount
    return free


def _income(line: Income, rows: Sequence[MonthRow]) -> Fen:
    amounts = [line.monthly if line.runs_in(row.month) else 0 for row in rows]
    return np.array(amounts, dtype=np.int64)[:, np.newaxis]


def _received(name: str, loss: LossModel, shape: tuple[int, int], seed: int) -> Fen:
    starts, lengths, kept = simulation.draws(seed, f"income {name}", (3, *shape))
    return simulation.kept_percents(
        simulation.happens(starts, loss.loss_per_month),
        simulation.between(lengths, *loss.months),
        simulation.between(kept, *loss.kept_percent),
    )


def _expenses(rows: Sequence[MonthRow], model: SimulationModel, shape: tuple[int, int]) -> Fen:
    """The month's expenses with the course's drift, and a shock where one falls."""
    planned = np.array([row.fixed_expenses + row.flexible_expenses for row in rows], np.int64)
    planned = planned[:, np.newaxis]
    drifts = simulation.draws(model.seed, "expenses drift", (model.paths,))
    drifted = 100 + simulation.between(drifts, *model.drift_percent)
    falls, sizes = simulation.draws(model.seed, "expenses shock", (2, *shape))
    hit = simulation.happens(falls, model.shock_per_month)
    shocks = hit * simulation.between(sizes, *model.shock_percent)
    return simulation.percents_of(planned, drifted) + simulation.percents_of(planned, shocks)
