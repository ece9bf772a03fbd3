"""Remembers what the caller says payments of a counterparty are, and counts anew."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
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
from app.statements.corrected import ALLOWED, Correction, Corrections, known_category
from app.statements.corrections.schemas import CategoryCorrectionCreate, CategoryCorrectionRead
from app.statements.counting import service as counting
from app.statements.known_rows.service import State, state_of
from app.statements.models import CategoryCorrection
from app.statements.recurring import party_name
from app.statements.tally import Tally

_TOKEN = "statement.correction"  # noqa: S105 - names what the token is for


@dataclass(frozen=True, slots=True)
class CountedBefore:
    """What all imports come to with other corrections, and the state of the case they were in."""

    state: State
    tallies: Mapping[UUID, Tally]


def count_with(session: Session, case_id: UUID, wanted: CategoryCorrectionCreate) -> CountedBefore:
    """Counts with one more correction before the transaction, so that no writer waits."""
    correction = _checked(wanted)
    replaced = {(correction.counterparty, correction.direction): correction}
    return _counted(session, case_id, lambda kept: {**kept, **replaced})


def count_without(session: Session, case_id: UUID, correction_id: UUID) -> CountedBefore:
    """The same without a correction."""
    key = cases.case_key(session, case_id)
    stored = repository.get_correction(session, case_id, correction_id)
    gone = Correction(**open_row(stored, key))
    return _counted(
        session,
        case_id,
        lambda kept: {
            each: correction
            for each, correction in kept.items()
            if each != (gone.counterparty, gone.direction)
        },
    )


def _counted(
    session: Session, case_id: UUID, changed: Callable[[Corrections], Corrections]
) -> CountedBefore:
    key = cases.case_key(session, case_id)
    state = state_of(session, case_id)
    corrections = changed(counting.corrections_of(session, case_id, key))
    every = {imported.id for imported in repository.all_imports(session, case_id)}
    return CountedBefore(state, counting.tallies_of(session, case_id, key, every, corrections))


def remember(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: CategoryCorrectionCreate,
    before: CountedBefore | None = None,
    *,
    correction_id: UUID | None = None,
) -> CategoryCorrectionRead:
    """Keeps a correction; one for the same counterparty and direction is replaced.

    What was counted `before` the transaction is used if nothing changed since.

    Raises:
        InvalidInput: if such rows cannot be this, or the kind has no such category.
    """
    cases.require_case(session, case_id, lock=True)
    tallies = _if_true(session, case_id, before)
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
    _count_anew(session, case_id, key, tallies)
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
    before: CountedBefore | None = None,
) -> None:
    """Takes a correction back; the rows are again what the rules say.

    What was counted `before` the transaction is used if nothing changed since.
    """
    cases.require_case(session, case_id, lock=True)
    tallies = _if_true(session, case_id, before)
    key = cases.case_key(session, case_id)
    stored = repository.get_correction(session, case_id, correction_id)
    precondition.check(stored.version)
    session.delete(stored)
    session.flush()
    _count_anew(session, case_id, key, tallies)
    accounts.record(
        session, principal, "correction_deleted", "category_correction", correction_id, case_id
    )


def _if_true(
    session: Session, case_id: UUID, before: CountedBefore | None
) -> Mapping[UUID, Tally] | None:
    is_true = before is not None and before.state == state_of(session, case_id)
    return before.tallies if before is not None and is_true else None


def _count_anew(
    session: Session, case_id: UUID, key: crypto.DataKey, tallies: Mapping[UUID, Tally] | None
) -> None:
    if tallies is None:
        every = {imported.id for imported in repository.all_imports(session, case_id)}
        counting.recount(session, case_id, key, every)
    else:
        counting.keep_counts(session, case_id, key, tallies)


def _read(stored: CategoryCorrection, key: crypto.DataKey) -> CategoryCorrectionRead:
    kept = open_row(stored, key)
    return CategoryCorrectionRead(
        id=stored.id,
        created_at=stored.created_at,
        version=stored.version,
        **{**kept, "category": kept["category"] or None},
    )
