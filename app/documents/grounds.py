"""Grounds of court papers (异议事由): which a paper may rest on, by which article.

They are `app/data/documents/grounds.toml`; the person chooses, nothing is chosen for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.core.tables import data_table


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground with what it rests on; `is_own`: it is this paper's, not about the debt itself."""

    code: str
    rule_ids: tuple[str, ...]
    is_own: bool


def grounds_of(template: str) -> tuple[Ground, ...]:
    """The grounds a court paper may rest on, its own first."""
    data = data_table("documents", "grounds")
    own = [row for each in data["templates"] if each["code"] == template for row in each["grounds"]]
    merits = (_ground(row, is_own=False) for row in data["merits"])
    return (*(_ground(row, is_own=True) for row in own), *merits)


def _ground(row: Mapping[str, Any], *, is_own: bool) -> Ground:
    return Ground(row["code"], tuple(row["rule_ids"]), is_own)


def ground_of(template: str, code: str | None) -> Ground | None:
    """The ground of this code, None where the paper has none such."""
    return next((each for each in grounds_of(template) if each.code == code), None)


def refusal_of(code: str) -> str | None:
    """The key of what is said of what is no ground at all, None for any other code."""
    refused = data_table("documents", "grounds")["refused"]
    return next((str(row["text"]) for row in refused if row["code"] == code), None)


def is_own_ground(template: str, code: str | None) -> bool:
    """Whether a ground is the paper's own rather than one about the debt itself."""
    ground = ground_of(template, code)
    return ground is not None and ground.is_own
