"""Queries on proposals and their answers."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import get_in_case, page, scoped_to_case
from app.proposals.models import Proposal, ProposalResponse


def get_proposal(session: Session, case_id: UUID, proposal_id: UUID) -> Proposal:
    """One proposal of a case; raises NotFound."""
    return get_in_case(session, Proposal, case_id, proposal_id)


def page_of_proposals(
    session: Session, case_id: UUID, request: PageRequest, *, debt_id: UUID | None
) -> Slice[Proposal]:
    """Proposals, newest first, those about one debt if given."""
    statement = scoped_to_case(session, Proposal, case_id)
    if debt_id is not None:
        statement = statement.where(Proposal.debt_id == debt_id)
    return page(session, statement, Proposal, request)


def delete_proposal(session: Session, proposal: Proposal) -> None:
    """Removes a proposal that nothing stands on."""
    session.delete(proposal)
    session.flush()


def page_of_responses(
    session: Session, case_id: UUID, proposal_id: UUID, request: PageRequest
) -> Slice[ProposalResponse]:
    """Answers to a proposal, the newest first."""
    statement = scoped_to_case(session, ProposalResponse, case_id).where(
        ProposalResponse.proposal_id == proposal_id
    )
    return page(session, statement, ProposalResponse, request)


def delete_case(session: Session, case_id: UUID) -> None:
    """Removes all proposals and answers of a case."""
    for model in (ProposalResponse, Proposal):
        session.execute(
            delete(model).where(model.tenant_id == tenant_of(session), model.case_id == case_id)
        )
