"""What a paper starts and what one can do about it: `app/data/proceedings/proceedings.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.core.tables import data_table


@dataclass(frozen=True, slots=True)
class Started:
    """A period that a paper starts; `choice` is its `kind_of_decision` in the law data.

    `proceedings` limits it to some kinds of proceedings, empty: all. With `as_printed` the court
    sets it, so that nothing is computed and only a printed day counts.
    """

    obligation: str
    choice: str | None
    proceedings: tuple[str, ...]
    warning: str | None
    as_printed: bool


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of proceedings: what to do in which order, what one may choose, what to know.

    `rule_ids` are what its steps and warnings rest on; with `comes_with_days` it begins with a
    paper that sets a day.
    """

    code: str
    steps: tuple[str, ...]
    options: tuple[str, ...]
    warnings: tuple[str, ...]
    rule_ids: tuple[str, ...]
    comes_with_days: bool


@dataclass(frozen=True, slots=True)
class Option:
    """Something a respondent can do; `papers` are codes of what to bring."""

    code: str
    rule_ids: tuple[str, ...]
    papers: tuple[str, ...]
    needs_ground: bool


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All of it; `presses_within_days` and `recent_days` bound what others are told.

    `step_clocks` says which clock drives a step, `checking_steps` which steps check authenticity.
    """

    papers: Mapping[str, tuple[Started, ...]]
    kinds: Mapping[str, Kind]
    options: Mapping[str, Option]
    step_clocks: Mapping[str, str]
    checking_steps: frozenset[str]
    presses_within_days: int
    recent_days: int

    def started_by(self, paper: str, kind: str) -> tuple[Started, ...]:
        """The periods that a paper starts in proceedings of a kind."""
        return tuple(each for each in self.papers[paper] if kind in (each.proceedings or (kind,)))


def read_catalogue(data: Mapping[str, Any]) -> Catalogue:
    """Read the data file's content."""
    return Catalogue(
        papers={
            row["code"]: tuple(_started(started) for started in row["clocks"])
            for row in data["papers"]
        },
        kinds={
            row["code"]: Kind(
                row["code"],
                tuple(row["steps"]),
                tuple(row["options"]),
                tuple(row["warnings"]),
                tuple(row["rule_ids"]),
                row.get("comes_with_days", False),
            )
            for row in data["kinds"]
        },
        options={
            row["code"]: Option(
                row["code"],
                tuple(row["rule_ids"]),
                tuple(row["papers"]),
                row.get("needs_ground", False),
            )
            for row in data["options"]
        },
        step_clocks=data["step_clocks"],
        checking_steps=frozenset(data["authenticity"]["steps"]),
        presses_within_days=data["presses_within_days"],
        recent_days=data["recent_days"],
    )


def _started(row: Mapping[str, Any]) -> Started:
    return Started(
        row["obligation"],
        row.get("choice"),
        tuple(row.get("proceedings", ())),
        row.get("warning"),
        row.get("as_printed", False),
    )


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    """The catalogue shipped with this version."""
    return read_catalogue(data_table("proceedings", "proceedings"))
