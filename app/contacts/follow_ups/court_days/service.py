"""Keeps the follow-ups of proceedings in step with the days their papers set."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.contacts import repository
from app.contacts.follow_ups.court_day import CourtDay, each_once, place_of
from app.contacts.follow_ups.service import open_follow_up
from app.contacts.models import FollowUp
from app.core import clock, crypto
from app.core.sealing import open_row, seal_row

COURT = "court_clock"
ENDED = "ended_by_proceedings"


def follow_court(
    session: Session, case_id: UUID, proceeding_id: UUID, days: Sequence[CourtDay]
) -> None:
    """Opens what is new, moves what a correction moved, ends what runs no longer.

    What the person ticked off stays so unless its day moves: then it is a new last day.
    """
    key = cases.case_key(session, case_id)
    known = {
        place_of(facts): (row, facts)
        for row, facts in _rows_of(session, case_id, proceeding_id, key)
    }
    for day in each_once(days):
        found = known.pop(day.place, None)
        if found is None:
            _open(session, case_id, proceeding_id, day)
        else:
            _follow(*found, day, proceeding_id, key)
    for row, facts in known.values():
        if row.done_at is None:
            _seal(row, {**facts, ENDED: True}, key)
            row.done_at = row.updated_at
    session.flush()


def forget_court(session: Session, case_id: UUID, proceeding_id: UUID) -> None:
    """Removes the follow-ups of proceedings that were entered by mistake."""
    key = cases.case_key(session, case_id)
    for row, _facts in _rows_of(session, case_id, proceeding_id, key):
        session.delete(row)
    session.flush()


def _rows_of(
    session: Session, case_id: UUID, proceeding_id: UUID, key: crypto.DataKey
) -> list[tuple[FollowUp, dict[str, Any]]]:
    rows = repository.of_kind(session, case_id, COURT)
    opened = [(row, open_row(row, key)) for row in rows]
    return [each for each in opened if each[1]["proceeding_id"] == str(proceeding_id)]


def _open(session: Session, case_id: UUID, proceeding_id: UUID, day: CourtDay) -> None:
    open_follow_up(
        session,
        case_id,
        kind=COURT,
        by="debtor",
        what=None,
        due_on=day.due_on,
        rule_id=day.rule_id,
        facts=day.facts(str(proceeding_id)),
    )


def _follow(
    row: FollowUp, facts: dict[str, Any], day: CourtDay, proceeding_id: UUID, key: crypto.DataKey
) -> None:
    wanted = {**facts, **day.facts(str(proceeding_id))}
    ended = wanted.pop(ENDED, False)
    moved = row.due_on != day.due_on
    if not (ended or moved or wanted != facts or row.rule_id != day.rule_id):
        return
    row.due_on, row.rule_id = day.due_on, day.rule_id
    if ended or moved:
        row.done_at = None
    _seal(row, wanted, key)


def _seal(row: FollowUp, facts: dict[str, Any], key: crypto.DataKey) -> None:
    seal_row(row, key, facts)
    row.updated_at = clock.now()
