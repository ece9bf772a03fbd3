"""Counts the last days of proceedings and keeps the case's follow-ups in step with them."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.contacts.follow_ups.court_day import CourtDay
from app.contacts.follow_ups.court_days.service import follow_court
from app.core import clock
from app.core.clock import SHANGHAI
from app.core.rules import rule_book
from app.proceedings.catalogue import catalogue
from app.proceedings.response_clocks import CourtClock, Paper, response_clocks
from app.proceedings.schemas import ProceedingCreate

RESPONDENT = "respondent"


def papers_of(facts: ProceedingCreate) -> list[Paper]:
    """The papers as the clocks need them."""
    return [
        Paper(
            kind=paper.kind,
            received_on=paper.received_on,
            service_method=paper.service_method,
            stated_deadline=paper.stated_deadline,
            hearing_on=paper.hearing_at.astimezone(SHANGHAI).date() if paper.hearing_at else None,
            responded_on=paper.responded_on,
        )
        for paper in facts.documents
    ]


def clocks_of(facts: ProceedingCreate) -> tuple[CourtClock, ...]:
    """The clocks as they stand today; closed proceedings have none."""
    if facts.status == "closed":
        return ()
    return response_clocks(
        rule_book(),
        catalogue(),
        facts.kind,
        papers_of(facts),
        clock.today(),
        as_respondent=facts.role == RESPONDENT,
    )


def keep_days(
    session: Session, case_id: UUID, proceeding_id: UUID, facts: ProceedingCreate
) -> None:
    """Tells the follow-ups, and so the calendar, which last days there are now."""
    days = [_day(each) for each in clocks_of(facts)]
    follow_court(session, case_id, proceeding_id, days)


def _day(found: CourtClock) -> CourtDay:
    return CourtDay(
        code=found.code,
        document=found.paper,
        due_on=found.due_on,
        text=f"proceedings.clocks.{found.code}",
        basis="court_paper" if found.basis == "stated" else "rule",
        rule_id=found.rule_ids[0] if found.rule_ids else None,
    )
