from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.allocation import ALLOCATION_METHODS, Share, allocate
from app.cash_flow.budget_lines import DebtLine
from app.proposals.allocations.treatment import is_equal, percent, share_of, treatment_of
from tests.proposals.households import CARD

DEBTS = st.lists(
    st.builds(
        Share,
        st.just("debt"),
        st.integers(0, 10**7),
        st.integers(0, 10**5),
        st.sampled_from([Decimal(0), Decimal(24)]),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@given(st.integers(0, 10**8), st.sampled_from(ALLOCATION_METHODS), DEBTS)
@settings(max_examples=150)
def test_differences_cancel_out(amount: int, method: str, debts: list[Share]) -> None:
    parts = treatment_of(debts, allocate(amount, method, debts))
    assert sum(part.difference for part in parts) == 0
    assert all(0 <= part.owed_percent <= 100 for part in parts)
    if method == "pro_rata":
        assert is_equal(parts)


def test_nothing_to_pay_treats_all_alike() -> None:
    parts = treatment_of([Share("a", 0, 0, Decimal(0))], (0,))
    assert is_equal(parts)
    assert parts[0].months_without_interest is None
    assert (parts[0].owed_percent, parts[0].amount_percent) == (Decimal("0.00"), Decimal("0.00"))


def test_percent_of_nothing_is_zero() -> None:
    assert percent(5, 0) == 0
    assert percent(1, 3) == Decimal("33.33")


def test_what_is_unknown_of_a_debt_counts_as_nothing() -> None:
    assert share_of(CARD, is_essential=True) == Share(
        "card", 4_997_000, 240_000, Decimal("18.25"), is_essential=True
    )
    assert share_of(DebtLine("x")) == Share("x", 0, 0, Decimal(0))
