from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calc.periods import parse_month
from app.proposals.agreements.early_warning import Ahead, advise, look_ahead
from app.proposals.agreements.progress import Due, Payment, progress_of
from app.proposals.agreements.requirements import requirements
from app.proposals.flows import Outlook, course

START = parse_month("2027-03")
TODAY = date(2027, 3, 1)
FOLLOWING = requirements().following
DUES = tuple(Due(n, date(2027, 2 + n, 20), 100) for n in range(1, 7))
ON_TIME = progress_of(DUES, [], TODAY)


def view(base: list[int], stressed: list[int], buffer: int = 0) -> Outlook:
    return Outlook(START, tuple(base), tuple(stressed), tuple(base), buffer)


def test_months_that_carry_it() -> None:
    assert look_ahead(view([100, 200, 300], [100, 200, 300]), (100, 100, 100)) == Ahead("carried")


def test_the_first_month_that_falls_short_and_by_how_much() -> None:
    found = look_ahead(view([100, 150, 120], [100, 150, 120]), (100, 100, 100), TODAY)
    assert found == Ahead("short", START + 1, 50, TODAY)


def test_short_under_stress_alone_is_tight() -> None:
    found = look_ahead(view([100, 200, 300], [100, 199, 300]), (100, 100, 100))
    assert found == Ahead("tight", START + 1, 1)


def test_the_buffer_is_kept_back_and_months_without_payment_count() -> None:
    assert look_ahead(view([100, 205], [100, 205], 5), (100,)).first_short_month == START
    assert look_ahead(view([300, 50], [300, 50]), (100,)) == Ahead("short", START + 1, 50)


@given(
    st.lists(st.integers(-500, 500), min_size=1, max_size=12),
    st.lists(st.integers(0, 200), min_size=1, max_size=12),
)
def test_agrees_with_the_scores_course(cash: list[int], payments: list[int]) -> None:
    found = look_ahead(view(cash, cash), payments)
    assert (found.carried == "carried") == course(cash, payments, 0).is_kept


@pytest.mark.parametrize(
    ("ahead", "code", "talk_by"),
    [
        (Ahead("carried"), "keep_going", None),
        (Ahead("tight", START + 1, 5), "watch", None),
        (Ahead("unknown"), "budget_needed", None),
        (Ahead("short", START + 1, 5), "talk_before", date(2027, 4, 5)),
        (Ahead("short", START + 5, 5), "talk_before", date(2027, 8, 5)),
        (Ahead("short", START, 5), "talk_before", date(2027, 3, 5)),
        (Ahead("short", START + 7, 5), "talk_before", date(2027, 9, 16)),
    ],
)
def test_the_step_follows_from_what_lies_ahead(
    ahead: Ahead, code: str, talk_by: date | None
) -> None:
    found = advise(ON_TIME, ahead, FOLLOWING)
    assert (found.code, found.talk_by) == (code, talk_by)


def test_too_near_to_wait_is_now() -> None:
    near = replace(ON_TIME, as_of=date(2027, 3, 5))
    assert advise(near, Ahead("short", START, 5), FOLLOWING).code == "talk_now"


def test_late_in_a_month_the_first_month_ahead_carries_what_is_still_due_in_this_one() -> None:
    late = replace(ON_TIME, as_of=date(2027, 3, 16))
    assert advise(late, Ahead("short", START + 1, 5), FOLLOWING).code == "talk_now"
    found = advise(late, Ahead("short", START + 2, 5), FOLLOWING)
    assert (found.code, found.talk_by) == ("talk_before", date(2027, 5, 5))


def test_a_missed_instalment_comes_before_everything_but_the_end() -> None:
    late = progress_of(DUES, [], date(2027, 3, 21))
    assert advise(late, Ahead("carried"), FOLLOWING).code == "talk_now"
    assert advise(late, Ahead("unknown"), FOLLOWING).talk_by == date(2027, 3, 21)
    done = progress_of(DUES, [Payment(TODAY, 600)], TODAY)
    assert advise(done, Ahead("short", START, 5), FOLLOWING).code == "settled"
