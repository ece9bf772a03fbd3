from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.loan_accounts import RateStep
from app.debts.overcharges.measures import Loan, Payment, certainty_of, doubts, measured, steps_from

START = date(2022, 9, 1)
CAP = [RateStep(START, Decimal("14.60"))]


def _loan(*payments: Payment, claimed: int | None = 0, days: int = 365) -> Loan:
    return Loan(1_000_000, START, payments, claimed, START + timedelta(days))


def test_a_year_at_thirty_percent_measured_at_the_ceiling() -> None:
    paid = Payment(START + timedelta(365), 1_300_000, is_shown=True)
    found = measured(_loan(paid), CAP)
    assert (found.permitted, found.charged) == (146_000, 300_000)
    assert found.above is not None
    assert found.above.amount == 154_000 == found.overpaid.amount
    assert (found.balance, found.reduction) == (0, found.above.__class__(0, 0, 0))


def test_what_is_still_claimed_is_reduced_first() -> None:
    paid = Payment(START + timedelta(365), 300_000, is_shown=True)
    found = measured(_loan(paid, claimed=1_000_000), CAP)
    assert found.balance == 1_000_000 - 154_000
    assert found.reduction is not None
    assert (found.reduction.amount, found.overpaid.amount) == (154_000, 0)


def test_what_only_memory_shows_makes_a_range() -> None:
    shown = Payment(START + timedelta(100), 700_000, is_shown=True)
    said = Payment(START + timedelta(365), 600_000, is_shown=False)
    found = measured(_loan(shown, said), CAP)
    assert found.overpaid.low == 0 < found.overpaid.high == found.overpaid.amount


def test_without_the_claim_only_the_balance_is_known() -> None:
    found = measured(_loan(claimed=None), CAP)
    assert (found.charged, found.above, found.reduction) == (None, None, None)
    assert found.balance == 1_146_000


@pytest.mark.parametrize(
    ("shown", "claimed", "known", "codes", "level"),
    [
        ([], 0, {"is_complete": True}, (), "established"),
        (
            [False],
            None,
            {"is_complete": True},
            ("payments_without_paper", "claim_unknown"),
            "partly",
        ),
        (
            [True],
            0,
            {"is_complete": False},
            ("payments_missing", "history_incomplete"),
            "uncertain",
        ),
        (
            [],
            0,
            {"is_complete": True, "received_is_assumed": True},
            ("received_assumed",),
            "uncertain",
        ),
        ([], 0, {"is_complete": None}, ("payments_missing", "history_incomplete"), "uncertain"),
        ([], 1_000_000, {"is_complete": None}, ("history_incomplete",), "uncertain"),
    ],
)
def test_how_sure_the_facts_are(
    shown: list[bool],
    claimed: int | None,
    known: dict[str, Any],
    codes: tuple[str, ...],
    level: str,
) -> None:
    loan = _loan(*(Payment(START, 1, is_shown=each) for each in shown), claimed=claimed)
    found = doubts(loan, **known)
    assert (found, certainty_of(found)) == (codes, level)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], [(0, "24")]),
        ([(10, "15.4")], [(0, "24"), (10, "15.4")]),
        ([(0, "15.4")], [(0, "15.4")]),
        ([(-5, "20"), (-1, "15.4"), (7, "12")], [(0, "15.4"), (7, "12")]),
    ],
)
def test_what_changed_before_the_receipt_never_measured(
    changes: list[tuple[int, str]], expected: list[tuple[int, str]]
) -> None:
    def dated(rows: list[tuple[int, str]]) -> tuple[RateStep, ...]:
        return tuple(RateStep(START + timedelta(days), Decimal(rate)) for days, rate in rows)

    assert steps_from(START, Decimal(24), dated(changes)) == dated(expected)


@given(
    st.integers(1, 10**9),
    st.lists(st.tuples(st.integers(0, 700), st.integers(1, 10**8), st.booleans()), max_size=20),
    st.none() | st.integers(0, 10**9),
    st.decimals(Decimal(0), Decimal(40), places=2),
)
@settings(max_examples=150)
def test_charges_balance_and_ranges_agree(
    received: int,
    paid: list[tuple[int, int, bool]],
    claimed: int | None,
    percent: Decimal,
) -> None:
    payments = tuple(Payment(START + timedelta(days), fen, shown) for days, fen, shown in paid)
    loan = Loan(received, START, payments, claimed, START + timedelta(700))
    found = measured(loan, [RateStep(START, percent)])
    total = sum(payment.amount for payment in payments)
    assert received + found.permitted + found.overpaid.amount == total + found.balance
    for band in (found.above, found.overpaid, found.reduction):
        if band is not None:
            assert 0 <= band.low <= band.amount <= band.high
    if found.above is not None and found.charged is not None and claimed is not None:
        above = claimed - found.balance + found.overpaid.amount
        assert found.above.amount == max(above, 0)
        assert found.charged == total + claimed - received
