"""Checks an agreement: point by point, then form, payee, terms and what the months can carry."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.cash_flow.budget_lines import DebtLine
from app.core.rules import RuleBook
from app.proposals.agreements.requirements import Point, Requirements
from app.proposals.gates import CARD, CARD_RULE, Circumstances, Severity, legal_gates
from app.proposals.terms import ProposalTerms

Status = Literal["present", "missing", "attention"]
Form = Literal["written", "oral"]
Payee = Literal["creditor", "personal_account", "other_company", "unknown"]
Carried = Literal["carried", "tight", "short", "unknown"]


@dataclass(frozen=True, slots=True)
class AgreedFacts:
    """What is known of an agreement besides the terms.

    `carried` says whether the forecast carries its payments: in every month, only without
    stress, not at all, or unknown for want of a budget.
    """

    form: Form
    recorded: bool | None
    payee: Payee
    items_present: frozenset[str]
    known: Circumstances
    carried: Carried


@dataclass(frozen=True, slots=True)
class Finding:
    """One result; its text is chosen by code and status, `params` fill it."""

    code: str
    status: Status
    severity: Severity
    rule_id: str | None = None
    params: Mapping[str, str] = field(default_factory=dict)


def check_agreement(
    debt: DebtLine,
    terms: ProposalTerms,
    facts: AgreedFacts,
    wanted: Requirements,
    book: RuleBook,
) -> tuple[Finding, ...]:
    """Every finding, the points of the data first, in their order."""
    points = (_of_point(point, terms, facts) for point in wanted.of_product(debt.product_type))
    return (*points, *_of_form(debt, facts), *_of_terms(debt, terms, facts, book))


def missing_points(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Codes of the points that are not there."""
    return tuple(finding.code for finding in findings if finding.status == "missing")


def _of_point(point: Point, terms: ProposalTerms, facts: AgreedFacts) -> Finding:
    present = point.code in facts.items_present
    if point.code == "written_or_recorded":
        present = facts.form == "written" or facts.recorded is True
    elif point.code == "payee_is_creditor":
        present = facts.payee == "creditor" or (present and facts.payee == "unknown")
    elif point.code == "no_receipt_no_upfront":
        present = present or not terms.upfront_payment
    if present:
        return Finding(point.code, "present", "info", point.rule_id)
    return Finding(point.code, "missing", point.severity, point.rule_id)


def _of_form(debt: DebtLine, facts: AgreedFacts) -> Iterator[Finding]:
    if facts.form == "oral" and facts.recorded is True:
        rule_id = CARD_RULE if debt.product_type == CARD else None
        yield Finding("keep_recording_until_settled", "attention", "info", rule_id)
    if facts.payee in {"personal_account", "other_company"}:
        severity: Severity = "fatal" if facts.payee == "personal_account" else "warning"
        yield Finding(f"payee_{facts.payee}", "attention", severity)


def _of_terms(
    debt: DebtLine, terms: ProposalTerms, facts: AgreedFacts, book: RuleBook
) -> Iterator[Finding]:
    for gate in legal_gates(debt, terms.instalments, facts.known, book):
        if not gate.passed:
            yield Finding(gate.code, "attention", "warning", gate.rule_id, gate.params)
    if terms.annual_rate_percent > (debt.annual_rate_percent or Decimal("Infinity")):
        yield Finding("rate_above_contract", "attention", "warning")
    severities: Mapping[Carried, Severity] = {
        "carried": "info",
        "tight": "warning",
        "short": "fatal",
        "unknown": "info",
    }
    yield Finding(f"payments_{facts.carried}", "attention", severities[facts.carried])
