"""Queries on agencies, their assessments and referrals to them."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.agencies.models import Agency, AgencyAssessment, Referral
from app.agencies.referral_states import RUNNING
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice
from app.core.repository import get, page, scoped, scoped_to_case


def get_agency(session: Session, agency_id: UUID) -> Agency:
    """One agency of the tenant; `NotFound` if there is none."""
    return get(session, Agency, agency_id)


def page_of_agencies(
    session: Session, request: PageRequest, status: str | None, kind: str | None
) -> Slice[Agency]:
    """Agencies, newest first, in a state and of a kind if given."""
    statement = scoped(session, Agency)
    if status is not None:
        statement = statement.where(Agency.status == status)
    if kind is not None:
        statement = statement.where(Agency.kind == kind)
    return page(session, statement, Agency, request)


def delete_agency(session: Session, agency: Agency) -> None:
    """Removes an agency with its assessments."""
    owned = (
        AgencyAssessment.tenant_id == tenant_of(session),
        AgencyAssessment.agency_id == agency.id,
    )
    session.execute(delete(AgencyAssessment).where(*owned))
    session.delete(agency)
    session.flush()


def page_of_assessments(
    session: Session, agency_id: UUID, request: PageRequest
) -> Slice[AgencyAssessment]:
    """Assessments of an agency, newest first."""
    statement = scoped(session, AgencyAssessment).where(AgencyAssessment.agency_id == agency_id)
    return page(session, statement, AgencyAssessment, request)


def get_assessment(session: Session, agency_id: UUID, assessment_id: UUID) -> AgencyAssessment:
    """One assessment of an agency; `NotFound` if it has none such."""
    found = get(session, AgencyAssessment, assessment_id)
    if found.agency_id != agency_id:
        raise NotFound
    return found


def page_of_referrals(
    session: Session, request: PageRequest, *, case_id: UUID | None, agency_id: UUID | None
) -> Slice[Referral]:
    """Referrals, newest first, of a case and to an agency if given."""
    statement = scoped(session, Referral)
    if case_id is not None:
        statement = scoped_to_case(session, Referral, case_id)
    if agency_id is not None:
        statement = statement.where(Referral.agency_id == agency_id)
    return page(session, statement, Referral, request)


def all_referrals(session: Session, case_id: UUID) -> list[Referral]:
    """Every referral of a case, in the order of their consents."""
    statement = scoped_to_case(session, Referral, case_id)
    return list(session.scalars(statement.order_by(Referral.sequence)))


def has_referrals(session: Session, agency_id: UUID) -> bool:
    """Whether anybody was ever referred to an agency."""
    statement = scoped(session, Referral).where(Referral.agency_id == agency_id).limit(1)
    return session.scalars(statement).one_or_none() is not None


def open_referrals(session: Session, agency_id: UUID) -> list[Referral]:
    """Referrals to an agency that were not ended."""
    statement = scoped(session, Referral).where(
        Referral.agency_id == agency_id, Referral.status.in_(RUNNING)
    )
    return list(session.scalars(statement.order_by(Referral.id)))


def delete_referrals(session: Session, case_id: UUID) -> None:
    """Removes the referrals of a case."""
    owned = (Referral.tenant_id == tenant_of(session), Referral.case_id == case_id)
    session.execute(delete(Referral).where(*owned))
