"""True annual rates of cash flows (真实年化利率): one rate, or none at all, never a guess.

Nominal rates of dated payments follow the actuarial method of US Regulation Z (12 CFR 1026,
Appendix J); effective rates discount by actual days over 365 (XIRR). Rates are sought between
-99.9 % and 10,000 % a year.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

import numpy as np
import pyxirr

from app.calc.roots import annual_roots, is_only_root, period_root
from app.calc.unit_periods import PaymentTime, payment_times

_SIX_PLACES: Final = Decimal("0.000001")
_DAYS_PER_YEAR: Final = 365
_MONTHS_PER_YEAR: Final = 12


class RateNotComputable(ValueError):
    """No rate, or several, solve the flows: `roots` lists the effective percents found."""

    def __init__(self, roots: Sequence[Decimal] = ()) -> None:
        super().__init__("several rates" if roots else "no rate")
        self.roots = tuple(roots)


@dataclass(frozen=True, slots=True)
class AnnualRate:
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
    times = [index / periods_per_year for index in range(instalments + 1)]
    amounts = [-disbursed, *[payment] * instalments]
    found = pyxirr.rate(instalments, payment, -disbursed)
    year = None if found is None or found <= -1 else _compounded(found, periods_per_year)
    effective = _only_rate(times, amounts, year)
    period = _compounded(effective, 1 / periods_per_year)
    return AnnualRate(_percent(period * periods_per_year), _percent(effective), _percent(period))


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
    period = _unit_period_rate(advance, times, [amount for _, amount in later])
    return AnnualRate(_percent(period * per_year), _percent(effective), _percent(period))


def cash_flow_rate(flows: Sequence[tuple[date, int]]) -> AnnualRate:
    """Return the XIRR of dated flows in fen, in any order; money out and in differ in sign.

    Nominal and period rates are those of a month compounding to the effective one. Raises
    RateNotComputable, with all roots in range, unless there is exactly one.
    """
    effective = _only_dated_rate(flows)
    month = _compounded(effective, 1 / _MONTHS_PER_YEAR)
    return AnnualRate(_percent(month * _MONTHS_PER_YEAR), _percent(effective), _percent(month))


def _compounded(rate: float, periods: float) -> float:
    with np.errstate(over="ignore"):
        return float(np.expm1(periods * math.log1p(rate)))


def _only_dated_rate(flows: Sequence[tuple[date, int]]) -> float:
    origin = min((day for day, _ in flows), default=date.min)
    times = [(day - origin).days / _DAYS_PER_YEAR for day, _ in flows]
    amounts = [amount for _, amount in flows]
    found = pyxirr.xirr([day for day, _ in flows], amounts, silent=True)
    return _only_rate(times, amounts, found)


def _only_rate(times: Sequence[float], amounts: Sequence[int], found: float | None) -> float:
    """Take the library's rate only when it is proven the only one; otherwise find them all."""
    if found is not None and is_only_root(times, amounts, found):
        return found
    roots = annual_roots(times, amounts)
    if len(roots) != 1:
        raise RateNotComputable([_percent(root) for root in roots])
    return roots[0]


def _unit_period_rate(advance: int, times: Sequence[PaymentTime], amounts: Sequence[int]) -> float:
    """Solve advance = sum of amount / ((1 + f i) (1 + i)**t) for i, Appendix J paragraph (b)(8)."""
    full = np.array([float(time.full) for time in times])
    odd = np.array([float(time.odd) for time in times])
    paid = np.array([float(amount) for amount in amounts])

    def excess(rate: float) -> float:
        worth = paid / (1 + odd * rate) * np.exp(-full * math.log1p(rate))
        return float(advance - worth.sum())

    with np.errstate(over="ignore", under="ignore"):
        root = period_root(excess)
    if root is None:
        raise RateNotComputable
    return root


def _percent(ratio: float) -> Decimal:
    return (Decimal(ratio) * 100).quantize(_SIX_PLACES, rounding=ROUND_HALF_EVEN)
