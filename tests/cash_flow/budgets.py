"""Budgets of the contract's examples, for the tests of the pure part."""

from datetime import date
from decimal import Decimal

from app.calc.periods import parse_month
from app.cash_flow.budget_lines import Budget, DebtLine, Expense, Income, PlannedCost, Stress

START = parse_month("2026-12")
STRESS = Stress(Decimal("10.00"), Decimal("5.00"))

CARD = DebtLine(
    debt_ref="card",
    creditor_type="bank",
    product_type="credit_card",
    contract_date=date(2023, 5, 1),
    principal_outstanding=48_000_00,
    interest_outstanding=1_650_00,
    penalty_outstanding=320_00,
    annual_rate_percent=Decimal("18.25"),
    instalment_amount=2_400_00,
    remaining_instalments=24,
    next_due_date=date(2026, 12, 10),
    days_past_due=35,
)

EXAMPLE = Budget(
    opening_balance=3_500_00,
    incomes=(Income("工资", "salary", 9_800_00),),
    expenses=(Expense("房租", "housing", "fixed", essential=True, amount=3_200_00),),
    planned_costs=(
        PlannedCost("牙科手术", "health", 4_200_00, parse_month("2027-02"), Decimal("0.80")),
    ),
    debts=(CARD,),
)
