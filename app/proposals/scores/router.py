"""The score's calculator."""

from typing import Annotated, Any

from fastapi import Body, Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.proposals.scores import service
from app.proposals.scores.schemas import ScoreRequest, ScoreResult

router = subject_router(tag="proposals")
Calculator = Annotated[Principal, caller("calculators:use")]
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
    "incomes": [{"name": "工资", "category": "salary", "amount": "9800.00"}],
    "expenses": [
        {
            "name": "房租",
            "category": "housing",
            "kind": "fixed",
            "essential": True,
            "amount": "3200.00",
        },
        {
            "name": "吃饭、交通、孩子",
            "category": "food",
            "kind": "flexible",
            "essential": True,
            "amount": "4700.00",
        },
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
    "debts": [CARD],
    "stress": {"income_drop_percent": "5.00", "cost_rise_percent": "3.00"},
}
SCORE_EXAMPLES: dict[str, Any] = {
    "credit_card_in_48_instalments": {
        "summary": "信用卡分 48 期、停息、减免违约金",
        "value": {
            "debt": CARD,
            "terms": {
                "upfront_payment": "0.00",
                "instalments": 48,
                "first_due_date": "2027-01-10",
                "annual_rate_percent": "0.00",
                "waive": {"interest": "0.00", "fees": "0.00", "penalty": "320.00"},
                "capitalise_arrears": True,
            },
            "cash_flow": CASH_FLOW,
            "evidence": {
                "held": ["income_proof", "bank_statements"],
                "missing": ["medical_report"],
            },
            "history": {
                "payments_made_last_6_months": 4,
                "contacts_made": 3,
                "efforts": ["cut_spending", "seeking_work"],
            },
            "assumptions": {},
        },
    }
}


@router.post(
    "/calculators/proposal-score",
    summary="Score a proposal",
    dependencies=[Depends(optional_key)],
)
def compute_proposal_score(
    request: Annotated[ScoreRequest, Body(openapi_examples=SCORE_EXAMPLES)],
    principal: Calculator,
) -> ScoreResult:
    """How reasonable a proposal is (方案合理度): gates, points, reasons, smallest changes."""
    return service.compute_score(request)
