from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from app.statements.classify import Classified
from app.statements.tally import Tally
from app.statements.totals import counted
from tests.statements.rows import classified

KINDS = ("income", "expense", "debt_service", "transfer", "refund", "closed", "neutral_other")


def _row(kind: str, category: str, fen: int, currency: str) -> Classified:
    row = classified(kind=kind, category=category)
    transaction = replace(row.transaction, amount=fen, currency=currency, refunded=fen // 3)
    return replace(row, transaction=transaction, counted=fen, on_credit=kind == "expense")


ROWS = st.lists(
    st.builds(
        _row,
        st.sampled_from(KINDS),
        st.sampled_from(("food", "borrowing")),
        st.integers(0, 10**9),
        st.sampled_from(("CNY", "USD")),
    ),
    max_size=12,
)


@given(ROWS, ROWS)
def test_what_is_taken_back_was_never_there(kept: list[Classified], gone: list[Classified]) -> None:
    tally, alone = Tally(), Tally()
    for row in kept:
        alone.add(row)
    for row in [*gone, *kept]:
        tally.add(row)
    tally.take_back(gone)
    assert tally.counted() == alone.counted() == counted(kept)
    assert tally.rows == len(kept)
    assert tally.explained(2, 1) == alone.explained(2, 1)


def test_duplicates_are_said_to_be_some() -> None:
    tally = Tally()
    tally.add(classified(), is_duplicate=True)
    tally.add(classified(kind="closed"))
    tally.add(classified())
    assert tally.explained(0, 0) == {"same_payment": 1, "closed_order": 1}
    assert tally.rows == 3


def test_nothing_comes_to_nothing() -> None:
    assert (Tally().counted(), Tally().explained(0, 0), Tally().rows) == ((), {}, 0)
