"""`/v1/cases/{case_id}/category-corrections`."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Response

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_CORRECTION, DEMO_SPARE_CORRECTION, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.statements.corrections import service
from app.statements.corrections.schemas import CategoryCorrectionCreate, CategoryCorrectionRead
from app.statements.corrections.service import CountedBefore

router = subject_router(tag="statements")
Reader = Annotated[Principal, caller("statements:read")]
Writer = Annotated[Principal, caller("statements:write")]
CorrectionId = Annotated[
    UUID, Path(description="Id of the correction.", examples=[DEMO_CORRECTION])
]
SpareCorrectionId = Annotated[
    UUID, Path(description="Id of the correction.", examples=[DEMO_SPARE_CORRECTION])
]


def count_with(
    case_id: CaseId, wanted: CategoryCorrectionCreate, session: ReadSession
) -> CountedBefore:
    """Counts all rows with the correction before the transaction begins."""
    return service.count_with(session, case_id, wanted)


def count_without(
    case_id: CaseId,
    correction_id: SpareCorrectionId,
    precondition: IfMatch,
    session: ReadSession,
) -> CountedBefore:
    """Counts all rows without the correction before the transaction begins."""
    return service.count_without(session, case_id, correction_id)


@router.post(
    "/cases/{case_id}/category-corrections",
    status_code=201,
    summary="Correct what payments of a counterparty are",
    dependencies=[Depends(optional_key)],
)
def create_category_correction(
    case_id: CaseId,
    wanted: CategoryCorrectionCreate,
    before: Annotated[CountedBefore, Depends(count_with, scope="function")],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> CategoryCorrectionRead:
    """Holds for every statement of the case, imported before or later, until it is deleted.

    A second correction for the same counterparty and direction replaces the first.
    """
    made = service.remember(session, principal, case_id, wanted, before)
    conditional.created(
        response, f"/v1/cases/{case_id}/category-corrections/{made.id}", made.version
    )
    return made


@router.get("/cases/{case_id}/category-corrections", summary="List category corrections")
def list_category_corrections(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[CategoryCorrectionRead]:
    """Corrections of the case, newest first."""
    return link_next(
        response, service.list_corrections(session, case_id, paging), CategoryCorrectionRead
    )


@router.get(
    "/cases/{case_id}/category-corrections/{correction_id}", summary="Read a category correction"
)
def get_category_correction(
    case_id: CaseId,
    correction_id: CorrectionId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> CategoryCorrectionRead:
    """One correction."""
    found = service.get_correction(session, case_id, correction_id)
    conditional.tag(response, found.version)
    return found


@router.delete(
    "/cases/{case_id}/category-corrections/{correction_id}",
    status_code=204,
    summary="Take a category correction back",
)
def delete_category_correction(
    case_id: CaseId,
    correction_id: SpareCorrectionId,
    before: Annotated[CountedBefore, Depends(count_without, scope="function")],
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """The rows are again what the rules say; budget lines change when an import is applied."""
    service.forget(session, principal, case_id, correction_id, precondition, before)
