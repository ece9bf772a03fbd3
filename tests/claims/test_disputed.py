"""How much a claim is about: never twice, never more than the most cautious ceiling leaves."""

from hypothesis import given
from hypothesis import strategies as st

from app.claims.disputed import Disputed, Measured, disputed_amount
from app.debts.overcharges.measures import Band


def measure(rule_id: str, low: int, high: int) -> Measured:
    return Measured(rule_id, Band(high, low, high))


def test_what_the_person_says_comes_first() -> None:
    measured = [[measure("FIN-24", 100, 200)]]
    assert disputed_amount(500, measured, [7]) == Disputed(500, 500, "stated")
    assert disputed_amount(0, measured, []) == Disputed(0, 0, "stated")


def test_of_several_ceilings_the_one_that_leaves_least_counts() -> None:
    measured = [[measure("MJ-25", 900, 1000), measure("FIN-24", 100, 200)]]
    assert disputed_amount(None, measured, []) == Disputed(100, 200, "measured", "FIN-24")


def test_debts_are_added_and_the_rule_is_named_where_it_is_one() -> None:
    one, two = measure("FIN-24", 100, 200), measure("FIN-24", 50, 60)
    assert disputed_amount(None, [[one], [two], []], []) == Disputed(150, 260, "measured", "FIN-24")
    other = measure("MJ-25", 1, 2)
    assert disputed_amount(None, [[one], [other]], []) == Disputed(101, 202, "measured")
    within = measure("MJ-25", 0, 0)
    assert disputed_amount(None, [[one], [within]], []) == Disputed(100, 200, "measured", "FIN-24")


def test_what_never_arrived_is_added() -> None:
    assert disputed_amount(None, [], [6000, 500]) == Disputed(6500, 6500, "measured")
    found = disputed_amount(None, [[measure("FIN-24", 1, 2)]], [10])
    assert found == Disputed(11, 12, "measured")


def test_nothing_is_nothing() -> None:
    assert disputed_amount(None, [], []) is None
    assert disputed_amount(None, [[measure("FIN-24", 0, 0)]], []) is None


amounts = st.integers(0, 10**9)
bands = st.tuples(amounts, amounts).map(lambda pair: measure("R", min(pair), max(pair)))


@given(st.lists(st.lists(bands, max_size=4), max_size=4), st.lists(amounts, max_size=4))
def test_a_range_is_in_order_and_below_every_choice_of_ceilings(
    measured: list[list[Measured]], deducted: list[int]
) -> None:
    found = disputed_amount(None, measured, deducted)
    if found is None:
        return
    assert 0 <= found.low <= found.high
    most = sum(max(one.above.high for one in each) for each in measured if each) + sum(deducted)
    assert found.high <= most
