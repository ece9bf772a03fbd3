"""Shorthands for counting a period: a debt that fell due on one day, acts upon it."""

from datetime import date
from typing import Any

from app.core.rules import rule_book
from app.law.clocks import Clock, ClockRequest, Interruption
from app.law.limitation import TABLE, compute_clock

AS_OF = date(2026, 11, 23)
DUE = date(2023, 5, 31)
KINDS = [row["kind"] for row in rule_book().table(TABLE)["interruptions"]]


def clock(obligation: str = "lump_sum", *, as_of: date = AS_OF, **inputs: Any) -> Clock:
    return compute_clock(rule_book(), ClockRequest(obligation, as_of, **inputs))


def debt(*acts: tuple[date, str], **inputs: Any) -> Clock:
    return clock(
        due_dates=(DUE,), interruptions=tuple(Interruption(*act) for act in acts), **inputs
    )
