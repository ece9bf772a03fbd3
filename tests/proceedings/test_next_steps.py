"""The order of what to do, and what is no longer to be done."""

from dataclasses import replace
from datetime import date

import pytest

from app.core.rules import rule_book
from app.proceedings.catalogue import catalogue
from app.proceedings.next_steps import Step, next_steps
from app.proceedings.response_clocks import Paper, response_clocks

TODAY = date(2026, 11, 20)
KNOWN = catalogue()


def steps_of(kind: str, *papers: Paper, is_confirmed: bool = False) -> list[Step]:
    clocks = response_clocks(rule_book(), KNOWN, kind, papers, TODAY)
    return list(next_steps(KNOWN, kind, papers, clocks, is_confirmed=is_confirmed))


def test_a_payment_order_begins_with_the_objection_and_its_day() -> None:
    first, *others = steps_of("payment_order", Paper("payment_order", date(2026, 11, 16)))
    assert first == Step("object_in_writing", date(2026, 12, 1))
    assert [step.code for step in others] == ["check_with_court", "keep_proof_of_filing"]
    assert {step.due_on for step in others} == {None}


def test_without_a_paper_the_objection_still_comes_first() -> None:
    assert steps_of("payment_order")[0] == Step("object_in_writing", None)


def test_once_objected_it_is_gone() -> None:
    paper = Paper("payment_order", date(2026, 11, 16), responded_on=date(2026, 11, 19))
    assert [step.code for step in steps_of("payment_order", paper)] == [
        "check_with_court",
        "keep_proof_of_filing",
    ]


def test_an_arbitrator_is_answered_by_the_printed_day_and_then_no_more() -> None:
    notice = Paper("arbitration_notice", date(2026, 11, 16), stated_deadline=date(2026, 12, 5))
    assert steps_of("arbitration", notice)[-1] == Step("answer_the_institution", date(2026, 12, 5))
    answered = replace(notice, responded_on=date(2026, 11, 18))
    assert "answer_the_institution" not in [step.code for step in steps_of("arbitration", answered)]


def test_a_second_paper_brings_it_back() -> None:
    answered = Paper("payment_order", date(2026, 11, 2), responded_on=date(2026, 11, 9))
    again = Paper("payment_order", date(2026, 11, 16))
    assert steps_of("payment_order", answered, again)[0] == Step(
        "object_in_writing", date(2026, 12, 1)
    )


@pytest.mark.parametrize("kind", list(KNOWN.kinds))
def test_checking_ends_when_the_court_confirmed(kind: str) -> None:
    before = {step.code for step in steps_of(kind)}
    after = {step.code for step in steps_of(kind, is_confirmed=True)}
    assert before - after == before & KNOWN.checking_steps
    assert after
