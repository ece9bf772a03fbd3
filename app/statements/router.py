"""`/v1/cases/{case_id}/statement-imports`."""

from collections.abc import Iterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, File, Form, Path, Response, UploadFile
from fastapi.responses import JSONResponse

from app.core import conditional
from app.core.auth import Principal, caller
from app.core.conditional import IfMatch
from app.core.forms import known_fields
from app.core.idempotency import optional_key
from app.core.links import link_next
from app.core.pagination import Paging
from app.core.parameters import DEMO_SPARE_STATEMENT, DEMO_STATEMENT, CaseId
from app.core.routing import ReadSession, WriteSession, subject_router
from app.core.schemas import Page
from app.operations.schemas import OPERATION_LOCATION, OperationRead
from app.statements import service
from app.statements.applications import service as applications
from app.statements.applications.schemas import AppliedStatement
from app.statements.applications.service import Gathered
from app.statements.known_rows.service import OpenedBefore
from app.statements.large import service as large
from app.statements.large.service import LargeUpload
from app.statements.schemas import (
    StatementImportRead,
    TransactionRead,
    read_column_map,
)
from app.statements.transactions import Statement

router = subject_router(tag="statements")
Reader = Annotated[Principal, caller("statements:read")]
Writer = Annotated[Principal, caller("statements:write")]
ImportId = Annotated[UUID, Path(description="Id of the import.", examples=[DEMO_STATEMENT])]
SpareImportId = Annotated[
    UUID, Path(description="Id of the import.", examples=[DEMO_SPARE_STATEMENT])
]


ACCEPTED: dict[str, Any] = {
    "model": OperationRead,
    "description": "A large statement: the operation that reads it; its result is the import.",
    "headers": OPERATION_LOCATION,
}
EXAMPLE_FILE = (
    "交易时间,交易分类,交易对方,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号\n"
    "2026-10-05 10:02:00,住房,张房东,房租,支出,3200.00,余额宝,交易成功,20261005001\n"
)
"""A file any reader can make: recognisable columns of date, direction and amount."""


def read_upload(
    case_id: CaseId,
    session: ReadSession,
    file: Annotated[
        UploadFile,
        File(
            description="The file as exported: CSV, XLSX, XLS, or a ZIP of one of them.",
            examples=[EXAMPLE_FILE],
        ),
    ],
    password: Annotated[
        str | None,
        Form(max_length=128, description="Password of an encrypted ZIP.", examples=["305126"]),
    ] = None,
    mapping: Annotated[
        str | None,
        Form(
            max_length=4000,
            description="Only for a file nobody described: JSON of header names by what they "
            'mean: `{"date": "日期", "amount": "金额", "direction": "收支", "sign": "direction", '
            '"income_words": ["进"], "expense_words": ["出"]}`. Needed: `date`, and `amount` or '
            "`income` and `expense`; also `time`, `counterparty`, `description`, `category_text`, "
            "`payment_method`, `status`, `external_id`, `balance`, `currency`; `sign`: "
            "`direction`, `signed` (+ is money in), `reversed` (+ is spending), `two_columns`; "
            "`family`: `wallet`, `debit`, `card`. Leave it blank for a file of a known layout.",
            examples=[""],
        ),
    ] = None,
) -> Iterator[Statement | LargeUpload]:
    """Reads the upload before the transaction begins, once the case is known to be there.

    A large one is only recognised and stored for the worker; taken back if the request fails.
    """
    service.require_case(session, case_id)
    columns = read_column_map(mapping)
    if not large.is_large(file.file):
        file.file.seek(0)
        yield service.read_statement(file.file.read(), file.filename, password, columns)
        return
    upload = large.stage(session, case_id, file.file, file.filename, columns)
    try:
        yield upload
    finally:
        if not upload.intake.is_recorded:
            upload.intake.delete()


Upload = Annotated[Statement | LargeUpload, Depends(read_upload, scope="function")]


def open_beside(case_id: CaseId, upload: Upload, session: ReadSession) -> OpenedBefore | None:
    """Opens the rows that a statement is held against before the transaction begins."""
    if isinstance(upload, LargeUpload):
        return None
    return service.open_beside(session, case_id, upload)


def open_others(
    case_id: CaseId, import_id: SpareImportId, precondition: IfMatch, session: ReadSession
) -> OpenedBefore:
    """Opens the rows that count anew without an import before the transaction begins."""
    return service.open_without(session, case_id, import_id)


def accepted(operation: OperationRead) -> Response:
    """202 with where the work stands; the endpoint's own model is that of 201."""
    response = JSONResponse(operation.model_dump(mode="json"), 202)
    conditional.created(response, f"/v1/operations/{operation.id}", operation.version)
    return response


@router.post(
    "/cases/{case_id}/statement-imports",
    status_code=201,
    summary="Import a statement",
    dependencies=[Depends(optional_key), Depends(known_fields("file", "password", "mapping"))],
    response_model=StatementImportRead,
    responses={202: ACCEPTED},
)
def create_statement_import(
    case_id: CaseId,
    upload: Upload,
    beside: Annotated[OpenedBefore | None, Depends(open_beside, scope="function")],
    session: WriteSession,
    principal: Writer,
    response: Response,
) -> StatementImportRead | Response:
    """Reads an Alipay, WeChat Pay or bank file and shows what it holds before it counts.

    The same file, or the same row in an overlapping file, is never counted twice. An unknown
    layout is refused with what was seen and what to export instead; `mapping` names its columns.
    CSV above 5 MiB or 20,000 rows, up to 200 MiB and 1,000,000 rows, is read by a worker: 202.
    """
    if isinstance(upload, LargeUpload):
        return accepted(large.take_on(session, principal, case_id, upload))
    imported = service.import_statement(session, principal, case_id, upload, beside)
    conditional.created(
        response, f"/v1/cases/{case_id}/statement-imports/{imported.id}", imported.version
    )
    return imported


@router.get("/cases/{case_id}/statement-imports", summary="List statement imports")
def list_statement_imports(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[StatementImportRead]:
    """Imports of the case, newest first."""
    return link_next(response, service.list_imports(session, case_id, paging), StatementImportRead)


@router.get("/cases/{case_id}/statement-imports/{import_id}", summary="Read a statement import")
def get_statement_import(
    case_id: CaseId,
    import_id: ImportId,
    session: ReadSession,
    principal: Reader,
    response: Response,
) -> StatementImportRead:
    """One import with its preflight."""
    imported = service.get_import(session, case_id, import_id)
    conditional.tag(response, imported.version)
    return imported


@router.get(
    "/cases/{case_id}/statement-imports/{import_id}/transactions",
    summary="List the transactions of an import",
)
def list_statement_transactions(
    case_id: CaseId,
    import_id: ImportId,
    session: ReadSession,
    principal: Reader,
    paging: Paging,
    response: Response,
) -> Page[TransactionRead]:
    """Rows the case did not have before, the last of the file first, with what each one is."""
    found = service.list_transactions(session, case_id, import_id, paging)
    return link_next(response, found, TransactionRead)


def gather_rows(case_id: CaseId, import_id: ImportId, session: ReadSession) -> Gathered:
    """Opens the rows to apply before the transaction begins."""
    return applications.gather(session, case_id, import_id)


@router.post(
    "/cases/{case_id}/statement-imports/{import_id}/apply",
    summary="Apply an import to the budget",
    dependencies=[Depends(optional_key)],
)
def apply_statement_import(
    case_id: CaseId,
    import_id: ImportId,
    gathered: Annotated[Gathered, Depends(gather_rows, scope="function")],
    session: WriteSession,
    principal: Writer,
) -> AppliedStatement:
    """Puts what it and the imports applied before bear out into the budget.

    All lines from statements are made anew: a payment told by wallet and bank, or a month told
    by two files, is budgeted once. A line sent without `import_id` is the caller's and stays.
    Debt service is named, not budgeted: it is counted once, from the debts of the case.
    """
    return applications.apply_import(session, principal, case_id, import_id, gathered)


@router.delete(
    "/cases/{case_id}/statement-imports/{import_id}",
    status_code=204,
    summary="Take an import back",
)
def delete_statement_import(
    case_id: CaseId,
    import_id: SpareImportId,
    others: Annotated[OpenedBefore, Depends(open_others, scope="function")],
    session: WriteSession,
    principal: Writer,
    precondition: IfMatch,
) -> None:
    """Removes the import and its rows; budget lines already applied stay."""
    service.delete_import(session, principal, case_id, import_id, precondition, others)
