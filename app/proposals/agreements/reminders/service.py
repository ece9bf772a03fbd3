"""Keeps the follow-ups of a case's agreements in step with payments and budget."""

from collections import deque
from datetime import date
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.contacts.follow_ups.days.service import follow_agreement
from app.core import clock
from app.core.db import Database
from app.core.errors import NotFound
from app.core.outbox import Event
from app.debts import service as debts
from app.proposals import repository
from app.proposals.agreements.due_days import instalment_days, talk_days
from app.proposals.agreements.keeping.service import (
    agreed_budget,
    ahead_of,
    current_agreements,
)
from app.proposals.agreements.records import AgreedBudget, Kept
from app.proposals.agreements.requirements import requirements
from app.proposals.models import Agreement

CASES_A_TURN: Final = 200
"""Cases looked after in one turn, so that operations need not wait for all of them."""
_log = structlog.get_logger(__name__)


def remind(session: Session, case_id: UUID) -> None:
    """Opens, moves and ends the follow-ups of every agreement; only a debt's newest one has any."""
    current = current_agreements(session, case_id)
    newest = {row.id for row, _kept in current}
    for row in repository.agreements_in_order(session, case_id):
        if row.id not in newest:
            follow_agreement(session, case_id, row.id, (), ())
    agreed = agreed_budget(session, case_id) if current else None
    for row, kept in current:
        _follow(session, case_id, row, kept, agreed)


class DailyRound:
    """Brings the follow-ups of all agreements up to date once a day.

    An instalment is missed, the next ones come nearer and a month falls short by time alone, too.
    What was done is remembered by the process: one that starts anew does the day's round again,
    which then changes nothing.
    """

    def __init__(self) -> None:
        self._day: date | None = None
        self._waiting: deque[tuple[UUID, UUID]] = deque()

    def keep_up(self, database: Database) -> int:
        """Looks after some cases of the day's round; gives how many still wait."""
        if self._day != clock.today():
            self._waiting = deque(_cases_of_all_tenants(database))
            self._day = clock.today()
        for _ in range(min(CASES_A_TURN, len(self._waiting))):
            _remind_alone(database, *self._waiting.popleft())
        return len(self._waiting)


def _cases_of_all_tenants(database: Database) -> list[tuple[UUID, UUID]]:
    with database.read() as session:
        tenant_ids = accounts.tenant_ids(session)
    found: list[tuple[UUID, UUID]] = []
    for tenant_id in tenant_ids:
        with database.read(tenant_id) as session:
            found += ((tenant_id, case_id) for case_id in repository.cases_agreed(session))
    return found


def _remind_alone(database: Database, tenant_id: UUID, case_id: UUID) -> None:
    """One case in a transaction of its own; what is wrong with it keeps no other one waiting."""
    try:
        with database.write(tenant_id) as session:
            cases.require_case(session, case_id, lock=True)
            remind(session, case_id)
    except NotFound:
        return  # erased meanwhile
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, tomorrow is another try
        _log.warning("case_not_reminded", case_id=str(case_id), error=type(error).__name__)


def on_budget_changed(session: Session, event: Event) -> None:
    """A changed budget may carry less, or more, of what was agreed."""
    if event.case_id is not None:
        remind(session, event.case_id)


def _follow(
    session: Session, case_id: UUID, row: Agreement, kept: Kept, agreed: AgreedBudget | None
) -> None:
    following = requirements().following
    ahead = ahead_of(kept, agreed, months=following.months_ahead)
    creditor = debts.get_debt(session, case_id, row.debt_id).creditor_name
    follow_agreement(
        session,
        case_id,
        row.id,
        instalment_days(kept.progress, following, creditor),
        talk_days(kept.progress, ahead, following, creditor),
    )
