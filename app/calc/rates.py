"""True annual rates of cash flows (真实年化利率): one rate, or none at all, never a guess.

Nominal rates of dated payments follow the actuarial method of US Regulation Z (12 CFR 1026,
Appendix J); effective rates discount by actual days over 365 (XIRR). Rates are sought between
-99.9 % and 10,000 % a year.
"""

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

import numpy as np
import pyxirr

from app.calc.rate_batches import period_rates
from app.calc.roots import (
    HIGHEST_RATE,
    LOWEST_RATE,
    annual_roots,
    is_only_root,
    newton_root,
    period_root,
)
from app.calc.unit_periods import PaymentTime, payment_times

_MILLIONTHS_OF_A_PERCENT: Final = 10**8
_MILLIONTH: Final = Decimal("0.000001")
_DAYS_PER_YEAR: Final = 365
_MONTHS_PER_YEAR: Final = 12
# Relative to the advance: what rounding leaves of a present value that is zero.
_RESIDUE: Final = 1e-12
# The library gives a rate only when it leaves less than 0.001 of value: of 10,000 yuan 1e-9.
_SURE_ADVANCE: Final = 10**6


class RateNotComputable(ValueError):
    """No rate, or several, solve the flows: `roots` lists the effective percents found."""

    def __init__(self, roots: Sequence[Decimal] = ()) -> None:
        super().__init__("several rates" if roots else "no rate")
        self.roots = tuple(roots)


class AnnualRate(NamedTuple):
    """A rate in percent, rounded half to even to six decimals.

    `nominal_percent` is the period's rate times the periods of a year, `effective_percent` what
    a year costs with compounding, `period_percent` the rate of one period.
    """

    nominal_percent: Decimal
    effective_percent: Decimal
    period_percent: Decimal | None


def level_payment_rate(
    disbursed: int, instalments: int, payment: int, periods_per_year: int = 12
) -> AnnualRate:
    """Return the rate of a loan repaid in equal instalments, the first one period after payout.

    Amounts in fen. Raises RateNotComputable when no rate in range solves it.
    """
    found = pyxirr.rate(instalments, payment, -disbursed)
    if found is not None and _pays_off(disbursed, instalments, payment, found):
        effective = _compounded(found, periods_per_year)
        if LOWEST_RATE < effective < HIGHEST_RATE:
            return _annual(found, effective, periods_per_year)
    times = [index / periods_per_year for index in range(instalments + 1)]
    effective = _sought_rate(times, [-disbursed, *[payment] * instalments])
    return _annual(_compounded(effective, 1 / periods_per_year), effective, periods_per_year)


def level_payment_rates(plans: Sequence[tuple[int, int, int]]) -> list[AnnualRate | None]:
    """Return `level_payment_rate` of many plans at once: (disbursed, instalments, payment) a month.

    Amounts in fen; at least one plan. None where no rate in range solves it. What is not certain on
    columns is worked out alone; the others agree with that to six decimals but for the last digit.
    """
    advances, counts, payments = (np.array(column) for column in zip(*plans, strict=True))
    due = np.arange(counts.max()) < counts[:, np.newaxis]
    periods = period_rates(advances, due * payments[:, np.newaxis])
    return [_found(plan, period) for plan, period in zip(plans, periods.tolist(), strict=True)]


def _found(plan: tuple[int, int, int], period: float) -> AnnualRate | None:
    effective = _compounded(period, _MONTHS_PER_YEAR)
    if LOWEST_RATE < effective < HIGHEST_RATE:
        return _annual(period, effective, _MONTHS_PER_YEAR)
    try:
        return level_payment_rate(*plan)
    except RateNotComputable:
        return None


def dated_payments_rate(
    disbursed: int, disbursed_on: date, payments: Sequence[tuple[date, int]]
) -> AnnualRate:
    """Return the rate of one advance repaid on given dates, in fen.

    Nominal: Appendix J with unit-periods and odd days; `period_percent` is the rate of one
    unit-period. Effective: XIRR. What is paid on the day of disbursement lowers the advance.
    Raises RateNotComputable when no single rate solves the flows, or a payment comes first.
    """
    if any(day < disbursed_on for day, _ in payments):
        raise RateNotComputable
    effective = _only_dated_rate([(disbursed_on, -disbursed), *payments])
    later = [(day, amount) for day, amount in payments if day > disbursed_on and amount]
    advance = disbursed - sum(amount for day, amount in payments if day == disbursed_on)
    times, per_year = payment_times(disbursed_on, [day for day, _ in later])
    guess = _compounded(effective, float(1 / per_year))
    period = _unit_period_rate(advance, times, [amount for _, amount in later], guess)
    return _annual(period, effective, float(per_year))


def cash_flow_rate(flows: Sequence[tuple[date, int]]) -> AnnualRate:
    """Return the XIRR of dated flows in fen, in any order; money out and in differ in sign.

    Nominal and period rates are those of a month compounding to the effective one. Raises
    RateNotComputable, with all roots in range, unless there is exactly one.
    """
    effective = _only_dated_rate(flows)
    return _annual(_compounded(effective, 1 / _MONTHS_PER_YEAR), effective, _MONTHS_PER_YEAR)


def _annual(period: float, effective: float, per_year: float) -> AnnualRate:
    return AnnualRate(_percent(period * per_year), _percent(effective), _percent(period))


def _compounded(rate: float, periods: float) -> float:
    try:
        return math.expm1(periods * math.log1p(rate))
    except OverflowError:
        return math.inf


def _only_dated_rate(flows: Sequence[tuple[date, int]]) -> float:
    if not flows:
        raise RateNotComputable
    days, amounts = zip(*flows, strict=True)
    found = pyxirr.xirr(days, amounts, silent=True)
    if (
        found is not None
        and LOWEST_RATE < found < HIGHEST_RATE
        and _is_advance(days, amounts)
        and (abs(amounts[0]) >= _SURE_ADVANCE or _is_worth_nothing(found, days, amounts))
    ):
        return found
    origin = min(days)
    times = [(day - origin).days / _DAYS_PER_YEAR for day in days]
    if found is not None and is_only_root(times, amounts, found):
        return found
    return _sought_rate(times, amounts)


def _is_worth_nothing(rate: float, days: Sequence[date], amounts: Sequence[int]) -> bool:
    worth = pyxirr.xnpv(rate, days, amounts)
    return worth is not None and abs(worth) <= _RESIDUE * abs(amounts[0])


def _is_advance(days: Sequence[date], amounts: Sequence[int]) -> bool:
    """Whether one amount comes first and all others, later, have the other sign.

    Such flows change sign once, so by Descartes' rule the rate found is the only one.
    """
    first, *later = amounts
    if not later or days[0] >= min(days[1:]):
        return False
    return min(later) > 0 if first < 0 else first > 0 > max(later)


def _pays_off(disbursed: int, instalments: int, payment: int, rate: float) -> bool:
    """Whether level payments, discounted, are worth what was paid out: then it is their rate."""
    if disbursed <= 0 or payment <= 0 or rate <= -1:
        return False
    annuity = -math.expm1(-instalments * math.log1p(rate)) / rate if rate else instalments
    return abs(payment * annuity - disbursed) <= _RESIDUE * disbursed


def _sought_rate(times: Sequence[float], amounts: Sequence[int]) -> float:
    """Find all rates; there must be just one."""
    roots = annual_roots(times, amounts)
    if len(roots) != 1:
        raise RateNotComputable([_percent(root) for root in roots])
    return roots[0]


def _unit_period_rate(
    advance: int, times: Sequence[PaymentTime], amounts: Sequence[int], guess: float
) -> float:
    """Solve advance = sum of amount / ((1 + f i) (1 + i)**t) for i, Appendix J paragraph (b)(8)."""
    terms = [
        (time.full, float(time.odd), amount) for time, amount in zip(times, amounts, strict=True)
    ]

    def excess_and_slope(rate: float) -> tuple[float, float]:
        growth, excess, slope = 1 + rate, float(advance), 0.0
        for full, odd, amount in terms:
            odd_growth = 1 + odd * rate
            worth = amount / odd_growth * growth**-full
            excess -= worth
            slope += worth * (full / growth + odd / odd_growth)
        return excess, slope

    root = newton_root(excess_and_slope, guess)
    if root is None:
        root = _bisected_period_rate(advance, terms)
    if root is None:
        raise RateNotComputable
    return root


def _bisected_period_rate(advance: int, terms: Sequence[tuple[int, float, int]]) -> float | None:
    full, odd, paid = np.array(terms, dtype=np.float64).T

    def excess(rate: float) -> float:
        worth = paid / (1 + odd * rate) * np.exp(-full * math.log1p(rate))
        return float(advance - worth.sum())

    with np.errstate(over="ignore", under="ignore"):
        return period_root(excess)


def _percent(ratio: float) -> Decimal:
    return round(ratio * _MILLIONTHS_OF_A_PERCENT) * _MILLIONTH
