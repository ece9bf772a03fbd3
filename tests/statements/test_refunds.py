from hypothesis import given, settings
from hypothesis import strategies as st

from app.statements.refunds import absorbed, order_keys
from tests.statements.rows import transaction


def test_the_suffix_of_a_refund_leads_to_its_order() -> None:
    rows = [
        transaction("2026-03-01", 5000, external_id="20_26"),
        transaction("2026-03-02", 5000, external_id="20_26_77"),
        transaction("2026-03-02", 5000, external_id="20_267"),
    ]
    assert absorbed(rows, [1, 2], {0: True}) == {1: 5000}


def test_eight_suffixes_lead_to_the_order_and_no_more() -> None:
    order = "A_1_2_3_4_5_6_7_8"
    for suffixes, known in (("", "A"), ("_9", "A_1_2_3_4_5_6_7"), ("_9", f"{order}_9")):
        assert known in set(order_keys(transaction("2026-03-02", 1, external_id=order + suffixes)))
    keys = set(order_keys(transaction("2026-03-02", 1, external_id=f"{order}_9")))
    assert order not in keys


def test_a_shared_merchant_order_pairs() -> None:
    rows = [
        transaction("2026-03-01", 5000, merchant_order_id="M"),
        transaction("2026-03-02", 2000, merchant_order_id="M", external_id="other"),
        transaction("2026-03-03", 4000, merchant_order_id="M"),
    ]
    assert absorbed(rows, [1, 2], {0: True}) == {1: 2000, 2: 3000}


def test_a_merchants_name_pairs_only_what_was_really_refunded() -> None:
    refund = transaction("2026-03-02", 5000, counterparty="云鹿商城")
    told = transaction("2026-03-01", 9000, counterparty="云鹿商城", refunded=5000)
    assert absorbed([told, refund], [1], {0: False}) == {1: 5000}
    assert absorbed([told, refund], [1], {0: True}) == {}
    named = transaction("2026-03-02", 5000, category_text="云鹿商城-退款", counterparty="财付通")
    assert absorbed([told, named], [1], {0: False}) == {1: 5000}


def test_a_refund_is_later_and_in_the_same_currency() -> None:
    bought = transaction("2026-03-05", 5000, external_id="A")
    early = transaction("2026-03-04", 5000, external_id="A")
    foreign = transaction("2026-03-06", 5000, external_id="A", currency="USD")
    assert absorbed([bought, early, foreign], [1, 2], {0: True}) == {}


def test_exact_amounts_pair_first() -> None:
    rows = [
        transaction("2026-03-01", 9000, external_id="A", refunded=7000),
        transaction("2026-03-01", 3000, external_id="A", refunded=2000),
        transaction("2026-03-02", 2000, external_id="A"),
        transaction("2026-03-03", 7000, external_id="A"),
    ]
    assert absorbed(rows, [3, 2], {0: False, 1: False}) == {2: 2000, 3: 7000}


def test_without_any_name_nothing_pairs() -> None:
    rows = [transaction("2026-03-01", 5000, refunded=5000), transaction("2026-03-02", 5000)]
    assert absorbed(rows, [1], {0: False}) == {}


@given(
    purchases=st.lists(st.integers(1, 9), max_size=6),
    refunds=st.lists(st.integers(1, 9), max_size=6),
)
@settings(max_examples=150)
def test_never_more_than_was_refunded(purchases: list[int], refunds: list[int]) -> None:
    rows = [transaction("2026-03-01", fen, external_id="A") for fen in purchases]
    rows += [transaction("2026-03-02", fen, external_id="A") for fen in refunds]
    places = range(len(purchases), len(rows))
    taken = absorbed(rows, places, dict.fromkeys(range(len(purchases)), True))
    assert sum(taken.values()) <= sum(purchases)
    assert all(0 < part <= rows[index].amount for index, part in taken.items())
