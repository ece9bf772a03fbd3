"""`/v1/cases/{case_id}/cash-flow-scenarios/compare` and the same over a given cash flow."""

from typing import Annotated, Any

from fastapi import Body, Depends

from app.cash_flow.analyses.router import CASH_FLOW_EXAMPLES, STRESS
from app.cash_flow.comparisons import service
from app.cash_flow.comparisons.schemas import Comparison, ComparisonInput, ComparisonRequest
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.parameters import DEMO_SCENARIO, CaseId
from app.core.routing import ReadSession, subject_router

router = subject_router(tag="cash-flow", shares=("cash_flow",))
Reader = Annotated[Principal, caller("budget:read")]
Calculator = Annotated[Principal, caller("calculators:use")]
RENT_AFTER = {"category": "housing", "essential": True, "from_month": "2027-03"}
SCENARIOS: list[dict[str, Any]] = [
    {
        "name": "三月起没有第二份收入",
        "changes": [{"kind": "lose_income", "name": "兼职客服", "from_month": "2027-03"}],
    },
    {
        "name": "卖掉电动车",
        "changes": [
            {"kind": "sell_asset", "name": "代步电动车", "from_month": "2027-01"},
            {
                "kind": "add_expense",
                "name": "地铁公交",
                "amount": "180.00",
                "category": "transport",
            },
        ],
    },
    {
        "name": "搬到便宜的房子",
        "changes": [
            {"kind": "change_expense", "name": "房租", "amount": "2300.00", **RENT_AFTER},
            {
                "kind": "add_planned_cost",
                "name": "搬家费",
                "amount": "800.00",
                "from_month": "2027-03",
            },
        ],
    },
]
CASE_EXAMPLES: dict[str, Any] = {
    "three": {
        "summary": "Second income lost, vehicle sold, moved out (失去兼职、卖车、搬家)",
        "value": {
            "start_month": "2026-12",
            "months": 12,
            "safety_buffer": "0.00",
            "stress": STRESS,
            "scenarios": SCENARIOS,
        },
    }
}
CASE_EXAMPLES["kept"] = {
    "summary": "A scenario the case keeps (已保存的情景)",
    "value": {
        "start_month": "2026-12",
        "months": 12,
        "safety_buffer": "0.00",
        "stress": STRESS,
        "scenario_ids": [DEMO_SCENARIO],
    },
}
CALCULATOR_EXAMPLES: dict[str, Any] = {
    "three": {
        "summary": "The same over a cash flow of your own (三种情景对比)",
        "value": {
            "cash_flow": CASH_FLOW_EXAMPLES["one_card"]["value"],
            "scenarios": SCENARIOS,
        },
    }
}


@router.post(
    "/cases/{case_id}/cash-flow-scenarios/compare",
    summary="Compare scenarios",
    dependencies=[Depends(optional_key)],
)
def compare_case_scenarios(
    case_id: CaseId,
    request: Annotated[ComparisonRequest, Body(openapi_examples=CASE_EXAMPLES)],
    session: ReadSession,
    principal: Reader,
) -> Comparison:
    """What each named set of changes does to the months ahead; budget and case stay as they are.

    Those the case keeps are named in `scenario_ids`; to keep one, POST it to the collection. To
    keep what it does to the months, send it as the `scenario` of a cash-flow analysis.
    """
    return service.compare_case_scenarios(session, case_id, request)


@router.post(
    "/calculators/cash-flow-scenarios",
    summary="Compare scenarios over a cash flow",
    dependencies=[Depends(optional_key)],
)
def compare_scenarios(
    request: Annotated[ComparisonInput, Body(openapi_examples=CALCULATOR_EXAMPLES)],
    principal: Calculator,
) -> Comparison:
    """The same over a cash flow in the request; nothing is stored."""
    return service.compare_scenarios(request)
