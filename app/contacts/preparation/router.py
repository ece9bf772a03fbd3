"""`/v1/cases/{case_id}/contacts/preparation`."""

from typing import Annotated

from fastapi import Query, Response

from app.contacts.preparation import service
from app.contacts.preparation.schemas import Preparation
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.parameters import DEMO_DEBT, CaseId
from app.core.routing import ReadSession, subject_router
from app.core.schemas import Id, Line

router = subject_router(tag="contacts", shares=("contacts", "debts"))
Reader = Annotated[Principal, caller("contacts:read")]


@router.get("/cases/{case_id}/contacts/preparation", summary="Prepare the next call")
def get_contact_preparation(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    response: Response,
    creditor_name: Annotated[
        Line | None, Query(description="The creditor, as in a debt or in the contacts.")
    ] = None,
    debt_id: Annotated[
        Id | None,
        Query(description="Instead of a name: the creditor of this debt.", examples=[DEMO_DEBT]),
    ] = None,
) -> Preparation:
    """All past contacts with one creditor on a page: who said what, which promises stand.

    Name the creditor or one of its debts, not both.
    """
    page = service.prepare(session, case_id, creditor_name, debt_id)
    conditional.tag_computed(response, page.model_dump_json().encode())
    return page
