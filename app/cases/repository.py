"""Queries on cases, their grants and legal holds.

An erased case is not found, nor one that a session with limits has no grant for.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, delete, or_, select
from sqlalchemy.orm import Session

from app.cases.models import AccessToken, Case, Grant, LegalHold
from app.core import clock, keys
from app.core.access import ANY_PART, REFERRAL, Limits, confined_to, limits_of
from app.core.db import line_of, tenant_of
from app.core.errors import NotFound
from app.core.keys import WrappedKey
from app.core.pagination import PageRequest, Slice
from app.core.prepared import Prepared
from app.core.repository import page, scoped, scoped_to_case

QUEUE: Final = {"key_share": True}
"""FOR NO KEY UPDATE: lockers queue up, and whoever has inserted a row that points to the case may
become one. FOR UPDATE would wait for the inserters, and two of them for each other."""
_LIVING_CASE = (
    select(Case.erased_at, WrappedKey.wrapped)
    .outerjoin(
        WrappedKey,
        (WrappedKey.tenant_id == Case.tenant_id) & (WrappedKey.owner_id == Case.id),
    )
    .where(Case.tenant_id == bindparam("tenant"), Case.id == bindparam("case"))
    .order_by(WrappedKey.created_at.desc(), WrappedKey.id)
)
_LIVING = Prepared(_LIVING_CASE)
_LOCKED = Prepared(_LIVING_CASE.with_for_update(of=Case, **QUEUE))


def require_living(session: Session, case_id: UUID, *, lock: bool = False) -> None:
    """Refuses a case that is not there; `lock` keeps others from appending to it meanwhile.

    A session asks once, and once more when it first locks it, and has the keys with the answer;
    grants it asks for each time.

    Raises:
        NotFound: also for a session that sees by grants only and has none of these parts, or
            that is confined to another case.
    """
    _require_within(session, case_id)
    is_locked: dict[UUID, bool] = session.info.setdefault("living_cases", {})
    if case_id not in is_locked or (lock and not is_locked[case_id]):
        given = {"tenant": tenant_of(session), "case": case_id}
        found = (_LOCKED if lock else _LIVING).rows(line_of(session), given)
        if not found or found[0][0] is not None:
            raise NotFound
        keys.keep_wrapped(session, case_id, [wrapped for _erased_at, wrapped in found if wrapped])
        is_locked[case_id] = lock
    _require_grant(session, case_id)


def forget_living(session: Session, case_id: UUID) -> None:
    """Has a session ask again whether a case is there."""
    session.info.get("living_cases", {}).pop(case_id, None)


def _require_within(session: Session, case_id: UUID) -> None:
    if confined_to(session) not in {None, case_id}:
        raise NotFound


def _require_grant(session: Session, case_id: UUID) -> None:
    limits = limits_of(session)
    if limits is not None and find_grant(session, case_id, limits, clock.now()) is None:
        raise NotFound


def get_case(session: Session, case_id: UUID) -> Case:
    """A case that was not erased, as a whole; a session reads it once.

    Raises:
        NotFound: as `require_living`.
    """
    _require_within(session, case_id)
    case = session.get(Case, (tenant_of(session), case_id))
    if case is None or case.erased_at is not None:
        raise NotFound
    held: dict[UUID, Case] = session.info.setdefault("cases", {})
    held[case_id] = case  # the session itself forgets what nobody refers to
    _require_grant(session, case_id)
    return case


def find_grant(session: Session, case_id: UUID, limits: Limits, now: datetime) -> Grant | None:
    """A grant that lets a limited session touch a case now; the newest, if there are several."""
    statement = _standing(scoped_to_case(session, Grant, case_id), limits, now)
    return session.scalars(statement.order_by(Grant.id.desc()).limit(1)).one_or_none()


def _standing(statement: Select[Any], limits: Limits, now: datetime) -> Select[Any]:
    """Narrows a statement over grants to those that stand and name all parts asked for."""
    statement = statement.where(
        Grant.grantee_id == limits.grantee,
        Grant.revoked_at.is_(None),
        Grant.expires_at > now,
    )
    if limits.parts == REFERRAL:
        return statement
    if limits.parts == ANY_PART:
        return statement.where(Grant.accepted_at.is_not(None))
    named = [Grant.parts.contains(f",{part},", autoescape=True) for part in limits.parts]
    return statement.where(Grant.accepted_at.is_not(None), *named)


def standing_parts(session: Session, case_id: UUID, grantee: UUID, now: datetime) -> Sequence[str]:
    """The parts that each grant of a case names to a grantee, as far as it stands now."""
    own = scoped_to_case(session, Grant, case_id).with_only_columns(Grant.parts)
    return list(session.scalars(_standing(own, Limits(grantee, ANY_PART), now)))


def sharing(session: Session, case_ids: Sequence[UUID], limits: Limits) -> Sequence[UUID]:
    """Those of these cases that were granted within the limits."""
    own = select(Grant.case_id).where(
        Grant.tenant_id == tenant_of(session), Grant.case_id.in_(case_ids)
    )
    return session.scalars(_standing(own, limits, clock.now()).distinct()).all()


def case_ids(session: Session, *, living: bool = False) -> Sequence[UUID]:
    """The ids of all cases of the tenant, erased ones too unless asked otherwise, oldest first."""
    statement = select(Case.id).where(Case.tenant_id == tenant_of(session))
    if living:
        statement = statement.where(Case.erased_at.is_(None))
    return session.scalars(statement.order_by(Case.id)).all()


def open_cases(session: Session, assigned_to: UUID | None) -> dict[UUID, UUID | None]:
    """Open cases with who is in charge, oldest first; only one key's if given."""
    statement = select(Case.id, Case.assigned_to).where(
        Case.tenant_id == tenant_of(session), Case.erased_at.is_(None), Case.status == "open"
    )
    if assigned_to is not None:
        statement = statement.where(Case.assigned_to == assigned_to)
    statement = statement.where(*_within_limits(session))
    return {row.id: row.assigned_to for row in session.execute(statement.order_by(Case.id))}


def cases_of(session: Session, case_ids: Sequence[UUID]) -> Sequence[Case]:
    """These cases of the tenant."""
    return session.scalars(scoped(session, Case).where(Case.id.in_(case_ids))).all()


def list_cases(
    session: Session,
    request: PageRequest,
    *,
    reference_token: bytes | None,
    status: str | None,
) -> Slice[Case]:
    """Cases, newest first, by reference or status if given."""
    statement = scoped(session, Case).where(Case.erased_at.is_(None))
    statement = statement.where(*_within_limits(session))
    if reference_token is not None:
        statement = statement.where(Case.reference_token == reference_token)
    if status is not None:
        statement = statement.where(Case.status == status)
    return page(session, statement, Case, request)


def _within_limits(session: Session) -> list[ColumnElement[bool]]:
    """Narrows cases to the one of an access token, and to those that the caller was granted."""
    found: list[ColumnElement[bool]] = []
    only, limits = confined_to(session), limits_of(session)
    if only is not None:
        found.append(Case.id == only)
    if limits is not None:
        own = select(Grant.case_id).where(Grant.tenant_id == tenant_of(session))
        found.append(Case.id.in_(_standing(own, limits, clock.now())))
    return found


def page_of_grants(session: Session, case_id: UUID, request: PageRequest) -> Slice[Grant]:
    """Grants of a case, ended ones too, newest first."""
    return page(session, scoped_to_case(session, Grant, case_id), Grant, request)


def all_grants(session: Session, case_id: UUID) -> list[Grant]:
    """Every grant of a case, ended ones too, oldest first."""
    return list(session.scalars(scoped_to_case(session, Grant, case_id).order_by(Grant.id)))


def grants_to(session: Session, grantee_id: UUID) -> list[Grant]:
    """Grants to a grantee, over all cases, that were not revoked."""
    statement = scoped(session, Grant).where(
        Grant.grantee_id == grantee_id, Grant.revoked_at.is_(None)
    )
    return list(session.scalars(statement.order_by(Grant.id)))


def delete_grants(session: Session, case_id: UUID) -> None:
    """Removes the grants of a case."""
    owned = (Grant.tenant_id == tenant_of(session), Grant.case_id == case_id)
    session.execute(delete(Grant).where(*owned))


def all_holds(session: Session, case_id: UUID) -> list[LegalHold]:
    """Every hold of a case, lifted ones too, oldest first."""
    return list(session.scalars(scoped_to_case(session, LegalHold, case_id).order_by(LegalHold.id)))


def page_of_tokens(session: Session, case_id: UUID, request: PageRequest) -> Slice[AccessToken]:
    """Access tokens of a case, newest first."""
    return page(session, scoped_to_case(session, AccessToken, case_id), AccessToken, request)


def tokens_ended(session: Session, case_id: UUID, before: datetime) -> Sequence[AccessToken]:
    """Access tokens of a case that expired before a moment."""
    statement = scoped_to_case(session, AccessToken, case_id)
    return session.scalars(statement.where(AccessToken.expires_at < before)).all()


def tokens_of(session: Session, case_id: UUID) -> Sequence[AccessToken]:
    """Every access token of a case."""
    return session.scalars(scoped_to_case(session, AccessToken, case_id)).all()


def open_holds(session: Session, case_id: UUID, today: date) -> list[LegalHold]:
    """Holds in force on a day."""
    statement = scoped_to_case(session, LegalHold, case_id).where(
        LegalHold.lifted_at.is_(None),
        or_(LegalHold.expires_on.is_(None), LegalHold.expires_on >= today),
    )
    return list(session.scalars(statement.order_by(LegalHold.id)))
