import pytest

from app.core.rules import rule_book
from app.proposals.limitation import may_be_time_barred


@pytest.mark.parametrize(
    ("days", "possible"), [(None, False), (0, False), (1094, False), (1095, True), (5000, True)]
)
def test_three_years_past_due_raise_the_question(days: int | None, *, possible: bool) -> None:
    assert may_be_time_barred(days, rule_book()) is possible
