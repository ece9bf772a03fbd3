"""`/v1/cases/{case_id}/contacts`: they know no PUT, PATCH or DELETE."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.contacts import service
from app.contacts.recording import service as recording
from app.contacts.schemas import (
    Channel,
    ContactCreate,
    ContactCreated,
    ContactRead,
    CorrectionCreate,
    CorrectionCreated,
    Direction,
    Outcome,
    WithdrawalCreate,
    WithdrawalCreated,
)
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import require_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_CONTACT, DEMO_SPARE_CONTACT, CaseId
from app.core.routing import BriefSession, ReadSession, WriteSession, subject_router
from app.core.schemas import Day, Id, Line, Page

router = subject_router(tag="contacts", shares=("contacts",))
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
    session: BriefSession,
    principal: Writer,
    response: Response,
) -> ContactCreated:
    """Records what happened, for good; keep the receipt, it proves the record without us.

    When, by which channel, the outcome and a line of text are enough for a quick entry.
    """
    created = recording.record_contact(session, principal, case_id, contact)
    conditional.created(response, f"/v1/cases/{case_id}/contacts/{created.id}", created.version)
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
    debt_id: Annotated[Id | None, Query(description="Only contacts that name this debt.")] = None,
    creditor_name: Annotated[
        Line | None, Query(description="Only contacts with or about this creditor.")
    ] = None,
    q: Annotated[
        str | None,
        Query(
            min_length=2,
            max_length=100,
            description="Exact text in summary, promises or corrections; two characters suffice.",
            examples=["分期"],
        ),
    ] = None,
) -> Page[ContactRead]:
    """Contacts as first recorded, the one that occurred last first.

    Channel, direction, outcome and days are those of the originals. Debt and creditor also meet
    contacts that a correction linked to them.
    """
    wanted = service.wanted_contacts(
        channel, direction, outcome, first, last, debt_id, creditor_name
    )
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
    created = recording.correct_contact(session, principal, case_id, contact_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/contacts/{contact_id}", 1)
    return created


@router.post(
    "/cases/{case_id}/contacts/{contact_id}/withdrawals",
    status_code=201,
    summary="Withdraw a contact",
    dependencies=[Depends(require_key)],
)
def create_contact_withdrawal(
    case_id: CaseId,
    contact_id: Annotated[
        UUID, Path(description="Id of the contact.", examples=[DEMO_SPARE_CONTACT])
    ],
    wanted: WithdrawalCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> WithdrawalCreated:
    """Adds that it should not have been recorded; it stays readable and is marked as withdrawn."""
    created = recording.withdraw_contact(session, principal, case_id, contact_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/contacts/{contact_id}", 1)
    return created
