"""The stories as they are written in `app/data/demo`: bodies one would send to the API."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

STORIES = ("lin_xiaowen", "zhou_jianguo", "chen_zhiqiang")


@dataclass(frozen=True, slots=True)
class Written:
    """One body and the constant id it gets, if the documentation refers to it."""

    body: Mapping[str, Any]
    id: UUID | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """One person's story, part by part, in the order it is told."""

    case: Written
    debts: tuple[Written, ...]
    budget: Mapping[str, Any]
    analysis: Written
    proposals: tuple[Written, ...]
    agreements: tuple[Written, ...]
    contacts: tuple[Written, ...]
    evidence: tuple[Written, ...]
    checklists: tuple[Written, ...]
    follow_ups: tuple[Written, ...]
    statements: tuple[Written, ...]
    proceedings: tuple[Written, ...]
    efforts: tuple[Written, ...]
    documents: tuple[Written, ...]
    claims: tuple[Written, ...]


def _written(part: Mapping[str, Any]) -> Written:
    more = {name: value for name, value in part.items() if name not in {"id", "body"}}
    return Written(part.get("body", {}), UUID(part["id"]) if "id" in part else None, more)


def read_story(text: str) -> Story:
    """A story from its JSON text.

    Raises:
        KeyError: if a part is missing.
    """
    told: Mapping[str, Any] = json.loads(text)
    several = {
        name: tuple(_written(part) for part in told.get(name, ()))
        for name in (
            "debts",
            "proposals",
            "agreements",
            "contacts",
            "evidence",
            "checklists",
            "follow_ups",
            "statements",
            "proceedings",
            "efforts",
            "documents",
            "claims",
        )
    }
    return Story(
        case=_written(told["case"]),
        budget=told["budget"],
        analysis=_written(told["analysis"]),
        **several,
    )


def read_agencies(text: str) -> tuple[Written, ...]:
    """The agencies from their JSON text."""
    return tuple(_written(part) for part in json.loads(text)["agencies"])
