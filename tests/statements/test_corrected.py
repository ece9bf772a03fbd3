from dataclasses import replace

import pytest

from app.statements.accounting import explained, reason
from app.statements.corrected import CorrectedKind, Correction, corrected, known_category
from app.statements.transactions import Direction
from tests.statements.rows import classified


def correction(
    kind: CorrectedKind, category: str = "", direction: Direction = "expense", name: str = "某人"
) -> dict[tuple[str, Direction], Correction]:
    return {(name, direction): Correction(name, direction, kind, category)}


PAID = replace(
    classified(amount=1000, counterparty="某人", refunded=300, credit="huabei"), counted=700
)


@pytest.mark.parametrize(
    ("kind", "category", "expected"),
    [
        ("expense", "housing", ("expense", "housing", 700)),
        ("expense", "", ("expense", "food", 700)),
        ("debt_service", "", ("debt_service", "debt_service", 1000)),
        ("transfer", "", ("transfer", "own_account", 1000)),
        ("borrowing", "", ("neutral_other", "borrowing", 1000)),
        ("income", "wage", ("income", "wage", 1000)),
        ("income", "", ("income", "other", 1000)),
    ],
)
def test_kinds(kind: CorrectedKind, category: str, expected: tuple[str, str, int]) -> None:
    found = corrected(PAID, correction(kind, category))
    assert (found.kind, found.category, found.counted) == expected
    assert found.on_credit == (kind == "expense")
    assert (found.credit_product == "other_credit") == (kind == "debt_service")


def test_what_becomes_spending_counts_without_its_refund() -> None:
    neutral = replace(
        PAID, kind="neutral_other", transaction=replace(PAID.transaction, direction="neutral")
    )
    found = corrected(neutral, correction("expense", direction="neutral"))
    assert (found.kind, found.category, found.counted) == ("expense", "other", 700)


def test_only_rows_of_the_counterparty_and_direction_are_meant() -> None:
    assert corrected(PAID, {}) is PAID
    assert corrected(PAID, correction("transfer", name="别人")) is PAID
    assert corrected(PAID, correction("transfer", direction="income")) is PAID


def test_closed_orders_stay_closed_and_refunds_refunds() -> None:
    closed = replace(PAID, kind="closed", counted=0)
    assert corrected(closed, correction("expense", "housing")) is closed
    refund = replace(PAID, kind="refund", counted=300)
    found = corrected(refund, correction("expense", "housing"))
    assert (found.kind, found.category, found.counted) == ("refund", "housing", 300)
    assert corrected(refund, correction("transfer")).category == "food"


def test_the_name_is_compared_without_order_numbers() -> None:
    row = classified(counterparty="某人 20260301123456")
    assert corrected(row, correction("transfer")).kind == "transfer"


@pytest.mark.parametrize(
    ("kind", "category", "known"),
    [
        ("expense", "housing", True),
        ("expense", "wage", False),
        ("income", "wage", True),
        ("income", "other", True),
        ("transfer", "", True),
        ("transfer", "housing", False),
    ],
)
def test_categories_of_kinds(kind: CorrectedKind, category: str, *, known: bool) -> None:
    assert known_category(kind, category) is known


@pytest.mark.parametrize(
    ("kind", "category", "counted", "code"),
    [
        ("expense", "food", 100, None),
        ("expense", "food", 0, None),
        ("closed", "closed_order", 0, "closed_order"),
        ("refund", "food", 0, "refund_accounted"),
        ("refund", "food", 5, None),
        ("neutral_other", "other", 100, "neutral"),
        ("neutral_other", "borrowing", 100, None),
    ],
)
def test_why_a_row_does_not_count(kind: str, category: str, counted: int, code: str | None) -> None:
    row = replace(classified(kind=kind, category=category), counted=counted)
    assert reason(row, is_duplicate=False) == code
    assert reason(row, is_duplicate=True) == "same_payment"


def test_all_rows_are_accounted_for() -> None:
    kept = {None: 1, "same_payment": 1, "closed_order": 1, "neutral": 0}
    found = explained(kept, repeated=2, unparsed=1)
    assert found == {"same_payment": 1, "closed_order": 1, "repeated": 2, "unparsed": 1}
    assert explained({}, 0, 0) == {}
