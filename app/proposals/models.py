"""Tables of proposals, efforts, answers, agreements, payments. What was said is in the ledger."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.calc.money import format_fen
from app.core.columns import CaseListed, EntryOwned, Json, Marked, Versioned
from app.core.db import Base
from app.ledger.rows import LedgerRow

SENT = "proposal_sent"
ANSWERED = "proposal_answered"
AGREED = "agreement_recorded"
PAID = "agreement_payment_recorded"


class Proposal(CaseListed, Versioned, Base):
    """One proposal about one debt; `terms` as in the contract, the reason given is sealed."""

    __tablename__ = "proposals"

    debt_id: Mapped[UUID] = mapped_column(Uuid)
    request_kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(24))
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    acted_by: Mapped[dict[str, Any] | None] = mapped_column(Json)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        debt = ForeignKeyConstraint(["tenant_id", "debt_id"], ["debts.tenant_id", "debts.id"])
        return (*super().constraints(), debt, Index(None, "tenant_id", "debt_id"))


class Effort(CaseListed, Marked, Versioned, Base):
    """Something the person did to be able to pay; what they say of it is sealed."""

    __tablename__ = "efforts"

    kind: Mapped[str] = mapped_column(String(32))
    since: Mapped[date | None]
    monthly_effect: Mapped[int | None] = mapped_column(BigInteger)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)


class ProposalResponse(CaseListed, EntryOwned, Base):
    """One answer to a proposal; never changed. `answer` copies its event."""

    __tablename__ = "proposal_responses"

    proposal_id: Mapped[UUID] = mapped_column(Uuid)
    answer: Mapped[str] = mapped_column(String(24))

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        facts = {
            "id": str(self.id),
            "proposal_id": str(self.proposal_id),
            "answer": self.answer,
        }
        return LedgerRow(self.sequence, ANSWERED, facts)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        parent = ForeignKeyConstraint(
            ["tenant_id", "proposal_id"], ["proposals.tenant_id", "proposals.id"]
        )
        by_proposal = Index(None, "tenant_id", "proposal_id")
        return (*super().constraints(), parent, by_proposal)


class Agreement(CaseListed, EntryOwned, Base):
    """One agreement as recorded; never changed. Its columns copy its event."""

    __tablename__ = "agreements"

    debt_id: Mapped[UUID] = mapped_column(Uuid)
    proposal_id: Mapped[UUID | None] = mapped_column(Uuid)
    form: Mapped[str] = mapped_column(String(16))
    agreed_on: Mapped[date]

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        facts = {
            "id": str(self.id),
            "debt_id": str(self.debt_id),
            "proposal_id": str(self.proposal_id) if self.proposal_id is not None else None,
            "form": self.form,
            "agreed_on": self.agreed_on.isoformat(),
        }
        return LedgerRow(self.sequence, AGREED, facts)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        debt = ForeignKeyConstraint(["tenant_id", "debt_id"], ["debts.tenant_id", "debts.id"])
        proposal = ForeignKeyConstraint(
            ["tenant_id", "proposal_id"], ["proposals.tenant_id", "proposals.id"]
        )
        by_debt = Index(None, "tenant_id", "debt_id")
        return (*super().constraints(), debt, proposal, by_debt)


class AgreementPayment(CaseListed, EntryOwned, Base):
    """One payment on an agreement; never changed. Its columns copy its event."""

    __tablename__ = "agreement_payments"

    agreement_id: Mapped[UUID] = mapped_column(Uuid)
    paid_on: Mapped[date]
    amount: Mapped[int] = mapped_column(BigInteger)

    def as_ledger_row(self) -> LedgerRow:
        """What this row copies out of its event."""
        facts = {
            "id": str(self.id),
            "agreement_id": str(self.agreement_id),
            "paid_on": self.paid_on.isoformat(),
            "amount": format_fen(self.amount),
        }
        return LedgerRow(self.sequence, PAID, facts)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        parent = ForeignKeyConstraint(
            ["tenant_id", "agreement_id"], ["agreements.tenant_id", "agreements.id"]
        )
        by_agreement = Index(None, "tenant_id", "agreement_id")
        return (*super().constraints(), parent, by_agreement)
