"""Until when a claim can be brought in a suit of one's own; lengths are those of the law data."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from app.claims.catalogue import ClaimRules
from app.core.rules import RuleBook
from app.law.clocks import Clock, ClockRequest
from app.law.limitation import compute_clock
from app.law.thresholds import LATEST_YEAR

REVOCATION = "revocation"


@dataclass(frozen=True, slots=True)
class SuitClock:
    """The period of a suit: counted, or the days that must be known first (`missing`)."""

    obligation: str
    clock: Clock | None
    missing: tuple[str, ...]


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
) -> SuitClock | None:
    """The period of a claim counted from the day its ground was known; None where law sets none.

    A revocation also ends so many years after the contract: of several the earliest counts, which
    is the cautious reading. Contract days beyond the calendar are taken as unknown.
    """
    if rules.suit_period is None:
        return None
    signed = min((day for day in contract_dates if day and day.year <= LATEST_YEAR), default=None)
    needed: dict[str, date | None] = {"known_on": known_on}
    if rules.suit_period == REVOCATION:
        needed["contract_date"] = signed
    missing = tuple(name for name, day in needed.items() if day is None)
    if missing or known_on is None:
        return SuitClock(rules.suit_period, None, missing)
    asked = ClockRequest(
        obligation=rules.suit_period,
        as_of=today,
        due_dates=() if rules.suit_period == REVOCATION else (known_on,),
        known_on=known_on,
        contract_date=signed,
        ground=rules.ground,
        roll_weekends=True,
    )
    return SuitClock(rules.suit_period, compute_clock(book, asked), ())


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
