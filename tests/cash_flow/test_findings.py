from dataclasses import replace
from decimal import Decimal

import pytest

from app.cash_flow.budget_lines import Budget, Buffer, DebtLine
from app.cash_flow.findings import find
from app.cash_flow.forecast import forecast
from tests.cash_flow.analysing import KINDS
from tests.cash_flow.budgets import CARD, EXAMPLE, START


def codes(*args: object, **changes: object) -> list[str]:
    budget = replace(EXAMPLE, **changes)  # type: ignore[arg-type]  # fields by name
    return [finding.code for finding in find(budget, forecast(budget, START, 3), [], KINDS)]


def test_arrears_are_a_finding_with_days_and_amount() -> None:
    (finding,) = find(EXAMPLE, forecast(EXAMPLE, START, 3), [], KINDS)
    assert (finding.code, finding.severity) == ("arrears", "warning")
    assert finding.params == {"debt_ref": "card", "days": "35", "amount": "1970.00"}


def test_a_negative_balance_names_its_first_month() -> None:
    poor = replace(EXAMPLE, opening_balance=-500_000)
    found = find(poor, forecast(poor, START, 3), [], KINDS)
    assert found[0].code == "balance_turns_negative"
    assert found[0].params == {"month": "2026-12", "amount": "-800.00"}


def test_a_balance_of_nothing_is_not_negative() -> None:
    even = Budget(0)
    assert find(even, forecast(even, START, 3), [], KINDS) == ()
    assert find(replace(even, opening_balance=-1), forecast(even, START, 1), [], KINDS) == ()
    short = replace(even, opening_balance=-1)
    assert find(short, forecast(short, START, 3), [], KINDS)[0].params["amount"] == "-0.01"


def test_help_at_half_a_percent_is_borrowed_and_a_day_late_is_arrears() -> None:
    cheap = Buffer("朋友", "family", 500_000, Decimal("0.50"))
    assert "borrowing_to_repay" in codes(buffers=(cheap,))
    late = DebtLine("x", instalment_amount=1, remaining_instalments=1, days_past_due=1)
    assert codes(debts=(late,)) == ["arrears"]
    assert codes(debts=(replace(late, days_past_due=0),)) == []


def test_borrowed_buffers_are_named() -> None:
    family = Buffer("姐姐", "family", 500_000)
    card = Buffer("信用卡额度", "credit_card", 500_000)
    dear = Buffer("朋友", "family", 500_000, Decimal("12.00"))
    assert codes(buffers=(family,)) == ["arrears"]
    assert codes(buffers=(family, card, dear)) == [
        "arrears",
        "borrowing_to_repay",
        "borrowing_to_repay",
    ]


@pytest.mark.parametrize(
    "kind", ["credit_card", "credit_line", "cash_advance", "consumer_loan", "loan"]
)
def test_every_kind_of_borrowed_money_is_known(kind: str) -> None:
    assert "borrowing_to_repay" in codes(buffers=(Buffer("额度", kind, 500_000),))


def test_missing_terms_of_a_debt_are_named() -> None:
    unknown = replace(CARD, remaining_instalments=None, days_past_due=0)
    assert codes(debts=(unknown,)) == ["fact_missing"]


def test_impossible_scenarios_come_first() -> None:
    found = find(EXAMPLE, forecast(EXAMPLE, START, 1), ["stressed"], KINDS)
    assert [finding.code for finding in found] == ["nothing_affordable", "arrears"]
    assert found[0].params == {"scenario": "stressed"}
