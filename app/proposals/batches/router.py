"""The score's calculator for many proposals at once."""

from typing import Annotated, Any

from fastapi import Body, Depends, Response

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.proposals.batches import service
from app.proposals.batches.schemas import BatchRequest, BatchResult
from app.proposals.scores.router import SCORE_EXAMPLES

router = subject_router(tag="proposals")
Calculator = Annotated[Principal, caller("calculators:use")]
_SCORE = SCORE_EXAMPLES["credit_card_in_48_instalments"]["value"]
_SHARED = {name: part for name, part in _SCORE.items() if name != "terms"}
BATCH_EXAMPLES: dict[str, Any] = {
    "one_card_in_36_or_48_instalments": {
        "summary": "同一张信用卡，36 期与 48 期并排比较",
        "value": {
            "shared": _SHARED,
            "items": [{"terms": {**_SCORE["terms"], "instalments": count}} for count in (36, 48)],
        },
    }
}


@router.post(
    "/calculators/proposal-score/batch",
    summary="Score many proposals",
    dependencies=[Depends(optional_key)],
    responses={207: {"model": BatchResult, "description": "Some items could not be judged."}},
)
def compute_proposal_scores(
    request: Annotated[BatchRequest, Body(openapi_examples=BATCH_EXAMPLES)],
    principal: Calculator,
    response: Response,
) -> BatchResult:
    """Up to 1,000 proposals, one result each in their order; 207 when some are invalid."""
    result = service.compute_scores(request)
    response.status_code = 207 if result.failed else 200
    return result
