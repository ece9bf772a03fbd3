"""Events that lower subjects leave for upper ones, in the same transaction as their cause.

A subscriber is registered by the wiring and called before the commit, so what it writes stands
or falls with the event's cause. Work that leaves the process reads the stored rows later.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, String, Uuid, delete
from sqlalchemy.orm import Mapped, Session, mapped_column
from typing_extensions import override

from app.core.columns import Json, TenantOwned, UtcInstant
from app.core.db import Base, tenant_of

Subscriber = Callable[[Session, "Event"], None]
_subscribers: dict[str, list[Subscriber]] = {}


class Event(TenantOwned, Base):
    """Something that happened to an object; carries ids and codes, never personal data."""

    __tablename__ = "outbox_events"

    kind: Mapped[str] = mapped_column(String(64))
    case_id: Mapped[UUID | None] = mapped_column(Uuid)
    object_id: Mapped[UUID] = mapped_column(Uuid)
    facts: Mapped[dict[str, Any]] = mapped_column(Json)
    delivered_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), Index(None, "tenant_id", "delivered_at", "id"))


def subscribe(kind: str, subscriber: Subscriber) -> None:
    """Registers a subscriber; the wiring does this once, at start-up."""
    known = _subscribers.setdefault(kind, [])
    if subscriber not in known:
        known.append(subscriber)


def erase_events(session: Session, case_id: UUID) -> None:
    """Removes what was told of a case."""
    owned = (Event.tenant_id == tenant_of(session), Event.case_id == case_id)
    session.execute(delete(Event).where(*owned))


def record_event(
    session: Session,
    kind: str,
    object_id: UUID,
    *,
    case_id: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Stores an event and tells its subscribers, all inside the running transaction."""
    event = Event(
        tenant_id=tenant_of(session),
        kind=kind,
        case_id=case_id,
        object_id=object_id,
        facts=dict(facts or {}),
    )
    session.add(event)
    session.flush()
    for subscriber in _subscribers.get(kind, ()):
        subscriber(session, event)
