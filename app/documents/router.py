"""`/v1/cases/{case_id}/documents` and the check before one is issued."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Query, Response

from app.core import conditional
from app.core.access import PARTS
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_DOCUMENT, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.documents import service
from app.documents.schemas import (
    DocumentCreated,
    DocumentRead,
    DocumentRequest,
    DocumentRisks,
    Template,
)
from app.documents.typesetting.service import MEDIA_TYPES
from app.evidence.file_names import attachment

router = subject_router(tag="documents", shares=PARTS)  # a paper may tell of the whole case
issued_router = subject_router(tag="documents", shares=("documents",))
Reader = Annotated[Principal, caller("documents:read")]
Writer = Annotated[Principal, caller("documents:write")]
DocumentId = Annotated[UUID, Path(description="Id of the document.", examples=[DEMO_DOCUMENT])]
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The bytes as issued, as an attachment.",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media_type in MEDIA_TYPES.values()
        },
    }
}


@router.post(
    "/cases/{case_id}/documents",
    status_code=201,
    summary="Issue a document",
    dependencies=[Depends(optional_key)],
)
def create_document(
    case_id: CaseId,
    wanted: DocumentRequest,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> DocumentCreated:
    """Composes a paper from the case and keeps it as it is; each figure names its source.

    Missing facts are asked for (422 with their places), never made up. Wording that could harm its
    author, a possibly time-barred debt and an open payment order (支付令) are refused with 409.
    """
    document = service.issue_document(session, principal, case_id, wanted)
    conditional.created(response, f"/v1/cases/{case_id}/documents/{document.id}", document.version)
    return document


@router.post(
    "/cases/{case_id}/document-risks",
    summary="Check a document before it is issued",
    dependencies=[Depends(optional_key)],
)
def check_document(
    case_id: CaseId, wanted: DocumentRequest, session: ReadSession, principal: Reader
) -> DocumentRisks:
    """What issuing would meet: wording to look at, refusals, missing facts. Nothing is kept."""
    return service.check_document(session, case_id, wanted)


@issued_router.get("/cases/{case_id}/documents", summary="List documents")
def list_documents(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
    template: Annotated[Template | None, Query(description="Only of this template.")] = None,
) -> Page[DocumentRead]:
    """Documents of the case, newest first."""
    found = service.page_of_documents(session, case_id, paging, template=template)
    return link_next(response, found, DocumentRead)


@issued_router.get("/cases/{case_id}/documents/{document_id}", summary="Read a document's facts")
def get_document(
    case_id: CaseId,
    document_id: DocumentId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> DocumentRead:
    """What a document is and where each figure in it came from; its bytes are under `content`."""
    document = service.get_document(session, case_id, document_id)
    conditional.tag(response, document.version, shown=document)
    return document


@issued_router.get(
    "/cases/{case_id}/documents/{document_id}/content",
    summary="Download a document",
    response_class=Response,
    responses=CONTENT,
)
def get_document_content(
    case_id: CaseId, document_id: DocumentId, session: WriteSession, principal: Reader
) -> Response:
    """The bytes exactly as issued; each reading is noted in the audit trail."""
    document, content = service.open_content(session, principal, case_id, document_id)
    headers = {"Content-Disposition": attachment(document.file_name)}
    return Response(content, headers=headers, media_type=document.media_type)
