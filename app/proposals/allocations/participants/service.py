"""Says which debts of a case take part in a split, and which cannot and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import require_known
from app.debts import service as debts
from app.debts.facts import owed
from app.debts.schemas import DebtRead
from app.proposals.allocations.schemas import MOST_DEBTS

Why = Literal["too_many", "balance_unknown"]


@dataclass(frozen=True, slots=True)
class Participants:
    """The debts that take part, in the order they were entered, and those that are left out.

    A debt on which nothing is owed is neither.
    """

    debts: tuple[DebtRead, ...]
    left_out: tuple[tuple[UUID, Why], ...]


def participants_of(
    session: Session, case_id: UUID, *, essential: Sequence[UUID], named: Sequence[UUID] = ()
) -> Participants:
    """Of the debts not settled those named, or all; the first ones where there are too many.

    Raises:
        InvalidInput: for a debt, named or essential, that is not among them.
    """
    unsettled = debts.list_unsettled_debts(session, case_id)
    known = {debt.id for debt in unsettled}
    require_known("/debt_ids", named, known, "debt_unknown")
    require_known("/essential_debt_ids", essential, known, "debt_unknown")
    wanted = set(named) or known
    chosen = [debt for debt in unsettled if debt.id in wanted and owed(debt) != 0]
    taking_part = [debt for debt in chosen if owed(debt)][:MOST_DEBTS]
    ids = {debt.id for debt in taking_part}
    left_out: list[tuple[UUID, Why]] = [
        (debt.id, "balance_unknown" if owed(debt) is None else "too_many")
        for debt in chosen
        if debt.id not in ids
    ]
    return Participants(tuple(taking_part), tuple(left_out[:MOST_DEBTS]))
