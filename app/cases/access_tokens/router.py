"""`/v1/cases/{case_id}/access-tokens`: made by a key of the owner, never by a token."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.cases.access_tokens import service
from app.cases.access_tokens.schemas import (
    AccessTokenCreate,
    AccessTokenCreated,
    AccessTokenRead,
)
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_ACCESS, DEMO_SPARE_ACCESS, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="cases")
Reader = Annotated[Principal, caller("account:read")]
Writer = Annotated[Principal, caller("account:write")]
AccessId = Annotated[UUID, Path(description="Id of it.", examples=[DEMO_ACCESS])]
SpareAccessId = Annotated[UUID, Path(description="Id of it.", examples=[DEMO_SPARE_ACCESS])]


@router.post(
    "/cases/{case_id}/access-tokens",
    status_code=201,
    summary="Make an access token",
    dependencies=[Depends(optional_key)],
)
def create_access_token(
    case_id: CaseId,
    wanted: AccessTokenCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> AccessTokenCreated:
    """For a browser or mini-program: this case only, few scopes, an hour at most, shown once."""
    made, token = service.make_token(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/access-tokens/{made.id}", made.version)
    return AccessTokenCreated(**dict(made), token=token)


@router.get("/cases/{case_id}/access-tokens", summary="List access tokens")
def list_access_tokens(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[AccessTokenRead]:
    """Access tokens of the case, newest first, without their secrets."""
    return link_next(response, service.page_of_tokens(session, case_id, paging), AccessTokenRead)


@router.get("/cases/{case_id}/access-tokens/{access_id}", summary="Read an access token")
def get_access_token(
    case_id: CaseId,
    access_id: AccessId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> AccessTokenRead:
    """One access token and how it stands now, without its secret."""
    found = service.get_token(session, case_id, access_id)
    conditional.tag(response, found.version, shown=found)
    return found


@router.delete(
    "/cases/{case_id}/access-tokens/{access_id}", status_code=204, summary="Revoke an access token"
)
def revoke_access_token(
    case_id: CaseId,
    access_id: SpareAccessId,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Ends it at once: whoever holds it is answered 401."""
    service.revoke_token(session, principal, case_id, access_id, precondition)
