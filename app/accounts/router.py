"""`/v1/me`, `/v1/api-keys`, `/v1/audit-events`."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Body, Depends, Path, Query, Response

from app.accounts import service
from app.accounts.schemas import (
    ApiKeyCreate,
    ApiKeyCreated,
    ApiKeyRead,
    ApiKeyRotate,
    AuditEventRead,
    Me,
)
from app.core import conditional
from app.core.access import EVERYBODY
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_KEY, DEMO_SPARE_KEY
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page

router = subject_router(tag="account")
own_router = subject_router(tag="account", shares=EVERYBODY)
Reader = Annotated[Principal, caller("account:read")]
Writer = Annotated[Principal, caller("account:write")]
Auditor = Annotated[Principal, caller("audit:read")]
KeyId = Annotated[UUID, Path(description="Id of the key.", examples=[DEMO_KEY])]
SpareKeyId = Annotated[UUID, Path(description="Id of the key.", examples=[DEMO_SPARE_KEY])]


@own_router.get("/me", summary="Who am I, and what may this key do")
def get_me(session: ReadSession, principal: Reader) -> Me:
    """The tenant and the key behind the Authorization header, with its scopes."""
    return Me(
        tenant_id=principal.tenant_id,
        tenant=service.tenant_slug(session, principal),
        principal_id=principal.id,
        name=principal.name,
        scopes=sorted(principal.scopes),
        agency_id=principal.agency_id,
        expires_at=principal.expires_at,
        demo=principal.is_demo,
    )


@router.post(
    "/api-keys",
    status_code=201,
    summary="Make an API key",
    dependencies=[Depends(optional_key)],
)
def create_api_key(
    wanted: ApiKeyCreate, session: WriteSession, principal: Writer, response: Response
) -> ApiKeyCreated:
    """Makes a key and shows it this once; only its hash is stored."""
    key, token = service.create_key(session, principal, wanted)
    conditional.created(response, f"/v1/api-keys/{key.id}", key.version)
    return ApiKeyCreated(**ApiKeyRead.model_validate(key).model_dump(), key=token)


@router.get("/api-keys", summary="List API keys")
def list_api_keys(
    session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[ApiKeyRead]:
    """Keys of the tenant, newest first; secrets are never shown again."""
    found = service.list_keys(session, paging)
    return link_next(response, found, ApiKeyRead)


@router.get("/api-keys/{key_id}", summary="Read an API key")
def get_api_key(
    key_id: KeyId, session: ReadSession, principal: Reader, response: Response
) -> ApiKeyRead:
    """One key without its secret."""
    key = service.get_key(session, key_id)
    conditional.tag(response, key.version)
    return ApiKeyRead.model_validate(key)


@router.delete("/api-keys/{key_id}", status_code=204, summary="Revoke an API key")
def revoke_api_key(
    key_id: SpareKeyId, session: WriteSession, principal: Writer, precondition: IfMatch
) -> None:
    """Ends the key at once; it stays listed as revoked."""
    service.revoke_key(session, principal, key_id, precondition)


@router.post(
    "/api-keys/{key_id}/rotate",
    status_code=201,
    summary="Replace an API key",
    dependencies=[Depends(optional_key)],
)
def rotate_api_key(
    key_id: KeyId,
    rotation: Annotated[ApiKeyRotate, Body()],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> ApiKeyCreated:
    """Makes a successor with the same rights; the old key works until the overlap ends."""
    overlap = timedelta(seconds=rotation.overlap_seconds)
    key, token = service.rotate_key(session, principal, key_id, overlap)
    conditional.created(response, f"/v1/api-keys/{key.id}", key.version)
    return ApiKeyCreated(**ApiKeyRead.model_validate(key).model_dump(), key=token)


@router.get("/audit-events", summary="List audit events")
def list_audit_events(
    session: ReadSession,
    principal: Auditor,
    paging: Paging,
    response: Response,
    case_id: Annotated[UUID | None, Query(description="Only acts on this case.")] = None,
) -> Page[AuditEventRead]:
    """What was done under this tenant, newest first."""
    found = service.list_audit_events(session, paging, case_id)
    return link_next(response, found, AuditEventRead)
