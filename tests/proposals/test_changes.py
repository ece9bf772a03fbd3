from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.calc.periods import add_months
from app.calc.schedules import ScheduleNotComputable
from app.cash_flow.budget_lines import Budget
from app.core.rules import rule_book
from app.proposals.changes import Change, smallest_changes
from app.proposals.gates import Circumstances
from app.proposals.model import scoring_model
from app.proposals.scoring import VERDICTS, Evaluation, evaluate
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, Waiver
from tests.proposals.changing import changed, judged
from tests.proposals.households import (
    CARD,
    EXAMPLE,
    FAMILY,
    LOAN,
    MILD,
    REFUSED,
    RENT,
    SALARY,
    WORKED_EXAMPLE,
    is_affordable,
)

MODEL, BOOK = scoring_model(), rule_book()
TIGHT = replace(EXAMPLE, budget=Budget(0, (replace(SALARY, amount=110_000),)), stress=MILD)
GREEDY = replace(
    WORKED_EXAMPLE,
    waive=Waiver(principal=2_500_000, interest=165_000, penalty=32_000),
    instalments=60,
)
UNPROVEN = replace(EXAMPLE, evidence_held=frozenset(), efforts=frozenset(), payments_made=0)
ENDING = replace(
    EXAMPLE,
    debt=LOAN,
    budget=Budget(0, (replace(SALARY, amount=600_000, ends_on=date(2027, 9, 30)),), (RENT,)),
    stress=MILD,
    months=1,
)
FIXED = replace(WORKED_EXAMPLE, instalment_amount=120_000, instalments=45)
CASES: dict[str, tuple[Situation, ProposalTerms]] = {
    "first_due_date": (FAMILY, REFUSED),
    "instalments": (TIGHT, replace(WORKED_EXAMPLE, instalments=30)),
    "annual_rate_percent": (
        TIGHT,
        replace(WORKED_EXAMPLE, annual_rate_percent=Decimal("18.25")),
    ),
    "upfront_payment": (
        replace(TIGHT, budget=replace(TIGHT.budget, opening_balance=400_000)),
        replace(WORKED_EXAMPLE, upfront_payment=600_000),
    ),
    "waive.interest": (
        TIGHT,
        replace(WORKED_EXAMPLE, instalments=46, annual_rate_percent=Decimal(0)),
    ),
    "instalment_amount": (TIGHT, FIXED),
}


def _one_unit_less(change: Change) -> Any:
    before: Any = change.before
    after: Any = change.after
    if isinstance(after, date):
        return add_months(after, -1)
    unit: Any = Decimal("0.01") if change.kind == "percent" else 1
    return after - unit if after > before else after + unit


def _flips(change: Change, before: Evaluation, after: Evaluation) -> bool:
    if change.flips == "verdict":
        return VERDICTS.index(after.verdict) > VERDICTS.index(before.verdict)
    return change.flips not in after.failed


@pytest.mark.parametrize("field", CASES)
def test_the_value_found_flips_and_one_unit_less_does_not(field: str) -> None:
    situation, terms = CASES[field]
    before, changes = judged(situation, terms)
    assert field in {change.field for change in changes}
    for change in changes:
        after = evaluate(situation, changed(terms, change.field, change.after), MODEL, BOOK)
        assert _flips(change, before, after), change
        assert (change.points_after, change.verdict_after) == (after.points, after.verdict)
        less = evaluate(
            situation, changed(terms, change.field, _one_unit_less(change)), MODEL, BOOK
        )
        assert not _flips(change, before, less), change


def test_terms_without_a_schedule_never_pass() -> None:
    """Fewer instalments than the grace has are no plan."""
    terms = replace(WORKED_EXAMPLE, instalments=30, grace_principal=5)
    _, changes = judged(TIGHT, terms)
    assert changes
    assert all(change.after != 1 for change in changes)


def test_nothing_is_invented_for_the_hopeless() -> None:
    assert judged(replace(EXAMPLE, budget=Budget(0)), WORKED_EXAMPLE)[1] == ()


def test_a_shorter_change_is_found_where_the_longest_outlasts_the_income() -> None:
    asked = ProposalTerms(2, date(2027, 1, 10))
    assert not is_affordable(evaluate(ENDING, replace(asked, instalments=60), MODEL, BOOK))
    _, changes = judged(ENDING, asked)
    longer = next(change for change in changes if change.field == "instalments")
    assert (longer.after, longer.verdict_after) == (4, "reasonable")


def test_the_refused_proposal_passes_with_its_date_moved() -> None:
    _, changes = judged(FAMILY, REFUSED)
    assert [(change.field, change.after, change.verdict_after) for change in changes] == [
        ("first_due_date", date(2027, 3, 10), "reasonable")
    ]
    assert changes[0].points_after > evaluate(FAMILY, REFUSED, MODEL, BOOK).points


def test_more_instalments_mend_what_is_too_much_each_month() -> None:
    _, changes = judged(*CASES["instalments"])
    longer = next(change for change in changes if change.field == "instalments")
    assert isinstance(longer.after, int)
    assert longer.after > 30
    assert longer.flips == "verdict"


def test_a_gate_is_mended_where_the_verdict_cannot_be() -> None:
    poor = replace(UNPROVEN, debt=replace(CARD, creditor_type="bank"))
    terms = replace(GREEDY, instalments=70)
    before, changes = judged(poor, terms)
    assert before.failed == {"card_term_limit"}
    shorter = next(change for change in changes if change.field == "instalments")
    assert shorter.after == 60 or shorter.flips == "verdict"


def test_no_verdict_is_promised_while_a_gate_fails_that_no_terms_can_mend() -> None:
    situation, terms = CASES["instalments"]
    for known in (
        Circumstances(limitation_possible=True),
        Circumstances(payment_order_pending=True),
    ):
        before, changes = judged(replace(situation, known=known), terms)
        assert len(before.failed) == 4
        assert {(change.field, change.flips) for change in changes} >= {
            ("instalments", "affordable_base"),
            ("instalments", "affordable_stressed"),
        }
        assert all(change.flips in before.failed for change in changes)


@pytest.mark.parametrize(
    ("situation", "terms"),
    [(EXAMPLE, WORKED_EXAMPLE), (FAMILY, replace(REFUSED, first_due_date=date(2027, 3, 10)))],
)
def test_nothing_for_what_is_reasonable_already(situation: Situation, terms: ProposalTerms) -> None:
    assert judged(situation, terms)[1] == ()


def test_proof_is_added_weightiest_first_and_no_more_than_needed() -> None:
    """Whatever the order of the model; what is held stays, in the order of the codes."""
    of_no_weight = frozenset({"e_chat", "d_letter", "f_note", "b_photo", "c_card", "a_voice"})
    lightest_first = replace(MODEL, evidence=tuple(reversed(MODEL.evidence)))
    terms = _borderline(lambda asked: replace(WORKED_EXAMPLE, waive=Waiver(principal=asked)))
    situation = replace(UNPROVEN, evidence_held=of_no_weight)
    before = evaluate(situation, terms, MODEL, BOOK)
    for model, first in ((MODEL, "income_proof"), (lightest_first, "termination_proof")):
        changes = smallest_changes(situation, terms, before, model, BOOK)
        (proof,) = [change for change in changes if change.kind == "codes"]
        assert proof.before == tuple(sorted(of_no_weight))
        assert proof.after == tuple(sorted(of_no_weight | {first}))
        after = evaluate(
            replace(situation, evidence_held=of_no_weight | {first}), terms, model, BOOK
        )
        assert _flips(proof, before, after)


def test_proof_can_be_what_is_missing() -> None:
    def verdict(situation: Situation) -> str:
        return evaluate(situation, terms, MODEL, BOOK).verdict

    terms = _borderline(lambda asked: replace(WORKED_EXAMPLE, waive=Waiver(principal=asked)))
    assert verdict(UNPROVEN) == "borderline"
    _, changes = judged(UNPROVEN, terms)
    (proof,) = [change for change in changes if change.kind == "codes"]
    assert proof.before == ()
    assert isinstance(proof.after, tuple)
    assert proof.verdict_after == "reasonable"
    fewer = frozenset(proof.after[:-1])
    assert verdict(replace(UNPROVEN, evidence_held=frozenset(proof.after))) == "reasonable"
    assert len(fewer) < len(proof.after)


def _borderline(terms_asking: Callable[[int], ProposalTerms]) -> ProposalTerms:
    """The first ask, by steps of 100 yuan, that is no more reasonable without proof."""
    for asked in range(0, 4_800_000, 10_000):
        terms = terms_asking(asked)
        if evaluate(UNPROVEN, terms, MODEL, BOOK).verdict == "borderline":
            return terms
    raise AssertionError("no ask is borderline")


def test_a_date_is_moved_by_a_year_at_most() -> None:
    for situation, terms in CASES.values():
        for change in judged(situation, terms)[1]:
            if isinstance(change.after, date):
                assert change.after <= add_months(terms.first_due_date, MODEL.reach.months_later)


@pytest.mark.parametrize("count", [6, 20, 36, 59])
@pytest.mark.parametrize("opening", [0, 350_000])
def test_nothing_smaller_of_a_counted_field_flips(count: int, opening: int) -> None:
    """Every instalment and every month between what was proposed and what is advised is tried."""
    situation = replace(FAMILY, budget=replace(FAMILY.budget, opening_balance=opening))
    terms = replace(REFUSED, instalments=count)
    found = evaluate(situation, terms, MODEL, BOOK)
    changes = smallest_changes(situation, terms, found, MODEL, BOOK)
    counted = [one for one in changes if one.kind in {"count", "date"} and one.flips == "verdict"]
    for change in counted:
        for units in range(1, 61):
            if change.field == "instalments":
                step = 1 if change.after > change.before else -1  # type: ignore[operator]  # both int
                tried = replace(terms, instalments=count + step * units)
                done = tried.instalments == change.after
            else:
                later = add_months(terms.first_due_date, units)
                tried, done = replace(terms, first_due_date=later), later == change.after
            better = evaluate(situation, tried, MODEL, BOOK)
            rank = VERDICTS.index(better.verdict) > VERDICTS.index(found.verdict)
            assert rank == done
            if done:
                assert better.points == change.points_after
                break


def _nothing_smaller(
    situation: Situation, terms: ProposalTerms, beside: int, more: list[float]
) -> int:
    """Try what is smaller than each money change: just beside it, and at parts of the way."""
    before, changes = judged(situation, terms)
    found = [change for change in changes if change.kind == "money"]
    for change in found:
        asked: Any = change.before
        after: Any = change.after
        step, span = (1 if after > asked else -1), abs(after - asked)
        smaller = {*range(max(1, span - beside), span), *(int(span * part) for part in more)}
        for units in smaller - {0, span}:
            tried = changed(terms, change.field, asked + step * units)
            assert not _flips(change, before, evaluate(situation, tried, MODEL, BOOK)), change
    return len(found)


def test_nothing_smaller_flips_where_rounding_makes_it_come_and_go() -> None:
    """Payments of whole fen: 62.50 up front can be kept, 62.51 cannot, 62.52 can again."""
    situation = replace(FAMILY, budget=replace(FAMILY.budget, opening_balance=290_139))
    terms = replace(WORKED_EXAMPLE, instalments=33, upfront_payment=300_000, balloon=200_000)
    assert _nothing_smaller(situation, terms, 100, []) == 2


@given(
    st.sampled_from([TIGHT, FAMILY, UNPROVEN]),
    st.integers(0, 500_000),
    st.integers(12, 60),
    st.sampled_from([Decimal(0), Decimal("6.00"), Decimal("18.25")]),
    st.sampled_from([0, 100_000, 300_000]),
    st.none() | st.integers(90_000, 160_000),
    st.lists(st.floats(0, 1), max_size=20),
)
@settings(max_examples=25)
def test_nothing_smaller_of_a_money_field_flips(
    situation: Situation,
    opening: int,
    count: int,
    rate: Decimal,
    upfront: int,
    amount: int | None,
    more: list[float],
) -> None:
    household = replace(situation, budget=replace(situation.budget, opening_balance=opening))
    terms = replace(
        WORKED_EXAMPLE,
        instalments=count,
        annual_rate_percent=rate,
        upfront_payment=upfront,
        instalment_amount=amount,
    )
    with suppress(ScheduleNotComputable):
        _nothing_smaller(household, terms, 60, more)
