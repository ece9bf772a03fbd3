"""Periods after a court's paper, and those that are no limitation period."""

from datetime import date
from typing import Any

import pytest

from tests.law.counting import DUE, clock


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


def test_late_enforcement_must_be_objected_to() -> None:
    found = clock("enforcement_application", due_dates=(date(2020, 1, 2),))
    assert found.time_barred
    assert "enforcement_must_be_objected" in found.warnings
    assert "court_does_not_raise" not in found.warnings
