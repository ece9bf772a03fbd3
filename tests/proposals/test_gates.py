from dataclasses import replace
from fractions import Fraction

import pytest

from app.core.rules import rule_book
from app.proposals.flows import Course, Outlook
from app.proposals.gates import (
    Circumstances,
    Courses,
    Gate,
    affordability_gates,
    legal_gates,
    value_gate,
)
from tests.proposals.households import CARD, LOAN, START

VIEW = Outlook(START, (0,), (0,), (0,), 0)
KEPT = Course(Fraction(2), 0, 500, 3)
SHORT = Course(Fraction(1, 2), 4, -12_345, 2)
BOOK = rule_book()


def _codes(gates: tuple[Gate, ...]) -> dict[str, bool]:
    return {gate.code: gate.passed for gate in gates}


@pytest.mark.parametrize(
    ("courses", "code"),
    [
        (Courses(SHORT, KEPT, KEPT, contract_is_kept=False), "affordable_base"),
        (Courses(KEPT, SHORT, KEPT, contract_is_kept=False), "affordable_stressed"),
        (Courses(KEPT, KEPT, SHORT, contract_is_kept=False), "essential_bills_first"),
    ],
)
def test_each_course_has_its_own_gate(courses: Courses, code: str) -> None:
    gates = affordability_gates(VIEW, courses)
    failed = [gate for gate in gates if not gate.passed]
    assert [gate.code for gate in failed] == [code]
    assert failed[0].severity == "fatal"
    assert failed[0].params == {"month": "2027-02", "amount": "-123.45", "months_short": "4"}


def test_the_more_months_short_of_both_courses_are_told() -> None:
    for base, stressed in ((SHORT, KEPT), (KEPT, SHORT)):
        courses = Courses(base, stressed, KEPT, contract_is_kept=False)
        assert courses.most_months_short == 4
        assert courses.least_coverage == Fraction(1, 2)


def test_a_contract_that_can_be_kept_is_only_told() -> None:
    gates = affordability_gates(VIEW, Courses(KEPT, KEPT, KEPT, contract_is_kept=True))
    assert gates[-1] == Gate("already_affordable", passed=False, severity="info")
    assert all(gate.passed for gate in gates[:-1])


@pytest.mark.parametrize(("instalments", "passes"), [(1, True), (60, True), (61, False)])
def test_a_card_has_sixty_months_at_most(instalments: int, *, passes: bool) -> None:
    (gate,) = legal_gates(CARD, instalments, Circumstances(), BOOK)
    assert (gate.code, gate.passed, gate.severity) == ("card_term_limit", passes, "fatal")
    assert gate.rule_id == "CARD-70"
    assert gate.params == {"instalments": str(instalments), "max": "60"}


@pytest.mark.parametrize(
    "product", ["revolving_consumer_credit", "consumer_loan", "cash_loan", "mortgage", None]
)
def test_the_card_limit_is_never_stretched_to_other_products(product: str | None) -> None:
    assert legal_gates(replace(LOAN, product_type=product), 240, Circumstances(), BOOK) == ()


@pytest.mark.parametrize(
    ("flag", "code", "severity", "rule_id"),
    [
        ("limitation_possible", "limitation_possible", "fatal", "CC-192"),
        ("payment_order_pending", "payment_order_pending", "fatal", "CPL-227"),
        ("guaranteed", "guarantor_consent", "warning", "CC-695"),
    ],
)
def test_what_is_known_raises_its_gate(flag: str, code: str, severity: str, rule_id: str) -> None:
    known = Circumstances(**{flag: True})
    (gate,) = legal_gates(LOAN, 12, known, BOOK)
    assert (gate.code, gate.passed) == (code, False)
    assert (gate.severity, gate.rule_id) == (severity, rule_id)
    assert legal_gates(LOAN, 12, Circumstances(), BOOK) == ()


@pytest.mark.parametrize(
    ("creditor", "raised"),
    [
        ("unlicensed_company", True),
        ("unlicensed_professional_lender", True),
        ("private_person", False),
        ("bank", False),
        ("unknown", False),
    ],
)
def test_paying_an_unlicensed_lender_is_warned_of(creditor: str, *, raised: bool) -> None:
    gates = legal_gates(replace(LOAN, creditor_type=creditor), 12, Circumstances(), BOOK)
    assert _codes(gates) == ({"unlicensed_lender": False} if raised else {})


def test_every_rule_behind_a_gate_is_in_the_law_data() -> None:
    everything = Circumstances(
        guaranteed=True, limitation_possible=True, payment_order_pending=True
    )
    gates = legal_gates(replace(CARD, creditor_type="unlicensed_company"), 60, everything, BOOK)
    assert len(gates) == 5
    for gate in gates:
        assert gate.rule_id is not None
        assert BOOK.rule(gate.rule_id).id == gate.rule_id


@pytest.mark.parametrize(("plan", "passes"), [(99, False), (100, True), (101, True)])
def test_the_plan_must_be_worth_as_much_as_none(plan: int, *, passes: bool) -> None:
    gate = value_gate(plan, 100)
    assert gate.passed is passes
    assert gate.severity == "warning"
    assert gate.params == {"plan": f"{plan / 100:.2f}", "no_plan": "1.00"}
