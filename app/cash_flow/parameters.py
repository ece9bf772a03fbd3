"""Everything an analysis assumes, as plain data kept with it, and as values to compute with.

A stored analysis is computed again from these and its inputs, whatever the app ships by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from app.cash_flow.budget_lines import Stress
from app.cash_flow.living_costs import LivingCostTable, table_of
from app.cash_flow.model import CashFlowModel, model_of
from app.cash_flow.reserves import ReserveKinds, kinds_of
from app.core.tables import data_table


@dataclass(frozen=True, slots=True)
class Parameters:
    """The parameters as values; the stress is that used when the caller sets none."""

    stress: Stress
    kinds: ReserveKinds
    model: CashFlowModel
    living_costs: LivingCostTable


def shipped_parameters() -> dict[str, Any]:
    """The parameters shipped with the app, plain."""
    reserves = data_table("categories", "reserves")
    return {
        "stress": dict(data_table("scoring", "model")["stress"]),
        "reserves": {name: reserves[name] for name in ("assets", "buffers")},
        "cash_flow": dict(data_table("scoring", "cash_flow")),
        "living_costs": dict(data_table("categories", "living_costs")),
    }


def parameters_of(plain: Mapping[str, Any]) -> Parameters:
    """The parameters from plain data.

    Raises:
        KeyError: if a figure is missing.
    """
    return Parameters(
        stress=Stress(**{name: Decimal(value) for name, value in plain["stress"].items()}),
        kinds=kinds_of(plain["reserves"]),
        model=model_of(plain["cash_flow"]),
        living_costs=table_of(plain["living_costs"]),
    )


@lru_cache(maxsize=1)
def current_parameters() -> Parameters:
    """The shipped parameters as values."""
    return parameters_of(shipped_parameters())
