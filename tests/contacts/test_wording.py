from typing import Any

import pytest

from app.contacts.wording import contains, searched_texts

CONTACT: dict[str, Any] = {
    "summary": "申请分期",
    "promises": [{"by": "creditor", "what": "三日内回电"}],
    "counterpart": {"organisation": "某银行"},
    "ticket_number": "T-1",
}
CORRECTION: dict[str, Any] = {"reason": "听了录音", "changes": {"summary": "须先提供证明"}}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("分期", True),
        ("回电", True),
        ("录音", True),
        ("提供证明", True),
        ("期三", False),
        ("银行", False),
        ("T-1", False),
        ("Ａ", False),
    ],
)
def test_a_text_is_found_as_it_is_written(wanted: str, *, found: bool) -> None:
    assert contains([CONTACT, CORRECTION], wanted) is found


def test_what_is_unknown_is_not_searched() -> None:
    assert list(searched_texts({"summary": None, "promises": None, "changes": {}})) == []
    assert list(searched_texts({})) == []
