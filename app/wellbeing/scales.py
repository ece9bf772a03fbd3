"""Two short questionnaires (WHO-5, PHQ-2): their sums, what a sum calls for, and the trend.

Numbers come from `app/data/wellbeing/checks.toml`. A screening is no diagnosis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

Level = Literal["steady", "watch", "seek_support"]
Direction = Literal["first", "better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A questionnaire: how many items, each from `lowest` to `highest`; raw sums bound the levels.

    `higher_is_better` turns the comparisons; `percent_factor` and `watch_item` may be absent.
    """

    code: str
    items: int
    lowest: int
    highest: int
    higher_is_better: bool
    watch: int
    seek_support: int
    source: str
    percent_factor: int | None = None
    watch_item: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the answers come to: raw sum, its greatest value, percent where the scale has one."""

    raw: int
    greatest: int
    percent: int | None
    level: Level


def read_scales(data: Mapping[str, Any]) -> Mapping[str, Scale]:
    """The scales of the data file, by code."""
    return {
        row["code"]: Scale(
            code=row["code"],
            items=row["items"],
            lowest=row["lowest"],
            highest=row["highest"],
            higher_is_better=row["better"] == "higher",
            watch=row["watch"],
            seek_support=row["seek_support"],
            source=row["source"],
            percent_factor=row.get("percent_factor"),
            watch_item=row.get("watch_item"),
        )
        for row in data["scales"]
    }


def first_fault(scale: Scale, answers: Sequence[int]) -> int | None:
    """The index of the first answer the scale does not have; the number of items if too few."""
    for index, answer in enumerate(answers):
        if index >= scale.items or not scale.lowest <= answer <= scale.highest:
            return index
    return len(answers) if len(answers) < scale.items else None


def outcome(scale: Scale, answers: Sequence[int]) -> Outcome:
    """The sum of the answers and what it calls for."""
    raw = sum(answers)
    factor = scale.percent_factor
    return Outcome(
        raw=raw,
        greatest=scale.items * scale.highest,
        percent=raw * factor if factor is not None else None,
        level=_level(scale, raw, answers),
    )


def _level(scale: Scale, raw: int, answers: Sequence[int]) -> Level:
    if _reaches(scale, raw, scale.seek_support):
        return "seek_support"
    low_item = scale.watch_item is not None and min(answers) <= scale.watch_item
    return "watch" if low_item or _reaches(scale, raw, scale.watch) else "steady"


def _reaches(scale: Scale, raw: int, bound: int) -> bool:
    return raw <= bound if scale.higher_is_better else raw >= bound


def direction(scale: Scale, raws: Sequence[int]) -> Direction:
    """How the last of these sums compares with the one before; oldest first."""
    if len(raws) < 2:  # noqa: PLR2004 - two sums to compare
        return "first"
    change = raws[-1] - raws[-2]
    if change == 0:
        return "same"
    return "better" if (change > 0) == scale.higher_is_better else "worse"
