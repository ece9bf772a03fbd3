"""`/v1/creditor-packs/{view_id}`: what a creditor sees; the secret address is all it takes."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Response
from fastapi.responses import StreamingResponse

from app.core.parameters import DEMO_DOCUMENT, DEMO_VIEW
from app.core.routing import WriteSession, subject_router
from app.core.tokens import VIEW_PATTERN
from app.documents.typesetting.service import MEDIA_TYPES
from app.dossier.packs.viewing import service
from app.dossier.packs.viewing.schemas import PackView
from app.evidence.file_names import attachment

router = subject_router(tag="documents")
ViewId = Annotated[
    str,
    Path(
        pattern=VIEW_PATTERN,
        max_length=48,
        description="The secret of the link.",
        examples=[DEMO_VIEW],
    ),
]
FileId = Annotated[UUID, Path(description="Id of the file.", examples=[DEMO_DOCUMENT])]
ENDED: dict[int | str, dict[str, Any]] = {410: {"description": "It ended."}}
CONTENT: dict[int | str, dict[str, Any]] = {
    **ENDED,
    200: {
        "description": "The bytes as issued, as an attachment.",
        "content": {
            media_type.partition(";")[0]: {"schema": {"type": "string", "format": "binary"}}
            for media_type in (*MEDIA_TYPES.values(), service.ZIP)
        },
    },
}


@router.get("/creditor-packs/{view_id}", summary="Look at a pack", responses=ENDED)
def get_pack_view(view_id: ViewId, session: WriteSession) -> PackView:
    """The papers somebody put together for you; it asks for no key, and notes that you looked."""
    return service.view(session, view_id)


@router.get(
    "/creditor-packs/{view_id}/files/{file_id}",
    summary="Download a file of a pack",
    response_class=Response,
    responses=CONTENT,
)
def get_pack_file(view_id: ViewId, file_id: FileId, session: WriteSession) -> StreamingResponse:
    """The bytes exactly as issued; each reading is noted in the person's audit trail."""
    opened = service.open_file(session, view_id, file_id)
    headers = {
        "Content-Disposition": attachment(opened.file_name),
        "Content-Length": str(opened.size),
    }
    return StreamingResponse(opened.pieces, headers=headers, media_type=opened.media_type)
