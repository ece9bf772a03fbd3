"""What an analysis says beyond its months: courses, order, savings, spending, living costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.calc.money import format_fen
from app.cash_flow.affordability import Analysis
from app.cash_flow.budget_lines import Budget, lasting
from app.cash_flow.courses import Courses, simulate
from app.cash_flow.findings import Finding
from app.cash_flow.history import MonthOfSpending
from app.cash_flow.living_costs import (
    LivingCosts,
    ReferenceAmount,
    compare_living_costs,
    living_cost_findings,
)
from app.cash_flow.observations import observe
from app.cash_flow.parameters import Parameters
from app.cash_flow.priorities import OrderOfPayment, order_of_payment
from app.cash_flow.savings import Course, Saving, savings_of
from app.cash_flow.shares import SharedAmount, shared_amounts


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known besides the budget; `persons` 0: not known who lives on it."""

    persons: int = 0
    history: tuple[MonthOfSpending, ...] = ()
    references: tuple[ReferenceAmount, ...] = ()


@dataclass(frozen=True, slots=True)
class CategorySpending:
    """What the lines of a category cost a month in fen, and how much of it is essential."""

    category: str
    monthly: int
    essential: int


@dataclass(frozen=True, slots=True)
class Insight:
    """All of it; `living_costs` is None while nobody is known to live on the budget."""

    courses: Courses
    order: OrderOfPayment
    savings: tuple[Saving, ...]
    spending: tuple[CategorySpending, ...]
    shared_lines: tuple[SharedAmount, ...]
    living_costs: LivingCosts | None
    findings: tuple[Finding, ...]


def insight_of(
    budget: Budget,
    analysis: Analysis,
    course: Course,
    circumstances: Circumstances,
    parameters: Parameters,
) -> Insight:
    """Everything an analysis can say beyond its months, from the same budget and parameters."""
    model, summary = parameters.model, analysis.summary
    savings = savings_of(budget, course, model.findings)
    order = order_of_payment(budget, analysis, course.safety_buffer, model.priorities)
    costs = (
        compare_living_costs(
            budget,
            circumstances.persons,
            course.start_month,
            circumstances.references,
            parameters.living_costs,
        )
        if circumstances.persons
        else None
    )
    return Insight(
        courses=simulate(budget, analysis.months, course.safety_buffer, model.simulation),
        order=order,
        savings=savings,
        spending=spending_by_category(budget),
        shared_lines=shared_amounts((*budget.incomes, *budget.expenses, *budget.planned_costs)),
        living_costs=costs,
        findings=(
            *_order_findings(order),
            *observe(budget, summary, savings, circumstances.history, model.findings),
            *(living_cost_findings(costs, summary.monthly_income) if costs is not None else ()),
        ),
    )


def spending_by_category(budget: Budget) -> tuple[CategorySpending, ...]:
    """The lasting expense lines by category, the dearest first, ties in the budget's order."""
    found: dict[str, CategorySpending] = {}
    for line in lasting(budget.expenses):
        before = found.get(line.category, CategorySpending(line.category, 0, 0))
        found[line.category] = CategorySpending(
            line.category,
            before.monthly + line.monthly,
            before.essential + (line.monthly if line.essential else 0),
        )
    return tuple(sorted(found.values(), key=lambda spending: -spending.monthly))


def _order_findings(order: OrderOfPayment) -> Sequence[Finding]:
    found = [
        Finding("priority_debt", "warning", {"debt_ref": debt.debt_ref, "reason": debt.reason})
        for debt in order.priority_debts
    ]
    if order.left_after_essentials < 0:
        missing = format_fen(-order.left_after_essentials)
        found.insert(0, Finding("essentials_not_covered", "critical", {"amount": missing}))
    return found
