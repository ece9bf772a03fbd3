"""Until when a respondent must act: a table with its articles, and what holds for every paper."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.rules import rule_book
from app.proceedings.catalogue import Started, catalogue
from app.proceedings.response_clocks import STATED, Paper, response_clocks
from app.proceedings.schemas import PaperKind, ProceedingKind
from tests.law.codes import OBLIGATIONS

TODAY = date(2026, 11, 20)
ROWS: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "proceedings_clocks.toml").read_text(encoding="utf-8")
)["rows"]
KNOWN = catalogue()
AS_PRINTED = Started(STATED, None, (), None, as_printed=True)
"""A day that no law counts: it stands on the paper."""
KINDS, PAPERS = get_args(ProceedingKind), get_args(PaperKind)
DAYS = st.dates(date(2021, 1, 1), date(2027, 12, 31))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
def test_the_table(row: dict[str, Any]) -> None:
    found = response_clocks(rule_book(), KNOWN, row["kind"], [Paper(**row["paper"])], TODAY)
    assert [[clock.code, clock.due_on, clock.basis] for clock in found] == row["clocks"]


def test_every_paper_and_kind_of_the_contract_is_known() -> None:
    assert set(KNOWN.papers) == set(PAPERS)
    assert set(KNOWN.kinds) == set(KINDS)


def test_everything_that_is_named_exists() -> None:
    book = rule_book()
    for started in (each for row in KNOWN.papers.values() for each in row):
        assert started.obligation in OBLIGATIONS or started == AS_PRINTED
        assert set(started.proceedings) <= set(KINDS)
    for kind in KNOWN.kinds.values():
        assert set(kind.options) <= KNOWN.options.keys()
        assert kind.rule_ids or kind.code == "criminal_inquiry"
    cited = [*(kind.rule_ids for kind in KNOWN.kinds.values())]
    cited += [option.rule_ids for option in KNOWN.options.values()]
    for rule_id in (each for rule_ids in cited for each in rule_ids):
        book.rule(rule_id)
    steps = {step for kind in KNOWN.kinds.values() for step in kind.steps}
    assert KNOWN.step_clocks.keys() | KNOWN.checking_steps <= steps
    offered = {option for kind in KNOWN.kinds.values() for option in kind.options}
    assert offered == KNOWN.options.keys()


def test_a_claimant_has_printed_days_only() -> None:
    papers = [
        Paper("judgment", TODAY),
        Paper("other", TODAY, stated_deadline=TODAY + timedelta(days=7)),
        Paper("summons", hearing_on=TODAY + timedelta(days=9)),
    ]
    found = response_clocks(rule_book(), KNOWN, "lawsuit", papers, TODAY, as_respondent=False)
    assert [(clock.code, clock.paper) for clock in found] == [
        ("stated_deadline", 1),
        ("hearing", 2),
    ]


def test_the_earliest_comes_first_and_says_which_paper_it_is_of() -> None:
    papers = [Paper("judgment", TODAY), Paper("ruling", TODAY)]
    found = response_clocks(rule_book(), KNOWN, "lawsuit", papers, TODAY)
    assert [(clock.paper, clock.due_on) for clock in found] == [
        (1, date(2026, 11, 30)),
        (0, date(2026, 12, 7)),
    ]


def test_the_day_before_rolling_is_told_too() -> None:
    [clock] = response_clocks(
        rule_book(), KNOWN, "payment_order", [Paper("payment_order", date(2026, 11, 6))], TODAY
    )
    assert (clock.unrolled_on, clock.computed_on) == (date(2026, 11, 21), date(2026, 11, 23))


def test_near_days_press_and_passed_ones_are_overdue() -> None:
    [clock] = response_clocks(
        rule_book(), KNOWN, "payment_order", [Paper("payment_order", date(2026, 11, 16))], TODAY
    )
    assert clock.due_on == date(2026, 12, 1)
    assert clock.presses(TODAY, 15)
    assert not clock.presses(date(2026, 11, 15), 15)
    assert not clock.is_overdue(date(2026, 12, 1))
    assert clock.is_overdue(date(2026, 12, 2))


def test_rules_and_warnings_come_with_the_day() -> None:
    [clock, _jurisdiction] = response_clocks(
        rule_book(), KNOWN, "lawsuit", [Paper("summons", date(2026, 11, 16))], TODAY
    )
    assert clock.rule_ids[:2] == ("CPL-128", "CPL-147")
    assert "complaint_assumed_enclosed" in clock.warnings
    assert "default_judgment" in clock.warnings


def test_years_whose_holidays_are_unknown_are_provisional() -> None:
    far = Paper("payment_order", date(2029, 1, 20))
    [clock] = response_clocks(rule_book(), KNOWN, "payment_order", [far], TODAY)
    assert clock.provisional


@given(
    kind=st.sampled_from(KINDS),
    paper=st.builds(
        Paper,
        kind=st.sampled_from(PAPERS),
        received_on=st.none() | DAYS,
        service_method=st.sampled_from([None, "post", "public_notice", "family_member"]),
        stated_deadline=st.none() | DAYS,
        hearing_on=st.none() | DAYS,
        responded_on=st.none() | DAYS,
    ),
)
def test_a_printed_day_never_lengthens_and_an_answer_ends_all(kind: str, paper: Paper) -> None:
    found = response_clocks(rule_book(), KNOWN, kind, [paper], TODAY)
    for clock in found:
        assert clock.stated_on is None or clock.due_on <= clock.stated_on
        assert clock.computed_on is None or clock.due_on <= clock.computed_on
        assert (clock.computed_on is None) == (clock.unrolled_on is None)
        if clock.computed_on is not None and clock.unrolled_on is not None:
            assert clock.unrolled_on <= clock.computed_on
        shown = clock.stated_on if clock.basis == "stated" else clock.computed_on
        assert clock.due_on == shown
    if paper.responded_on is not None:
        assert all(clock.code == "hearing" for clock in found)
    if paper.responded_on is None and paper.stated_deadline is not None:
        assert any(clock.code != "hearing" for clock in found)
