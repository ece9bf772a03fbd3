"""`/v1/cases/{case_id}/contact-findings`."""

from typing import Annotated

from fastapi import Query, Response

from app.contacts.findings import service
from app.contacts.findings.schemas import ContactFindings
from app.contacts.service import wanted_contacts
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.core.schemas import Day, Id, Line

router = subject_router(tag="contacts", shares=("contacts",))
Reader = Annotated[Principal, caller("contacts:read")]


@router.get("/cases/{case_id}/contact-findings", summary="Find conduct below standard")
def list_contact_findings(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    response: Response,
    first: Annotated[Day | None, Query(alias="from", description="First day, included.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last day, included.")] = None,
    debt_id: Annotated[Id | None, Query(description="Only contacts about this debt.")] = None,
    creditor_name: Annotated[
        Line | None, Query(description="Only contacts with or about this creditor.")
    ] = None,
) -> ContactFindings:
    """Entries that fall below a rule for collectors: which rule, how strong it is, what to do.

    Advisory standards are called below standard, never illegal. Rules that a log cannot show
    are listed with the reason.
    """
    wanted = wanted_contacts(None, None, None, first, last, debt_id, creditor_name)
    found = service.find_conduct(session, case_id, wanted)
    conditional.tag_computed(response, found.model_dump_json().encode())
    return found
