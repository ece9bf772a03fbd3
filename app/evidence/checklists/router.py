"""`/v1/cases/{case_id}/evidence-checklists` and the catalogue."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.core import conditional
from app.core.access import EVERYBODY
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_CHECKLIST, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Code, Page
from app.evidence.checklists import service
from app.evidence.checklists.schemas import ChecklistCreate, ChecklistRead, ItemLink, TemplateList

router = subject_router(tag="evidence", shares=("evidence",))
catalogue_router = subject_router(tag="evidence", shares=EVERYBODY)
Reader = Annotated[Principal, caller("evidence:read")]
Writer = Annotated[Principal, caller("evidence:write")]
ChecklistId = Annotated[UUID, Path(description="Id of the list.", examples=[DEMO_CHECKLIST])]
ItemCode = Annotated[Code, Path(description="Code of the item.", examples=["termination_proof"])]


@catalogue_router.get("/evidence-checklist-templates", summary="List what evidence there can be")
def list_evidence_checklist_templates(principal: Reader) -> TemplateList:
    """The catalogue that checklists are made from."""
    return TemplateList(items=service.list_templates())


@router.post(
    "/cases/{case_id}/evidence-checklists",
    status_code=201,
    summary="Make an evidence checklist",
    dependencies=[Depends(optional_key)],
)
def create_evidence_checklist(
    case_id: CaseId,
    wanted: ChecklistCreate,
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> ChecklistRead:
    """What is needed for a purpose and for claims, chosen by the case's hardship."""
    made = service.create_checklist(session, principal, case_id, wanted)
    conditional.created(
        response, f"/v1/cases/{case_id}/evidence-checklists/{made.id}", made.version
    )
    return made


@router.get("/cases/{case_id}/evidence-checklists", summary="List evidence checklists")
def list_evidence_checklists(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[ChecklistRead]:
    """Checklists of the case as they stand today, newest first."""
    return link_next(response, service.list_checklists(session, case_id, paging), ChecklistRead)


@router.get(
    "/cases/{case_id}/evidence-checklists/{checklist_id}", summary="Read an evidence checklist"
)
def get_evidence_checklist(
    case_id: CaseId,
    checklist_id: ChecklistId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> ChecklistRead:
    """One checklist as it stands today: what is held, weak, expired or missing."""
    checklist = service.get_checklist(session, case_id, checklist_id)
    conditional.tag(response, checklist.version)
    return checklist


@router.put(
    "/cases/{case_id}/evidence-checklists/{checklist_id}/items/{code}",
    summary="Link evidence to an item",
)
def link_evidence(
    case_id: CaseId,
    checklist_id: ChecklistId,
    code: ItemCode,
    wanted: ItemLink,
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
    response: Response,
) -> ChecklistRead:
    """Says which evidence stands for the item from now on; the ledger keeps the change."""
    changed = service.link_evidence(
        session, principal, case_id, checklist_id, code, wanted, precondition
    )
    conditional.tag(response, changed.version)
    return changed
