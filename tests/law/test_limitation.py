import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import InvalidInput
from app.core.i18n import LANGUAGES, catalogue
from app.core.rules import rule_book
from app.law.clocks import Clock, ClockRequest, Interruption, Suspension
from app.law.limitation import TABLE, compute_clock, obligations

AS_OF = date(2026, 11, 23)
DUE = date(2023, 5, 31)
CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "law_clocks.toml").read_text("utf-8"))[
    "clocks"
]
KINDS = [row["kind"] for row in rule_book().table(TABLE)["interruptions"]]
ACKNOWLEDGEMENTS = [
    row["kind"]
    for row in rule_book().table(TABLE)["interruptions"]
    if row["effect"] == "acknowledgement"
]
DAYS = st.dates(min_value=date(2019, 1, 1), max_value=date(2027, 12, 31))
ACTS = st.lists(st.builds(Interruption, on=DAYS, kind=st.sampled_from(KINDS)), max_size=4)
OBSTACLES = st.lists(
    st.builds(
        lambda start, days: Suspension(start, start + timedelta(days=days), "force_majeure"),
        DAYS,
        st.integers(0, 400),
    ),
    max_size=3,
)


def clock(obligation: str = "lump_sum", *, as_of: date = AS_OF, **inputs: Any) -> Clock:
    return compute_clock(rule_book(), ClockRequest(obligation, as_of, **inputs))


def debt(*acts: tuple[date, str], **inputs: Any) -> Clock:
    return clock(
        due_dates=(DUE,), interruptions=tuple(Interruption(*act) for act in acts), **inputs
    )


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
    assert {case["request"]["obligation"] for case in CASES} == set(obligations(rule_book()))


@pytest.mark.parametrize("obligation", obligations(rule_book()))
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


def test_the_period_is_over_only_the_day_after_its_last_day() -> None:
    assert not debt(as_of=date(2026, 6, 1)).time_barred
    assert debt(as_of=date(2026, 6, 2)).time_barred
    assert debt(as_of=date(2026, 6, 1), roll_weekends=False).time_barred


def test_an_open_period_warns_that_an_acknowledgement_restarts_it() -> None:
    found = debt(as_of=date(2026, 1, 1))
    assert "acknowledging_restarts" in found.warnings
    assert "acknowledging_waives" not in found.warnings


def test_after_expiry_the_person_must_raise_it_and_must_not_acknowledge() -> None:
    found = debt(as_of=date(2026, 11, 23))
    assert {"court_does_not_raise", "acknowledging_waives"} <= set(found.warnings)
    assert "acknowledging_restarts" not in found.warnings


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ACKNOWLEDGEMENTS])
def test_a_demand_after_expiry_revives_nothing(kind: str) -> None:
    found = debt((date(2026, 7, 1), kind))
    assert found.last_day == date(2026, 6, 1)
    assert found.time_barred
    assert "demand_after_expiry" in found.warnings
    assert "acknowledged_after_expiry" not in found.warnings


@pytest.mark.parametrize("kind", ACKNOWLEDGEMENTS)
def test_an_acknowledgement_after_expiry_waives_but_moves_nothing(kind: str) -> None:
    found = debt((date(2026, 7, 1), kind))
    assert found.last_day == date(2026, 6, 1)
    assert found.time_barred
    assert "acknowledged_after_expiry" in found.warnings
    assert {"CC-192", "SSQ-19"} <= set(found.rule_ids)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_within_the_period_restarts_it(kind: str) -> None:
    found = debt((date(2024, 8, 15), kind))
    assert found.last_day == date(2027, 8, 16)
    assert [step.kind for step in found.steps if step.code == "interrupted"] == [kind]


def test_acts_are_taken_in_order_of_time_whatever_order_they_come_in() -> None:
    first, second = (date(2025, 1, 10), "creditor_demand"), (date(2026, 12, 1), "part_payment")
    assert debt(second, first).last_day == debt(first, second).last_day == date(2029, 12, 3)


def test_an_act_on_the_rolled_last_day_is_in_time() -> None:
    act = (date(2026, 6, 1), "creditor_demand")
    assert debt(act).last_day == date(2029, 6, 1)
    assert debt(act, roll_weekends=False).last_day == date(2026, 5, 31)


def test_an_acknowledgement_after_twenty_years_is_one_after_expiry() -> None:
    demands = [date(2008, 3, 1), date(2011, 2, 1), date(2014, 1, 15), date(2017, 1, 10)]
    demands += [date(2020, 1, 5), date(2023, 1, 4)]
    acts = [Interruption(day, "creditor_demand") for day in demands]
    late = Interruption(date(2025, 6, 1), "part_payment")
    found = clock(due_dates=(date(2005, 3, 10),), interruptions=(*acts, late))
    assert found.last_day == date(2025, 3, 10)
    assert found.time_barred
    assert "acknowledged_after_expiry" in found.warnings


def test_an_act_before_the_period_began_changes_nothing() -> None:
    found = debt((date(2023, 5, 30), "creditor_demand"))
    assert found.last_day == debt().last_day
    assert "before_start" in {step.code for step in found.steps}


def test_a_lawsuit_warns_that_the_period_runs_anew_from_the_end_of_the_procedure() -> None:
    assert "restarts_after_procedure" in debt((date(2024, 8, 15), "lawsuit")).warnings


def test_card_messages_count_for_card_debts_only() -> None:
    assert "card_debts_only" in debt((date(2024, 8, 15), "card_collection_message")).warnings


def test_a_suspension_still_lasting_is_counted_to_the_day_of_the_answer() -> None:
    found = debt(as_of=date(2026, 4, 30), suspensions=(Suspension(date(2026, 4, 1), None, "x"),))
    assert found.last_day == date(2026, 10, 30)
    assert "suspension_open" in found.warnings
    assert "CC-194" in found.rule_ids


def test_a_short_obstacle_never_ends_the_period_earlier() -> None:
    day = date(2025, 11, 30)
    found = debt(suspensions=(Suspension(day, day, "force_majeure"),), roll_weekends=False)
    assert found.last_day == date(2026, 5, 31)
    assert "suspended" not in {step.code for step in found.steps}


def test_an_obstacle_after_the_end_suspends_nothing() -> None:
    late = Suspension(date(2026, 6, 1), date(2026, 9, 1), "force_majeure")
    assert debt(suspensions=(late,)).last_day == date(2026, 6, 1)


def test_what_is_no_limitation_period_is_not_interrupted() -> None:
    act = (Interruption(date(2026, 3, 1), "creditor_demand"),)
    found = clock("guarantee", due_dates=(date(2026, 1, 31),), interruptions=act)
    assert found.last_day == date(2026, 7, 31)
    assert "not_interruptible" in found.warnings
    assert "acknowledging_restarts" not in found.warnings


def test_a_guarantee_agreed_to_end_with_the_debt_is_said_to_be_disregarded() -> None:
    due = date(2026, 1, 31)
    found = clock("guarantee", due_dates=(due,), agreed_end=due)
    assert "agreed_end_disregarded" in found.warnings


def test_objecting_to_a_measure_of_enforcement_has_no_fixed_period() -> None:
    found = clock("enforcement_objection", received_on=date(2026, 11, 2))
    assert found.last_day is None
    assert not found.time_barred
    assert not found.provisional
    assert "no_fixed_period" in found.warnings
    assert "CPL-236" in found.rule_ids


def test_an_objection_to_a_payment_order_must_not_plead_inability() -> None:
    found = clock("payment_order_objection", received_on=date(2026, 11, 2))
    assert {
        "inability_is_no_objection",
        "suing_elsewhere_is_no_objection",
        "oral_objection_is_void",
    } <= set(found.warnings)
    assert {"CPLI-431", "CPLI-436"} <= set(found.rule_ids)


def test_small_claims_know_no_appeal() -> None:
    found = clock("appeal", received_on=DUE, kind_of_decision="small_claims")
    assert (found.last_day, found.plain_last_day, found.time_barred) == (None, None, False)
    assert "small_claims_final" in found.warnings


@pytest.mark.parametrize(
    ("obligation", "inputs", "unread"),
    [
        ("complaint_reply", {"received_on": DUE}, True),
        ("award_set_aside", {"received_on": date(2026, 3, 2)}, True),
        ("award_set_aside", {"received_on": date(2026, 2, 2)}, False),
        ("payment_order_objection", {"received_on": DUE}, False),
    ],
)
def test_a_period_whose_text_was_not_read_says_so(
    obligation: str, inputs: dict[str, Any], *, unread: bool
) -> None:
    assert ("text_not_read" in clock(obligation, **inputs).warnings) is unread


def test_a_public_notice_is_shown_and_counts_for_papers_only() -> None:
    day = date(2026, 9, 1)
    found = clock("appeal", received_on=day, service_method="public_notice")
    assert [(step.code, step.day) for step in found.steps[:2]] == [
        ("notice_published", day),
        ("starts", date(2026, 10, 1)),
    ]
    assert found.starts_on == date(2026, 10, 1)
    assert "served_by_public_notice" in found.warnings
    debt_clock = clock(due_dates=(DUE,), service_method="public_notice")
    assert debt_clock.starts_on == DUE


def test_a_procedure_that_ended_needs_no_warning_that_it_is_pending() -> None:
    act = Interruption(date(2024, 8, 15), "lawsuit", date(2025, 2, 10))
    found = clock(due_dates=(DUE,), interruptions=(act,))
    assert "restarts_after_procedure" not in found.warnings
    assert ("procedure_ended", date(2025, 2, 10)) in [(s.code, s.day) for s in found.steps]


def test_an_act_still_to_come_is_counted_and_said_to_be_in_the_future() -> None:
    found = debt((date(2026, 5, 30), "repayment_plan"), as_of=date(2026, 5, 1))
    assert found.last_day == date(2029, 5, 30)
    assert "act_in_future" in found.warnings


def test_late_enforcement_must_be_objected_to() -> None:
    found = clock("enforcement_application", due_dates=(date(2020, 1, 2),))
    assert found.time_barred
    assert "enforcement_must_be_objected" in found.warnings
    assert "court_does_not_raise" not in found.warnings


@pytest.mark.parametrize(
    ("inputs", "pointers"),
    [
        ({"due_dates": (DUE, date(9001, 1, 1))}, ["/due_dates/1"]),
        ({"due_dates": (DUE,), "as_of": date(9999, 12, 31)}, ["/as_of"]),
        (
            {"interruptions": (Interruption(date(9999, 1, 1), "lawsuit"),)},
            ["/interruptions/0/on"],
        ),
        (
            {"interruptions": (Interruption(DUE, "lawsuit", date(2023, 1, 1)),)},
            ["/interruptions/0/ended_on"],
        ),
        (
            {"interruptions": (Interruption(DUE, "part_payment", DUE),)},
            ["/interruptions/0/ended_on"],
        ),
        ({"suspensions": (Suspension(DUE, date(2023, 1, 1), "other"),)}, ["/suspensions/0/to"]),
        (
            {"suspensions": (Suspension(date(9500, 1, 1), None, "other"),)},
            ["/suspensions/0/from"],
        ),
    ],
)
def test_days_that_cannot_be_counted_are_named(inputs: dict[str, Any], pointers: list[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        clock(**({"due_dates": (DUE,)} | inputs))
    assert [error.pointer for error in refused.value.errors] == pointers


def test_the_latest_day_can_be_counted_with_everything_on_it() -> None:
    day = date(9000, 12, 31)
    acts = (Interruption(day, "lawsuit", day),)
    obstacles = (Suspension(day, day, "other"),)
    found = clock(due_dates=(day,), interruptions=acts, suspensions=obstacles, as_of=day)
    assert found.provisional


@pytest.mark.parametrize(
    ("obligation", "inputs", "pointer"),
    [
        ("lump_sum", {}, "/due_dates"),
        ("guarantee", {}, "/due_dates"),
        ("revocation", {"contract_date": DUE}, "/known_on"),
        ("revocation", {"known_on": DUE}, "/contract_date"),
        ("appeal", {}, "/received_on"),
        ("appeal", {"received_on": DUE, "kind_of_decision": "advice"}, "/kind_of_decision"),
    ],
)
def test_a_missing_or_unknown_input_is_named(
    obligation: str, inputs: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        clock(obligation, **inputs)
    assert [error.pointer for error in refused.value.errors] == [pointer]


def test_unknown_codes_are_defects_of_the_caller() -> None:
    with pytest.raises(KeyError):
        clock("wager", due_dates=(DUE,))
    with pytest.raises(KeyError):
        debt((date(2024, 1, 1), "prayer"))


@settings(max_examples=150)
@given(acts=ACTS, obstacles=OBSTACLES, later=DAYS, kind=st.sampled_from(KINDS), due=DAYS)
def test_a_later_interruption_never_shortens(
    acts: list[Interruption], obstacles: list[Suspension], later: date, kind: str, due: date
) -> None:
    newest = max([later, *(act.on for act in acts)])
    before = clock(due_dates=(due,), interruptions=tuple(acts), suspensions=tuple(obstacles))
    after = clock(
        due_dates=(due,),
        interruptions=(*acts, Interruption(newest, kind)),
        suspensions=tuple(obstacles),
    )
    assert before.last_day is not None
    assert after.last_day is not None
    assert after.last_day >= before.last_day


@settings(max_examples=150)
@given(acts=ACTS, obstacles=OBSTACLES, due=DAYS)
def test_rolling_never_shortens_and_ends_on_a_weekday_or_a_worked_day(
    acts: list[Interruption], obstacles: list[Suspension], due: date
) -> None:
    inputs: dict[str, Any] = {
        "due_dates": (due,),
        "interruptions": tuple(acts),
        "suspensions": tuple(obstacles),
    }
    plain = clock(**inputs, roll_weekends=False)
    rolled = clock(**inputs, roll_weekends=True)
    assert plain.last_day is not None
    assert rolled.last_day is not None
    assert rolled.last_day >= plain.last_day
