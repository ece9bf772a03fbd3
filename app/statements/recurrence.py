"""Settings of recurrence and budget lines as data: `app/data/categories/recurrence.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.core.tables import data_table


@dataclass(frozen=True, slots=True)
class Interval:
    """A rhythm of payments: days between two that still count, the step to the next."""

    code: str
    shortest: int
    longest: int
    minimum_gaps: int
    step_days: int
    step_months: int
    per_year: int


@dataclass(frozen=True, slots=True)
class Recurrence:
    """All settings; amounts in fen, tolerances in whole percent by kind of movement."""

    minimum_occurrences: int
    high_confidence_occurrences: int
    near_percent: Mapping[str, int]
    near_fen: int
    intervals: tuple[Interval, ...]
    one_off_fen: int
    one_off_months: int
    one_off_times: int
    estimate_days: int
    days_apart: int
    repayment_days_apart: int
    own_money: frozenset[str]
    bank_marks: Mapping[str, tuple[str, ...]]
    layers: Mapping[str, int]
    unusual_months: int
    unusual_percent: int
    unusual_fen: int


@lru_cache(maxsize=1)
def recurrence() -> Recurrence:
    """The settings shipped with the app."""
    content = data_table("categories", "recurrence")
    near, one_off, bank = content["near_amount"], content["one_off"], content["bank_rows"]
    fewest_gaps = content["minimum_occurrences"] - 1
    return Recurrence(
        minimum_occurrences=content["minimum_occurrences"],
        high_confidence_occurrences=content["high_confidence_occurrences"],
        near_percent={
            kind: near[f"{kind}_percent"] for kind in ("expense", "income", "debt_service")
        },
        near_fen=near["fen"],
        intervals=tuple(
            Interval(
                code=entry["code"],
                shortest=entry["gap"][0],
                longest=entry["gap"][1],
                minimum_gaps=entry.get("minimum_gaps", fewest_gaps),
                step_days=entry.get("step_days", 0),
                step_months=entry.get("step_months", 0),
                per_year=entry["per_year"],
            )
            for entry in content["intervals"]
        ),
        one_off_fen=one_off["minimum_fen"],
        one_off_months=one_off["minimum_months"],
        one_off_times=one_off["times_rest"],
        estimate_days=content["estimate"]["minimum_days"],
        days_apart=bank["days_apart"],
        repayment_days_apart=bank["repayment_days_apart"],
        own_money=frozenset(bank["own_money"]),
        bank_marks={name: tuple(marks) for name, marks in bank["marks"].items()},
        layers=dict(bank["layers"]),
        unusual_months=content["unusual"]["minimum_months"],
        unusual_percent=content["unusual"]["above_percent"],
        unusual_fen=content["unusual"]["above_fen"],
    )
