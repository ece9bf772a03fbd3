from dataclasses import replace

import pytest

from app.cash_flow.budget_lines import Budget, DebtLine
from app.cash_flow.parameters import current_parameters
from app.cash_flow.priorities import OrderOfPayment, order_of_payment
from tests.cash_flow.analysing import analyse
from tests.cash_flow.budgets import CARD, EXAMPLE, START, STRESS

MORTGAGE = replace(CARD, debt_ref="房贷", product_type="mortgage", instalment_amount=300_000)


def _order(budget: Budget) -> OrderOfPayment:
    analysis = analyse(budget, START, 12, STRESS)
    return order_of_payment(budget, analysis, 0, current_parameters().model.priorities)


@pytest.mark.parametrize(
    ("changes", "reason", "served"),
    [
        ({"product_type": "mortgage"}, "home_may_be_lost", True),
        ({"product_type": "rent_loan"}, "home_may_be_lost", True),
        ({"product_type": "car_loan"}, "vehicle_may_be_taken", True),
        ({"debt_status": "judgment"}, "court_or_enforcement", False),
        ({"debt_status": "in_enforcement", "guaranteed": True}, "court_or_enforcement", False),
        ({"guaranteed": True}, "somebody_guarantees", False),
    ],
)
def test_a_debt_that_can_hurt_living_comes_first(
    changes: dict[str, object],
    reason: str,
    served: bool,  # noqa: FBT001 - a column of the table
) -> None:
    debt = replace(CARD, **changes)  # type: ignore[arg-type]  # fields by name
    (found,) = _order(replace(EXAMPLE, debts=(debt,))).priority_debts
    assert (found.reason, found.served, found.debt_ref) == (reason, served, "card")


def test_without_such_a_debt_all_of_the_payment_is_for_the_others() -> None:
    found = _order(EXAMPLE)
    summary = analyse(EXAMPLE, START, 12, STRESS).summary
    assert found.priority_debts == ()
    assert found.affordable_after_priority == summary.affordable_payment
    assert found.stressed_affordable_after_priority == summary.stressed_affordable_payment
    assert (found.essential_monthly, found.left_after_essentials) == (320_000, 660_000)


def test_the_instalments_of_a_mortgage_are_kept_before_the_card() -> None:
    plain, found = _order(EXAMPLE), _order(replace(EXAMPLE, debts=(CARD, MORTGAGE)))
    assert [debt.debt_ref for debt in found.priority_debts] == ["房贷"]
    assert plain.affordable_after_priority is not None
    assert found.affordable_after_priority == plain.affordable_after_priority - 300_000


def test_the_order_is_that_of_the_rules() -> None:
    court = replace(CARD, debt_ref="官司", debt_status="in_proceedings")
    found = _order(replace(EXAMPLE, debts=(court, CARD, MORTGAGE)))
    assert [debt.debt_ref for debt in found.priority_debts] == ["房贷", "官司"]


def test_nothing_left_is_said_with_none() -> None:
    poor = replace(EXAMPLE, opening_balance=0, incomes=(), debts=(MORTGAGE,))
    found = _order(poor)
    assert found.affordable_after_priority is None
    assert found.stressed_affordable_after_priority is None
    assert found.left_after_essentials == -320_000


def test_a_debt_of_no_known_kind_is_no_priority() -> None:
    assert _order(replace(EXAMPLE, debts=(DebtLine("x"),))).priority_debts == ()
