from dataclasses import replace
from datetime import date

import pytest

from app.contacts.follow_ups.waiting import Said, is_answer, waits_until
from app.core.tables import data_table

TABLE = data_table("contacts", "follow_ups")
ASKED = Said(date(2026, 11, 20), "letter", is_inbound=False, outcome=None, parties=frozenset("a"))


@pytest.mark.parametrize(
    ("channel", "outcome", "until"),
    [
        ("letter", None, date(2026, 12, 5)),
        ("letter", "under_review", date(2026, 12, 5)),
        ("email", None, date(2026, 11, 27)),
        ("sms", None, date(2026, 11, 23)),
        ("phone", "callback_promised", date(2026, 11, 27)),
        ("phone", None, None),
        ("phone", "refused", None),
        ("letter", "accepted", None),
        ("court_notice", "under_review", None),
    ],
)
def test_what_was_asked_waits_for_its_answer(
    channel: str, outcome: str | None, until: date | None
) -> None:
    said = replace(ASKED, channel=channel, outcome=outcome)
    assert waits_until(TABLE, said) == until
    assert waits_until(TABLE, replace(said, is_inbound=True)) is None


@pytest.mark.parametrize(
    ("channel", "inbound", "outcome", "answer"),
    [
        ("phone", True, "refused", True),
        ("phone", False, "documents_requested", True),
        ("phone", True, "pressure", False),
        ("phone", True, None, False),
        ("email", True, None, True),
        ("letter", True, "legal_action_announced", False),
        ("email", False, None, False),
        ("phone", False, "under_review", False),
    ],
)
def test_an_answer_says_something_in_return(
    channel: str, outcome: str | None, *, inbound: bool, answer: bool
) -> None:
    said = replace(ASKED, channel=channel, is_inbound=inbound, outcome=outcome)
    assert is_answer(TABLE, said) is answer
