from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.calc.periods import add_months
from app.cash_flow.budget_lines import Budget, Income
from app.core.rules import rule_book
from app.proposals.gates import Circumstances, Gate
from app.proposals.model import LenderAssumptions, Route, scoring_model
from app.proposals.scoring import VERDICTS, Evaluation, coverage_places, evaluate, verdict_of
from app.proposals.situation import Situation, patient_assumptions
from app.proposals.terms import ProposalTerms, TermsNotPossible, Waiver
from tests.proposals.households import (
    CARD,
    EXAMPLE,
    FAMILY,
    LOAN,
    MILD,
    REFUSED,
    SALARY,
    START,
    WORKED_EXAMPLE,
    is_affordable,
)

MODEL, BOOK = scoring_model(), rule_book()
FIRST = date(2027, 1, 10)
RECOVERED_WHOLE = replace(
    MODEL.lender,
    redefault_share=Decimal(0),
    routes=(Route("whole", Decimal(1), Decimal(1), 0, 0),),
)
"""Under these the ratio stays far from its band's end, and no plan breaks."""
RATES = st.sampled_from([Decimal(0), Decimal(6), Decimal("18.25"), Decimal(30)])


def _judged(situation: Situation, terms: ProposalTerms) -> Evaluation:
    return evaluate(situation, terms, MODEL, BOOK)


def _points(found: Evaluation, code: str) -> int:
    return next(part.points for part in found.sub_scores if part.code == code)


def _share(found: Evaluation, code: str) -> Decimal:
    return next(part.value for part in found.sub_scores if part.code == code)


def _earning(fen: int) -> Situation:
    """The example on another salary and nothing else going on."""
    return replace(EXAMPLE, budget=Budget(0, (replace(SALARY, amount=fen),)), stress=MILD)


def test_the_worked_example_is_reasonable() -> None:
    found = _judged(EXAMPLE, WORKED_EXAMPLE)
    assert found.verdict == "reasonable"
    assert sum(part.points for part in found.sub_scores) == found.points
    assert found.failed == frozenset()
    assert is_affordable(found)
    assert found.courses.stressed.months_short == 0
    assert found.value.ratio > 1


def test_the_refused_proposal_fails_in_the_month_of_the_dentist() -> None:
    found = _judged(FAMILY, REFUSED)
    assert found.verdict == "unreasonable"
    assert found.failed == {"affordable_stressed"}
    assert not is_affordable(found)
    gate = next(gate for gate in found.gates if gate.code == "affordable_stressed")
    assert gate.params["month"] == "2027-02"
    assert found.courses.base.is_kept
    assert found.courses.base.coverage > 1 > found.courses.stressed.coverage
    assert _share(found, "affordability") == Decimal("0.3079")


def test_terms_are_computed_even_when_a_gate_fails() -> None:
    found = _judged(_earning(1), WORKED_EXAMPLE)
    assert found.verdict == "unreasonable"
    assert {"affordable_base", "affordable_stressed", "essential_bills_first"} <= found.failed
    assert found.plan.total_paid == 4_965_000
    assert found.value.plan > 0


def test_a_plan_is_judged_over_all_of_its_own_months() -> None:
    ending = replace(SALARY, ends_on=date(2028, 1, 31))
    situation = replace(EXAMPLE, budget=Budget(0, (ending,)), months=12)
    short = replace(WORKED_EXAMPLE, instalments=12)
    assert is_affordable(_judged(situation, short))
    spent = replace(
        situation, budget=replace(situation.budget, incomes=(replace(ending, amount=360_000),))
    )
    assert not is_affordable(_judged(spent, WORKED_EXAMPLE))


def test_the_other_debts_take_their_instalments_first() -> None:
    alone = replace(FAMILY, budget=replace(FAMILY.budget, debts=(CARD,)))
    assert is_affordable(_judged(alone, REFUSED))
    assert not is_affordable(_judged(FAMILY, REFUSED))
    assert [line.debt_ref for line in FAMILY.others] == ["loan", "phone"]


def test_the_safety_buffer_is_kept() -> None:
    kept = _judged(EXAMPLE, WORKED_EXAMPLE).courses.stressed.lowest_balance
    assert is_affordable(_judged(replace(EXAMPLE, buffer=kept), WORKED_EXAMPLE))
    assert not is_affordable(_judged(replace(EXAMPLE, buffer=kept + 1), WORKED_EXAMPLE))


def test_a_contract_that_can_be_kept_is_told() -> None:
    def told(situation: Situation) -> bool:
        gates = _judged(situation, WORKED_EXAMPLE).gates
        return not next(gate for gate in gates if gate.code == "already_affordable").passed

    assert told(EXAMPLE)
    assert not told(_earning(200_000))
    unknown = replace(CARD, instalment_amount=None)
    over = replace(CARD, remaining_instalments=0)
    assert not told(replace(EXAMPLE, debt=unknown))
    assert not told(replace(EXAMPLE, debt=over))


def test_terms_that_contradict_the_debt_are_refused() -> None:
    with pytest.raises(TermsNotPossible):
        _judged(EXAMPLE, replace(WORKED_EXAMPLE, waive=Waiver(fees=1)))


def test_a_first_date_beyond_what_is_looked_at_is_refused() -> None:
    latest = add_months(date(2026, 12, 10), MODEL.reach.months_ahead)
    assert _judged(EXAMPLE, replace(WORKED_EXAMPLE, first_due_date=latest)).plan.waived == 32_000
    with pytest.raises(TermsNotPossible, match="first_due_too_far"):
        _judged(EXAMPLE, replace(WORKED_EXAMPLE, first_due_date=add_months(latest, 1)))


@pytest.mark.parametrize(
    ("points", "verdict"),
    [
        (0, "unreasonable"),
        (44, "unreasonable"),
        (45, "borderline"),
        (64, "borderline"),
        (65, "reasonable"),
    ],
)
def test_verdicts_by_points(points: int, verdict: str) -> None:
    assert verdict_of(points, (), MODEL) == verdict
    assert verdict in VERDICTS
    passing = (
        Gate("a", passed=True, severity="fatal"),
        Gate("b", passed=False, severity="warning"),
    )
    assert verdict_of(points, passing, MODEL) == verdict
    fatal = (*passing, Gate("c", passed=False, severity="fatal"))
    assert verdict_of(points, fatal, MODEL) == "unreasonable"


@pytest.mark.parametrize("flag", ["limitation_possible", "payment_order_pending"])
def test_a_fatal_circumstance_decides_whatever_the_points(flag: str) -> None:
    known = replace(EXAMPLE, known=Circumstances(**{flag: True}))
    found = _judged(known, WORKED_EXAMPLE)
    assert found.verdict == "unreasonable"
    assert found.failed == {flag}
    assert found.points == _judged(EXAMPLE, WORKED_EXAMPLE).points


def test_a_shared_outlook_changes_nothing() -> None:
    view = FAMILY.view(90)
    assert evaluate(FAMILY, REFUSED, MODEL, BOOK, view) == _judged(FAMILY, REFUSED)


@given(st.integers(0, 400_000), st.integers(0, 400_000), st.integers(1, 60))
@settings(max_examples=50)
def test_more_income_never_lowers_affordability(one: int, two: int, count: int) -> None:
    low, high = sorted((one, two))
    terms = replace(WORKED_EXAMPLE, instalments=count)
    poor, rich = (_judged(_earning(fen), terms) for fen in (low, high))
    assert _points(poor, "affordability") <= _points(rich, "affordability")
    assert poor.points <= rich.points
    assert VERDICTS.index(poor.verdict) <= VERDICTS.index(rich.verdict)


@given(st.integers(1, 59), st.integers(0, 500_000), st.integers(0, 500_000), RATES)
@settings(max_examples=50)
def test_paying_more_never_lowers_the_lenders_value(
    count: int, one: int, two: int, rate: Decimal
) -> None:
    low, high = sorted((one, two))
    base = ProposalTerms(count, FIRST, rate)
    less, more = (
        _judged(EXAMPLE, replace(base, waive=Waiver(principal=waived))) for waived in (high, low)
    )
    assert less.value.plan <= more.value.plan
    assert _points(less, "lender_value") <= _points(more, "lender_value")


@given(st.integers(1, 59), RATES, st.sampled_from([MODEL.lender, RECOVERED_WHOLE]))
@settings(max_examples=50)
def test_paying_sooner_never_lowers_the_points_for_the_lenders_value(
    count: int, rate: Decimal, assumed: LenderAssumptions
) -> None:
    situation = replace(EXAMPLE, assumptions=assumed)
    longer, shorter = (
        _judged(situation, ProposalTerms(instalments, FIRST, rate))
        for instalments in (count + 1, count)
    )
    assert _share(longer, "lender_value") <= _share(shorter, "lender_value") + Decimal("0.0001")


@given(
    st.sets(st.sampled_from([code for group in MODEL.evidence for code in group.any_of])),
    st.sampled_from([code for group in MODEL.evidence for code in group.any_of]),
)
@settings(max_examples=30)
def test_more_evidence_never_lowers_the_score(held: set[str], more: str) -> None:
    less = _judged(replace(EXAMPLE, evidence_held=frozenset(held)), WORKED_EXAMPLE)
    also = _judged(replace(EXAMPLE, evidence_held=frozenset({*held, more})), WORKED_EXAMPLE)
    assert less.points <= also.points


@given(st.integers(0, 8), st.sets(st.sampled_from("abcde"), max_size=5))
@settings(max_examples=30)
def test_more_effort_and_payments_never_lower_the_score(made: int, efforts: set[str]) -> None:
    base = replace(EXAMPLE, payments_made=made, efforts=frozenset(efforts))
    more = replace(base, payments_made=made + 1, efforts=frozenset({*efforts, "f"}))
    assert _judged(base, WORKED_EXAMPLE).points <= _judged(more, WORKED_EXAMPLE).points


@given(
    st.integers(60_000, 500_000),
    st.integers(6, 118),
    st.integers(1, 40),
    RATES,
    st.integers(0, 300_000),
    st.sampled_from(["credit_card", "consumer_loan", "mortgage"]),
)
@settings(max_examples=60)
def test_a_longer_term_alone_never_raises_the_points_of_an_affordable_plan(
    salary: int, count: int, longer: int, rate: Decimal, upfront: int, product: str
) -> None:
    debt = replace(CARD, product_type=product)
    situation = replace(
        _earning(salary),
        debt=debt,
        budget=Budget(upfront, (Income("a", "salary", salary),), debts=(LOAN,)),
    )
    terms = ProposalTerms(count, FIRST, rate, upfront_payment=upfront)
    before = _judged(situation, terms)
    assume(is_affordable(before))
    after = _judged(situation, replace(terms, instalments=count + longer))
    assert after.points <= before.points


def test_coverage_is_shown_rounded_down() -> None:
    assert str(coverage_places(Fraction(99_999, 100_000))) == "0.9999"
    assert str(coverage_places(Fraction(1))) == "1.0000"
    assert str(coverage_places(Fraction(0))) == "0.0000"


def test_months_are_counted_from_the_start() -> None:
    late = replace(EXAMPLE, start_month=START + 12)
    assert _judged(late, WORKED_EXAMPLE).plan.total_paid == 4_965_000
    assert _judged(late, replace(WORKED_EXAMPLE, instalments=3)).courses.base.lowest_month == 0


def test_a_patient_lender_discounts_at_the_plans_own_effective_rate() -> None:
    """1 % a month compounds to 12.682503 % a year."""
    rate = patient_assumptions(MODEL.lender, Decimal(12)).discount_rate_percent
    assert round(rate, 6) == Decimal("12.682503")


def test_no_buffer_is_kept_unless_one_is_told() -> None:
    told = (EXAMPLE.debt, EXAMPLE.budget, START, 12, EXAMPLE.stress, MODEL.lender)
    assert Situation(*told) == Situation(*told, buffer=0)
