from datetime import date

import pytest

from app.statements.budget_lines import (
    ProposedLine,
    propose_from_accounts,
)
from app.statements.classify import Classified
from app.statements.spans import AccountRows, covered_months, months_of
from tests.statements.rows import classified, proposed

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
QUARTER = (JANUARY, FEBRUARY, MARCH)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 1), date(2026, 3, 31), QUARTER),
        (date(2026, 1, 2), date(2026, 3, 31), (FEBRUARY, MARCH)),
        (date(2026, 1, 1), date(2026, 3, 30), (JANUARY, FEBRUARY)),
        (date(2026, 1, 5), date(2026, 1, 25), ()),
        (date(2025, 12, 1), date(2026, 1, 31), (date(2025, 12, 1), JANUARY)),
    ],
)
def test_whole_months(first: date, last: date, months: tuple[date, ...]) -> None:
    assert covered_months(first, last) == months


def by_name(rows: list[Classified], months: tuple[date, ...] = QUARTER) -> dict[str, ProposedLine]:
    lines = proposed(rows, months)
    assert len({(line.name, line.basis) for line in lines}) == len(lines)
    return {line.name: line for line in lines}


def monthly(amount: int, **fields: object) -> list[Classified]:
    days = ("2026-01-05", "2026-02-05", "2026-03-05")
    return [
        classified(day, amount, line=line, **fields)  # type: ignore[arg-type]  # fields by name
        for line, day in enumerate(days, 10)
    ]


def test_nothing_proposes_nothing() -> None:
    assert proposed([], QUARTER) == ()


def test_recurring_lines_are_fixed_with_their_evidence() -> None:
    lines = by_name(
        [
            *monthly(180000, category="housing", counterparty="房东"),
            *monthly(600000, kind="income", category="wage", counterparty="北山科技"),
        ]
    )
    rent, wage = lines["房东"], lines["北山科技"]
    assert (rent.direction, rent.kind, rent.essential) == ("expense", "fixed", True)
    assert (rent.monthly_amount, rent.observed_amount, rent.basis) == (180000, 540000, "recurring")
    assert rent.lines == (10, 11, 12)
    assert (wage.direction, wage.monthly_amount, wage.essential) == ("income", 600000, False)


def test_weekly_payments_become_52_twelfths() -> None:
    days = ("2026-03-02", "2026-03-09", "2026-03-16", "2026-03-23")
    rows = [classified(day, 3000, counterparty="家政") for day in days]
    assert by_name(rows)["家政"].monthly_amount == 13000


def test_a_payment_that_ended_is_named_and_not_projected() -> None:
    rows = [
        *(classified(f"2025-0{month}-05", 5000, counterparty="会员") for month in (6, 7, 8)),
        classified("2026-03-09", 100),
    ]
    line = by_name(rows)["会员"]
    assert (line.basis, line.monthly_amount, line.observed_amount) == ("ended", 0, 15000)


def test_the_rest_is_a_monthly_average_by_category() -> None:
    rows = [
        classified("2026-01-03", 3000, counterparty="a", category="food"),
        classified("2026-01-13", 2500, counterparty="b", category="food"),
        classified("2026-03-23", 4501, counterparty="c", category="food"),
        classified("2026-03-23", 900, counterparty="c", category="leisure"),
        classified("2026-04-01", 99999, counterparty="d", category="food"),
    ]
    lines = by_name(rows)
    food = lines["food"]
    assert (food.kind, food.essential, food.basis) == ("flexible", True, "average")
    assert (food.observed_amount, food.monthly_amount) == (10001, 3334)
    assert len(food.lines) == 3
    assert (lines["leisure"].monthly_amount, lines["leisure"].essential) == (300, False)


def test_averages_round_half_to_even() -> None:
    months = (JANUARY, FEBRUARY)
    assert by_name([classified("2026-01-03", 5)], months)["food"].monthly_amount == 2
    assert by_name([classified("2026-01-03", 7)], months)["food"].monthly_amount == 4


def test_refunds_lower_their_category() -> None:
    rows = [
        classified("2026-01-03", 9000),
        classified("2026-01-04", 3000, kind="refund", direction="neutral"),
        classified("2026-01-04", 3000, kind="refund", direction="neutral", category="leisure"),
    ]
    lines = by_name(rows)
    assert lines["food"].monthly_amount == 2000
    assert "leisure" not in lines


def test_a_single_odd_expense_does_not_distort() -> None:
    rows = [
        classified("2026-01-03", 20000, category="health", counterparty="药店"),
        classified("2026-02-13", 10000, category="health", counterparty="门诊"),
        classified("2026-02-14", 900000, category="health", counterparty="某医院", line=77),
    ]
    lines = by_name(rows)
    odd = lines["某医院"]
    assert (odd.basis, odd.monthly_amount, odd.observed_amount) == ("one_off", 0, 900000)
    assert (odd.category, odd.lines) == ("health", (77,))
    assert lines["health"].monthly_amount == 10000


@pytest.mark.parametrize(
    ("amount", "months", "is_apart"),
    [
        (900000, QUARTER, True),
        (900000, (JANUARY, FEBRUARY), False),
        (49999, QUARTER, False),
        (50000, QUARTER, True),
    ],
)
def test_when_a_payment_is_odd(amount: int, months: tuple[date, ...], *, is_apart: bool) -> None:
    rows = [classified("2026-02-14", amount), classified("2026-01-03", 50000, category="leisure")]
    lines = proposed(rows, months)
    (found,) = [line for line in lines if line.category == "food"]
    assert (found.basis == "one_off") == is_apart


def test_income_that_came_once_is_named_apart_too() -> None:
    rows = [classified("2026-02-14", 22222850, kind="income", category="person_transfer")]
    (line,) = proposed(rows, QUARTER)
    assert (line.direction, line.basis, line.monthly_amount) == ("income", "one_off", 0)


def test_debt_service_by_what_was_borrowed_with() -> None:
    rows = [
        *monthly(50000, kind="debt_service", credit="jiebei", direction="neutral"),
        *monthly(30000, kind="debt_service", credit="other_credit", counterparty="某消费金融"),
    ]
    lines = by_name(rows)
    loan = lines["jiebei"]
    assert (loan.direction, loan.kind, loan.category) == ("debt_service", "fixed", "debt_service")
    assert (loan.monthly_amount, loan.observed_amount) == (50000, 150000)
    assert lines["某消费金融"].monthly_amount == 30000


def test_purchase_on_credit_and_its_repayment_are_budgeted_once() -> None:
    bought = [
        classified("2026-01-20", 30000, credit="huabei"),
        classified("2026-02-23", 30000, credit="huabei", counterparty="b"),
        classified("2026-02-20", 90000, credit="baitiao", category="leisure", counterparty="c"),
    ]
    repaid = monthly(50000, kind="debt_service", credit="huabei", direction="neutral")
    lines = by_name([*bought, *repaid])
    assert lines["food"].monthly_amount == 20000
    assert lines["huabei"].monthly_amount == 30000
    assert lines["huabei"].observed_amount == 150000
    small = monthly(1000, kind="debt_service", credit="huabei", direction="neutral")
    assert by_name([*bought, *small])["huabei"].monthly_amount == 0


def test_without_a_whole_month_two_weeks_are_scaled() -> None:
    rows = [
        classified("2026-03-01", 73000, counterparty="a"),
        classified("2026-03-20", 73000, counterparty="b"),
    ]
    (line,) = proposed(rows)
    assert (line.basis, line.monthly_amount) == ("estimate", round(146000 * 365 / 12 / 20))
    assert proposed(rows[:1]) == ()


def test_other_currencies_are_another_budget() -> None:
    rows = [classified("2026-01-03", 9000, currency="USD"), classified("2026-01-03", 3000)]
    assert by_name(rows)["food"].monthly_amount == 1000
    (dollars,) = proposed(rows, QUARTER, "USD")
    assert dollars.observed_amount == 9000


def test_transfers_and_closed_orders_are_no_budget() -> None:
    rows = [
        classified("2026-01-03", 9000, kind="transfer"),
        classified("2026-01-03", 0, kind="closed"),
        classified("2026-01-03", 5000, kind="neutral_other"),
    ]
    assert proposed(rows, QUARTER) == ()


def test_rows_of_several_files_may_share_line_numbers() -> None:
    rows = [
        *monthly(180000, category="housing", counterparty="房东"),
        *(classified(f"2026-0{month}-17", 1000 * month, line=10) for month in (1, 2, 3)),
    ]
    assert by_name(rows)["food"].observed_amount == 6000


def test_overlapping_and_adjoining_files_cover_months_together() -> None:
    def of(*periods: tuple[int, int]) -> tuple[date, ...]:
        return months_of([(date(2026, 1, first), date(2026, 1, last)) for first, last in periods])

    assert of((1, 20), (15, 31)) == (JANUARY,)
    assert of((16, 31), (1, 15)) == (JANUARY,)
    assert of((1, 31), (3, 4)) == (JANUARY,)
    assert of((1, 14), (16, 31)) == ()
    assert of() == ()


def test_each_account_is_averaged_over_its_own_months_and_then_added() -> None:
    wallet = AccountRows(tuple(monthly_food(30000)), QUARTER)
    bank = AccountRows((classified("2026-03-09", 12000, counterparty="x"),), (MARCH,))
    (line,) = propose_from_accounts([wallet, bank])
    assert (line.monthly_amount, line.observed_amount) == (30000 + 12000, 90000 + 12000)
    short = AccountRows(
        (classified("2026-03-01", 100), classified("2026-03-20", 100, counterparty="y")), ()
    )
    (mixed,) = propose_from_accounts([wallet, short])
    assert mixed.basis == "estimate"


def monthly_food(amount: int) -> list[Classified]:
    days = ("2026-01-05", "2026-02-19", "2026-03-07")
    return [classified(day, amount, counterparty=day) for day in days]


def test_a_rent_seen_once_in_each_monthly_file_is_found_over_all_of_them() -> None:
    files = [
        AccountRows((classified(f"2026-0{month}-05", 180000, counterparty="房东"),), ())
        for month in (1, 2, 3)
    ]
    (line,) = propose_from_accounts(files)
    assert (line.basis, line.monthly_amount, line.name) == ("recurring", 180000, "房东")
    assert line.recurring is not None
    assert (line.recurring.interval, line.recurring.next_date) == ("monthly", date(2026, 4, 5))


def test_a_repayment_line_knows_its_rhythm() -> None:
    rows = monthly(50000, kind="debt_service", credit="jiebei", direction="neutral")
    line = by_name(rows)["jiebei"]
    assert line.recurring is not None
    assert (line.recurring.typical_amount, line.recurring.interval) == (50000, "monthly")


def test_a_card_bought_with_in_one_file_and_repaid_in_another_is_budgeted_once() -> None:
    card = AccountRows((classified("2026-03-09", 30000, credit="credit_card"),), (MARCH,))
    bank = AccountRows(
        (classified("2026-03-20", 50000, kind="debt_service", credit="credit_card"),), (MARCH,)
    )
    lines = {line.name: line.monthly_amount for line in propose_from_accounts([card, bank])}
    assert lines == {"food": 30000, "credit_card": 20000}
