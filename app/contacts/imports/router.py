"""`/v1/cases/{case_id}/contact-imports`."""

from typing import Annotated

from fastapi import Depends, File, Response, UploadFile

from app.contacts.imports import service
from app.contacts.imports.schemas import ContactImportRead
from app.contacts.schemas import ContactCreate
from app.core import conditional
from app.core.auth import Principal, caller
from app.core.forms import known_fields
from app.core.idempotency import require_key
from app.core.parameters import CaseId
from app.core.routing import ReadSession, WriteSession, subject_router

router = subject_router(tag="contacts", shares=("contacts",))
Writer = Annotated[Principal, caller("contacts:write")]
EXAMPLE_FILE = (
    "时间,渠道,方向,机构,结果,内容\n"
    "2026-09-03 10:20,电话,我联系对方,某银行信用卡中心,拒绝,问分期，客服说没有逾期不能办\n"
    "2026-10-12 19:05,电话,对方联系我,某银行信用卡中心,施压,要求当天还最低还款\n"
)
"""A table as one would write it from memory and call lists."""


def read_records(
    case_id: CaseId,
    session: ReadSession,
    file: Annotated[
        UploadFile,
        File(
            description="CSV with a header (Chinese or English), or a JSON list of contact bodies.",
            examples=[EXAMPLE_FILE],
        ),
    ],
) -> list[ContactCreate]:
    """Reads the upload before the transaction begins, once the case is known to be there."""
    service.require_case(session, case_id)
    return service.read_records(file.file.read())


@router.post(
    "/cases/{case_id}/contact-imports",
    status_code=201,
    summary="Import old contacts",
    dependencies=[Depends(require_key), Depends(known_fields("file"))],
)
def create_contact_import(
    case_id: CaseId,
    records: Annotated[list[ContactCreate], Depends(read_records)],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> ContactImportRead:
    """Brings old records into the log, each marked as recorded later than it happened.

    All rows or none: a refusal names each row and field. The same row is never recorded twice,
    whichever file it comes in. Times of a table without an offset are those of Shanghai.
    """
    done = service.import_contacts(session, principal, case_id, records)
    conditional.created(response, f"/v1/cases/{case_id}/contacts", 1)
    return done
