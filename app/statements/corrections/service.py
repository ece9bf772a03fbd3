"""Remembers what the caller says payments of a counterparty are, and counts anew."""

from dataclasses import asdict
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, crypto
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import open_row, seal_row
from app.statements import repository
from app.statements.corrected import ALLOWED, Correction, known_category
from app.statements.corrections.schemas import CategoryCorrectionCreate, CategoryCorrectionRead
from app.statements.counting import service as counting
from app.statements.models import CategoryCorrection
from app.statements.recurring import party_name

_TOKEN = "statement.correction"  # noqa: S105 - names what the token is for


def remember(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: CategoryCorrectionCreate,
    *,
    correction_id: UUID | None = None,
) -> CategoryCorrectionRead:
    """Keeps a correction; one for the same counterparty and direction is replaced.

    Raises:
        InvalidInput: if such rows cannot be this, or the kind has no such category.
    """
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    correction = _checked(wanted)
    text = f"{correction.direction}\x1f{correction.counterparty}"
    token = crypto.token(key, _TOKEN, text)
    stored = repository.find_correction(session, case_id, token)
    if stored is None:
        stored = CategoryCorrection(
            tenant_id=tenant_of(session),
            id=correction_id or new_id(),
            case_id=case_id,
            token=token,
        )
        session.add(stored)
    seal_row(stored, key, asdict(correction))
    stored.updated_at = clock.now()
    session.flush()
    _count_anew(session, case_id, key)
    accounts.record(
        session, principal, "category_corrected", "category_correction", stored.id, case_id
    )
    return _read(stored, key)


def _checked(wanted: CategoryCorrectionCreate) -> Correction:
    if wanted.kind not in ALLOWED[wanted.direction]:
        raise invalid("/kind", "not_allowed")
    category = wanted.category or ""
    if category and not known_category(wanted.kind, category):
        raise invalid("/category", "not_allowed")
    return Correction(party_name(wanted.counterparty), wanted.direction, wanted.kind, category)


def get_correction(session: Session, case_id: UUID, correction_id: UUID) -> CategoryCorrectionRead:
    """One correction of the case."""
    key = cases.case_key(session, case_id)
    return _read(repository.get_correction(session, case_id, correction_id), key)


def list_corrections(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[CategoryCorrectionRead]:
    """Corrections of the case, newest first."""
    key = cases.case_key(session, case_id)
    found = repository.list_corrections(session, case_id, request)
    return Slice([_read(row, key) for row in found.items], found.next_cursor, found.next_link)


def forget(
    session: Session,
    principal: Principal,
    case_id: UUID,
    correction_id: UUID,
    precondition: Precondition,
) -> None:
    """Takes a correction back; the rows are again what the rules say."""
    cases.require_case(session, case_id, lock=True)
    key = cases.case_key(session, case_id)
    stored = repository.get_correction(session, case_id, correction_id)
    precondition.check(stored.version)
    session.delete(stored)
    session.flush()
    _count_anew(session, case_id, key)
    accounts.record(
        session, principal, "correction_deleted", "category_correction", correction_id, case_id
    )


def _count_anew(session: Session, case_id: UUID, key: crypto.DataKey) -> None:
    every = {imported.id for imported in repository.all_imports(session, case_id)}
    counting.recount(session, case_id, key, every)


def _read(stored: CategoryCorrection, key: crypto.DataKey) -> CategoryCorrectionRead:
    kept = open_row(stored, key)
    return CategoryCorrectionRead(
        id=stored.id,
        created_at=stored.created_at,
        version=stored.version,
        **{**kept, "category": kept["category"] or None},
    )
