"""Puts the last days of a claim into words: of a suit of one's own, and of courts."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from app.claims.catalogue import ClaimRules, clock_warnings
from app.claims.clocks import LONGEST, SuitClock
from app.claims.readings.schemas import ClaimClock
from app.core import i18n
from app.law.calculators.service import warnings_of
from app.law.clocks import Clock
from app.law.service import localised
from app.proceedings.service import CourtStanding

TEXTS = "case_claims"
MOST_CLOCKS = 100
BY_PARTS = ("first_payment", "first_conduct")
"""What began on the first of several days: of the later ones the last day is later."""


def clocks_of(
    rules: ClaimRules,
    suit: SuitClock | None,
    court: CourtStanding,
    debt_ids: Collection[UUID],
    today: date,
) -> list[ClaimClock]:
    """The period of a suit first, then what courts have set about these debts (none: all)."""
    return [*suit_clocks(rules, suit), *court_clocks(court, debt_ids, today)][:MOST_CLOCKS]


def suit_clocks(rules: ClaimRules, found: SuitClock | None) -> list[ClaimClock]:
    """The period of a suit of one's own; what is said of a creditor's claim is left out."""
    if found is None:
        return []
    counted = found.clock
    notes = [i18n.text(f"{TEXTS}.missing.{name}") for name in found.missing]
    if counted is not None and not found.is_certain:
        notes.append(i18n.text(f"{TEXTS}.starts.{found.starts_from}"))
    is_over = counted is not None and counted.time_barred and _counts_for_all(found)
    if is_over:
        notes.append(i18n.text(f"{TEXTS}.clocks.over.{found.obligation}"))
    shown = [] if counted is None else warnings_of(counted)
    return [
        ClaimClock(
            code=found.obligation,
            title=i18n.text(f"{TEXTS}.clocks.suit"),
            starts_from=found.starts_from,
            starts_on=None if counted is None else _began(found, counted),
            last_day=None if counted is None else counted.last_day,
            last_day_before_rolling=None if counted is None else counted.plain_last_day,
            overdue=is_over,
            provisional=counted is not None and counted.provisional,
            missing=list(found.missing),
            text=localised(rules.row, "period"),
            notes=notes,
            warnings=[each for each in shown if each.code in clock_warnings()],
            rule_ids=[] if counted is None else list(counted.rule_ids),
            proceeding_id=None,
        )
    ]


def _counts_for_all(found: SuitClock) -> bool:
    """Whether what is over is over for all of it: a later payment or act has a later day."""
    return found.starts_from not in BY_PARTS


def _began(found: SuitClock, counted: Clock) -> date | None:
    """The day it is counted from; of a longest period the law data knows it, the clock does not."""
    return None if found.starts_from == LONGEST else counted.starts_on


def court_clocks(court: CourtStanding, debt_ids: Collection[UUID], today: date) -> list[ClaimClock]:
    """Clocks of courts about these debts: as a defence the claim must be raised within them."""
    about = set(debt_ids)
    return [
        ClaimClock(
            code=each.clock.code,
            title=i18n.text(f"proceedings.clocks.{each.clock.code}"),
            last_day=each.clock.due_on,
            last_day_before_rolling=each.clock.unrolled_on,
            overdue=each.clock.is_overdue(today),
            provisional=each.clock.provisional,
            missing=[],
            text=i18n.text(f"{TEXTS}.clocks.court"),
            notes=[],
            warnings=[],
            rule_ids=list(each.clock.rule_ids),
            proceeding_id=each.proceeding_id,
        )
        for each in court.clocks
        if not about or not each.debt_ids or about & each.debt_ids
    ]
