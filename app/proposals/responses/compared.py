"""A lender's counter-offer (对方的方案) laid beside ours, field by field, both scored alike."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from app.calc.money import format_fen
from app.proposals.assessment import Assessment
from app.proposals.flows import Course
from app.proposals.scoring import coverage_places
from app.proposals.terms import COMPONENTS

Side = Literal["theirs", "ours"]
Code = Literal["cannot_be_kept", "cannot_be_kept_alone", "tight", "costs_more", "good"]


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of both, as the contract writes it.

    `better` says which is better for the person; None where they are alike, or neither is.
    """

    field: str
    theirs: str
    ours: str
    better: Side | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a counter-offer comes to, and where it falls short or what it costs more.

    `month` counts from the first month looked at; `amount` is fen.
    """

    code: Code
    month: int = 0
    amount: int = 0


def compared(theirs: Assessment, ours: Assessment) -> tuple[Compared, ...]:
    """Terms, what they come to, and the score: every field of both."""
    return tuple(_compared(field, theirs, ours) for field in _FIELDS)


def standing_of(theirs: Assessment, ours: Assessment | None, buffer: int) -> Standing:
    """Whether it can be kept, plain and stressed; and if so, whether ours costs less."""
    courses = theirs.evaluation.courses
    if not courses.base.is_kept:
        alone: Code = "cannot_be_kept_alone" if ours is None else "cannot_be_kept"
        return _short(alone, courses.base, buffer)
    if not courses.stressed.is_kept:
        return _short("tight", courses.stressed, buffer)
    more = theirs.computed.total_cost - ours.computed.total_cost if ours is not None else 0
    return Standing("costs_more", amount=more) if more > 0 else Standing("good")


def _short(code: Code, run: Course, buffer: int) -> Standing:
    return Standing(code, run.lowest_month, buffer - run.lowest_balance)


class _Field(NamedTuple):
    """A field, how it is read, and what more of it is for the person, if it is one of both."""

    name: str
    value: Callable[[Assessment], Any]
    more_is: Literal["better", "worse"] | None = None
    is_money: bool = False


def _compared(field: _Field, theirs: Assessment, ours: Assessment) -> Compared:
    first, second = field.value(theirs), field.value(ours)
    better: Side | None = None
    if field.more_is and first != second:
        better = "theirs" if (first > second) == (field.more_is == "better") else "ours"
    return Compared(field.name, _shown(field, first), _shown(field, second), better)


def _shown(field: _Field, value: Any) -> str:
    if field.is_money:
        return format_fen(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else str(value)


def _waived(name: str) -> _Field:
    return _Field(
        f"waive.{name}", lambda one: getattr(one.terms.waive, name), "better", is_money=True
    )


def _coverage(one: Assessment) -> Decimal:
    return coverage_places(one.evaluation.courses.least_coverage)


_FIELDS = (
    _Field("upfront_payment", lambda one: one.terms.upfront_payment, "worse", is_money=True),
    _Field("instalments", lambda one: one.terms.instalments),
    _Field("first_due_date", lambda one: one.terms.first_due_date),
    _Field("annual_rate_percent", lambda one: one.terms.annual_rate_percent, "worse"),
    *(_waived(name) for name in COMPONENTS),
    _Field("balloon", lambda one: one.terms.balloon, "worse", is_money=True),
    _Field("largest_payment", lambda one: one.computed.largest_payment, "worse", is_money=True),
    _Field("total_paid", lambda one: one.computed.total_paid, "worse", is_money=True),
    _Field("total_cost", lambda one: one.computed.total_cost, "worse", is_money=True),
    _Field("term_months", lambda one: one.computed.term_months, "worse"),
    _Field("months_short", lambda one: one.evaluation.courses.most_months_short, "worse"),
    _Field("minimum_coverage", _coverage, "better"),
    _Field("share_of_stress_paths_kept", lambda one: one.share_of_paths_kept, "better"),
    _Field("points", lambda one: one.evaluation.points, "better"),
    _Field("verdict", lambda one: one.evaluation.verdict),
    _Field("lender_value", lambda one: one.evaluation.value.plan, is_money=True),
    _Field("lender_value_ratio", lambda one: one.evaluation.value.ratio),
)
