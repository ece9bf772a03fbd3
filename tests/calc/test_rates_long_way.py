"""Where the quick way finds no rate, the long way finds the same one."""

from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import pyxirr

from app.calc import rates
from app.calc.rates import dated_payments_rate, level_payment_rate, level_payment_rates
from tests.calc.loading import day, table

_DATED = table("rates")["dated_payments"]


@pytest.mark.parametrize("periods_per_year", [12, 52])
@pytest.mark.parametrize("payment", [800, 900, 1_000])
def test_level_payments(
    monkeypatch: pytest.MonkeyPatch, payment: int, periods_per_year: int
) -> None:
    quick = level_payment_rate(10_000, 12, payment, periods_per_year)
    monkeypatch.setattr(pyxirr, "rate", lambda *_: None)
    assert level_payment_rate(10_000, 12, payment, periods_per_year) == quick


def test_many_plans_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = [(10_000, 12, 900), (1_200_000, 12, 107_200), (120_000, 12, 9_900)]
    quick = level_payment_rates(plans)
    monkeypatch.setattr(rates, "period_rates", lambda *_: np.full(3, np.nan))
    assert level_payment_rates(plans) == quick


@pytest.mark.parametrize("case", _DATED, ids=lambda case: str(case["id"]))
def test_dated_payments(monkeypatch: pytest.MonkeyPatch, case: dict[str, Any]) -> None:
    payments: list[tuple[date, int]] = [(day(on), amount) for on, amount in case["payments"]]
    monkeypatch.setattr(rates, "newton_root", lambda *_: None)
    rate = dated_payments_rate(case["disbursed"], day(case["disbursed_on"]), payments)
    assert abs(rate.nominal_percent - Decimal(case["nominal_percent"])) <= Decimal("0.005")
