import tomllib
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.money import format_fen, parse_fen
from app.core.rules import rule_book
from app.law.court_fees import court_fee
from tests.law.codes import PROCEDURES

FEES = tomllib.loads((Path(__file__).parents[1] / "cases" / "law_court_fees.toml").read_text())[
    "fees"
]


@pytest.mark.parametrize("procedure", PROCEDURES)
@pytest.mark.parametrize("case", FEES, ids=lambda case: case["amount"])
def test_fee_of_each_case(case: dict[str, Any], procedure: str) -> None:
    found = court_fee(rule_book(), parse_fen(case["amount"]), procedure)
    assert format_fen(found.fee) == case[procedure]


def test_the_table_has_a_column_for_every_procedure() -> None:
    assert set(PROCEDURES) == set(FEES[0]) - {"amount", "article"}
    assert len(FEES) == 29


def test_brackets_show_how_a_fee_came_about() -> None:
    found = court_fee(rule_book(), parse_fen("123456.78"), "summary")
    assert [
        (format_fen(step.over), step.to, step.percent, format_fen(step.amount))
        for step in found.brackets
    ] == [
        ("0.00", 1_000_000, None, "50.00"),
        ("10000.00", 10_000_000, Decimal("2.5"), "2250.00"),
        ("100000.00", 20_000_000, Decimal(2), "469.14"),
    ]
    assert format_fen(found.tariff_fee) == "2769.14"
    assert found.factor == Fraction(1, 2)
    assert not found.capped
    assert found.prepaid
    assert {"FEE-13", "FEE-16"} <= set(found.rule_ids)


def test_a_claim_at_a_bound_stays_in_the_lower_bracket() -> None:
    assert len(court_fee(rule_book(), parse_fen("10000"), "ordinary").brackets) == 1
    assert len(court_fee(rule_book(), parse_fen("10000.01"), "ordinary").brackets) == 2


def test_the_top_bracket_has_no_upper_bound() -> None:
    assert court_fee(rule_book(), 3_000_000_000, "ordinary").brackets[-1].to is None


def test_preservation_is_capped_and_says_so() -> None:
    assert court_fee(rule_book(), parse_fen("1000000"), "preservation").capped
    assert not court_fee(rule_book(), parse_fen("896000"), "preservation").capped


def test_the_executed_party_pays_for_execution_so_nothing_is_prepaid() -> None:
    assert not court_fee(rule_book(), 100, "execution").prepaid


def test_nothing_in_dispute_still_costs_the_fixed_fee() -> None:
    assert court_fee(rule_book(), 0, "ordinary").fee == 5000


@pytest.mark.parametrize("procedure", PROCEDURES)
def test_every_fee_cites_rules_that_exist(procedure: str) -> None:
    rule_ids = court_fee(rule_book(), 100, procedure).rule_ids
    assert rule_ids
    assert all(rule_book().rule(rule_id) for rule_id in rule_ids)


def test_a_negative_amount_and_an_unknown_procedure_are_refused() -> None:
    with pytest.raises(ValueError, match="not negative"):
        court_fee(rule_book(), -1, "ordinary")
    with pytest.raises(KeyError):
        court_fee(rule_book(), 1, "duel")


@settings(max_examples=200)
@given(
    amount=st.integers(0, 10**12), more=st.integers(0, 10**8), procedure=st.sampled_from(PROCEDURES)
)
def test_a_larger_claim_never_costs_less(amount: int, more: int, procedure: str) -> None:
    book = rule_book()
    assert court_fee(book, amount, procedure).fee <= court_fee(book, amount + more, procedure).fee


@settings(max_examples=200)
@given(amount=st.integers(0, 10**12))
def test_the_brackets_add_up_to_the_tariff(amount: int) -> None:
    found = court_fee(rule_book(), amount, "ordinary")
    assert sum(step.amount for step in found.brackets) == found.tariff_fee == found.fee
