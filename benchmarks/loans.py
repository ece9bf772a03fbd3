"""Schedules and annual rates beside the plain way and beside the library of the field."""

import random
from calendar import monthrange
from collections.abc import Callable
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

import numpy as np
import pyxirr

from app.calc.level_payments import amortised
from app.calc.periods import add_months
from app.calc.rate_batches import period_rates
from app.calc.rates import cash_flow_rate, level_payment_rate
from app.calc.schedules import LoanTerms, build_schedule

SEED = 20261124
CENT = Decimal("0.01")
ROWS = 60
PAYOUT = date(2026, 12, 10)
TERMS = LoanTerms(
    principal=48_000_00,
    annual_rate_percent=Decimal("18.25"),
    instalments=ROWS,
    first_due_date=date(2027, 1, 10),
)
LEVEL = build_schedule(TERMS).rows[0].payment
PLAN = [(PAYOUT, -30_000_00)] + [(add_months(PAYOUT, month), 1_072_00) for month in range(1, 37)]
PLANS = 10_000


def _decimal_rows() -> list[tuple[Decimal, Decimal, Decimal]]:
    balance, rate = Decimal("48000.00"), Decimal("0.1825") / 12
    payment = (balance * rate / (1 - (1 + rate) ** -ROWS)).quantize(CENT, ROUND_HALF_EVEN)
    rows = []
    for number in range(1, ROWS + 1):
        interest = (balance * rate).quantize(CENT, ROUND_HALF_EVEN)
        principal = balance if number == ROWS else payment - interest
        balance -= principal
        rows.append((principal, interest, balance))
    return rows


def _dated_decimal_rows() -> list[dict[str, object]]:
    rows = []
    for number, (principal, interest, balance) in enumerate(_decimal_rows(), 1):
        year, month = divmod(PAYOUT.year * 12 + PAYOUT.month - 1 + number, 12)
        due = date(year, month + 1, min(PAYOUT.day, monthrange(year, month + 1)[1]))
        rows.append(
            {
                "number": number,
                "due_date": due,
                "principal": principal,
                "interest": interest,
                "payment": principal + interest,
                "balance": balance,
            }
        )
    return rows


def _integer_rows() -> object:
    return amortised(TERMS.principal, LEVEL, [1825 * 30] * ROWS, 360 * 10_000)


def _plain_rate() -> object:
    days, amounts = zip(*PLAN, strict=True)
    return pyxirr.xirr(days, amounts)


def _many_plans() -> tuple[Callable[[], object], Callable[[], object]]:
    made = random.Random(SEED)
    flows = []
    for _ in range(PLANS):
        advance, count = made.randrange(500_000, 10_000_000), made.randrange(6, 37)
        level = advance * made.randrange(1000, 1700) // (1000 * count) + 1
        flows.append([-advance, *[level] * count, *[0] * (36 - count)])
    table = np.array(flows)
    return (
        lambda: [pyxirr.irr(each) for each in flows],
        lambda: period_rates(-table[:, 0], table[:, 1:]),
    )


def comparisons() -> list[tuple[str, Callable[[], object], Callable[[], object]]]:
    """Name, the plain way, ours."""
    one_by_one, at_once = _many_plans()
    return [
        ("60 rows of amounts: Decimal / integers", _decimal_rows, _integer_rows),
        (
            "60 dated rows: Decimal / build_schedule",
            _dated_decimal_rows,
            lambda: build_schedule(TERMS),
        ),
        ("annual rate, 37 dated flows: pyxirr.xirr", _plain_rate, lambda: cash_flow_rate(PLAN)),
        (
            "annual rate, 36 level payments: pyxirr.rate",
            lambda: pyxirr.rate(36, 1_072_00, -30_000_00),
            lambda: level_payment_rate(30_000_00, 36, 1_072_00),
        ),
        ("10,000 plans: pyxirr.irr one by one", one_by_one, at_once),
    ]
