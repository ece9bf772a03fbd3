"""The calculator of single figures of the law."""

from typing import Annotated

from fastapi import Depends

from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.routing import subject_router
from app.law.figures import service
from app.law.figures.schemas import LegalFiguresRequest, LegalFiguresResult

router = subject_router(tag="law")
Calculator = Annotated[Principal, caller("calculators:use")]


@router.post(
    "/calculators/legal-figures",
    summary="Answer questions on single figures of the law",
    dependencies=[Depends(optional_key)],
)
def compute_legal_figures(
    request: LegalFiguresRequest, principal: Calculator
) -> LegalFiguresResult:
    """Excessive damages, advance interest, overdue rates, credit records, order of payment.

    Ask any of them; nothing follows from an answer by itself.
    """
    return service.compute_legal_figures(request)
