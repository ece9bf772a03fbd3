"""Until when a claim can be brought in a suit of one's own; lengths are those of the law data."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from app.claims.catalogue import ClaimRules
from app.core.rules import RuleBook
from app.law.clocks import Clock, ClockRequest
from app.law.limitation import compute_clock
from app.law.thresholds import LATEST_YEAR

REVOCATION = "revocation"
KNOWN = "known_on"
LONGEST = "longest_period"
LATE = timedelta(days=6 * 366)
"""After this long every revocation has run into its longest period."""


@dataclass(frozen=True, slots=True)
class SuitClock:
    """The period of a suit: counted, or the days that must be known first (`missing`).

    `starts_from` names the day it is counted from: `known_on`, or the day of the case on which
    the person should have known, or `longest_period` where nothing else is certain.
    """

    obligation: str
    clock: Clock | None
    missing: tuple[str, ...]
    starts_from: str | None = None

    @property
    def is_certain(self) -> bool:
        """Whether it is counted from what the person said, not from what the case suggests."""
        return self.starts_from == KNOWN


@dataclass(frozen=True, slots=True)
class OpenSuitClock:
    """The last day of a claim that was not brought yet; `due_on` is the cautious one."""

    claim_id: UUID
    obligation: str
    due_on: date
    rule_id: str


def suit_clock(
    book: RuleBook,
    rules: ClaimRules,
    known_on: date | None,
    contract_dates: Iterable[date | None],
    today: date,
    starts: Mapping[str, date] | None = None,
) -> SuitClock | None:
    """The period of a claim by the start that the law gives it; None where law sets no period.

    It runs from the day the person knew, or should have known (Civil Code, articles 152 and 188):
    `starts` are days of the case by what happened on them, of which the claim's own are tried in
    the order of the data. A revocation also ends so many years after the contract, known or not:
    of several the earliest counts. Contract days beyond the calendar are taken as unknown.
    """
    if rules.suit_period is None:
        return None
    signed = min((day for day in contract_dates if day and day.year <= LATEST_YEAR), default=None)
    is_revocation = rules.suit_period == REVOCATION
    missing = (() if known_on else (KNOWN,)) + (
        ("contract_date",) if is_revocation and signed is None else ()
    )
    began = _start(rules, known_on, starts or {}, signed if is_revocation else None)
    if began is None or (is_revocation and signed is None):
        return SuitClock(rules.suit_period, None, missing)
    starts_from, day = began
    asked = ClockRequest(
        obligation=rules.suit_period,
        as_of=today,
        due_dates=() if is_revocation else (day,),
        known_on=day,
        contract_date=signed,
        ground=rules.ground,
        roll_weekends=True,
    )
    return SuitClock(rules.suit_period, compute_clock(book, asked), missing, starts_from)


def _start(
    rules: ClaimRules, known_on: date | None, starts: Mapping[str, date], signed: date | None
) -> tuple[str, date] | None:
    if known_on is not None:
        return KNOWN, known_on
    for name in rules.starts:
        day = starts.get(name)
        if day is not None and day.year <= LATEST_YEAR:
            return name, day
    # Known as late as can be, a revocation still ends with its longest period.
    return (LONGEST, signed + LATE) if signed is not None else None


def is_before_the_duty(
    applies_from: date | None, contract_dates: Iterable[date | None]
) -> bool | None:
    """Whether every contract is older than the rule a claim rests on; None while a day is unknown.

    One contract that is young enough makes it False.
    """
    if applies_from is None:
        return False
    known = list(contract_dates)
    if any(day is not None and day >= applies_from for day in known):
        return False
    return None if not known or None in known else True
