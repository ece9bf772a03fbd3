"""The contract's example of a cash flow as a body: one salary, one rent, one card."""

from typing import Any

CARD: dict[str, Any] = {
    "debt_ref": "card",
    "creditor_type": "bank",
    "product_type": "credit_card",
    "contract_date": "2023-05-01",
    "principal_outstanding": "48000.00",
    "interest_outstanding": "1650.00",
    "fees_outstanding": "0.00",
    "penalty_outstanding": "320.00",
    "annual_rate_percent": "18.25",
    "instalment_amount": "2400.00",
    "remaining_instalments": 24,
    "next_due_date": "2026-12-10",
    "days_past_due": 35,
}
CASH_FLOW: dict[str, Any] = {
    "start_month": "2026-12",
    "months": 12,
    "opening_balance": "3500.00",
    "safety_buffer": "0.00",
    "incomes": [
        {
            "name": "工资",
            "category": "salary",
            "amount": "9800.00",
            "frequency": "monthly",
            "stability": "stable",
            "ends_on": None,
        }
    ],
    "expenses": [
        {
            "name": "房租",
            "category": "housing",
            "kind": "fixed",
            "essential": True,
            "amount": "3200.00",
            "frequency": "monthly",
        }
    ],
    "planned_costs": [
        {
            "name": "牙科手术",
            "category": "health",
            "amount": "4200.00",
            "month": "2027-02",
            "likelihood": "0.80",
        }
    ],
    "assets": [],
    "buffers": [],
    "debts": [CARD],
    "stress": {"income_drop_percent": "10.00", "cost_rise_percent": "5.00"},
}
