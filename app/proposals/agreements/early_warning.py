"""Early warning (预警): whether the months ahead still carry an agreement, and when to talk.

Talking before the first missed instalment is always better than after it; so the day to talk by
lies some days before the first month that falls short.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from app.calc.periods import month_of, nearest_month
from app.proposals.agreements.findings import Carried
from app.proposals.agreements.progress import Progress
from app.proposals.agreements.requirements import Following
from app.proposals.flows import Outlook

Advice = Literal["settled", "talk_now", "talk_before", "watch", "keep_going", "budget_needed"]


@dataclass(frozen=True, slots=True)
class Ahead:
    """How far the forecast carries what is still to pay.

    `first_short_month` is the first whose balance falls below the buffer (plain if it does there,
    else stressed), `short_by` by how much, in fen; `budget_as_of` is the day of the budget behind.
    """

    carried: Carried
    first_short_month: int | None = None
    short_by: int = 0
    budget_as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Advisory:
    """What to do, and by when if there is a day for it."""

    code: Advice
    talk_by: date | None = None


def look_ahead(view: Outlook, payments: Sequence[int], budget_as_of: date | None = None) -> Ahead:
    """Run what is still to pay against the months of a view, plain, then stressed."""
    names: tuple[tuple[Carried, tuple[int, ...]], ...] = (
        ("short", view.base),
        ("tight", view.stressed),
    )
    for carried, cash in names:
        paid = 0
        for month, free in enumerate(cash):
            paid += payments[month] if month < len(payments) else 0
            if free - view.buffer < paid:
                short_by = paid - free + view.buffer
                return Ahead(carried, view.start_month + month, short_by, budget_as_of)
    return Ahead("carried", budget_as_of=budget_as_of)


def advise(progress: Progress, ahead: Ahead, following: Following) -> Advisory:
    """The next step: missed instalments first, then the first month that falls short."""
    if progress.is_settled:
        return Advisory("settled")
    if progress.missed:
        return Advisory("talk_now", progress.as_of)
    if ahead.carried == "unknown":
        return Advisory("budget_needed")
    by = day_to_talk(progress, ahead, following)
    if by is None:
        return Advisory("watch" if ahead.carried == "tight" else "keep_going")
    if by <= progress.as_of:
        return Advisory("talk_now", progress.as_of)
    return Advisory("talk_before", by)


def day_to_talk(progress: Progress, ahead: Ahead, following: Following) -> date | None:
    """The day to ask for a change, be it past; None where there is no need.

    That of the first missed instalment, otherwise some days before the first one that a month
    does not carry.
    """
    if progress.missed:
        return progress.missed[0].due_date
    if progress.is_settled or ahead.carried != "short" or ahead.first_short_month is None:
        return None
    return _due_in(progress, ahead.first_short_month) - timedelta(days=following.talk_days_before)


def _due_in(progress: Progress, month: int) -> date:
    """The day of the first unpaid instalment that a month carries; its first day without one."""
    begins = month_of(progress.as_of) if month == nearest_month(progress.as_of) else month
    days = (one.due_date for one in progress.instalments if one.outstanding)
    found = next((day for day in days if begins <= month_of(day) <= month), None)
    return found or date(month // 12, month % 12 + 1, 1)
