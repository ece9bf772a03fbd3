"""The calculators of jurisdiction and of small claims."""

from typing import Annotated, Any

from fastapi import Body, Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.law.courts import service
from app.law.courts.schemas import (
    JurisdictionBody,
    JurisdictionResult,
    SmallClaimsRequest,
    SmallClaimsResult,
)

router = subject_router(tag="law")
Calculator = Annotated[Principal, caller("calculators:use")]
JURISDICTION_EXAMPLES: dict[str, Any] = {
    "sham_signing_place": {
        "summary": "Sued far away by a clause without real connection (异地管辖条款)",
        "value": {
            "claim": "loan_contract",
            "as_of": "2026-11-23",
            "defendant_domicile": "江西省赣州市章贡区",
            "defendant_residence": "广东省深圳市南山区",
            "money_receiver_place": "重庆市渝中区",
            "online": True,
            "clause": {
                "kind": "court",
                "places": ["上海市浦东新区"],
                "connection": ["other"],
                "connection_proven": None,
                "drawn_to_attention": False,
            },
            "sued_in": "上海市浦东新区",
        },
    },
    "privacy": {
        "summary": "Suing over leaked data (个人信息、隐私)",
        "value": {
            "claim": "privacy_tort",
            "as_of": "2026-11-23",
            "defendant_domicile": "浙江省杭州市余杭区",
            "victim_domicile": "湖南省长沙市岳麓区",
            "online": True,
        },
    },
    "payment_order": {
        "summary": "Where a payment order may be applied for (支付令)",
        "value": {
            "claim": "payment_order",
            "as_of": "2026-11-23",
            "defendant_domicile": "湖南省长沙市岳麓区",
            "sued_in": "广东省深圳市南山区",
        },
    },
}


@router.post(
    "/calculators/jurisdiction",
    summary="Find the courts that may hear a claim",
    dependencies=[Depends(optional_key)],
)
def find_jurisdiction(
    request: Annotated[JurisdictionBody, Body(openapi_examples=JURISDICTION_EXAMPLES)],
    principal: Calculator,
) -> JurisdictionResult:
    """Domicile, place of performance, agreed court, invalid clauses, internet courts as they are.

    Where the court of a suit does not fit, an objection is due within the answer period.
    """
    return service.find_jurisdiction(request)


@router.post(
    "/calculators/small-claims",
    summary="Check whether a claim is a small claim",
    dependencies=[Depends(optional_key)],
)
def check_small_claims(request: SmallClaimsRequest, principal: Calculator) -> SmallClaimsResult:
    """Mandatory up to half the province's average annual wage, by agreement up to twice.

    The wage figure is the caller's: no table of provinces is kept here.
    """
    return service.check_small_claims(request)
