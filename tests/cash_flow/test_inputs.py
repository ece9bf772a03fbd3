from decimal import Decimal

from app.cash_flow.analyses.schemas import CashFlowInput, DebtInput
from app.cash_flow.budget_lines import Asset, DebtLine
from app.cash_flow.inputs import budget_of_body, debt_line, trace_of
from tests.cash_flow.analysing import analyse
from tests.cash_flow.family import FAMILY, START, STRESS

BODY = {
    "start_month": "2026-12",
    "months": 3,
    "opening_balance": "-12.30",
    "incomes": [{"name": "工资", "amount": "9800.00", "ends_on": "2027-01-31"}],
    "expenses": [{"name": "房租", "kind": "fixed", "essential": True, "amount": "3200.00"}],
    "planned_costs": [{"name": "牙科", "amount": "4200.00", "month": "2027-02"}],
    "assets": [{"name": "车", "value": "1.00", "sale_cost_percent": "10.00"}],
    "buffers": [{"name": "姐姐", "amount": "2.00"}],
    "debts": [{"debt_ref": "card", "principal_outstanding": "48000.00"}],
}


def test_a_body_becomes_values_in_fen() -> None:
    budget = budget_of_body(CashFlowInput.model_validate(BODY))
    assert budget.opening_balance == -1230
    assert (budget.incomes[0].amount, budget.incomes[0].runs_in(START + 2)) == (980_000, False)
    assert budget.expenses[0].kind == "fixed"
    assert not any(line.superseded for line in (*budget.incomes, *budget.expenses))
    assert budget.planned_costs[0].month == START + 2
    assert budget.planned_costs[0].likelihood == Decimal(1)
    assert budget.assets[0].sale_cost_percent == Decimal(10)
    assert budget.buffers[0].annual_rate_percent == 0
    assert budget.debts[0].principal_outstanding == 4_800_000


def test_unknown_debts_owe_nothing_and_pay_nothing() -> None:
    line = debt_line(DebtInput.model_validate({"debt_ref": "x"}))
    assert (line.principal_outstanding, line.penalty_outstanding, line.days_past_due) == (0, 0, 0)
    assert line.instalment_amount is None
    assert line == DebtLine("x")
    assert line.service_in(START, START) == 0
    assert DebtLine("x").interest_outstanding == DebtLine("x").fees_outstanding == 0
    assert DebtLine("x").principal_outstanding == DebtLine("x").penalty_outstanding == 0


def test_what_is_sold_without_a_known_cost_brings_its_value() -> None:
    assert Asset("手机", "other", 1_000, "days").sale_proceeds == 1_000
    car = Asset("车", "vehicle", 1_000, "days", sale_cost_percent=Decimal(10))
    assert car.sale_proceeds == 900


def test_the_trace_names_the_month_that_binds() -> None:
    analysis = analyse(FAMILY, START, 12, STRESS)
    steps = {code: str(value) for code, value, _ in trace_of(FAMILY, analysis, STRESS, 0)}
    assert steps["opening_balance"] == "3500.00"
    assert steps["base_binding_month"] in {f"2027-{month:02d}" for month in range(1, 12)}
    until = int(steps["base_binding_month"][5:]) + 1
    cash = round(Decimal(steps["base_cash_by_binding_month"]) * 100)
    assert cash // until == analysis.summary.affordable_payment


def test_a_debt_alone_is_read_as_in_a_whole_body() -> None:
    debt = DebtInput.model_validate({"debt_ref": "card", "instalment_amount": "2400.00"})
    line = debt_line(debt)
    assert (line.debt_ref, line.instalment_amount, line.fees_outstanding) == ("card", 240_000, 0)
