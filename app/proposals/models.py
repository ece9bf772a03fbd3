"""Tables of proposals and of the answers to them. What was answered is in the ledger alone."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String, Uuid
from sqlalchemy.orm import Mapped, mapped_column
from typing_extensions import override

from app.core.columns import CaseOwned, EntryOwned, Json, Versioned
from app.core.db import Base
from app.ledger.rows import LedgerRow

SENT = "proposal_sent"
ANSWERED = "proposal_answered"


class Proposal(CaseOwned, Versioned, Base):
    """One proposal about one debt; `terms` as in the contract, the reason given is sealed."""

    __tablename__ = "proposals"

    debt_id: Mapped[UUID] = mapped_column(Uuid)
    request_kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(24))
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        debt = ForeignKeyConstraint(["tenant_id", "debt_id"], ["debts.tenant_id", "debts.id"])
        return (*super().constraints(), debt, Index(None, "tenant_id", "debt_id"))


class ProposalResponse(EntryOwned, Base):
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
