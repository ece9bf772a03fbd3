"""The calculators of repayment schedules and of true annual rates."""

from typing import Annotated, Any

from fastapi import Body, Depends, Response

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.debts.calculators import service
from app.debts.calculators.schemas import (
    AnnualRateRequest,
    AnnualRateResult,
    AnnualRatesRequest,
    AnnualRatesResult,
    ScheduleRequest,
    ScheduleResult,
)

router = subject_router(tag="debts")
Calculator = Annotated[Principal, caller("calculators:use")]
RATE_EXAMPLES: dict[str, Any] = {
    "level_payments": {
        "summary": "Twelve equal instalments (每月 0.6 % 手续费的分期)",
        "value": {
            "disbursed": "12000.00",
            "instalments": 12,
            "payment": "1072.00",
            "creditor_type": "consumer_finance",
            "product_type": "instalment_purchase",
            "contract_date": "2026-01-15",
        },
    },
    "dated_payments": {
        "summary": "Payments on given days",
        "value": {
            "disbursed": "12000.00",
            "disbursed_on": "2026-01-15",
            "payments": [{"due_on": "2027-01-15", "amount": "13000.00"}],
        },
    },
    "cash_flows": {
        "summary": "Any dated cash flows (XIRR)",
        "value": {
            "cash_flows": [
                {"on": "2026-01-15", "amount": "-12000.00"},
                {"on": "2027-01-15", "amount": "13000.00"},
            ]
        },
    },
}
RATES_EXAMPLES: dict[str, Any] = {
    "three_terms": {
        "summary": "每月 0.6 % 手续费，6、12、24 期并排比较",
        "value": {
            "plans": [
                {"disbursed": "12000.00", "instalments": 6, "payment": "2072.00"},
                {"disbursed": "12000.00", "instalments": 12, "payment": "1072.00"},
                {"disbursed": "12000.00", "instalments": 24, "payment": "572.00"},
            ]
        },
    }
}


@router.post(
    "/calculators/schedule",
    summary="Compute a repayment schedule",
    dependencies=[Depends(optional_key)],
)
def compute_schedule(request: ScheduleRequest, principal: Calculator) -> ScheduleResult:
    """Every instalment to the fen, with grace, flat fees, steps, balloon and variations."""
    return service.compute_schedule(request)


@router.post(
    "/calculators/annual-rate",
    summary="Compute the true annual rate",
    dependencies=[Depends(optional_key)],
)
def compute_annual_rate(
    request: Annotated[AnnualRateRequest, Body(openapi_examples=RATE_EXAMPLES)],
    principal: Calculator,
) -> AnnualRateResult:
    """The one rate that solves the payments, and the ceilings of this kind of lender.

    No rate, or several: 422 `rate_not_computable` with the `roots` found, never a guess.
    """
    return service.compute_annual_rate(request)


@router.post(
    "/calculators/annual-rate/batch",
    summary="Compute the true annual rates of many plans",
    dependencies=[Depends(optional_key)],
    responses={207: {"model": AnnualRatesResult, "description": "Some plans have no rate."}},
)
def compute_annual_rates(
    request: Annotated[AnnualRatesRequest, Body(openapi_examples=RATES_EXAMPLES)],
    principal: Calculator,
    response: Response,
) -> AnnualRatesResult:
    """Up to 1,000 plans of equal monthly payments, in their order; 207 when some have no rate."""
    result = service.compute_annual_rates(request)
    response.status_code = 207 if result.failed else 200
    return result
