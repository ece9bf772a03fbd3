"""Which days of an agreement belong among the follow-ups (履约提醒)."""

from datetime import date
from itertools import islice
from typing import Final

from app.calc.money import format_fen
from app.calc.periods import format_month
from app.contacts.follow_ups.day import AgreedDay
from app.proposals.agreements.early_warning import Ahead, day_to_talk
from app.proposals.agreements.progress import Progress
from app.proposals.agreements.requirements import Following

_TEXTS: Final = "contacts.follow_ups"
_NAME_SHOWN: Final = 60
"""Characters of a creditor's name: a follow-up is one line."""


def instalment_days(
    progress: Progress, following: Following, creditor: str
) -> tuple[AgreedDay, ...]:
    """Every missed instalment, and the next ones to come with what is still to be paid of each."""
    to_come = (one for one in progress.instalments if one.outstanding and one.status != "missed")
    return tuple(
        AgreedDay(
            one.number,
            one.due_date,
            f"{_TEXTS}.{'instalment_due' if one.number else 'upfront_due'}",
            {
                "creditor": creditor[:_NAME_SHOWN],
                "number": str(one.number),
                "amount": format_fen(one.outstanding),
            },
        )
        for one in (*progress.missed, *islice(to_come, following.instalments_shown))
    )


def talk_days(
    progress: Progress, ahead: Ahead, following: Following, creditor: str
) -> tuple[AgreedDay, ...]:
    """The day to ask for a change: an instalment was missed, or a month ahead falls short."""
    day: date | None = day_to_talk(progress, ahead, following)
    if day is None:
        return ()
    words = {"creditor": creditor[:_NAME_SHOWN]}
    if progress.missed:
        words["amount"] = format_fen(progress.arrears)
        return (AgreedDay(0, day, f"{_TEXTS}.renegotiate_missed", words),)
    month = format_month(ahead.first_short_month or 0)
    words |= {"month": month, "amount": format_fen(ahead.short_by)}
    return (AgreedDay(0, day, f"{_TEXTS}.renegotiate_short", words),)
