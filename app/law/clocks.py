"""What a clock (期间) is asked and what it answers; limitation.py computes it."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Interruption:
    """An act that restarts a limitation period (诉讼时效中断); `kind` is a code of the law data.

    `ended_on` is the day a procedure (suit, arbitration, payment order) ended, None while unknown.
    """

    on: date
    kind: str
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Suspension:
    """An obstacle (诉讼时效中止) from its first to its last day; `end` is None while it lasts."""

    start: date
    end: date | None
    kind: str


@dataclass(frozen=True, slots=True)
class ClockRequest:
    """Which clock, counted from which days; each obligation needs only its own inputs.

    `due_dates` serve lump_sum, instalments, guarantee and enforcement_application; `known_on` and
    `contract_date` revocation (for duress `known_on` is the day the duress ended); `ended_on` the
    deletion of a credit record; `received_on` all others. `ground`, `complexity` and
    `kind_of_decision` choose between periods, None taking the first of the law data. `agreed_end`
    is a guarantee's agreed last day. With `service_method` public_notice `received_on` is the day
    of the notice.
    """

    obligation: str
    as_of: date
    due_dates: tuple[date, ...] = ()
    known_on: date | None = None
    contract_date: date | None = None
    received_on: date | None = None
    ended_on: date | None = None
    service_method: str | None = None
    ground: str | None = None
    complexity: str | None = None
    kind_of_decision: str | None = None
    agreed_end: date | None = None
    interruptions: tuple[Interruption, ...] = ()
    suspensions: tuple[Suspension, ...] = ()
    roll_weekends: bool = True


@dataclass(frozen=True, slots=True)
class ClockStep:
    """One step of the count: its code, the day it led to or happened on, the articles.

    `kind` names the interruption, obstacle or variant of the period the step is about.
    """

    code: str
    day: date
    rule_ids: tuple[str, ...]
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """The last day of a period and how it was found; always an estimate.

    `last_day` is None where the law sets no period. `plain_last_day` is the day before rolling.
    `time_barred` says that `as_of` lies after `last_day`. `warnings` are codes; `provisional` says
    that rolling was asked but the last day lies outside the published calendar, so only weekends
    were seen.
    """

    obligation: str
    starts_on: date
    plain_last_day: date | None
    last_day: date | None
    time_barred: bool
    steps: tuple[ClockStep, ...]
    warnings: tuple[str, ...]
    provisional: bool
    rule_ids: tuple[str, ...]
