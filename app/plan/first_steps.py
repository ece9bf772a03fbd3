"""The first ten minutes (第一次查看) as a function of a few facts: at most three things to do.

Order and texts are data (`app/data/plan/first_check.toml`); the order is that of the safety
rules: safety, then a court's days, then essential living, then negotiation.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """What a person says in the first ten minutes; money in fen.

    `days_past_due` of each debt is None where unknown; `reasons` is None when nothing was refused.
    """

    monthly_income: int
    essential_expenses: int
    days_past_due: tuple[int | None, ...] = ()
    reasons: tuple[str, ...] | None = None
    received: tuple[str, ...] = ()

    @property
    def left(self) -> int:
        """What essential living leaves each month."""
        return self.monthly_income - self.essential_expenses


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One thing to do; `obligation` is the period of the law data that urges it, if any."""

    code: str
    endpoint: str
    obligation: str | None


@dataclass(frozen=True, slots=True)
class FirstCheck:
    """At most three steps, one thing that is not true, and what to note tonight.

    `rule_ids` are what the steps and that one thing rest on.
    """

    steps: tuple[FirstStep, ...]
    not_true: str
    tonight: tuple[str, ...]
    rule_ids: tuple[str, ...]


def facts_told(told: Told, proof_reasons: Collection[str]) -> frozenset[str]:
    """The names, as the data file uses them, of what follows from what was said."""
    return frozenset(_facts(told, proof_reasons))


def _facts(told: Told, proof_reasons: Collection[str]) -> Iterator[str]:
    yield from (f"received_{code}" for code in told.received if code != "none")
    yield "money_left" if told.left > 0 else "nothing_left"
    if told.days_past_due:
        yield "has_debts"
    if told.days_past_due and all(days == 0 for days in told.days_past_due):
        yield "on_time"
    if told.reasons is not None:
        yield "refused"
        if set(told.reasons) & set(proof_reasons):
            yield "refused_for_proof"


def first_check(data: Mapping[str, Any], facts: Collection[str]) -> FirstCheck:
    """What to say for these facts; the same facts give the same answer."""
    steps = list(_applying(data["steps"], facts))[: data["most_steps"]]
    not_true = next(_applying(data["not_true"], facts))
    notes = dict.fromkeys(row["code"] for row in _applying(data["tonight"], facts))
    return FirstCheck(
        steps=tuple(
            FirstStep(row["code"], row["endpoint"], row.get("obligation")) for row in steps
        ),
        not_true=not_true["code"],
        tonight=tuple(notes)[: data["most_notes"]],
        rule_ids=tuple(rule_id for row in (*steps, not_true) for rule_id in row["rule_ids"]),
    )


def _applying(
    rows: Sequence[Mapping[str, Any]], facts: Collection[str]
) -> Iterator[Mapping[str, Any]]:
    for row in rows:
        wanted = all(fact in facts for fact in row.get("when", ()))
        if wanted and not any(fact in facts for fact in row.get("unless", ())):
            yield row
