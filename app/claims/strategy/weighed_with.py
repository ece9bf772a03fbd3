"""Rows of the strategy data that apply to a claim, and the assumptions it is weighed with."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from app.claims.cost_benefit import Span
from app.core.rules import RuleBook


@dataclass(frozen=True, slots=True)
class Assumption:
    """One open assumption with its range; `is_own` where the caller replaced an end of it."""

    row: Mapping[str, Any]
    low: Decimal
    high: Decimal
    is_own: bool

    @property
    def code(self) -> str:
        """Which assumption."""
        return str(self.row["code"])


def routes_for(
    rows: Sequence[Mapping[str, Any]], facts: Collection[str]
) -> list[Mapping[str, Any]]:
    """The ways that fit these facts, in their order."""
    fitting = [
        row
        for row in rows
        if all(fact in facts for fact in row["when"])
        and not any(fact in facts for fact in row.get("unless", ()))
    ]
    return sorted(fitting, key=lambda row: int(row["order"]))


def assumptions_for(
    rows: Sequence[Mapping[str, Any]], own: Mapping[tuple[str, str], Decimal | None]
) -> dict[str, Assumption]:
    """Assumptions by code; `own` maps (code, low or high) to what the caller says, None unsaid.

    One end given alone draws the other with it, so that a range stays in order.
    """
    return {row["code"]: _assumption(row, own) for row in rows}


def _assumption(
    row: Mapping[str, Any], own: Mapping[tuple[str, str], Decimal | None]
) -> Assumption:
    low, high = own.get((row["code"], "low")), own.get((row["code"], "high"))
    published = Decimal(row["low"]), Decimal(row["high"])
    return Assumption(
        row,
        low=_first(low, min(published[0], _first(high, published[0]))),
        high=_first(high, max(published[1], _first(low, published[1]))),
        is_own=low is not None or high is not None,
    )


def _first(said: Decimal | None, otherwise: Decimal) -> Decimal:
    return otherwise if said is None else said


def shares_of(assumption: Assumption) -> tuple[Fraction, Fraction]:
    """An assumption on shares, exact."""
    return Fraction(assumption.low), Fraction(assumption.high)


def trial_months(book: RuleBook, tracks: Mapping[str, str], *, is_small_claim: bool) -> Span:
    """The terms of the shortest and of the longest track, extensions counted in the longest.

    `tracks` names the rules: fast, small, slow.
    """
    fast = book.rule(tracks["small" if is_small_claim else "fast"]).numbers["months"]
    slow = book.rule(tracks["slow"]).numbers
    return Span(fast, slow["months"] + slow["ext_months"])


def left_out(
    rows: Iterable[Mapping[str, Any]], entered: Collection[str]
) -> list[Mapping[str, Any]]:
    """Costs that no figure contains: those nobody can enter, and those that were not entered."""
    return [row for row in rows if row.get("entered_as") not in entered]
