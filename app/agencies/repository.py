"""Queries on agencies and their assessments."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.agencies.models import Agency, AgencyAssessment
from app.core.db import tenant_of
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice
from app.core.repository import get, page, scoped


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
