"""Changes an agency; one that becomes suspended sees nothing of any case from then on."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.agencies import service as agencies
from app.agencies.referrals.answers.service import suspend_all
from app.agencies.schemas import AgencyRead, AgencyUpdate
from app.core.auth import Principal
from app.core.conditional import Precondition


def change_agency(
    session: Session,
    principal: Principal,
    agency_id: UUID,
    changes: AgencyUpdate,
    precondition: Precondition,
) -> AgencyRead:
    """Changes the fields given; a suspension ends every referral to it at once."""
    changed = agencies.change_agency(session, principal, agency_id, changes, precondition)
    if changed.status == agencies.SUSPENDED:
        suspend_all(session, principal, agency_id)
    return changed
