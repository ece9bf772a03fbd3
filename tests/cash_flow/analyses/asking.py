"""What analyses are asked with."""

from typing import Any

from app.cash_flow.analyses.router import CASH_FLOW_EXAMPLES

BODY: dict[str, Any] = CASH_FLOW_EXAMPLES["one_card"]["value"]


REQUEST: dict[str, Any] = {
    "start_month": "2026-12",
    "months": 12,
    "stress": {"income_drop_percent": "10.00", "cost_rise_percent": "5.00"},
}
