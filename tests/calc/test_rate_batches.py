import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc import rate_batches
from app.calc.rate_batches import period_rates
from app.calc.rates import RateNotComputable, level_payment_rate, level_payment_rates


def _rates(advances: list[int], payments: list[list[int]]) -> list[float]:
    found = period_rates(np.array(advances), np.array(payments))
    return [float(rate) for rate in found]


@given(
    st.lists(
        st.tuples(st.integers(1_000, 10**9), st.integers(1, 48), st.integers(-400, 350)),
        min_size=1,
        max_size=20,
    )
)
@settings(max_examples=60)
def test_many_plans_have_the_rates_of_each(plans: list[tuple[int, int, int]]) -> None:
    advances = [advance for advance, _, _ in plans]
    levels = [advance * (1000 + more) // (1000 * count) + 1 for advance, count, more in plans]
    rows = [
        [level] * count + [0] * (48 - count)
        for (_, count, _), level in zip(plans, levels, strict=True)
    ]
    for rate, (advance, count, _), level in zip(_rates(advances, rows), plans, levels, strict=True):
        alone = level_payment_rate(advance, count, level).period_percent
        assert alone is not None
        assert rate == pytest.approx(float(alone) / 100, abs=6e-9)


@given(st.integers(1, 10**9), st.lists(st.integers(0, 10**8), min_size=1, max_size=40))
@settings(max_examples=200)
def test_a_rate_given_is_a_root(advance: int, payments: list[int]) -> None:
    (rate,) = _rates([advance], [payments])
    if np.isnan(rate):
        return
    factors = (1 + rate) ** -np.arange(1.0, len(payments) + 1)
    assert float(factors @ np.array(payments, dtype=float)) == pytest.approx(advance, rel=1e-10)


def test_what_is_not_certain_is_not_given() -> None:
    assert np.isnan(
        _rates(
            [0, -5, 100, 100, 100, 100],
            [[10, 10], [10, 10], [0, 0], [200, -10], [10**9, 10**9], [0, 1]],
        )
    ).tolist() == [True, True, True, True, True, False]


def test_plans_of_unlike_length_and_uneven_payments() -> None:
    found = _rates([10_000, 10_000, 10_000], [[11_000, 0, 0], [0, 12_100, 0], [0, 0, 13_310]])
    assert found == pytest.approx([0.1, 0.1, 0.1], abs=1e-12)


def test_one_hopeless_plan_spoils_no_other() -> None:
    found = _rates([10**12, 10_000], [[1, 0], [5_100, 5_100]])
    alone = level_payment_rate(10_000, 2, 5_100).period_percent
    assert alone is not None
    assert found[1] == pytest.approx(float(alone) / 100, abs=6e-9)
    with pytest.raises(RateNotComputable):
        level_payment_rate(10**12, 1, 1)
    assert np.isnan(found[0])


def test_what_did_not_settle_in_the_steps_allowed_is_not_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rate_batches, "_STEPS", 1)
    assert np.isnan(_rates([10_000], [[100] * 47 + [90_000]])[0])


@given(
    st.lists(
        st.tuples(st.integers(0, 10**9), st.integers(1, 60), st.integers(0, 10**8)),
        min_size=1,
        max_size=20,
    )
)
@settings(max_examples=100)
def test_many_plans_are_answered_as_each_alone(plans: list[tuple[int, int, int]]) -> None:
    for found, plan in zip(level_payment_rates(plans), plans, strict=True):
        try:
            alone = level_payment_rate(*plan)
        except RateNotComputable:
            assert found is None
            continue
        assert found is not None
        for ours, wanted in zip(found, alone, strict=True):
            assert ours is not None
            assert wanted is not None
            assert float(ours) == pytest.approx(float(wanted), rel=1e-9, abs=2e-6)


def test_what_columns_leave_open_is_worked_out_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    plans = [(1_200_000, 12, 107_200), (0, 12, 107_200), (1, 1, 10**9)]
    usual = level_payment_rates(plans)
    assert [rate is None for rate in usual] == [False, True, True]
    monkeypatch.setattr(rate_batches, "_RESIDUE", -1.0)
    assert level_payment_rates(plans) == [level_payment_rate(*plans[0]), None, None]
