"""What cannot be counted is refused by its place."""

from datetime import date
from typing import Any

import pytest

from app.core.errors import InvalidInput
from app.law.clocks import Interruption, Suspension
from tests.law.counting import DUE, clock, debt


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
