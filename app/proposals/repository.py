"""Queries on proposals, their answers, agreements and payments."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core.db import tenant_of
from app.core.pagination import PageRequest, Slice
from app.core.repository import get_in_case, page, scoped_to_case
from app.proposals.models import (
    Agreement,
    AgreementPayment,
    Effort,
    Proposal,
    ProposalResponse,
)


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


def proposals_with_status(
    session: Session, case_id: UUID, statuses: Sequence[str]
) -> list[Proposal]:
    """Proposals of a case that stand somewhere among these."""
    statement = scoped_to_case(session, Proposal, case_id)
    return list(session.scalars(statement.where(Proposal.status.in_(statuses))))


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


def get_agreement(session: Session, case_id: UUID, agreement_id: UUID) -> Agreement:
    """One agreement of a case; raises NotFound."""
    return get_in_case(session, Agreement, case_id, agreement_id)


def page_of_agreements(
    session: Session, case_id: UUID, request: PageRequest, *, debt_id: UUID | None
) -> Slice[Agreement]:
    """Agreements, newest first, those about one debt if given."""
    statement = scoped_to_case(session, Agreement, case_id)
    if debt_id is not None:
        statement = statement.where(Agreement.debt_id == debt_id)
    return page(session, statement, Agreement, request)


def agreements_in_order(session: Session, case_id: UUID) -> Sequence[Agreement]:
    """Every agreement of a case, as they were recorded."""
    statement = scoped_to_case(session, Agreement, case_id).order_by(Agreement.sequence)
    return session.scalars(statement).all()


def cases_agreed(session: Session) -> Sequence[UUID]:
    """The cases of the tenant that have an agreement, in a fixed order."""
    statement = select(Agreement.case_id).where(Agreement.tenant_id == tenant_of(session))
    return session.scalars(statement.distinct().order_by(Agreement.case_id)).all()


def payments_in_order(session: Session, case_id: UUID) -> Sequence[AgreementPayment]:
    """Every payment on agreements of a case, as they were recorded."""
    statement = scoped_to_case(session, AgreementPayment, case_id)
    return session.scalars(statement.order_by(AgreementPayment.sequence)).all()


def page_of_payments(
    session: Session, case_id: UUID, agreement_id: UUID, request: PageRequest
) -> Slice[AgreementPayment]:
    """Payments on an agreement, the one recorded last first."""
    statement = scoped_to_case(session, AgreementPayment, case_id).where(
        AgreementPayment.agreement_id == agreement_id
    )
    return page(session, statement, AgreementPayment, request)


def page_of_efforts(session: Session, case_id: UUID, request: PageRequest) -> Slice[Effort]:
    """Efforts of a case, newest first."""
    return page(session, scoped_to_case(session, Effort, case_id), Effort, request)


def all_efforts(session: Session, case_id: UUID) -> Sequence[Effort]:
    """Every effort of a case, as they were noted."""
    statement = scoped_to_case(session, Effort, case_id).order_by(Effort.id)
    return session.scalars(statement).all()


def delete_case(session: Session, case_id: UUID) -> None:
    """Removes all proposals, efforts, answers, agreements and payments of a case."""
    for model in (AgreementPayment, Agreement, ProposalResponse, Proposal, Effort):
        session.execute(
            delete(model).where(model.tenant_id == tenant_of(session), model.case_id == case_id)
        )
