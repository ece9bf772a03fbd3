"""What a cash flow assumes, as data: `app/data/scoring/cash_flow.toml`.

The table itself is kept with every stored analysis, so that it can be computed again as it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.calc.money import parse_fen


@dataclass(frozen=True, slots=True)
class LossModel:
    """How an income is lost for a while: chance a month, months it lasts, percent still kept."""

    loss_per_month: Decimal
    months: tuple[int, int]
    kept_percent: tuple[int, int]


@dataclass(frozen=True, slots=True)
class SimulationModel:
    """How courses are drawn; `incomes` by stability, percentages as whole numbers."""

    paths: int
    seed: int
    percentiles: tuple[int, ...]
    kept_in: tuple[int, ...]
    incomes: Mapping[str, LossModel]
    other_income: LossModel
    shock_per_month: Decimal
    shock_percent: tuple[int, int]
    drift_percent: tuple[int, int]


@dataclass(frozen=True, slots=True)
class FindingModel:
    """From where on something is worth saying; amounts in fen, counts and percent whole.

    Analyses kept before categories were compared have no figures for that: they name none.
    """

    leak_least_monthly: int
    leaks_named: int
    small_cost_below: int
    small_costs_least: int
    small_costs_least_monthly: int
    never_cut: tuple[str, ...]
    cut_percent: int
    savings_named: int
    history_months_least: int
    unusual_percent: int
    unusual_least: int
    budget_below_history_percent: int
    income_above_history_percent: int
    category_months_least: int = 0
    category_unusual_percent: int = 0
    category_unusual_least: int = 0
    categories_named: int = 0


@dataclass(frozen=True, slots=True)
class PriorityRule:
    """Which debts come before others, and whether their instalments are kept first."""

    reason: str
    served: bool
    product_types: frozenset[str]
    debt_statuses: frozenset[str]
    guaranteed: bool


@dataclass(frozen=True, slots=True)
class CashFlowModel:
    """All of it."""

    version: str
    simulation: SimulationModel
    findings: FindingModel
    priorities: tuple[PriorityRule, ...]


def model_of(table: Mapping[str, Any]) -> CashFlowModel:
    """A model from its table.

    Raises:
        KeyError: if a figure is missing.
    """
    return CashFlowModel(
        version=table["version"],
        simulation=_simulation(table["simulation"]),
        findings=FindingModel(
            **{name: _threshold(value) for name, value in table["findings"].items()}
        ),
        priorities=tuple(
            PriorityRule(
                reason=rule["reason"],
                served=rule.get("served", False),
                product_types=frozenset(rule.get("product_types", ())),
                debt_statuses=frozenset(rule.get("debt_statuses", ())),
                guaranteed=rule.get("guaranteed", False),
            )
            for rule in table["priorities"]["rules"]
        ),
    )


def _threshold(value: Any) -> Any:
    """Amounts are written as texts, categories as a list, counts and percent as numbers."""
    if isinstance(value, str):
        return parse_fen(value)
    return tuple(value) if isinstance(value, list) else value


def _simulation(table: Mapping[str, Any]) -> SimulationModel:
    costs = table["costs"]
    return SimulationModel(
        paths=table["paths"],
        seed=table["seed"],
        percentiles=tuple(table["percentiles"]),
        kept_in=tuple(table["kept_in"]),
        incomes={income["stability"]: _loss(income) for income in table["incomes"]},
        other_income=_loss(table["other_income"]),
        shock_per_month=Decimal(costs["shock_per_month"]),
        shock_percent=_range(costs["shock_percent"]),
        drift_percent=_range(costs["drift_percent"]),
    )


def _loss(income: Mapping[str, Any]) -> LossModel:
    return LossModel(
        Decimal(income["loss_per_month"]), _range(income["months"]), _range(income["kept_percent"])
    )


def _range(bounds: Any) -> tuple[int, int]:
    least, most = bounds
    return least, most
