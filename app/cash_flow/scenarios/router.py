"""`/v1/cases/{case_id}/cash-flow-scenarios`."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Body, Depends, Path, Query, Response

from app.cash_flow.analyses.schemas import Scenario
from app.cash_flow.scenarios import service
from app.cash_flow.scenarios.schemas import KeptScenario
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_SCENARIO, DEMO_SPARE_SCENARIO, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Line, Page

router = subject_router(tag="cash-flow", shares=("cash_flow",))
Reader = Annotated[Principal, caller("budget:read")]
Writer = Annotated[Principal, caller("budget:write")]
ScenarioId = Annotated[UUID, Path(description="Id of the scenario.", examples=[DEMO_SCENARIO])]
SpareScenarioId = Annotated[
    UUID, Path(description="Id of the scenario.", examples=[DEMO_SPARE_SCENARIO])
]
Name = Annotated[
    Line | None, Query(description="Only the scenario of this name.", examples=["兼职停了"])
]
_MOVED: dict[str, Any] = {
    "name": "搬到更便宜的房子",
    "changes": [
        {
            "kind": "change_expense",
            "name": "房租",
            "amount": "2300.00",
            "from_month": "2027-03",
            "category": "housing",
            "essential": True,
        },
        {
            "kind": "add_planned_cost",
            "name": "搬家费",
            "amount": "800.00",
            "from_month": "2027-03",
        },
    ],
}
_ENDED: dict[str, Any] = {
    "name": "兼职停了",
    "changes": [{"kind": "lose_income", "name": "兼职客服", "from_month": "2027-04"}],
}
NEW: dict[str, Any] = {"move": {"summary": "Move out (搬家)", "value": _MOVED}}
CHANGED: dict[str, Any] = {"later": {"summary": "A month later (晚一个月)", "value": _ENDED}}


@router.post(
    "/cases/{case_id}/cash-flow-scenarios",
    status_code=201,
    summary="Keep a scenario",
    dependencies=[Depends(optional_key)],
)
def create_cash_flow_scenario(
    case_id: CaseId,
    wanted: Annotated[Scenario, Body(openapi_examples=NEW)],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> KeptScenario:
    """Keeps a named set of changes over the budget of the case; its name is its own in the case.

    Whether its lines are in the budget is said when it is used: the budget may change till then.
    """
    kept = service.keep_scenario(session, principal, case_id, wanted)
    conditional.created(
        response, f"/v1/cases/{case_id}/cash-flow-scenarios/{kept.id}", kept.version
    )
    return kept


@router.get("/cases/{case_id}/cash-flow-scenarios", summary="List kept scenarios")
def list_cash_flow_scenarios(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    name: Name = None,
) -> Page[KeptScenario]:
    """Scenarios of the case, newest first."""
    found = service.page_of_scenarios(session, case_id, paging, name)
    return link_next(response, found, KeptScenario)


@router.get(
    "/cases/{case_id}/cash-flow-scenarios/{scenario_id:kept}", summary="Read a kept scenario"
)
def get_cash_flow_scenario(
    case_id: CaseId,
    scenario_id: ScenarioId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> KeptScenario:
    """One scenario of the case."""
    kept = service.get_scenario(session, case_id, scenario_id)
    conditional.tag(response, kept.version)
    return kept


@router.put(
    "/cases/{case_id}/cash-flow-scenarios/{scenario_id:kept}", summary="Replace a kept scenario"
)
def put_cash_flow_scenario(
    case_id: CaseId,
    scenario_id: ScenarioId,
    wanted: Annotated[Scenario, Body(openapi_examples=CHANGED)],
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> KeptScenario:
    """Other changes or another name; analyses made with it keep what they were made with."""
    kept = service.replace_scenario(session, principal, case_id, scenario_id, wanted, precondition)
    conditional.tag(response, kept.version)
    return kept


@router.delete(
    "/cases/{case_id}/cash-flow-scenarios/{scenario_id:kept}",
    status_code=204,
    summary="Forget a kept scenario",
)
def delete_cash_flow_scenario(
    case_id: CaseId,
    scenario_id: SpareScenarioId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Budget and analyses stay as they are."""
    service.delete_scenario(session, principal, case_id, scenario_id, precondition)
