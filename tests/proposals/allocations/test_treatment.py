from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.allocation import ALLOCATION_METHODS, Share, allocate
from app.proposals.allocations.treatment import is_equal, treatment_of

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
