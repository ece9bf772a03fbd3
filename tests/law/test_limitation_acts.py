"""What interrupts or suspends a period, before and after its end."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.rules import rule_book
from app.law.clocks import Interruption, Suspension
from app.law.limitation import TABLE
from tests.law.counting import DUE, KINDS, clock, debt

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


def test_an_act_on_the_day_the_period_begins_interrupts_it() -> None:
    found = debt((DUE, "creditor_demand"))
    assert "interrupted" in {step.code for step in found.steps}
    suit = Interruption(DUE, "lawsuit", date(2024, 2, 10))
    assert clock(due_dates=(DUE,), interruptions=(suit,)).plain_last_day == date(2027, 2, 10)


@pytest.mark.parametrize(
    ("last_act", "cut"), [(date(2022, 3, 10), False), (date(2022, 3, 11), True)]
)
def test_twenty_years_cut_off_only_what_goes_beyond_them(last_act: date, *, cut: bool) -> None:
    demands = [date(2008, 3, 1), date(2011, 2, 1), date(2014, 1, 15), date(2017, 1, 10)]
    acts = [Interruption(on, "creditor_demand") for on in (*demands, date(2020, 1, 5), last_act)]
    found = clock(due_dates=(date(2005, 3, 10),), interruptions=tuple(acts))
    assert found.last_day == date(2025, 3, 10)
    assert ("longest_period" in {step.code for step in found.steps}) is cut


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


def test_a_procedure_that_ended_needs_no_warning_that_it_is_pending() -> None:
    act = Interruption(date(2024, 8, 15), "lawsuit", date(2025, 2, 10))
    found = clock(due_dates=(DUE,), interruptions=(act,))
    assert "restarts_after_procedure" not in found.warnings
    assert ("procedure_ended", date(2025, 2, 10)) in [(s.code, s.day) for s in found.steps]


def test_an_act_still_to_come_is_counted_and_said_to_be_in_the_future() -> None:
    found = debt((date(2026, 5, 30), "repayment_plan"), as_of=date(2026, 5, 1))
    assert found.last_day == date(2029, 5, 30)
    assert "act_in_future" in found.warnings


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
