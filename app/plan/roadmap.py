"""The road as a function of facts: which rung one stands on, what to do next, blocked by what.

Rungs and actions are data (`app/data/plan/roadmap.toml`); the same facts give the same plan.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Clock:
    """A last day: of a promise (`rule_id` None) or of a rule; `drives` is the action it urges.

    `presses` says that it is a court's and near enough to come before any negotiation; `words` is
    the key of what it is called.
    """

    code: str
    due_on: date
    rule_id: str | None
    drives: str
    words: str
    presses: bool = False

    def is_overdue(self, today: date) -> bool:
        """Whether the last day has passed."""
        return self.due_on < today


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of the road; `state` is done, current or ahead.

    `needs` are facts to have beforehand, `checklist` the purpose of its evidence, `clocks` the
    codes of the last days that matter on it.
    """

    code: str
    state: str
    needs: tuple[str, ...] = ()
    checklist: str | None = None
    clocks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do; `blocked_by` names the facts still missing for it."""

    code: str
    rung: str
    due_on: date | None
    endpoint: str
    blocked_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Where one stands, and the next actions, most urgent first."""

    rung: str
    rungs: tuple[Rung, ...]
    next_actions: tuple[Action, ...]
    clocks: tuple[Clock, ...]
    progress_percent: int


def make_plan(
    roadmap: Mapping[str, Any],
    facts: Collection[str],
    clocks: Sequence[Clock],
    today: date,
) -> Plan:
    """The plan for these facts on a day.

    Open actions come before blocked ones, urgent before others; clocks by their last day. While
    a court's clock runs, the rung is that of the answer to it, outside the ladder. A rung one can
    do without is passed by what lies beyond it.
    """
    rungs = _rungs(roadmap["rungs"], facts)
    aside = roadmap["outside_the_ladder"]
    if any(fact in facts for fact in aside["when"]):
        rungs = (_rung(aside, "current"), *rungs)
    current = next((rung.code for rung in rungs if rung.state == "current"), rungs[-1].code)
    ordered = sorted(clocks, key=lambda clock: (not clock.presses, clock.due_on))
    ranked = [
        (bool(action.blocked_by), row["urgency"], action)
        for row in roadmap["actions"]
        if _appears(row, facts)
        for action in (_action(row, facts, ordered, today),)
    ]
    ranked.sort(key=lambda entry: entry[:2])
    wanted = [fact for rung in roadmap["rungs"] for fact in rung["done"]]
    passed = {
        fact
        for rung in roadmap["rungs"]
        if any(other in facts for other in rung.get("passed_by", ()))
        for fact in rung["done"]
    }
    reached = sum(fact in facts or fact in passed for fact in wanted)
    return Plan(
        rung=current,
        rungs=rungs,
        next_actions=tuple(action for _, _, action in ranked),
        clocks=tuple(ordered),
        progress_percent=100 * reached // len(wanted),
    )


def _rungs(rows: Sequence[Mapping[str, Any]], facts: Collection[str]) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for row in rows:
        is_done = all(fact in facts for fact in row["done"])
        is_done = is_done or any(fact in facts for fact in row.get("passed_by", ()))
        waiting = any(rung.state == "current" for rung in rungs)
        state = "done" if is_done else "ahead" if waiting else "current"
        rungs.append(_rung(row, state))
    return tuple(rungs)


def _rung(row: Mapping[str, Any], state: str) -> Rung:
    return Rung(row["code"], state, tuple(row["needs"]), row.get("checklist"), tuple(row["clocks"]))


def _appears(row: Mapping[str, Any], facts: Collection[str]) -> bool:
    wanted = all(fact in facts for fact in row.get("when", ()))
    return wanted and not any(fact in facts for fact in row.get("unless", ()))


def _action(
    row: Mapping[str, Any], facts: Collection[str], clocks: Sequence[Clock], today: date
) -> Action:
    due_on = next((clock.due_on for clock in clocks if clock.drives == row["code"]), None)
    if "due_in_days" in row:
        due_on = today + timedelta(days=row["due_in_days"])
    return Action(
        code=row["code"],
        rung=row["rung"],
        due_on=due_on,
        endpoint=row["endpoint"],
        blocked_by=tuple(fact for fact in row.get("needs", ()) if fact not in facts),
    )
