"""Opens, reads and changes cases; seals what is personal."""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import repository
from app.cases.errors import UnderLegalHold
from app.cases.models import Case
from app.cases.schemas import (
    CaseCreate,
    CaseRead,
    CaseUpdate,
    CreditRecord,
    Hardship,
    Household,
    Person,
)
from app.core import clock, crypto, keys
from app.core.access import limits_of
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import open_row, seal_row

TOKEN_PURPOSE = "case.client_reference"  # noqa: S105 - names what the token is for


def case_key(session: Session, case_id: UUID) -> crypto.DataKey:
    """The data key of a living case, for whatever else of it must be sealed."""
    repository.require_living(session, case_id)
    return keys.case_key(session, case_id)


def rotate_case_key(session: Session, case_id: UUID) -> None:
    """Makes the next key of a living case; what the keys before it sealed still opens."""
    repository.require_living(session, case_id, lock=True)
    keys.create_case_key(session, case_id)
    accounts.record(session, None, "case_key_rotated", "case", case_id, case_id)


def require_case(session: Session, case_id: UUID, *, lock: bool = False) -> None:
    """Refuses a case that is foreign, unknown or erased.

    With `lock`, others wait with appending to this case until the transaction ends.
    """
    repository.require_living(session, case_id, lock=lock)


def require_version(session: Session, case_id: UUID, precondition: Precondition) -> None:
    """Refuses a case that is not of the version wanted; others wait as with `require_case`."""
    repository.require_living(session, case_id, lock=True)
    precondition.check(repository.get_case(session, case_id).version)


def case_ids(session: Session) -> list[UUID]:
    """Every case of the tenant, erased ones too: their tombstones and ledgers stay."""
    return list(repository.case_ids(session))


def living_case_ids(session: Session) -> list[UUID]:
    """Every case of the tenant that was not erased."""
    return list(repository.case_ids(session, living=True))


def open_case(
    session: Session, principal: Principal, wanted: CaseCreate, *, case_id: UUID | None = None
) -> CaseRead:
    """Makes a case and its key."""
    case = Case(
        tenant_id=tenant_of(session),
        id=case_id or new_id(),
        currency=wanted.currency,
        status=wanted.status,
        assigned_to=wanted.assigned_to,
        sealed=b"",
        reference_token=b"",
        additional_reasons=[],
    )
    key = keys.create_case_key(session, case.id)
    _apply(session, case, key, wanted.model_dump(), {})
    session.add(case)
    session.flush()
    accounts.record(session, principal, "case_opened", "case", case.id, case.id)
    return _read(case, key)


def get_case(session: Session, case_id: UUID) -> CaseRead:
    """One case with its personal fields opened."""
    case = repository.get_case(session, case_id)
    return _shared(session, _read(case, keys.case_key(session, case_id)))


def hardship_reasons(session: Session, case_id: UUID) -> frozenset[str]:
    """Why payments cannot be kept, for rules of safety that hold whoever asks."""
    case = repository.get_case(session, case_id)
    return frozenset(each for each in (case.hardship_reason, *case.additional_reasons) if each)


def list_cases(
    session: Session, request: PageRequest, *, client_reference: str | None, status: str | None
) -> Slice[CaseRead]:
    """Cases, newest first; a reference is matched exactly, by its keyed token."""
    token = (
        keys.tenant_token(session, TOKEN_PURPOSE, client_reference) if client_reference else None
    )
    found = repository.list_cases(session, request, reference_token=token, status=status)
    items = [_shared(session, _read(case, keys.case_key(session, case.id))) for case in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def _shared(session: Session, case: CaseRead) -> CaseRead:
    """What a session sees of it: by a grant neither identity number nor credit record."""
    if limits_of(session) is None:
        return case
    person = case.person
    if person is not None:
        person = person.model_copy(update={"id_number": None})
    return case.model_copy(update={"person": person, "credit_record": None})


def change_case(
    session: Session,
    principal: Principal,
    case_id: UUID,
    changes: CaseUpdate,
    precondition: Precondition,
) -> CaseRead:
    """Changes the fields given; the others stay."""
    case = repository.get_case(session, case_id)
    precondition.check(case.version)
    given = {
        name: value
        for name, value in changes.model_dump().items()
        if name in changes.model_fields_set
    }
    for name in ("client_reference", "status"):
        if name in given and given[name] is None:
            raise invalid(f"/{name}", "required")
    key = keys.case_key(session, case_id)
    _apply(session, case, key, given, open_row(case, key))
    case.updated_at = clock.now()
    session.flush()
    accounts.record(session, principal, "case_changed", "case", case.id, case.id)
    return _read(case, key)


def _apply(
    session: Session,
    case: Case,
    key: crypto.DataKey,
    given: dict[str, Any],
    private: dict[str, Any],
) -> None:
    """Puts the given fields on the row, personal ones into its sealed part."""
    if given.get("assigned_to") is not None:
        accounts.get_key(session, given["assigned_to"])  # NotFound unless it is the tenant's
    for name in ("status", "region_code", "assigned_to"):
        if name in given:
            setattr(case, name, given[name])
    if "household" in given:
        household = given["household"] or {}
        case.adults, case.children = household.get("adults"), household.get("children")
    if "hardship" in given:
        hardship = given["hardship"] or {}
        case.hardship_reason = hardship.get("reason")
        case.additional_reasons = list(hardship.get("additional_reasons", []))
        case.hardship_since = hardship.get("since")
        private["description"] = hardship.get("description")
    for name in ("client_reference", "person", "credit_record"):
        if name in given:
            private[name] = given[name]
    reference = private["client_reference"]
    case.reference_token = keys.tenant_token(session, TOKEN_PURPOSE, reference)
    seal_row(case, key, private)


def _read(case: Case, key: crypto.DataKey) -> CaseRead:
    private = open_row(case, key)
    household = (
        Household(adults=case.adults, children=case.children or 0)
        if case.adults is not None
        else None
    )
    hardship = (
        Hardship.model_validate(
            {
                "reason": case.hardship_reason,
                "additional_reasons": case.additional_reasons,
                "since": case.hardship_since,
                "description": private.get("description"),
            }
        )
        if case.hardship_reason is not None
        else None
    )
    return CaseRead.model_validate(
        {
            "id": case.id,
            "client_reference": private["client_reference"],
            "status": case.status,
            "currency": case.currency,
            "region_code": case.region_code,
            "household": household,
            "hardship": hardship,
            "person": _reopened(Person, private.get("person")),
            "credit_record": _reopened(CreditRecord, private.get("credit_record")),
            "assigned_to": case.assigned_to,
            "created_at": case.created_at,
            "updated_at": case.updated_at,
            "version": case.version,
        }
    )


def _reopened(
    schema: type[Person | CreditRecord], stored: dict[str, Any] | None
) -> Person | CreditRecord | None:
    return schema.model_validate(stored) if stored is not None else None


def erased_case_ids(session: Session) -> list[UUID]:
    """The cases of the tenant that were erased."""
    living = set(living_case_ids(session))
    return [case_id for case_id in case_ids(session) if case_id not in living]


def erase_case(session: Session, principal: Principal | None, case_id: UUID) -> None:
    """Destroys the case's key and empties its row; its tombstone stays.

    Raises:
        UnderLegalHold: while a hold is in force.
    """
    case = repository.get_case(session, case_id)
    if repository.open_holds(session, case_id, clock.today()):
        raise UnderLegalHold
    repository.delete_grants(session, case_id)
    keys.destroy_case_key(session, case_id)
    case.sealed = case.reference_token = b""
    case.region_code = case.hardship_reason = case.hardship_since = None
    case.adults = case.children = None
    case.additional_reasons = []
    case.status = "closed"
    case.erased_at = clock.now()
    session.flush()
    repository.forget_living(session, case_id)
    accounts.record(session, principal, "case_erased", "case", case_id, case_id)
