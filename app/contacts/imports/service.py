"""Brings old records into the log: all of a file or nothing, and no row twice."""

from collections import Counter
from collections.abc import Sequence
from uuid import UUID

import orjson
from pydantic import ValidationError
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.contacts.imports.schemas import ContactImportRead
from app.contacts.imports.sheets import Fault, Sheet, read_sheet
from app.contacts.index import service as index
from app.contacts.index.repository import Place
from app.contacts.recording.service import record_contact
from app.contacts.schemas import ContactCreate, ContactCreated
from app.core.auth import Principal
from app.core.errors import FieldError, InvalidInput
from app.core.problems import field_errors
from app.core.tables import data_table

_MOST_ERRORS = 100


def require_case(session: Session, case_id: UUID) -> None:
    """Refuses a case that is not there, before the file is read."""
    cases.require_case(session, case_id)


def read_records(content: bytes) -> list[ContactCreate]:
    """The contacts of a file.

    Raises:
        InvalidInput: naming every row and field that cannot be taken.
    """
    sheet = read_sheet(content, data_table("contacts", "import_columns"))
    errors = [_error(fault) for fault in sheet.faults]
    contacts = _validated(sheet, errors)
    if errors:
        raise InvalidInput(errors=errors[:_MOST_ERRORS])
    return contacts


def _error(fault: Fault) -> FieldError:
    place = "" if fault.row is None else f"/rows/{fault.row}"
    return FieldError(place if fault.field is None else f"{place}/{fault.field}", fault.code)


def _validated(sheet: Sheet, errors: list[FieldError]) -> list[ContactCreate]:
    contacts = []
    known = {error.pointer for error in errors}
    for number, body in sheet.bodies.items():
        try:
            contacts.append(ContactCreate.model_validate(body))
        except ValidationError as error:
            found = field_errors(
                {**each, "loc": ("body", "rows", number, *each["loc"])} for each in error.errors()
            )
            errors += [each for each in found if each.pointer not in known]
    return contacts


def import_contacts(
    session: Session, principal: Principal, case_id: UUID, contacts: Sequence[ContactCreate]
) -> ContactImportRead:
    """Records the rows that the log does not have from an earlier import.

    Raises:
        InvalidInput: if a row names a debt or an item that the case does not have; nothing is
            recorded then.
    """
    cases.require_case(session, case_id, lock=True)
    marks = index.marks_of(session, case_id, _distinct(contacts))
    known = index.known_marks(session, case_id, marks)
    recorded: dict[UUID, ContactCreate] = {}
    duplicates = []
    for number, (contact, mark) in enumerate(zip(contacts, marks, strict=True), start=1):
        if mark in known:
            duplicates.append(number)
            continue
        created = _record(session, principal, case_id, contact, number)
        index.keep_mark(session, case_id, Place(created.occurred_at, created.sequence), mark)
        recorded[created.id] = contact
    accounts.record(session, principal, "contacts_imported", "case", case_id, case_id)
    times = [contact.occurred_at for contact in recorded.values()]
    return ContactImportRead(
        rows=len(contacts),
        recorded=len(recorded),
        duplicates=len(duplicates),
        duplicate_rows=duplicates,
        contact_ids=list(recorded),
        first_at=min(times, default=None),
        last_at=max(times, default=None),
    )


def _distinct(contacts: Sequence[ContactCreate]) -> list[str]:
    """What each row says, as text; equal rows of one file are told apart by counting them."""
    seen: Counter[str] = Counter()
    texts = []
    for contact in contacts:
        said = orjson.dumps(contact.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS).decode()
        seen[said] += 1
        texts.append(f"{seen[said]} {said}")
    return texts


def _record(
    session: Session, principal: Principal, case_id: UUID, contact: ContactCreate, number: int
) -> ContactCreated:
    try:
        return record_contact(session, principal, case_id, contact, source="imported")
    except InvalidInput as refused:
        raise InvalidInput(
            errors=[
                FieldError(f"/rows/{number}{each.pointer}", each.code, each.params)
                for each in refused.errors
            ]
        ) from refused
