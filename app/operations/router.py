"""`/v1/operations`: how long work stands, its cancellation and its result."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Path, Response
from fastapi.responses import StreamingResponse

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_OPERATION, DEMO_PENDING_OPERATION
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.operations import service
from app.operations.schemas import OperationRead

router = subject_router(tag="operations", is_narrowed=True)
Reader = Annotated[Principal, caller("cases:read")]
Writer = Annotated[Principal, caller("cases:write")]
OperationId = Annotated[UUID, Path(description="Id of the operation.", examples=[DEMO_OPERATION])]
PendingId = Annotated[
    UUID, Path(description="Id of the operation to cancel.", examples=[DEMO_PENDING_OPERATION])
]
RESULT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The result, as an attachment.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/operations", summary="List long work")
def list_operations(
    session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[OperationRead]:
    """Exports and other long work of the tenant, newest first."""
    return link_next(response, service.list_operations(session, paging), OperationRead)


@router.get("/operations/{operation_id}", summary="Read how long work stands")
def get_operation(
    operation_id: OperationId, session: ReadSession, principal: Reader, response: Response
) -> OperationRead:
    """State and progress; ask again every second or two until the state is final."""
    operation = service.get_operation(session, operation_id)
    conditional.tag(response, operation.version)
    return operation


@router.post(
    "/operations/{operation_id}/cancel",
    summary="Cancel long work",
    dependencies=[Depends(optional_key)],
)
def cancel_operation(
    operation_id: PendingId, session: WriteSession, principal: Writer, response: Response
) -> OperationRead:
    """What waits is cancelled at once; what runs stops before its next step."""
    operation = service.cancel(session, principal, operation_id)
    conditional.tag(response, operation.version)
    return operation


@router.get(
    "/operations/{operation_id}/result",
    summary="Download the result of long work",
    response_class=Response,
    responses=RESULT,
)
def get_operation_result(
    operation_id: OperationId, session: WriteSession, principal: Reader
) -> StreamingResponse:
    """The bytes; each reading is noted in the audit trail. Gone once the case is erased."""
    download = service.open_result(session, principal, operation_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{download.file_name}"',
        "Content-Length": str(download.size),
    }
    return StreamingResponse(
        download.pieces, headers=headers, media_type="application/octet-stream"
    )
