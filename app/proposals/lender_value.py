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
from itertools import accumulate
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.calc.discounting import discount_factors
from app.calc.money import divide_half_even
from app.proposals.model import LenderAssumptions, Sensitivity
from app.proposals.plan_flows import Flows, PlanFlows, Run

FOUR_PLACES = Decimal("0.0001")
RATIO_LIMIT = Decimal(999)
"""Ratios are shown up to this; it also stands where having no plan is worth nothing."""
ONE = 10**24
"""Discount factors are whole numbers of this part: sums of them are exact, and quick."""
_SPARE_MONTHS = 24
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class RouteValue:
    """What one way without a plan brings today, in fen, costs taken off; may be negative."""

    code: str
    value: int


class NoPlan(NamedTuple):
    """The best that can be done without a plan, in fen and never below 0, and every route to it."""

    value: int
    routes: tuple[RouteValue, ...]


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


class Lender:
    """Assumptions made ready for many plans: routes as quotients, discount factors and their sums.

    Factors are kept as far as they were asked for. Threads share a lender: what one reads is not
    cut short by another that asks for less.
    """

    __slots__ = (
        "_broken",
        "_columns",
        "_kept",
        "_known",
        "_rate",
        "_routes",
        "_whole",
        "assumptions",
        "redefault_share",
    )

    def __init__(self, assumptions: LenderAssumptions) -> None:
        self.assumptions = assumptions
        self._rate = assumptions.discount_rate_percent / 100
        self._known: tuple[tuple[int, ...], tuple[int, ...]] = (), ()
        self._columns: tuple[Floats, Floats] = (np.zeros(0), np.zeros(0))
        self.redefault_share = float(assumptions.redefault_share)
        above, below = assumptions.redefault_share.as_integer_ratio()
        self._kept, self._broken, self._whole = below - above, above, below * ONE
        self._routes = []
        for route in assumptions.routes:
            above, below = (route.probability * route.recovery).as_integer_ratio()
            factor = self.factors(route.months)[route.months]
            self._routes.append((above * factor, below * ONE, route.cost))

    def factors(self, months: int) -> tuple[int, ...]:
        """Discount factors of month 0 to at least `months`, in parts of `ONE`."""
        return self.factors_and_sums(months)[0]

    def factors_and_sums(self, months: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The same, and their sums before month 0, 1, … at least `months`."""
        known = self._known
        if len(known[0]) <= months:
            exact = discount_factors(self._rate, months + _SPARE_MONTHS)
            factors = tuple(
                int((factor * ONE).quantize(Decimal(1), ROUND_HALF_EVEN)) for factor in exact
            )
            known = self._known = factors, tuple(accumulate(factors, initial=0))
        return known

    def factor_columns(self, months: int) -> tuple[Floats, Floats]:
        """The factors of month 0 to at least `months` and their sums before each, as ratios."""
        columns = self._columns
        if len(columns[0]) <= months:
            factors, sums = self.factors_and_sums(months)
            columns = self._columns = (
                np.array([factor / ONE for factor in factors]),
                np.array([total / ONE for total in sums]),
            )
        return columns

    def route_columns(self) -> list[tuple[float, int]]:
        """Of each route the share of the claim that it brings today, and its cost."""
        return [(above / below, cost) for above, below, cost in self._routes]

    def without_plan(self, owed: int) -> NoPlan:
        """Every route's value today, in data order, and the best of them."""
        worths = self._worths(owed)
        codes = (route.code for route in self.assumptions.routes)
        return NoPlan(max([0, *worths]), tuple(map(RouteValue, codes, worths)))

    def no_plan(self, owed: int) -> int:
        """The best route's value, never below 0."""
        return max([0, *self._worths(owed)])

    def _worths(self, owed: int) -> list[int]:
        return [divide_half_even(above * owed, below) - cost for above, below, cost in self._routes]

    def plan(self, flows: Flows) -> int:
        """A plan's expected value today, in fen; the break comes in month 1 at the earliest."""
        if not isinstance(flows, PlanFlows):
            return self.plan_in_runs(flows.runs, flows.left_at_break)
        until = min(self.assumptions.break_month, len(flows.payments))
        if flows.runs:
            return self.plan_in_runs(flows.runs, flows.balances[until - 1])
        factors = self.factors(len(flows.payments))
        worth, left = list(map(mul, factors, flows.payments)), flows.balances[until - 1]
        return self._expected(sum(worth), sum(worth[:until]), left, factors[until])

    def plan_in_runs(self, runs: Sequence[Run], left_at_break: int) -> int:
        """`plan` of payments put briefly, in order; `left_at_break` is left in it at the break."""
        first, count, _amount = runs[-1]
        months = first + count
        factors, sums = self.factors_and_sums(months)
        until = min(self.assumptions.break_month, months)
        whole = before = 0
        for first, count, amount in runs:
            worth = amount * (sums[first + count] - sums[first])
            whole += worth
            if first + count <= until:
                before += worth
            elif first < until:
                before += amount * (sums[until] - sums[first])
        return self._expected(whole, before, left_at_break, factors[until])

    def _expected(self, whole: int, before: int, left: int, factor: int) -> int:
        """Of a plan kept, and of one broken in a factor's month; `whole`, `before` in parts."""
        salvage = self.no_plan(left) * factor
        broken = before + min(salvage, whole - before)
        return divide_half_even(self._kept * whole + self._broken * broken, self._whole)


@lru_cache(maxsize=256)
def lender_of(assumptions: LenderAssumptions) -> Lender:
    """The same assumptions are made ready once."""
    return Lender(assumptions)


def value_of_plan(flows: PlanFlows, assumptions: LenderAssumptions) -> int:
    """The plan's expected value today, in fen."""
    return lender_of(assumptions).plan(flows)


def lender_value(flows: PlanFlows, owed: int, assumptions: LenderAssumptions) -> LenderValue:
    """Compare the plan with the best the lender can do without it."""
    lender = lender_of(assumptions)
    return compared(lender.plan(flows), lender.without_plan(owed))


def compared(plan: int, without: NoPlan) -> LenderValue:
    """A plan's value beside the best that can be done without it."""
    return LenderValue(plan, without.value, ratio_of(plan, without.value), without.routes)


def ratio_of(plan: int, no_plan: int) -> Decimal:
    """The quotient of two values, to four places; the limit where no plan is worth nothing."""
    if not no_plan:
        return RATIO_LIMIT
    return min((Decimal(plan) / no_plan).quantize(FOUR_PLACES, ROUND_HALF_EVEN), RATIO_LIMIT)


def sensitivity(
    flows: PlanFlows, owed: int, assumptions: LenderAssumptions, ends: Sequence[Sensitivity]
) -> Band:
    """The ratio at both ends of the band; recoveries never exceed the whole claim."""
    lenders = lenders_at(assumptions, tuple(ends))
    return band_of(flows, [(lender, lender.no_plan(owed)) for lender in lenders])


def band_of(flows: Flows, lenders: Sequence[tuple[Lender, int]]) -> Band:
    """The least and the highest ratio that any of these lenders sees, each with its `no_plan`."""
    ratios = [ratio_of(lender.plan(flows), no_plan) for lender, no_plan in lenders]
    return Band(min(ratios), max(ratios))


@lru_cache(maxsize=64)
def lenders_at(assumptions: LenderAssumptions, ends: tuple[Sensitivity, ...]) -> tuple[Lender, ...]:
    """The lender at each end of the band."""
    return tuple(lender_of(_assumed_at(assumptions, end)) for end in ends)


def _assumed_at(assumptions: LenderAssumptions, end: Sensitivity) -> LenderAssumptions:
    return replace(
        assumptions,
        discount_rate_percent=end.discount_rate_percent,
        redefault_share=end.redefault_share,
        routes=tuple(
            replace(route, recovery=min(Decimal(1), route.recovery * end.recovery_factor))
            for route in assumptions.routes
        ),
    )
