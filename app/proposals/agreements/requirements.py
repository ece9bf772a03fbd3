"""What a repayment agreement must hold, from `app/data/scoring/agreements.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from app.core.tables import data_table
from app.proposals.gates import Severity


@dataclass(frozen=True, slots=True)
class Point:
    """One thing an agreement should hold; its severity is that of its being missing."""

    code: str
    products: frozenset[str]
    except_products: frozenset[str]
    severity: Severity
    rule_id: str | None

    def concerns(self, product_type: str | None) -> bool:
        """Whether it is asked of agreements about this product."""
        named = not self.products or product_type in self.products
        return named and product_type not in self.except_products


@dataclass(frozen=True, slots=True)
class Following:
    """How instalments are followed: months looked ahead, days to talk before, days of a budget.

    `instalments_shown` are how many to come stand among the follow-ups.
    """

    months_ahead: int
    talk_days_before: int
    budget_good_for_days: int
    instalments_shown: int


@dataclass(frozen=True, slots=True)
class Requirements:
    """All points in order, whose collection stops by rule, and how an agreement is followed."""

    version: str
    points: tuple[Point, ...]
    collection_stops: frozenset[str]
    collection_rule_id: str
    days_to_close_gaps: int
    following: Following

    def of_product(self, product_type: str | None) -> tuple[Point, ...]:
        """The points asked of agreements about a product."""
        return tuple(point for point in self.points if point.concerns(product_type))

    @property
    def codes(self) -> frozenset[str]:
        """Every code a point can have."""
        return frozenset(point.code for point in self.points)


def read_requirements(data: Mapping[str, Any]) -> Requirements:
    """Read the data file's content."""
    points = tuple(
        Point(
            row["code"],
            frozenset(row["products"]),
            frozenset(row["except_products"]),
            row["severity"],
            row.get("rule_id"),
        )
        for row in data["points"]
    )
    stops = data["collection_stops"]
    return Requirements(
        data["version"],
        points,
        frozenset(stops["products"]),
        stops["rule_id"],
        data["gaps"]["days_to_close"],
        Following(**data["following"]),
    )


@lru_cache(maxsize=1)
def requirements() -> Requirements:
    """The requirements shipped with this version."""
    return read_requirements(data_table("scoring", "agreements"))


def collection_period(
    product_type: str | None, agreed_on: date, last_due: date, wanted: Requirements
) -> tuple[date, date, str] | None:
    """From when to when collection must rest while the agreement is kept, and by which rule.

    None where no rule says so and only the agreement itself could.
    """
    if product_type not in wanted.collection_stops:
        return None
    return agreed_on, max(agreed_on, last_due), wanted.collection_rule_id
