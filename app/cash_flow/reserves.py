"""What stands beside the payable money: assets and buffers, with what using them costs.

Neither is ever counted as payable: selling and borrowing are last resorts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.calc.money import percent_of
from app.cash_flow.budget_lines import Budget

_MONTHS_PER_YEAR = 12


@dataclass(frozen=True, slots=True)
class ReserveKinds:
    """Liquidity of assets that bridge a month, and types of buffer that are borrowed money."""

    bridging: frozenset[str]
    borrowed: frozenset[str]


def kinds_of(content: Mapping[str, Any]) -> ReserveKinds:
    """The kinds from their table, `app/data/categories/reserves.toml`."""
    return ReserveKinds(
        frozenset(content["assets"]["bridging"]), frozenset(content["buffers"]["borrowed"])
    )


@dataclass(frozen=True, slots=True)
class AssetReserve:
    """An asset and what a sale would bring after its cost, in fen; 0 while encumbered."""

    name: str
    type: str
    value: int
    liquidity: str
    essential: bool
    encumbered: bool
    sale_proceeds: int


@dataclass(frozen=True, slots=True)
class BufferReserve:
    """A temporary reserve and what a month of using all of it costs, in fen."""

    name: str
    type: str
    amount: int
    annual_rate_percent: Decimal
    monthly_cost: int


@dataclass(frozen=True, slots=True)
class Reserves:
    """All of them."""

    assets: tuple[AssetReserve, ...]
    buffers: tuple[BufferReserve, ...]


def reserves_of(budget: Budget) -> Reserves:
    """The assets and buffers of a budget with their costs, each rounded half-even once."""
    return Reserves(
        assets=tuple(
            AssetReserve(
                name=asset.name,
                type=asset.type,
                value=asset.value,
                liquidity=asset.liquidity,
                essential=asset.essential,
                encumbered=asset.encumbered,
                sale_proceeds=0 if asset.encumbered else asset.sale_proceeds,
            )
            for asset in budget.assets
        ),
        buffers=tuple(
            BufferReserve(
                name=buffer.name,
                type=buffer.type,
                amount=buffer.amount,
                annual_rate_percent=buffer.annual_rate_percent,
                monthly_cost=percent_of(
                    buffer.amount, Fraction(buffer.annual_rate_percent) / _MONTHS_PER_YEAR
                ),
            )
            for buffer in budget.buffers
        ),
    )
