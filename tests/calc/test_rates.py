import math
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
import pyxirr
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc import rates
from app.calc.rates import (
    RateNotComputable,
    cash_flow_rate,
    dated_payments_rate,
    level_payment_rate,
)
from app.calc.roots import annual_roots
from tests.calc.loading import day, table

_RATES = table("rates")
# Published amounts have up to 12 decimals; a rate does not depend on the unit.
_SCALE = 10**12


def _ids(case: dict[str, Any]) -> str:
    return str(case["id"])


def _payments(case: dict[str, Any]) -> list[tuple[date, int]]:
    return [(day(on), amount) for on, amount in case["payments"]]


def _near(percent: Decimal | None, ratio: float, tolerance: float) -> bool:
    return percent is not None and abs(float(percent) / 100 - ratio) <= tolerance


@pytest.mark.parametrize("case", _RATES["dated_payments"], ids=_ids)
def test_regulation_z_examples(case: dict[str, Any]) -> None:
    rate = dated_payments_rate(case["disbursed"], day(case["disbursed_on"]), _payments(case))
    published = Decimal(case["nominal_percent"])
    assert abs(rate.nominal_percent - published) <= Decimal("0.005")
    assert rate.effective_percent > rate.nominal_percent


@pytest.mark.parametrize("case", _RATES["effective"], ids=_ids)
def test_effective_rate_of_the_european_example(case: dict[str, Any]) -> None:
    rate = dated_payments_rate(case["disbursed"], day(case["disbursed_on"]), _payments(case))
    assert abs(rate.effective_percent - Decimal(case["effective_percent"])) < Decimal("0.01")


@pytest.mark.parametrize("case", _RATES["flat_fees"], ids=_ids)
def test_true_rate_of_flat_fees(case: dict[str, Any]) -> None:
    rate = level_payment_rate(case["disbursed"], case["instalments"], case["payment"])
    assert _near(rate.period_percent, case["period"], 1e-8)
    assert _near(rate.nominal_percent, case["nominal_percent"] / 100, 1e-6)
    assert _near(rate.effective_percent, case["effective_percent"] / 100, 1e-6)


def test_six_per_mille_a_month_is_not_seven_percent() -> None:
    rate = level_payment_rate(1_200_000, 12, 107_200)
    assert round(rate.nominal_percent, 2) == Decimal("13.03")
    assert round(rate.effective_percent, 2) == Decimal("13.84")
    assert rate.period_percent == Decimal("1.086185")


@pytest.mark.parametrize("case", _RATES["cash_flows"], ids=_ids)
def test_one_rate_or_none(case: dict[str, Any]) -> None:
    flows = [(day(on), int(Decimal(amount) * _SCALE)) for on, amount in case["flows"]]
    if case["roots"] == 1:
        assert _near(cash_flow_rate(flows).effective_percent, case["root"], 1e-6)
        return
    with pytest.raises(RateNotComputable) as refused:
        cash_flow_rate(flows)
    roots = refused.value.roots
    assert len(roots) == case["roots"]
    assert case["root"] is None or any(_near(root, case["root"], 1e-6) for root in roots)


@pytest.mark.parametrize("case", _RATES["periodic"], ids=_ids)
def test_yearly_flows(case: dict[str, Any]) -> None:
    start = date(2001, 1, 1)
    flows = [(start + timedelta(365 * year), fen) for year, fen in enumerate(case["flows"])]
    if case["roots"] == 1:
        assert _near(cash_flow_rate(flows).effective_percent, case["root"], 1e-5)
        return
    with pytest.raises(RateNotComputable) as refused:
        cash_flow_rate(flows)
    assert len(refused.value.roots) == case["roots"]
    assert case["root"] is None or any(
        _near(root, case["root"], 1e-4) for root in refused.value.roots
    )


def test_a_year_later_the_effective_rate_is_the_gain() -> None:
    rate = cash_flow_rate([(date(2026, 1, 15), -1_200_000), (date(2027, 1, 15), 1_300_000)])
    assert rate.effective_percent == Decimal("8.333333")
    assert rate.period_percent is not None
    assert abs((1 + rate.period_percent / 100) ** 12 - Decimal(13) / 12) < Decimal("1e-6")
    assert abs(rate.nominal_percent - 12 * rate.period_percent) <= Decimal("0.00001")


@pytest.mark.parametrize(
    "flows",
    [
        [],
        [(date(2026, 1, 1), 100)],
        [(date(2026, 1, 1), 0), (date(2026, 2, 1), 0)],
        [(date(2026, 1, 1), -100), (date(2026, 1, 1), 100)],
        [(date(2026, 1, 1), 100), (date(2026, 2, 1), 100)],
        [(date(2026, 1, 1), -1), (date(2026, 1, 2), 10**12)],
        [(date(1, 1, 1), -1), (date(9999, 12, 31), 0)],
    ],
)
def test_flows_without_a_rate(flows: list[tuple[date, int]]) -> None:
    with pytest.raises(RateNotComputable) as refused:
        cash_flow_rate(flows)
    assert refused.value.roots == ()
    assert str(refused.value) == "no rate"


def test_several_rates_are_all_named() -> None:
    start = date(2026, 1, 1)
    flows = [
        (start, -10_000),
        (start + timedelta(365), 23_000),
        (start + timedelta(730), -13_200),
    ]
    with pytest.raises(RateNotComputable) as refused:
        cash_flow_rate(flows)
    assert refused.value.roots == (Decimal("10.000000"), Decimal("20.000000"))
    assert str(refused.value) == "several rates"


def test_a_payment_told_later_that_came_first_is_seen() -> None:
    start = date(2026, 1, 1)
    flows = [
        (start + timedelta(365), -2_300_000),
        (start, 1_000_000),
        (start + timedelta(730), 1_320_000),
    ]
    with pytest.raises(RateNotComputable) as refused:
        cash_flow_rate(flows)
    assert refused.value.roots == (Decimal("10.000000"), Decimal("20.000000"))


@given(
    st.lists(st.tuples(st.integers(0, 36), st.integers(0, 29)), min_size=1, max_size=24),
    st.integers(0, 300),
)
def test_halving_finds_the_period_rate_that_newton_finds(
    times: list[tuple[int, int]], rate: int
) -> None:
    terms = [(full + 1, odd / 30, 10**12) for full, odd in times]
    growth = 1 + rate / 1_000
    worth = sum(paid / (1 + odd * (growth - 1)) / growth**full for full, odd, paid in terms)
    found = rates._bisected_period_rate(round(worth), terms)
    assert found == pytest.approx(growth - 1, abs=1e-4)


def test_flows_over_all_of_the_calendar_do_not_overflow() -> None:
    rate = cash_flow_rate([(date(1, 1, 1), -100), (date(9999, 12, 31), 200)])
    assert Decimal(0) < rate.effective_percent < Decimal("0.01")


@pytest.mark.parametrize(
    ("disbursed", "instalments", "payment"),
    [(100_000, 12, 0), (100_000, 0, 10), (0, 12, 100), (1, 12, 10**12), (10**12, 1, 1)],
)
def test_level_payments_without_a_rate(disbursed: int, instalments: int, payment: int) -> None:
    with pytest.raises(RateNotComputable):
        level_payment_rate(disbursed, instalments, payment)


def test_daily_instalments_at_an_absurd_price_do_not_overflow() -> None:
    with pytest.raises(RateNotComputable):
        level_payment_rate(100, 30, 5_000, periods_per_year=365)


def test_paying_back_less_gives_a_negative_rate() -> None:
    rate = level_payment_rate(120_000, 12, 9_900)
    assert rate.nominal_percent < 0
    dated = dated_payments_rate(
        120_000, date(2026, 1, 15), [(date(2026, 1 + m, 15), 10_800) for m in range(1, 12)]
    )
    assert dated.nominal_percent < 0


def test_paying_back_the_same_costs_nothing() -> None:
    assert level_payment_rate(120_000, 12, 10_000).effective_percent == 0


@given(
    st.integers(10_000, 10**9),
    st.integers(2, 60),
    st.integers(0, 3000),
)
@settings(max_examples=60)
def test_regular_dates_and_level_payments_agree(disbursed: int, count: int, per_mille: int) -> None:
    payment = disbursed // count + disbursed * per_mille // 100_000 + 1
    start = date(2025, 1, 15)
    due = [date(2025 + m // 12, m % 12 + 1, 15) for m in range(1, count + 1)]
    level = level_payment_rate(disbursed, count, payment)
    dated = dated_payments_rate(disbursed, start, [(on, payment) for on in due])
    assert abs(level.nominal_percent - dated.nominal_percent) <= Decimal("0.00001")
    assert level.period_percent == dated.period_percent


@given(st.integers(1, 40), st.integers(50, 100_000))
@settings(max_examples=60)
def test_a_dearer_plan_has_a_higher_rate(count: int, extra: int) -> None:
    payments = [1_000_000 // count + extra * step for step in (1, 2, 3)]
    rates = [level_payment_rate(1_000_000, count, each).effective_percent for each in payments]
    assert all(low < high for low, high in pairwise(rates))


def test_payment_on_the_day_of_disbursement_lowers_the_advance() -> None:
    paid_out = date(2026, 1, 15)
    later = [(date(2026, 2, 15), 50_000), (date(2026, 3, 15), 50_000)]
    net = dated_payments_rate(95_000, paid_out, later)
    assert dated_payments_rate(100_000, paid_out, [(paid_out, 5_000), *later]) == net


def test_a_payment_before_the_disbursement_is_no_loan() -> None:
    with pytest.raises(RateNotComputable):
        dated_payments_rate(
            100_000, date(2026, 1, 15), [(date(2026, 1, 14), 1_000), (date(2026, 2, 15), 110_000)]
        )


def test_all_repaid_at_once_has_no_rate() -> None:
    paid_out = date(2012, 10, 10)
    with pytest.raises(RateNotComputable):
        dated_payments_rate(50_000, paid_out, [(paid_out, 50_000)])


def test_a_nominal_rate_out_of_range_is_not_guessed() -> None:
    start = date(2026, 1, 1)
    due = start + timedelta(693)
    effective = cash_flow_rate([(start, -(10**10)), (due, 43_000)]).effective_percent
    assert Decimal("-99.9") < effective < Decimal("-99.8")
    with pytest.raises(RateNotComputable) as refused:
        dated_payments_rate(10**10, start, [(due, 43_000)])
    assert refused.value.roots == ()


def test_a_single_payment_uses_its_term_as_period() -> None:
    rate = dated_payments_rate(100_000, date(2026, 1, 1), [(date(2026, 7, 1), 106_000)])
    assert rate.period_percent == Decimal("6.000000")
    assert rate.nominal_percent == Decimal("12.000000")


@given(
    st.integers(100, 10**10),
    st.lists(st.tuples(st.integers(1, 3650), st.integers(1, 10**6)), min_size=1, max_size=40),
    st.sampled_from([1, -1]),
)
@settings(max_examples=200)
def test_the_library_s_rate_is_the_root_found_by_halving(
    advance: int, later: list[tuple[int, int]], sign: int
) -> None:
    start = date(2025, 1, 15)
    whole = sum(part for _, part in later)
    flows = [(start, -sign * advance)]
    flows += [
        (start + timedelta(days), sign * (advance * 13 * part // (10 * whole) + 1))
        for days, part in later
    ]
    times = [(day - start).days / 365 for day, _ in flows]
    roots = annual_roots(times, [amount for _, amount in flows])
    if len(roots) != 1:
        with pytest.raises(RateNotComputable):
            cash_flow_rate(flows)
        return
    found = float(cash_flow_rate(flows).effective_percent) / 100
    assert abs(found - roots[0]) <= 1e-8 * (1 + roots[0])


def test_a_rate_found_is_checked_where_little_was_lent(monkeypatch: pytest.MonkeyPatch) -> None:
    flows = [(date(2026, 1, 15), -100), (date(2027, 1, 15), 110)]
    monkeypatch.setattr(pyxirr, "xirr", lambda *_, **__: 0.1001)
    assert cash_flow_rate(flows).effective_percent == Decimal("10.000000")
    monkeypatch.setattr(pyxirr, "xirr", lambda *_, **__: None)
    assert cash_flow_rate(flows).effective_percent == Decimal("10.000000")
    monkeypatch.setattr(pyxirr, "rate", lambda *_: 0.02)
    assert level_payment_rate(10_000, 12, 900).period_percent != Decimal("2.000000")


def test_compounding_beyond_all_bounds_is_infinite() -> None:
    assert rates._compounded(1e300, 365) == math.inf
