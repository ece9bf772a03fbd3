"""Tables: operations of a case, and the one queue that carries their ids to the workers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CaseListed, UtcInstant, Versioned
from app.core.db import Base


class Operation(CaseListed, Versioned, Base):
    """Long work on a case: ids, counts and codes; its result is an encrypted file.

    `sealed` is what was asked for, where the kind alone does not say it, under the case's key.

    `attempts` counts the starts and names the attempt that holds the work, so that a worker
    whose lease ran out can no longer write to it.
    """

    __tablename__ = "operations"

    kind: Mapped[str] = mapped_column(String(64))
    principal_id: Mapped[UUID] = mapped_column(Uuid)
    status: Mapped[str] = mapped_column(String(16), default="pending")
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    error_code: Mapped[str | None] = mapped_column(String(64))
    result_name: Mapped[str | None] = mapped_column(String(200))
    result_size: Mapped[int | None] = mapped_column(BigInteger)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)


class QueuedOperation(Base):
    """An operation that is not over: workers read it before they know a tenant.

    It has no row-level security and therefore nothing but ids and instants.
    """

    __tablename__ = "operation_queue"

    operation_id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    tenant_id: Mapped[UUID] = mapped_column(ForeignKey("tenants.id"))
    available_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)
    lease_until: Mapped[datetime | None] = mapped_column(UtcInstant)
