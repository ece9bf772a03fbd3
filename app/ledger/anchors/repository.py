"""Queries on anchors and the checkpoints under them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import get, page, scoped, scoped_to_case
from app.ledger.models import AnchoredCheckpoint, LedgerAnchor, LedgerHead
from app.ledger.records import StoredHead


def get_anchor(session: Session, anchor_id: UUID) -> LedgerAnchor:
    """One anchor of the tenant."""
    return get(session, LedgerAnchor, anchor_id)


def newest_of(session: Session, reason: str) -> LedgerAnchor | None:
    """The anchor asked for last, for a reason."""
    statement = scoped(session, LedgerAnchor).where(LedgerAnchor.reason == reason)
    newest = statement.order_by(LedgerAnchor.created_at.desc()).limit(1)
    return session.scalars(newest).one_or_none()


def due(session: Session, now: datetime) -> Sequence[UUID]:
    """Anchors that wait for their next attempt, the oldest first."""
    statement = (
        select(LedgerAnchor.id)
        .where(
            LedgerAnchor.tenant_id == tenant_of(session),
            LedgerAnchor.next_attempt_at <= now,
        )
        .order_by(LedgerAnchor.created_at)
    )
    return session.scalars(statement).all()


def pending(session: Session) -> int:
    """How many anchors have no token yet."""
    statement = select(func.count()).where(
        LedgerAnchor.tenant_id == tenant_of(session), LedgerAnchor.reply.is_(None)
    )
    return int(session.scalar(statement) or 0)


def heads_to_anchor(session: Session) -> list[StoredHead]:
    """Heads of all cases that have grown since they were anchored last, in a fixed order."""
    tenant_id = tenant_of(session)
    anchored = (
        select(AnchoredCheckpoint.case_id, func.max(AnchoredCheckpoint.size).label("size"))
        .where(AnchoredCheckpoint.tenant_id == tenant_id)
        .group_by(AnchoredCheckpoint.case_id)
        .subquery()
    )
    statement = (
        select(LedgerHead.case_id, LedgerHead.size, LedgerHead.subtrees, LedgerHead.checkpoint)
        .outerjoin(anchored, anchored.c.case_id == LedgerHead.case_id)
        .where(
            LedgerHead.tenant_id == tenant_id,
            LedgerHead.size > func.coalesce(anchored.c.size, 0),
        )
        .order_by(LedgerHead.case_id)
    )
    return [StoredHead(*row) for row in session.execute(statement)]


def of_case(session: Session, case_id: UUID) -> Sequence[AnchoredCheckpoint]:
    """The anchored checkpoints of a case, oldest first."""
    statement = scoped_to_case(session, AnchoredCheckpoint, case_id)
    return session.scalars(statement.order_by(AnchoredCheckpoint.id)).all()


def page_of_case(
    session: Session, case_id: UUID, request: PageRequest
) -> Slice[AnchoredCheckpoint]:
    """The same page by page, newest first."""
    statement = scoped_to_case(session, AnchoredCheckpoint, case_id)
    return page(session, statement, AnchoredCheckpoint, request)


def anchors_of(session: Session, leaves: Sequence[AnchoredCheckpoint]) -> dict[UUID, LedgerAnchor]:
    """The anchors over these checkpoints, by id."""
    ids = {leaf.anchor_id for leaf in leaves}
    statement = scoped(session, LedgerAnchor).where(LedgerAnchor.id.in_(ids))
    return {row.id: row for row in session.scalars(statement)}
