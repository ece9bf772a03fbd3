"""`/v1/cases/{case_id}/cash-flow-analyses/{analysis_id}/…`: charts and their series."""

from typing import Annotated

from fastapi import Depends, Response

from app.cash_flow.analyses.router import AnalysisId
from app.cash_flow.pictures import service
from app.cash_flow.pictures.schemas import ChartSeries
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import documented_if_none_match
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router

router = subject_router(tag="cash-flow", shares=("cash_flow",))
Reader = Annotated[Principal, caller("budget:read")]


class SvgResponse(Response):
    """An SVG image that may load nothing from anywhere and run nothing."""

    media_type = "image/svg+xml"


def _answer(svg: str) -> SvgResponse:
    drawn = SvgResponse(svg)
    drawn.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    conditional.tag_computed(drawn, bytes(drawn.body))
    return drawn


@router.get(
    "/cases/{case_id}/cash-flow-analyses/{analysis_id}/chart.svg",
    summary="Draw a cash-flow analysis",
    response_class=SvgResponse,
)
def get_cash_flow_chart(
    case_id: CaseId, analysis_id: AnalysisId, session: ReadSession, principal: Reader
) -> SvgResponse:
    """The balance month by month as one SVG for phones, light and dark.

    Plain and stressed course, bands of simulated courses, lowest point and planned costs.
    """
    return _answer(service.draw_balance(session, case_id, analysis_id))


@router.get(
    "/cases/{case_id}/cash-flow-analyses/{analysis_id}/spending-chart.svg",
    summary="Draw spending by category",
    response_class=SvgResponse,
)
def get_spending_chart(
    case_id: CaseId, analysis_id: AnalysisId, session: ReadSession, principal: Reader
) -> SvgResponse:
    """What a month's money goes to, dearest first, with the part that is needed to live."""
    return _answer(service.draw_spending(session, case_id, analysis_id))


@router.get(
    "/cases/{case_id}/cash-flow-analyses/{analysis_id}/chart-series",
    summary="Read the series of the charts",
    dependencies=[Depends(documented_if_none_match)],
    responses={304: {"description": "Unchanged since the ETag you hold."}},
)
def get_chart_series(
    case_id: CaseId,
    analysis_id: AnalysisId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> ChartSeries:
    """The same figures as JSON, for drawing them oneself."""
    series = service.chart_series(session, case_id, analysis_id)
    conditional.tag_computed(response, series.model_dump_json().encode())
    return series
