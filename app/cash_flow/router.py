"""`/v1/cases/{case_id}/budget`."""

from typing import Annotated, Any

from fastapi import Body, Depends, Response

from app.cash_flow import service
from app.cash_flow.schemas import BudgetInput, BudgetRead
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import FirstOrMatching, documented_if_none_match
from app.core.parameters import CaseId
from app.core.routing import ReadSession, WriteSession, subject_router

router = subject_router(tag="cash-flow", shares=("budget",))
Reader = Annotated[Principal, caller("budget:read")]
Writer = Annotated[Principal, caller("budget:write")]
RENT = {
    "name": "房租",
    "category": "housing",
    "kind": "fixed",
    "essential": True,
    "amount": "3200.00",
    "frequency": "monthly",
}
LINES: dict[str, Any] = {
    "incomes": [
        {
            "name": "先生工资",
            "category": "salary",
            "amount": "7800.00",
            "frequency": "monthly",
            "stability": "stable",
        },
        {
            "name": "兼职客服",
            "category": "part_time",
            "amount": "2600.00",
            "frequency": "monthly",
            "stability": "variable",
        },
    ],
    "expenses": [
        RENT,
        {**RENT, "name": "吃饭买菜", "category": "food", "kind": "flexible", "amount": "2300.00"},
    ],
    "planned_costs": [
        {
            "name": "孩子牙科矫治",
            "category": "health",
            "amount": "4200.00",
            "month": "2027-02",
            "likelihood": "0.80",
        }
    ],
    "assets": [
        {
            "name": "代步电动车",
            "type": "vehicle",
            "value": "2800.00",
            "liquidity": "weeks",
            "essential": True,
            "encumbered": False,
            "sale_cost_percent": "10.00",
        }
    ],
    "buffers": [
        {
            "name": "姐姐可以借的应急钱",
            "type": "family",
            "amount": "5000.00",
            "annual_rate_percent": "0.00",
        }
    ],
}
BUDGET_EXAMPLES: dict[str, Any] = {
    "family": {
        "summary": "A family after a job loss (失业后的家庭账本)",
        "value": {"as_of": "2026-11-24", "opening_balance": "3500.00", **LINES},
    }
}


@router.put(
    "/cases/{case_id}/budget",
    summary="Set the budget",
    responses={201: {"model": BudgetRead, "description": "The first budget of the case."}},
)
def put_budget(
    case_id: CaseId,
    wanted: Annotated[BudgetInput, Body(openapi_examples=BUDGET_EXAMPLES)],
    session: WriteSession,
    principal: Writer,
    precondition: FirstOrMatching,
    response: Response,
) -> BudgetRead:
    """Sets the whole budget; the first time without a precondition, later with If-Match."""
    budget = service.put_budget(session, principal, case_id, wanted, precondition)
    if budget.version == 1:
        response.status_code = 201
        conditional.created(response, f"/v1/cases/{case_id}/budget", budget.version)
    return budget


@router.get(
    "/cases/{case_id}/budget",
    summary="Read the budget",
    dependencies=[Depends(documented_if_none_match)],
    responses={304: {"description": "Unchanged since the ETag you hold."}},
)
def get_budget(
    case_id: CaseId, session: ReadSession, principal: Reader, response: Response
) -> BudgetRead:
    """The budget with what imported statements show of past months."""
    budget = service.get_budget(session, case_id)
    conditional.tag(response, budget.version)
    return budget
