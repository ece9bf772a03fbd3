from datetime import date

from app.statements.applying import spending_by_category
from tests.statements.rows import classified

MONTHS = (date(2026, 1, 1), date(2026, 3, 1))


def test_what_each_category_cost_after_refunds_in_these_months_only() -> None:
    rows = [
        classified("2026-01-05", 3_000),
        classified("2026-01-31", 4_000),
        classified("2026-01-10", 1_000, kind="refund"),
        classified("2026-01-11", 90_000, category="health"),
        classified("2026-02-05", 5_000),
        classified("2026-03-01", 700, kind="refund"),
    ]
    assert spending_by_category(rows, MONTHS) == {
        "2026-01": {"food": 6_000, "health": 90_000},
        "2026-03": {"food": -700},
    }


def test_what_is_no_spending_of_the_currency_is_left_out() -> None:
    rows = [
        classified("2026-01-05", 3_000, kind="income", category="wage"),
        classified("2026-01-05", 3_000, kind="debt_service", category="debt_service"),
        classified("2026-01-05", 3_000, kind="transfer", category="own_account"),
        classified("2026-01-05", 3_000, currency="USD"),
        classified("2026-01-05", 0),
    ]
    assert spending_by_category(rows, MONTHS) == {"2026-01": {}, "2026-03": {}}
    assert spending_by_category(rows, MONTHS, "USD") == {"2026-01": {"food": 3_000}, "2026-03": {}}
    assert spending_by_category(rows, ()) == {}


def test_the_sums_are_plain_so_that_they_can_be_kept() -> None:
    assert [type(sums) for sums in spending_by_category([], MONTHS).values()] == [dict, dict]
