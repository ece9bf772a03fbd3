"""Tables of the contact log. What was said is in the ledger alone; columns here are for queries."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    Uuid,
)
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseListed, CaseOwned, EntryOwned, Marked, UtcInstant, Versioned
from app.core.db import Base
from app.ledger.entries import instant_text
from app.ledger.rows import LedgerRow

RECORDED = "contact_recorded"
CORRECTED = "contact_corrected"
WITHDRAWN = "contact_withdrawn"


class Contact(EntryOwned, Base):
    """One contact; never changed. Channel, direction, outcome and instant copy its event."""

    __tablename__ = "contacts"

    occurred_at: Mapped[datetime] = mapped_column(UtcInstant)
    channel: Mapped[str] = mapped_column(String(32))
    direction: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(String(32))

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        facts = {
            "id": str(self.id),
            "occurred_at": instant_text(self.occurred_at),
            "channel": self.channel,
            "direction": self.direction,
            "outcome": self.outcome,
        }
        return LedgerRow(self.sequence, RECORDED, facts)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        by_time = Index(None, "tenant_id", "case_id", "occurred_at", "sequence")
        return (*super().constraints(), by_time)


class ContactCorrection(EntryOwned, Base):
    """A later correction of a contact; the original stays as it was."""

    __tablename__ = "contact_corrections"

    contact_id: Mapped[UUID] = mapped_column(Uuid)

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        facts = {"id": str(self.id), "contact_id": str(self.contact_id)}
        return LedgerRow(self.sequence, CORRECTED, facts)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        parent = ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
        )
        by_contact = Index(None, "tenant_id", "contact_id")
        return (*super().constraints(), parent, by_contact)


class ContactWithdrawal(EntryOwned, Base):
    """The statement that a contact should not have been recorded (撤回); it stays readable."""

    __tablename__ = "contact_withdrawals"

    contact_id: Mapped[UUID] = mapped_column(Uuid)

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        facts = {"id": str(self.id), "contact_id": str(self.contact_id)}
        return LedgerRow(self.sequence, WITHDRAWN, facts)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        parent = ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
        )
        return (*super().constraints(), parent, UniqueConstraint("tenant_id", "contact_id"))


class SearchToken(Base):
    """One keyed token of one contact: scope, token and place in time are the key itself.

    A lookup is one walk along the key, newest contact first, and never meets another case.
    `moment` is when the contact occurred, in microseconds since 1970. The rows are derived and
    no evidence; with some thirty of them to a contact, a foreign key each would cost more than
    the contact itself, so they are removed with the case by hand.
    """

    __tablename__ = "contact_search_tokens"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "case_id", "token", "moment", "sequence"),
        {"sqlite_with_rowid": False},
    )

    tenant_id: Mapped[UUID] = mapped_column(Uuid)
    case_id: Mapped[UUID] = mapped_column(Uuid)
    token: Mapped[int] = mapped_column(BigInteger)
    moment: Mapped[int] = mapped_column(BigInteger)
    sequence: Mapped[int]


class FreshTokens(Base):
    """All tokens of one new contact in one row, until those of many are folded into the index.

    A contact's tokens stand either here or in `SearchToken`, never divided between them. `tokens`
    are 8 bytes each. To write them one by one costs as much as the rest of the contact.
    """

    __tablename__ = "contact_fresh_tokens"
    __table_args__ = (
        PrimaryKeyConstraint("tenant_id", "case_id", "sequence"),
        {"sqlite_with_rowid": False},
    )

    tenant_id: Mapped[UUID] = mapped_column(Uuid)
    case_id: Mapped[UUID] = mapped_column(Uuid)
    sequence: Mapped[int]
    moment: Mapped[int] = mapped_column(BigInteger)
    tokens: Mapped[bytes] = mapped_column(LargeBinary)


class FollowUp(CaseListed, Marked, Versioned, Base):
    """Something due: a promise made in a contact, or a clock set by another subject."""

    __tablename__ = "follow_ups"

    contact_id: Mapped[UUID | None] = mapped_column(Uuid)
    kind: Mapped[str] = mapped_column(String(32))
    due_on: Mapped[date]
    rule_id: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        parent = ForeignKeyConstraint(
            ["tenant_id", "contact_id"], ["contacts.tenant_id", "contacts.id"]
        )
        of_all_cases = Index(None, "tenant_id", "done_at", "due_on")
        by_kind = Index(None, "tenant_id", "case_id", "kind", "done_at")
        return (*super().constraints(), parent, of_all_cases, by_kind)


class AgreementPeriod(CaseOwned, Base):
    """From when to when collection on a debt must rest, as an agreement and its rule say."""

    __tablename__ = "agreement_periods"

    debt_id: Mapped[UUID] = mapped_column(Uuid)
    agreement_id: Mapped[UUID] = mapped_column(Uuid)
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    rule_id: Mapped[str] = mapped_column(String(64))

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        debt = ForeignKeyConstraint(["tenant_id", "debt_id"], ["debts.tenant_id", "debts.id"])
        return (*super().constraints(), debt, Index(None, "tenant_id", "case_id", "debt_id"))


class CalendarLink(CaseListed, Versioned, Base):
    """A secret address of a case's calendar; the address itself is shown once and not stored."""

    __tablename__ = "calendar_links"

    detail: Mapped[str] = mapped_column(String(16))
    revoked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
