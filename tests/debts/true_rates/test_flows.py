from dataclasses import replace
from datetime import date

from app.debts.true_rates.flows import DebtFlows, as_agreed, to_date

DEBT = DebtFlows(
    received=1_000_000,
    received_on=date(2026, 1, 31),
    payments=((date(2026, 2, 28), 90_000),),
    instalment_amount=90_000,
    remaining_instalments=3,
    next_due_date=date(2026, 8, 31),
    owed=950_000,
    as_of=date(2026, 9, 10),
)


def test_what_is_due_already_counts_today_and_month_ends_are_kept() -> None:
    flows = as_agreed(DEBT)
    assert flows is not None
    assert flows[1:] == (
        (date(2026, 9, 10), 90_000),
        (date(2026, 9, 30), 90_000),
        (date(2026, 10, 31), 90_000),
    )


def test_without_the_contract_nothing_is_agreed() -> None:
    assert as_agreed(replace(DEBT, instalment_amount=None)) is None
    assert as_agreed(replace(DEBT, remaining_instalments=None)) is None
    assert as_agreed(replace(DEBT, next_due_date=None)) is None
    assert as_agreed(replace(DEBT, remaining_instalments=0)) == DEBT.payments
    assert as_agreed(replace(DEBT, remaining_instalments=0, payments=())) is None


def test_to_date_all_that_is_owed_is_paid_today() -> None:
    assert to_date(DEBT) == (*DEBT.payments, (date(2026, 9, 10), 950_000))
    assert to_date(replace(DEBT, owed=None)) is None


def test_a_date_that_stands_for_never_agrees_nothing() -> None:
    assert as_agreed(replace(DEBT, next_due_date=date(9999, 12, 31))) is None
