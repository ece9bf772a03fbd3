from app.cash_flow.history import MonthOfSpending, joined_history


def test_months_of_several_statements_are_added_up_in_order() -> None:
    wallet = [MonthOfSpending("2026-10", 0, 300, 20), MonthOfSpending("2026-09", 5, 100, 0)]
    bank = [MonthOfSpending("2026-10", 9_000, 50, 0)]
    assert joined_history([wallet, bank]) == (
        MonthOfSpending("2026-09", 5, 100, 0),
        MonthOfSpending("2026-10", 9_000, 350, 20),
    )


def test_nothing_imported_is_no_history() -> None:
    assert joined_history([]) == ()


def test_categories_are_added_up_and_unknown_stays_unknown() -> None:
    food, more = {"food": 100}, {"food": 50, "health": 700}
    parts = [
        [MonthOfSpending("2026-01", 0, 100, 0, food), MonthOfSpending("2026-02", 0, 5, 0)],
        [MonthOfSpending("2026-01", 0, 750, 0, more), MonthOfSpending("2026-02", 0, 5, 0)],
        [MonthOfSpending("2026-01", 0, 9, 0), MonthOfSpending("2026-03", 0, 0, 0, {})],
    ]
    january, february, march = joined_history(parts)
    assert january.categories == {"food": 150, "health": 700}
    assert (february.categories, march.categories) == (None, {})
    assert (food, more) == ({"food": 100}, {"food": 50, "health": 700})
