"""What a saving would change (能省多少): each cut worked out over the same months, to the fen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.calc.money import percent_of
from app.cash_flow.affordability import affordable_payment
from app.cash_flow.budget_lines import Budget, Expense, Stress, lasting
from app.cash_flow.forecast import forecast
from app.cash_flow.model import FindingModel


@dataclass(frozen=True, slots=True)
class Course:
    """The months and conditions under which payments are compared."""

    start_month: int
    months: int
    stress: Stress
    safety_buffer: int


@dataclass(frozen=True, slots=True)
class Saving:
    """A cut of one line, or of all of them (`name` None), and the payment it would make possible.

    Amounts are monthly fen; gains are against the budget as it is.
    """

    name: str | None
    category: str | None
    monthly_saving: int
    affordable_payment: int
    affordable_payment_gain: int
    stressed_affordable_payment: int
    stressed_affordable_payment_gain: int


def can_be_cut(budget: Budget, model: FindingModel) -> tuple[Expense, ...]:
    """Lines that are neither essential nor nothing nor of a kind never cut, the dearest first."""
    lines = [
        line
        for line in lasting(budget.expenses)
        if line.monthly and not line.essential and line.category not in model.never_cut
    ]
    return tuple(sorted(lines, key=lambda line: -line.monthly))


def savings_of(budget: Budget, course: Course, model: FindingModel) -> tuple[Saving, ...]:
    """What cutting the dearest lines that can be cut would bring, one by one, then all together."""
    lines = [line for line in can_be_cut(budget, model) if line.monthly >= model.leak_least_monthly]
    lines = lines[: model.savings_named]
    plain = _payments(budget, course)
    cuts = [(line.name, line.category, [line]) for line in lines]
    together: list[tuple[str | None, str | None, list[Expense]]] = [(None, None, lines)]
    found = []
    for name, category, cut in [*cuts, *(together if len(lines) > 1 else [])]:
        saved = [percent_of(line.monthly, Fraction(model.cut_percent)) for line in cut]
        less = _payments(_without(budget, cut, saved), course)
        found.append(
            Saving(
                name=name,
                category=category,
                monthly_saving=sum(saved),
                affordable_payment=less[0],
                affordable_payment_gain=less[0] - plain[0],
                stressed_affordable_payment=less[1],
                stressed_affordable_payment_gain=less[1] - plain[1],
            )
        )
    return tuple(found)


def _without(budget: Budget, cut: Sequence[Expense], saved: Sequence[int]) -> Budget:
    lines = list(budget.expenses)
    for line, less in zip(cut, saved, strict=True):
        at = next(index for index, each in enumerate(lines) if each is line)
        monthly = line.monthly - less
        lines[at] = replace(line, amount=monthly, frequency="monthly", shared_with=())
    return replace(budget, expenses=tuple(lines))


def _payments(budget: Budget, course: Course) -> tuple[int, int]:
    base, stressed = (
        affordable_payment(
            budget,
            forecast(budget, course.start_month, course.months, stress),
            course.start_month,
            course.safety_buffer,
        )
        or 0
        for stress in (None, course.stress)
    )
    return base, stressed
