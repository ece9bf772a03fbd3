"""`/v1/cases/{case_id}/creditor-packs`: the owner's alone."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import require_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_PACK, DEMO_SPARE_PACK, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.dossier.packs import service
from app.dossier.packs.schemas import (
    CreditorPackCreate,
    CreditorPackCreated,
    CreditorPackRead,
    PackViewRead,
)
from app.ledger.schemas import recorded

router = subject_router(tag="documents")
Reader = Annotated[Principal, caller("documents:read")]
Writer = Annotated[Principal, caller("documents:write")]
PackId = Annotated[UUID, Path(description="Id of the pack.", examples=[DEMO_PACK])]
SparePackId = Annotated[UUID, Path(description="Id of the pack.", examples=[DEMO_SPARE_PACK])]


@router.post(
    "/cases/{case_id}/creditor-packs",
    status_code=201,
    summary="Give a creditor papers to look at",
    dependencies=[Depends(require_key)],
)
def create_creditor_pack(
    case_id: CaseId,
    wanted: CreditorPackCreate,
    session: WriteSession,
    principal: Writer,
    request: Request,
    response: Response,
) -> CreditorPackCreated:
    """A secret link to papers made in the profile `creditor`; shown once, it ends or is revoked.

    What stopped a paper from being issued stops this as well, should the case have changed since.
    """
    made, appended, secret = service.make_pack(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/creditor-packs/{made.id}", made.version)
    url = f"{request.base_url}v1/creditor-packs/{secret}"
    return CreditorPackCreated.model_validate({**dict(made), **recorded(appended), "url": url})


@router.get("/cases/{case_id}/creditor-packs", summary="List packs for creditors")
def list_creditor_packs(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[CreditorPackRead]:
    """Packs of the case, ended ones too, newest first; none shows its address again."""
    return link_next(response, service.page_of_packs(session, case_id, paging), CreditorPackRead)


@router.get("/cases/{case_id}/creditor-packs/{pack_id}", summary="Read a pack for a creditor")
def get_creditor_pack(
    case_id: CaseId, pack_id: PackId, session: ReadSession, principal: Reader, response: Response
) -> CreditorPackRead:
    """What is in it and how it stands now, without its address."""
    found = service.get_pack(session, case_id, pack_id)
    conditional.tag(response, found.version, shown=found)
    return found


@router.delete(
    "/cases/{case_id}/creditor-packs/{pack_id}",
    status_code=204,
    summary="Revoke a pack for a creditor",
)
def revoke_creditor_pack(
    case_id: CaseId,
    pack_id: SparePackId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Ends it at once: from the next request on its link says that it ended."""
    service.revoke_pack(session, principal, case_id, pack_id, precondition)


@router.get(
    "/cases/{case_id}/creditor-packs/{pack_id}/views", summary="List who looked at a pack, when"
)
def list_creditor_pack_views(
    case_id: CaseId,
    pack_id: PackId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[PackViewRead]:
    """Every use of its link, newest first; also in the case's audit trail."""
    found = service.page_of_views(session, case_id, pack_id, paging)
    return link_next(response, found, PackViewRead)
