"""What a plan is worth to the lender, against having no plan.

V(plan) = (1 - d) PV(plan) + d [PV(until break) + V(no plan at break)], where
V(no plan) = max over routes of p * recovery * owed * (1 + r)^-t - cost, never below 0.
What is still to come at the break counts at most as much as the plan's own rest, so V(plan)
falls in d and r, and equals the present value at d = 0. Amounts in fen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import lru_cache

from app.calc.present_value import discount_factors
from app.proposals.model import LenderAssumptions, Sensitivity

FOUR_PLACES = Decimal("0.0001")
_NOTHING = Decimal(0)
RATIO_LIMIT = Decimal(999)
"""Ratios are shown up to this; it also stands where having no plan is worth nothing."""


@dataclass(frozen=True, slots=True)
class RouteValue:
    """What one way without a plan brings today, in fen, costs taken off; may be negative."""

    code: str
    value: int


@dataclass(frozen=True, slots=True)
class PlanFlows:
    """A plan as the lender sees it: fen per month from today, and the fen still in the plan.

    `balances[m]` is what is left in the plan after month m's payment.
    """

    payments: tuple[int, ...]
    balances: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LenderValue:
    """Both values, their ratio (four places), and the routes that were compared."""

    plan: int
    no_plan: int
    ratio: Decimal
    routes: tuple[RouteValue, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The ratio under assumptions that speak against the plan, and for it."""

    low: Decimal
    high: Decimal


def value_without_plan(owed: int, assumptions: LenderAssumptions) -> tuple[RouteValue, ...]:
    """Every route's value today, in data order."""
    return tuple(
        RouteValue(
            route.code,
            _fen(
                route.probability
                * route.recovery
                * owed
                * _factors(_ratio(assumptions), route.months)[-1]
            )
            - route.cost,
        )
        for route in assumptions.routes
    )


def value_of_plan(flows: PlanFlows, assumptions: LenderAssumptions) -> int:
    """The plan's expected value today, in fen; the break comes in month 1 at the earliest."""
    rate = _ratio(assumptions)
    factors = _factors(rate, len(flows.payments))
    worth = [factor * fen for factor, fen in zip(factors, flows.payments, strict=False)]
    until = min(assumptions.break_month, len(flows.payments))
    whole, before = sum(worth, start=_NOTHING), sum(worth[:until], start=_NOTHING)
    at_break = _best(value_without_plan(flows.balances[until - 1], assumptions))
    salvage = at_break * factors[until]
    broken = before + min(salvage, whole - before)
    share = assumptions.redefault_share
    return _fen((1 - share) * whole + share * broken)


def lender_value(flows: PlanFlows, owed: int, assumptions: LenderAssumptions) -> LenderValue:
    """Compare the plan with the best the lender can do without it."""
    routes = value_without_plan(owed, assumptions)
    plan, no_plan = value_of_plan(flows, assumptions), _best(routes)
    return LenderValue(plan, no_plan, ratio_of(plan, no_plan), routes)


def ratio_of(plan: int, no_plan: int) -> Decimal:
    """The quotient of two values, to four places; the limit where no plan is worth nothing."""
    if not no_plan:
        return RATIO_LIMIT
    return min((Decimal(plan) / no_plan).quantize(FOUR_PLACES, ROUND_HALF_EVEN), RATIO_LIMIT)


def sensitivity(
    flows: PlanFlows, owed: int, assumptions: LenderAssumptions, ends: Sequence[Sensitivity]
) -> Band:
    """The ratio at both ends of the band; recoveries never exceed the whole claim."""
    ratios = [lender_value(flows, owed, _at(assumptions, end)).ratio for end in ends]
    return Band(min(ratios), max(ratios))


def _at(assumptions: LenderAssumptions, end: Sensitivity) -> LenderAssumptions:
    return replace(
        assumptions,
        discount_rate_percent=end.discount_rate_percent,
        redefault_share=end.redefault_share,
        routes=tuple(
            replace(route, recovery=min(Decimal(1), route.recovery * end.recovery_factor))
            for route in assumptions.routes
        ),
    )


@lru_cache(maxsize=64)
def _factors(rate: Decimal, months: int) -> tuple[Decimal, ...]:
    """Discount factors of month 0 to `months`: a search asks for the same ones again and again."""
    return discount_factors(rate, months)


def _best(routes: Sequence[RouteValue]) -> int:
    return max([0, *(route.value for route in routes)])


def _ratio(assumptions: LenderAssumptions) -> Decimal:
    return assumptions.discount_rate_percent / 100


def _fen(exact: Decimal) -> int:
    return int(exact.quantize(Decimal(1), ROUND_HALF_EVEN))
