"""Gates a proposal must pass, whatever its points: codes, severity, the rule behind each.

A fatal gate that fails makes a proposal unreasonable as it stands; a warning must be read before
anything is sent; an info only tells. Limits of law come from the rule book.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from app.calc.money import format_fen
from app.calc.periods import format_month
from app.cash_flow.budget_lines import DebtLine
from app.core.rules import RuleBook
from app.proposals.flows import Course, Outlook

Severity = Literal["fatal", "warning", "info"]
CARD = "credit_card"
CARD_RULE = "CARD-70"
CARD_GATE = "card_term_limit"
GUARANTOR_RULE = "CC-695"
UNLICENSED_RULE = "MJ-13"
LIMITATION_RULE = "CC-192"
PAYMENT_ORDER_RULE = "CPL-227"
UNLICENSED = frozenset({"unlicensed_company", "unlicensed_professional_lender"})


@dataclass(frozen=True, slots=True)
class Gate:
    """One gate: `params` fill its text, amounts as decimal strings, months `YYYY-MM`.

    What falls short is told where the gate fails.
    """

    code: str
    passed: bool
    severity: Severity
    params: Mapping[str, str] = field(default_factory=dict)
    rule_id: str | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What else is known about the debt; only what is true raises a gate."""

    guaranteed: bool = False
    limitation_possible: bool = False
    payment_order_pending: bool = False


@dataclass(frozen=True, slots=True)
class Courses:
    """The plan's course in each scenario, and whether the contract itself could be kept."""

    base: Course
    stressed: Course
    essential: Course
    contract_is_kept: bool

    @property
    def least_coverage(self) -> Fraction:
        """Coverage where it is least, plain or stressed."""
        return min(self.base.coverage, self.stressed.coverage)

    @property
    def most_months_short(self) -> int:
        """Months that fall short where more do, plain or stressed."""
        return max(self.base.months_short, self.stressed.months_short)


def affordability_gates(outlook: Outlook, courses: Courses) -> tuple[Gate, ...]:
    """Affordable in every month, plain and stressed; essential bills first (先保基本生活)."""
    return (
        *(
            Gate(code, run.is_kept, "fatal", {} if run.is_kept else _shortage(outlook, run))
            for code, run in (
                ("affordable_base", courses.base),
                ("affordable_stressed", courses.stressed),
                ("essential_bills_first", courses.essential),
            )
        ),
        Gate("already_affordable", not courses.contract_is_kept, "info"),
    )


def legal_gates(
    debt: DebtLine, instalments: int, known: Circumstances, book: RuleBook
) -> tuple[Gate, ...]:
    """What law and safety say about this debt; the card limit only where it is a card's."""
    gates = []
    if debt.product_type == CARD:
        most = book.rule(CARD_RULE).numbers["max_months"]
        params = {"instalments": str(instalments), "max": str(most)}
        gates.append(Gate(CARD_GATE, instalments <= most, "fatal", params, CARD_RULE))
    flags: tuple[tuple[bool, str, Severity, str], ...] = (
        (known.limitation_possible, "limitation_possible", "fatal", LIMITATION_RULE),
        (known.payment_order_pending, "payment_order_pending", "fatal", PAYMENT_ORDER_RULE),
        (known.guaranteed, "guarantor_consent", "warning", GUARANTOR_RULE),
        (debt.creditor_type in UNLICENSED, "unlicensed_lender", "warning", UNLICENSED_RULE),
    )
    gates += [
        Gate(code, passed=False, severity=severity, rule_id=rule_id)
        for raised, code, severity, rule_id in flags
        if raised
    ]
    return tuple(gates)


def value_gate(plan: int, no_plan: int) -> Gate:
    """Whether the plan brings the lender at least as much as having none."""
    params = {"plan": format_fen(plan), "no_plan": format_fen(no_plan)}
    return Gate("worth_more_than_no_plan", plan >= no_plan, "warning", params)


def _shortage(outlook: Outlook, run: Course) -> dict[str, str]:
    return {
        "month": format_month(outlook.start_month + run.lowest_month),
        "amount": format_fen(run.lowest_balance),
        "months_short": str(run.months_short),
    }
