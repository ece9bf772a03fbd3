"""Every clock of the law data: its cases, its texts, its articles."""

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.core.i18n import LANGUAGES, catalogue
from app.core.rules import rule_book
from app.law.clocks import ClockRequest, Interruption, Suspension
from app.law.limitation import compute_clock
from tests.law.codes import OBLIGATIONS
from tests.law.counting import AS_OF, DUE, KINDS, clock, debt

CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "law_clocks.toml").read_text("utf-8"))[
    "clocks"
]


def request_of(case: dict[str, Any], *, roll: bool) -> ClockRequest:
    inputs = dict(case["request"])
    inputs["due_dates"] = tuple(inputs.get("due_dates", ()))
    inputs["interruptions"] = tuple(Interruption(**act) for act in inputs.get("interruptions", ()))
    inputs["suspensions"] = tuple(Suspension(**one) for one in inputs.get("suspensions", ()))
    return ClockRequest(as_of=AS_OF, roll_weekends=roll, **inputs)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_last_day_of_each_case(case: dict[str, Any]) -> None:
    plain = compute_clock(rule_book(), request_of(case, roll=False))
    rolled = compute_clock(rule_book(), request_of(case, roll=True))
    assert plain.last_day == case["last_day"]
    assert rolled.last_day == case["rolled"]
    assert (plain.provisional, rolled.provisional) == (False, case.get("provisional", False))
    assert ("calendar_not_published" in rolled.warnings) is rolled.provisional
    assert ("rolled" in {step.code for step in rolled.steps}) is (
        plain != rolled and case["last_day"] != case["rolled"]
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_a_clock_answers_with_has_a_text(language: str) -> None:
    late = tuple(Interruption(date(2026, 7, 1), kind) for kind in KINDS)
    answers = [compute_clock(rule_book(), request_of(case, roll=True)) for case in CASES]
    answers += [
        debt((date(2023, 1, 1), "part_payment"), (date(2024, 8, 15), "lawsuit")),
        clock(due_dates=(DUE,), interruptions=late),
        clock(due_dates=(DUE,), suspensions=(Suspension(date(2026, 4, 1), None, "x"),)),
        clock("enforcement_objection", received_on=DUE),
        clock("appeal", received_on=DUE, kind_of_decision="small_claims"),
        debt((date(2027, 1, 1), "creditor_demand")),
        clock("enforcement_application", due_dates=(date(2020, 1, 1),)),
    ]
    keys = {f"clocks.warnings.{code}" for found in answers for code in found.warnings}
    keys |= {f"clocks.steps.{step.code}" for found in answers for step in found.steps}
    texts = catalogue(language)
    known = {key for key in texts if key.startswith(("clocks.warnings.", "clocks.steps."))}
    assert keys == known


def test_the_table_has_a_case_for_every_obligation() -> None:
    assert {case["request"]["obligation"] for case in CASES} == set(OBLIGATIONS)


@pytest.mark.parametrize("obligation", OBLIGATIONS)
def test_every_clock_cites_rules_that_exist_and_says_it_is_an_estimate(obligation: str) -> None:
    found = clock(
        obligation,
        due_dates=(DUE,),
        known_on=DUE,
        contract_date=DUE,
        received_on=DUE,
        ended_on=DUE,
    )
    assert found.rule_ids
    assert all(rule_book().rule(rule_id) for rule_id in found.rule_ids)
    assert found.warnings[0] == "estimate"


def test_the_steps_tell_each_end_of_the_period_and_its_articles() -> None:
    counted = ("CC-188", "CC-202")
    assert [
        (step.code, step.day, step.kind)
        for step in debt((date(2024, 8, 15), "creditor_demand")).steps
        if step.code != "interrupted"
    ] == [
        ("starts", DUE, None),
        ("period_ends", date(2026, 5, 31), "general"),
        ("period_ends", date(2027, 8, 15), "general"),
        ("rolled", date(2027, 8, 16), None),
    ]
    ends = [step for step in debt().steps if step.code == "period_ends"]
    assert [step.rule_ids for step in ends] == [counted]


def test_the_steps_of_a_period_that_nothing_interrupts_tell_its_end() -> None:
    steps = clock("appeal", received_on=DUE).steps
    assert [(step.code, step.day, step.rule_ids) for step in steps][1:] == [
        ("period_ends", date(2023, 6, 15), ("CPL-171",))
    ]


def test_a_last_day_off_is_moved_unless_one_asks_for_the_plain_day() -> None:
    asked = ClockRequest("lump_sum", AS_OF, due_dates=(DUE,))
    assert compute_clock(rule_book(), asked).last_day == date(2026, 6, 1)


def test_the_period_is_over_only_the_day_after_its_last_day() -> None:
    assert not debt(as_of=date(2026, 6, 1)).time_barred
    assert debt(as_of=date(2026, 6, 2)).time_barred
    assert debt(as_of=date(2026, 6, 1), roll_weekends=False).time_barred
