from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.statements.classify import Classified
from app.statements.matching import Account
from app.statements.recurrence import recurrence
from app.statements.unusual_spending import UnusualMonth, comparable, spent, unusual_months
from tests.statements.rows import classified

MONTHS = [date(2026, number, 1) for number in range(1, 6)]


def paid(month: int, fen: int, category: str = "health", kind: str = "expense") -> Classified:
    row = classified(f"2026-0{month}-10", kind=kind, category=category)
    transaction = replace(row.transaction, amount=abs(fen))
    return replace(row, transaction=transaction, counted=fen)


def months_of(amounts: list[int], category: str = "health") -> list[Classified]:
    return [paid(number, fen, category) for number, fen in enumerate(amounts, start=1) if fen]


def test_a_month_far_above_the_others_stands_out() -> None:
    rows = months_of([10_000, 12_000, 208_000, 9_000, 11_001])
    assert unusual_months(rows, MONTHS) == [UnusualMonth(MONTHS[2], "health", 208_000, 10_500)]
    assert unusual_months(rows, MONTHS)[0].excess == 197_500


@pytest.mark.parametrize(
    ("amounts", "found"),
    [
        ([40_000, 40_000, 60_000, 40_000, 40_000], 1),
        ([40_000, 40_000, 59_999, 40_000, 40_000], 0),
        ([80_000, 80_000, 119_999, 80_000, 80_000], 0),
        ([0, 0, 20_000, 0, 0], 1),
        ([0, 0, 19_999, 0, 0], 0),
    ],
)
def test_by_a_share_and_by_an_amount(amounts: list[int], found: int) -> None:
    assert len(unusual_months(months_of(amounts), MONTHS)) == found


def test_refunds_take_off_and_other_kinds_count_nothing() -> None:
    rows = [paid(3, 90_000), paid(3, 80_000, kind="refund"), paid(4, 99_000, kind="transfer")]
    assert [spent(row) for row in rows] == [90_000, -80_000, 0]
    assert unusual_months(rows, MONTHS) == []


def test_a_month_of_refunds_alone_is_no_negative_habit() -> None:
    rows = [paid(number, 50_000, kind="refund") for number in (1, 2, 4, 5)]
    assert unusual_months([*rows, paid(3, 19_000)], MONTHS) == []


def test_what_lies_outside_the_months_is_not_looked_at() -> None:
    assert unusual_months([paid(9, 500_000)], MONTHS) == []


def test_too_few_months_tell_nothing() -> None:
    few = MONTHS[: recurrence().unusual_months - 1]
    assert unusual_months(months_of([0, 0, 500_000]), few) == []


def test_the_largest_excess_comes_first() -> None:
    rows = [*months_of([0, 0, 30_000, 0, 0]), *months_of([0, 90_000, 0, 0, 0], "clothing")]
    assert [entry.category for entry in unusual_months(rows, MONTHS)] == ["clothing", "health"]


def test_accounts_are_compared_over_months_they_share() -> None:
    wallet, shop = Account("alipay", "wallet"), Account("jd", "wallet")
    bank, card = Account("cmb", "debit"), Account("cmb", "card")
    covered = {bank: MONTHS[1:], wallet: MONTHS, card: MONTHS[4:], shop: []}
    assert comparable(covered) == ([wallet, bank], MONTHS[1:])
    assert comparable({card: MONTHS[4:]}) == ([], [])
    assert comparable({}) == ([], [])


@given(st.lists(st.integers(0, 10**8), min_size=5, max_size=5), st.integers(0, 10**8))
def test_spending_more_in_a_month_never_hides_it(amounts: list[int], more: int) -> None:
    before = {entry.month for entry in unusual_months(months_of(amounts), MONTHS)}
    amounts[2] += more
    after = {entry.month for entry in unusual_months(months_of(amounts), MONTHS)}
    if MONTHS[2] in before:
        assert MONTHS[2] in after
