"""What tells one last day of a court from another."""

from datetime import date

import pytest

from app.contacts.follow_ups.court_day import CourtDay, each_once, place_of


def _day(code: str, document: int, due_on: date) -> CourtDay:
    return CourtDay(code, document, due_on, f"proceedings.clocks.{code}", "rule", "CPL-128")


MONDAY, TUESDAY = date(2026, 12, 7), date(2026, 12, 8)


def test_a_day_is_found_again_by_its_code_and_paper() -> None:
    day = _day("court_answer", 1, MONDAY)
    facts = day.facts("p")
    assert place_of(facts) == day.place == ("court_answer", 1)
    assert (facts["proceeding_id"], facts["basis"]) == ("p", "rule")
    assert "due_on" not in facts  # the row has it, in the clear, for its queries


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        (_day("hearing", 1, MONDAY), 1),  # both papers name the same hearing
        (_day("hearing", 1, TUESDAY), 2),
        (_day("court_answer", 1, MONDAY), 2),
    ],
)
def test_what_two_papers_say_alike_is_due_once(second: CourtDay, kept: int) -> None:
    first = _day("hearing", 0, MONDAY)
    assert each_once([first, second]) == [first, second][:kept]
