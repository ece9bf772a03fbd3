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
