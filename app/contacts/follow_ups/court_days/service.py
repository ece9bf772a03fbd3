"""Keeps the follow-ups of proceedings in step with the days their papers set."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.contacts.follow_ups.court_day import CourtDay, each_once, place_of
from app.contacts.follow_ups.day import Owner
from app.contacts.follow_ups.days.service import follow_days, forget_days

COURT = "court_clock"


def follow_court(
    session: Session, case_id: UUID, proceeding_id: UUID, days: Sequence[CourtDay]
) -> None:
    """Opens what is new, moves what a correction moved, ends what runs no longer."""
    follow_days(session, case_id, _owner(proceeding_id), each_once(days))


def forget_court(session: Session, case_id: UUID, proceeding_id: UUID) -> None:
    """Removes the follow-ups of proceedings that were entered by mistake."""
    forget_days(session, case_id, _owner(proceeding_id))


def _owner(proceeding_id: UUID) -> Owner:
    return Owner("proceeding_id", str(proceeding_id), COURT, place_of)
