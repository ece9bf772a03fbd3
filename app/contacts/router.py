"""`/v1/cases/{case_id}/contacts`: they know no PUT, PATCH or DELETE."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.contacts import service
from app.contacts.schemas import (
    Channel,
    ContactCreate,
    ContactCreated,
    ContactRead,
    CorrectionCreate,
    CorrectionCreated,
    Direction,
    Outcome,
)
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import require_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_CONTACT, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Day, Page

router = subject_router(tag="contacts")
Reader = Annotated[Principal, caller("contacts:read")]
Writer = Annotated[Principal, caller("contacts:write")]
ContactId = Annotated[UUID, Path(description="Id of the contact.", examples=[DEMO_CONTACT])]


@router.post(
    "/cases/{case_id}/contacts",
    status_code=201,
    summary="Record a contact",
    dependencies=[Depends(require_key)],
)
def create_contact(
    case_id: CaseId,
    contact: ContactCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> ContactCreated:
    """Records what happened, for good; keep the receipt, it proves the record without us."""
    created = service.record_contact(session, principal, case_id, contact)
    response.headers["Location"] = f"/v1/cases/{case_id}/contacts/{created.id}"
    conditional.tag(response, created.version)
    return created


@router.get("/cases/{case_id}/contacts", summary="List contacts")
def list_contacts(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    channel: Annotated[Channel | None, Query(description="Only this channel.")] = None,
    direction: Annotated[Direction | None, Query(description="Only this direction.")] = None,
    outcome: Annotated[Outcome | None, Query(description="Only this outcome.")] = None,
    first: Annotated[
        Day | None, Query(alias="from", description="First day (Asia/Shanghai), included.")
    ] = None,
    last: Annotated[
        Day | None, Query(alias="to", description="Last day (Asia/Shanghai), included.")
    ] = None,
    q: Annotated[
        str | None,
        Query(
            min_length=2,
            max_length=100,
            description="Exact text in summary, promises or corrections.",
            examples=["分期"],
        ),
    ] = None,
) -> Page[ContactRead]:
    """Contacts as first recorded, the one recorded last first; filters look at the originals."""
    wanted = service.wanted_contacts(channel, direction, outcome, first, last)
    found = service.list_contacts(session, case_id, wanted, q, paging)
    return link_next(response, found, ContactRead)


@router.get("/cases/{case_id}/contacts/{contact_id}", summary="Read a contact")
def get_contact(
    case_id: CaseId,
    contact_id: ContactId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> ContactRead:
    """One contact with its first text and the corrections made since."""
    contact = service.get_contact(session, case_id, contact_id)
    conditional.tag(response, contact.version)
    return contact


@router.post(
    "/cases/{case_id}/contacts/{contact_id}/corrections",
    status_code=201,
    summary="Correct a contact",
    dependencies=[Depends(require_key)],
)
def create_contact_correction(
    case_id: CaseId,
    contact_id: ContactId,
    wanted: CorrectionCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> CorrectionCreated:
    """Adds how it should have read; the first text is kept and stays visible."""
    created = service.correct_contact(session, principal, case_id, contact_id, wanted)
    response.headers["Location"] = f"/v1/cases/{case_id}/contacts/{contact_id}"
    conditional.tag(response, 1)
    return created
