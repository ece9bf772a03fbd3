"""Tells a timeline of papers on the day they came."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.core import clock
from app.core.happenings import Happening
from app.proceedings.service import list_proceedings


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Papers on the day they came; proceedings without any, on the day they were entered."""
    root = f"/v1/cases/{case_id}/legal-proceedings"
    for each in list_proceedings(session, case_id):
        days: list[tuple[date, str]] = [
            (paper.received_on, paper.kind)
            for paper in each.documents
            if paper.received_on is not None
        ]
        if not days:
            days.append((clock.business_day(each.created_at), each.kind))
        for day, code in days:
            yield Happening(
                "court_paper",
                each.id,
                day,
                f"{root}/{each.id}",
                code=code,
                text=each.institution,
                debt_ids=tuple(each.debt_ids),
            )
