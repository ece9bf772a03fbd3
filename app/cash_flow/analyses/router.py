"""`/v1/cases/{case_id}/cash-flow-analyses`, their charts, and the cash-flow calculator."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Path, Response

from app.cash_flow.analyses import service
from app.cash_flow.analyses.schemas import (
    AnalysisRead,
    AnalysisRequest,
    CashFlowInput,
    CashFlowResult,
    Reproduction,
)
from app.cash_flow.router import LINES
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_ANALYSIS, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="cash-flow", shares=("cash_flow",))
Reader = Annotated[Principal, caller("budget:read")]
Writer = Annotated[Principal, caller("budget:write")]
Calculator = Annotated[Principal, caller("calculators:use")]
AnalysisId = Annotated[UUID, Path(description="Id of the analysis.", examples=[DEMO_ANALYSIS])]
STRESS = {"income_drop_percent": "10.00", "cost_rise_percent": "5.00"}
CASH_FLOW_EXAMPLES: dict[str, Any] = {
    "one_card": {
        "summary": "A family with one credit card (一张信用卡)",
        "value": {
            "start_month": "2026-12",
            "months": 12,
            "opening_balance": "3500.00",
            "safety_buffer": "0.00",
            **LINES,
            "debts": [
                {
                    "debt_ref": "信用卡",
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
            ],
            "stress": STRESS,
        },
    }
}
ANALYSIS: dict[str, Any] = {
    "start_month": "2026-12",
    "months": 12,
    "safety_buffer": "0.00",
    "stress": STRESS,
}
ANALYSIS_EXAMPLES: dict[str, Any] = {
    "as_it_is": {"summary": "The months ahead (未来十二个月)", "value": ANALYSIS},
    "job_ends": {
        "summary": "What if an income ends (如果兼职停了)",
        "value": {
            **ANALYSIS,
            "scenario": {
                "name": "兼职停了",
                "changes": [{"kind": "lose_income", "name": "兼职客服", "from_month": "2027-03"}],
            },
        },
    },
}


@router.post(
    "/cases/{case_id}/cash-flow-analyses",
    status_code=201,
    summary="Analyse the months ahead",
    dependencies=[Depends(optional_key)],
)
def create_cash_flow_analysis(
    case_id: CaseId,
    wanted: Annotated[AnalysisRequest, Body(openapi_examples=ANALYSIS_EXAMPLES)],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> AnalysisRead:
    """Computes and keeps the months ahead from budget and debts, plain and stressed.

    A `scenario` lays named changes over the budget, which itself stays as it is.
    """
    analysis = service.create_analysis(session, principal, case_id, wanted)
    conditional.created(
        response, f"/v1/cases/{case_id}/cash-flow-analyses/{analysis.id}", analysis.version
    )
    return analysis


@router.get("/cases/{case_id}/cash-flow-analyses", summary="List cash-flow analyses")
def list_cash_flow_analyses(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[AnalysisRead]:
    """Analyses of the case, newest first."""
    return link_next(response, service.page_of_analyses(session, case_id, paging), AnalysisRead)


@router.get(
    "/cases/{case_id}/cash-flow-analyses/{analysis_id}", summary="Read a cash-flow analysis"
)
def get_cash_flow_analysis(
    case_id: CaseId,
    analysis_id: AnalysisId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> AnalysisRead:
    """One analysis, as it was computed."""
    analysis = service.get_analysis(session, case_id, analysis_id)
    conditional.tag(response, analysis.version)
    return analysis


@router.get(
    "/cases/{case_id}/cash-flow-analyses/{analysis_id}/reproduction",
    summary="Compute a stored analysis again",
)
def get_reproduction(
    case_id: CaseId, analysis_id: AnalysisId, session: ReadSession, principal: Reader
) -> Reproduction:
    """Whether the kept inputs and parameters still give the same answer, byte for byte.

    Budget, clock and shipped data may have changed since; none of them is looked at.
    """
    return service.reproduce_analysis(session, case_id, analysis_id)


@router.post(
    "/calculators/cash-flow",
    summary="Compute a cash flow",
    dependencies=[Depends(optional_key)],
)
def compute_cash_flow(
    request: Annotated[CashFlowInput, Body(openapi_examples=CASH_FLOW_EXAMPLES)],
    principal: Calculator,
) -> CashFlowResult:
    """Month by month, plain and stressed, with what can be paid; nothing is stored."""
    return service.compute_cash_flow(request)
