"""`/v1/cases/{case_id}/evidence-items`: files in, files out."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, File, Form, Path, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.db import Database
from app.core.forms import known_fields
from app.core.idempotency import require_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_EVIDENCE, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Code, Day, Id, Instant, Line, Page
from app.evidence import service
from app.evidence.file_names import attachment
from app.evidence.repository import Staged
from app.evidence.schemas import EvidenceCreated, EvidenceMetadata, EvidenceRead, read_transcript

router = subject_router(tag="evidence", shares=("evidence",))
Reader = Annotated[Principal, caller("evidence:read")]
Writer = Annotated[Principal, caller("evidence:write")]
EvidenceId = Annotated[UUID, Path(description="Id of the item.", examples=[DEMO_EVIDENCE])]
only_known_fields = known_fields("file", "sm3", *EvidenceMetadata.model_fields)
CONTENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The bytes as uploaded, as an attachment.",
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


def read_metadata(
    title: Annotated[Line | None, Form(description="What it is.", examples=["离职证明"])] = None,
    source: Annotated[
        Line | None, Form(description="Where from.", examples=["原单位人事部"])
    ] = None,
    purpose: Annotated[
        Line | None, Form(description="What it shall prove.", examples=["证明失业时间和原因"])
    ] = None,
    category: Annotated[
        Code | None, Form(description="Kind of evidence.", examples=["termination_proof"])
    ] = None,
    obtained_on: Annotated[
        Day | None, Form(description="When it was obtained.", examples=["2026-07-31"])
    ] = None,
    occurred_at: Annotated[
        Instant | None,
        Form(description="When it happened.", examples=["2026-07-31T09:00:00+08:00"]),
    ] = None,
    original_device: Annotated[
        Line | None, Form(description="Device of the original.", examples=["本人手机"])
    ] = None,
    original_kept: Annotated[
        bool | None,
        Form(description="Whether the original is kept; `false` is weak.", examples=[True]),
    ] = None,
    transcript: Annotated[
        str | None,
        Form(
            max_length=1000000,
            description="JSON list of `{at, speaker, text}`.",
            examples=['[{"at": "00:12", "speaker": "客服", "text": "目前没有个性化分期政策"}]'],
        ),
    ] = None,
    expires_on: Annotated[
        Day | None,
        Form(description="Last day on which it counts.", examples=["2027-01-31"]),
    ] = None,
    supersedes: Annotated[
        Id | None,
        Form(
            description="Id of the item that this is a newer version of.",
            examples=[DEMO_EVIDENCE],
        ),
    ] = None,
) -> EvidenceMetadata:
    """Reads what the giver says about the file."""
    return EvidenceMetadata(
        title=title,
        source=source,
        purpose=purpose,
        category=category,
        obtained_on=obtained_on,
        occurred_at=occurred_at,
        original_device=original_device,
        original_kept=original_kept,
        transcript=read_transcript(transcript),
        expires_on=expires_on,
        supersedes=supersedes,
    )


Metadata = Annotated[EvidenceMetadata, Depends(read_metadata)]
Upload = tuple[Staged, EvidenceMetadata]


def stage_upload(
    request: Request,
    case_id: CaseId,
    file: Annotated[
        UploadFile,
        File(description="Any file; kept bit by bit.", examples=["离职证明\n某公司\n2026-07-31\n"]),
    ],
    metadata: Metadata,
    *,
    sm3: Annotated[
        bool,
        Form(description="Whether SM3 is noted beside SHA-256.", examples=[True]),
    ] = False,
) -> Iterator[Upload]:
    """Stores the encrypted file before the transaction begins; takes it back if that fails."""
    database: Database = request.app.state.database
    with database.read(request.state.principal.tenant_id) as session:
        stored = service.plan_intake(session, case_id)
    staged = service.stage(stored, file.file, file.filename, with_sm3=sm3)
    kept = False
    try:
        yield staged, metadata
        kept = staged.recorded  # a replayed request ends well without having recorded anything
    finally:
        if not kept:
            stored.delete()


@router.post(
    "/cases/{case_id}/evidence-items",
    status_code=201,
    summary="Store a piece of evidence",
    dependencies=[Depends(require_key), Depends(only_known_fields)],
)
def create_evidence_item(
    case_id: CaseId,
    upload: Annotated[Upload, Depends(stage_upload, scope="function")],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> EvidenceCreated:
    """Keeps the file bit by bit, encrypted; hash, size and time go into the ledger."""
    created = service.receive(session, principal, case_id, *upload)
    conditional.created(
        response, f"/v1/cases/{case_id}/evidence-items/{created.id}", created.version
    )
    return created


@router.get("/cases/{case_id}/evidence-items", summary="List evidence")
def list_evidence_items(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[EvidenceRead]:
    """Items of the vault, newest first."""
    return link_next(response, service.list_items(session, case_id, paging), EvidenceRead)


@router.get("/cases/{case_id}/evidence-items/{evidence_id}", summary="Read a piece of evidence")
def get_evidence_item(
    case_id: CaseId,
    evidence_id: EvidenceId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> EvidenceRead:
    """What an item is; its bytes are under `content`."""
    item = service.get_item(session, case_id, evidence_id)
    conditional.tag(response, item.version)
    return item


@router.get(
    "/cases/{case_id}/evidence-items/{evidence_id}/content",
    summary="Download a piece of evidence",
    response_class=Response,
    responses=CONTENT,
)
def get_evidence_content(
    case_id: CaseId, evidence_id: EvidenceId, session: WriteSession, principal: Reader
) -> StreamingResponse:
    """The bytes exactly as uploaded; each reading is noted in the audit trail."""
    download = service.open_content(session, principal, case_id, evidence_id)
    headers = {
        "Content-Disposition": attachment(download.file_name),
        "Content-Length": str(download.size),
    }
    return StreamingResponse(
        download.pieces, headers=headers, media_type="application/octet-stream"
    )
