"""Keeps follow-ups in step with days that another subject keeps."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.contacts import repository
from app.contacts.follow_ups.day import AgreedDay, Day, Owner, agreed_place
from app.contacts.follow_ups.service import open_follow_up
from app.contacts.models import FollowUp
from app.core import clock, crypto
from app.core.sealing import open_row, seal_row

INSTALMENT, TALK = "instalment_due", "renegotiate"
ENDED = "ended_by_owner"


def follow_days(session: Session, case_id: UUID, owner: Owner, days: Sequence[Day]) -> None:
    """Opens what is new, moves what moved, ends what is no longer due.

    What the person ticked off stays so unless its day moves: then it is a new last day.
    """
    key = cases.case_key(session, case_id)
    known = {
        owner.place_of(facts): (row, facts) for row, facts in _rows_of(session, case_id, owner, key)
    }
    for day in days:
        found = known.pop(day.place, None)
        if found is None:
            _open(session, case_id, owner, day)
        else:
            _follow(*found, day, owner, key)
    for row, facts in known.values():
        if row.done_at is None:
            _seal(row, {**facts, ENDED: True}, key)
            row.done_at = row.updated_at
    session.flush()


def forget_days(session: Session, case_id: UUID, owner: Owner) -> None:
    """Removes the follow-ups of something that was entered by mistake."""
    key = cases.case_key(session, case_id)
    for row, _facts in _rows_of(session, case_id, owner, key):
        session.delete(row)
    session.flush()


def follow_agreement(
    session: Session,
    case_id: UUID,
    agreement_id: UUID,
    instalments: Sequence[AgreedDay],
    talks: Sequence[AgreedDay],
) -> None:
    """Keeps an agreement's instalments that are due, and the day to ask for a change."""
    for kind, days in ((INSTALMENT, instalments), (TALK, talks)):
        owner = Owner("agreement_id", str(agreement_id), kind, agreed_place)
        follow_days(session, case_id, owner, days)


def _rows_of(
    session: Session, case_id: UUID, owner: Owner, key: crypto.DataKey
) -> list[tuple[FollowUp, dict[str, Any]]]:
    rows = repository.of_kind(session, case_id, owner.kind)
    opened = [(row, open_row(row, key)) for row in rows]
    return [each for each in opened if each[1][owner.name] == owner.id]


def _open(session: Session, case_id: UUID, owner: Owner, day: Day) -> None:
    open_follow_up(
        session,
        case_id,
        kind=owner.kind,
        by="debtor",
        what=None,
        due_on=day.due_on,
        rule_id=day.rule_id,
        facts=day.facts(owner.id),
    )


def _follow(
    row: FollowUp, facts: dict[str, Any], day: Day, owner: Owner, key: crypto.DataKey
) -> None:
    wanted = {**facts, **day.facts(owner.id)}
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
