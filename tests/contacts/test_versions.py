from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.contacts.versions import as_it_reads_now, corrected_fields, replaced_values

FIRST = {"summary": "一", "outcome": None, "channel": "phone"}
FIELDS = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3), max_size=3)


def test_each_correction_shows_what_it_replaced() -> None:
    changes: list[dict[str, Any]] = [{"summary": "二"}, {"summary": "三", "outcome": "refused"}]
    assert replaced_values(FIRST, changes) == [
        {"summary": "一"},
        {"summary": "二", "outcome": None},
    ]
    assert corrected_fields(changes) == {"summary": "三", "outcome": "refused"}
    assert as_it_reads_now(FIRST, changes) == {**FIRST, "summary": "三", "outcome": "refused"}


def test_a_field_that_was_not_given_was_null() -> None:
    assert replaced_values({}, [{"recording": {"made": True}}]) == [{"recording": None}]


@given(FIELDS, st.lists(FIELDS, max_size=4))
def test_taking_back_every_correction_gives_the_first_text(
    first: dict[str, int], changes: list[dict[str, int]]
) -> None:
    now = as_it_reads_now(first, changes)
    for before in reversed(replaced_values(first, changes)):
        now |= before
    assert {name: value for name, value in now.items() if value is not None} == first
