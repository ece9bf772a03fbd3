"""Silence (没有回复): what awaits an answer, by when, and what answers it.

The days are product suggestions from `app/data/contacts/follow_ups.toml`, no periods of law.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Said:
    """A contact as far as waiting is concerned; `parties` are debts and organisations."""

    day: date
    channel: str
    is_inbound: bool
    outcome: str | None
    parties: frozenset[str]
    ticket_number: str | None = None


def waits_until(table: Mapping[str, Any], said: Said) -> date | None:
    """The day on which silence is worth a reminder; None where nothing is waited for."""
    if said.is_inbound:
        return None
    is_open = said.outcome in table["waiting_outcomes"]
    is_application = said.outcome is None and said.channel in table["written_channels"]
    if not is_open and not is_application:
        return None
    for row in table["waiting"]:
        if said.channel in row["channels"]:
            return said.day + timedelta(days=row["days"])
    return None


def is_answer(table: Mapping[str, Any], said: Said) -> bool:
    """Whether the other side said something in return; pressing alone is no answer."""
    if said.outcome in table["answering_outcomes"]:
        return True
    is_written = said.is_inbound and said.channel in table["written_channels"]
    return is_written and said.outcome not in table["no_answer_outcomes"]
