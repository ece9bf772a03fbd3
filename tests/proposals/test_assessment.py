from dataclasses import replace
from decimal import Decimal

import pytest

from app.core.rules import rule_book
from app.proposals.assessment import Assessment, assess, reason_codes
from app.proposals.gates import Circumstances
from app.proposals.model import scoring_model
from app.proposals.situation import Situation
from app.proposals.terms import ProposalTerms, TermsNotPossible, Waiver
from tests.proposals.households import EXAMPLE, FAMILY, REFUSED, WORKED_EXAMPLE

MODEL = scoring_model()


def _assessed(
    situation: Situation, terms: ProposalTerms, *, with_changes: bool = True
) -> Assessment:
    return assess(situation, terms, MODEL, rule_book(), with_changes=with_changes)


def test_the_reasons_are_failed_gates_then_weak_points() -> None:
    found = _assessed(FAMILY, REFUSED)
    reasons = reason_codes(found.evaluation, MODEL)
    assert reasons == (
        "affordable_stressed",
        "low_affordability",
        "low_term_asked",
        "low_fairness",
    )
    half = Decimal("0.5")
    weak = {f"low_{part.code}" for part in found.evaluation.sub_scores if part.value < half}
    assert weak == set(reasons[1:])


def test_a_part_at_the_line_is_not_weak() -> None:
    found = _assessed(FAMILY, REFUSED, with_changes=False).evaluation
    [at_the_line] = [part for part in found.sub_scores if part.code == "fairness"]
    assert "low_fairness" in reason_codes(found, MODEL)
    assert "low_fairness" not in reason_codes(found, replace(MODEL, weak_below=at_the_line.value))


def test_what_is_only_told_is_no_reason() -> None:
    found = _assessed(EXAMPLE, WORKED_EXAMPLE)
    told = {gate.code for gate in found.evaluation.gates if not gate.passed}
    assert told == {"already_affordable"}
    assert reason_codes(found.evaluation, MODEL) == ("low_term_asked",)


def test_the_figures_belong_together() -> None:
    found = _assessed(EXAMPLE, WORKED_EXAMPLE)
    assert found.terms == WORKED_EXAMPLE
    assert found.computed.total_paid == found.evaluation.plan.total_paid
    assert found.band.low < found.evaluation.value.ratio < found.band.high
    assert 0 < found.share_of_paths_kept <= 1
    assert found.changes == ()


def test_changes_are_left_out_when_not_wanted() -> None:
    assert _assessed(FAMILY, REFUSED).changes
    assert assess(FAMILY, REFUSED, MODEL, rule_book()).changes
    assert _assessed(FAMILY, REFUSED, with_changes=False).changes == ()


def test_each_rule_is_named_once() -> None:
    known = Circumstances(guaranteed=True, limitation_possible=True)
    found = _assessed(replace(EXAMPLE, known=known), WORKED_EXAMPLE, with_changes=False)
    assert found.rule_ids == ("CARD-70", "CC-192", "CC-695")


def test_the_same_inputs_give_the_same_assessment() -> None:
    assert _assessed(FAMILY, REFUSED) == _assessed(FAMILY, REFUSED)


def test_terms_that_cannot_be_are_refused() -> None:
    with pytest.raises(TermsNotPossible):
        _assessed(EXAMPLE, replace(WORKED_EXAMPLE, waive=Waiver(principal=10**9)))
