from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from app.calc.money import parse_fen
from app.cash_flow.budget_lines import Budget, DebtLine, Income, Stress
from app.core.rules import rule_book
from app.proposals.model import scoring_model
from app.proposals.scoring import evaluate
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, Waiver, plan_of
from app.proposals.waterfall import STEPS, waterfall
from tests.proposals.households import CARD, EXAMPLE, FAMILY, is_affordable

MODEL = scoring_model()
CALM = Stress(Decimal(0), Decimal(0))


def _earning(fen: int, debt: DebtLine = CARD) -> Situation:
    """Income from the latest month to which a date is shifted, so that nothing is saved before."""
    budget = Budget(0, (Income("a", "salary", fen, starts_on=date(2027, 3, 1)),))
    return replace(EXAMPLE, debt=debt, budget=budget, stress=CALM, months=1)


def _kept(situation: Situation, terms: ProposalTerms) -> bool:
    return is_affordable(evaluate(situation, terms, MODEL, rule_book()))


def test_steps_come_in_order_and_end_where_it_is_reached() -> None:
    for salary in range(10_000, 400_000, 15_000):
        steps = waterfall(_earning(salary), MODEL)
        assert [step.step for step in steps] == list(STEPS[: len(steps)])
        assert [step.reached for step in steps[:-1]] == [False] * (len(steps) - 1)
        assert steps[-1].reached or len(steps) == len(STEPS)
        for step in steps:
            assert step.reached == (step.payment > 0 and _kept(_earning(salary), step.terms))


@pytest.mark.parametrize(
    ("salary", "step"),
    [
        (260_000, "date_shift"),
        (245_000, "interest_penalty_waiver"),
        (220_000, "rate"),
        (100_000, "term"),
        (1_000, "lump_sum"),
    ],
)
def test_less_money_needs_more_relief(salary: int, step: str) -> None:
    assert waterfall(_earning(salary), MODEL)[-1].step == step


def test_the_familys_tight_month_needs_the_term() -> None:
    steps = waterfall(FAMILY, MODEL)
    assert [(step.step, step.reached) for step in steps] == [
        ("date_shift", False),
        ("interest_penalty_waiver", False),
        ("rate", False),
        ("term", True),
    ]
    last = steps[-1].terms
    assert _kept(FAMILY, last)
    assert not _kept(FAMILY, replace(last, instalments=last.instalments - 1))


def test_interest_fees_and_penalty_are_waived_whole_and_no_principal() -> None:
    owed = replace(CARD, fees_outstanding=7_000)
    second = waterfall(_earning(0, owed), MODEL)[1]
    assert second.terms.waive == Waiver(0, 165_000, 7_000, 32_000)


def test_the_date_is_shifted_no_further_than_needed() -> None:
    late = Income("a", "salary", 300_000, starts_on=date(2027, 2, 1))
    situation = replace(_earning(0), budget=Budget(0, (late,)))
    (step,) = waterfall(situation, MODEL)
    assert (step.step, step.terms.first_due_date) == ("date_shift", date(2027, 2, 10))


def test_the_rate_falls_no_further_than_needed() -> None:
    step = waterfall(_earning(220_000), MODEL)[-1]
    rate = step.terms.annual_rate_percent
    assert 0 < rate < Decimal("18.25")
    above = replace(step.terms, annual_rate_percent=rate + Decimal("0.01"))
    assert not _kept(_earning(220_000), above)
    assert step.payment <= 220_000


def test_the_rate_step_agrees_with_the_published_waterfall() -> None:
    """HAMP example 1: 200,000 at 7.5 % over 360 months, 990.00 to spend; by eighths 4.25 %."""
    house = DebtLine(
        "house",
        product_type="mortgage",
        principal_outstanding=parse_fen("200000.00"),
        annual_rate_percent=Decimal("7.5"),
        remaining_instalments=360,
        next_due_date=date(2026, 12, 10),
    )
    situation = _earning(99_000, house)
    steps = waterfall(situation, MODEL)
    assert [step.payment for step in steps[:2]] == [139_843, 139_843]
    assert Decimal("4.25") <= steps[-1].terms.annual_rate_percent < Decimal("4.375")
    level = plan_of(house, steps[-1].terms).schedule.rows[0].payment
    assert 98_900 < level <= 99_000


def test_forbearance_is_the_least_and_capped() -> None:
    """What is left for the last instalment, as in Flex: never more than its cap."""
    salary = Income("a", "salary", 70_000)
    bonus = Income("b", "bonus", 3_000_000, starts_on=date(2031, 12, 1), ends_on=date(2031, 12, 31))
    situation = replace(_earning(0), budget=Budget(0, (salary, bonus)))
    step = waterfall(situation, MODEL)[-1]
    assert (step.step, step.reached) == ("forbearance", True)
    assert 0 < step.terms.balloon <= CARD.principal_outstanding * MODEL.offers.forbearance_share
    assert _kept(situation, step.terms)
    assert not _kept(situation, replace(step.terms, balloon=step.terms.balloon - 60))
    poorer = replace(situation, budget=Budget(0, (replace(salary, amount=40_000), bonus)))
    refused = waterfall(poorer, MODEL)[-2]
    assert (refused.step, refused.reached) == ("forbearance", False)
    assert refused.terms.balloon == 1_440_000


def test_a_lump_sum_is_what_can_be_paid_at_once() -> None:
    situation = replace(_earning(0), budget=Budget(500_000), buffer=20_000)
    step = waterfall(situation, MODEL)[-1]
    assert (step.step, step.payment, step.reached) == ("lump_sum", 480_000, True)
    assert (step.terms.instalments, step.terms.upfront_payment) == (1, 480_000)
    assert plan_of(CARD, step.terms).total_paid == 480_000


def test_without_any_money_nothing_is_reached() -> None:
    steps = waterfall(_earning(0), MODEL)
    assert [step.step for step in steps] == list(STEPS)
    assert not any(step.reached for step in steps)
    assert steps[-1].payment == 0


def test_what_is_unknown_of_the_contract_is_filled_in() -> None:
    unknown = DebtLine("x", principal_outstanding=600_000)
    (step,) = waterfall(_earning(20_000, unknown), MODEL)
    assert step.terms.instalments == MODEL.offers.longest(None)
    assert step.terms.first_due_date.day == 10
    assert step.terms.annual_rate_percent == 0
