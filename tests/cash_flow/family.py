"""A family's budget as values, for tests of pure files."""

from datetime import date
from decimal import Decimal

from app.calc.periods import parse_month
from app.cash_flow.budget_lines import (
    Asset,
    Budget,
    Buffer,
    DebtLine,
    Expense,
    Income,
    PlannedCost,
    Stress,
)

START = parse_month("2026-12")
STRESS = Stress(Decimal(10), Decimal(5))
FAMILY = Budget(
    opening_balance=350_000,
    incomes=(
        Income("先生工资", "salary", 780_000),
        Income("兼职客服", "part_time", 260_000, stability="variable"),
    ),
    expenses=(
        Expense("房租", "housing", "fixed", True, 320_000),
        Expense("吃饭买菜", "food", "flexible", True, 50_000, "weekly"),
        Expense("会员", "leisure", "flexible", False, 12_000, "quarterly"),
    ),
    planned_costs=(PlannedCost("牙科", "health", 420_000, START + 2, Decimal("0.8")),),
    assets=(
        Asset("电动车", "vehicle", 280_000, "weeks", sale_cost_percent=Decimal(10)),
        Asset("定期存款", "deposit", 100_001, "days", encumbered=True),
    ),
    buffers=(Buffer("信用额度", "credit_line", 1_000_000, Decimal("18.25")),),
    debts=(
        DebtLine(
            "card",
            instalment_amount=240_000,
            remaining_instalments=24,
            next_due_date=date(2026, 12, 10),
            days_past_due=35,
        ),
    ),
)
