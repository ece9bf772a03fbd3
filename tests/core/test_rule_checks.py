from datetime import date
from typing import Any

import pytest

from app.core.rule_checks import UnsoundRules, check_table, named_rules
from app.core.rules import rule_book

JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)


def check(**table: Any) -> None:
    check_table("topic", {"source": "a public copy"} | table)


def period(
    variant: str = "general", *, since: date | None = None, to: date | None = None
) -> dict[str, Any]:
    span = {"from": since, "to": to}
    given = {name: day for name, day in span.items() if day is not None}
    return {"variant": variant, "days": 15} | given


def year(number: int, *days: date) -> dict[str, Any]:
    return {"year": number, "days_off": list(days), "makeup_workdays": []}


def test_a_file_needs_rules_or_a_source() -> None:
    check_table("topic", {"rules": [{"id": "X-1"}]})
    with pytest.raises(UnsoundRules, match="topic: neither rules nor a source"):
        check_table("topic", {"rules": []})
    with pytest.raises(UnsoundRules, match="neither"):
        check(source="")


def test_a_span_ends_after_it_begins() -> None:
    check(rows=[{"from": JULY, "to": JULY}, {"from": JULY}, {"from": 1, "to": 0}])
    with pytest.raises(UnsoundRules, match="topic: rows ends before it begins"):
        check(rows=[{"from": AUGUST, "to": JULY}])
    with pytest.raises(UnsoundRules, match="inner"):
        check(rows=[{"inner": [{"from": AUGUST, "to": JULY}]}])


@pytest.mark.parametrize(
    "periods",
    [
        [period()],
        [period("a"), period("b")],
        [period(to=date(2026, 7, 31)), period(since=AUGUST)],
        [period(since=AUGUST), period(to=date(2026, 7, 31))],
    ],
)
def test_versions_of_a_period_follow_day_by_day(periods: list[dict[str, Any]]) -> None:
    check(obligations=[{"periods": periods}])


@pytest.mark.parametrize(
    "periods",
    [
        [period(), period()],
        [period(to=JULY), period(since=AUGUST)],
        [period(to=AUGUST), period(since=AUGUST)],
        [period(to=JULY), period()],
        [period(), period(since=AUGUST)],
    ],
)
def test_versions_with_a_gap_or_an_overlap_are_refused(periods: list[dict[str, Any]]) -> None:
    with pytest.raises(UnsoundRules, match="versions of general"):
        check(obligations=[{"periods": periods}])


@pytest.mark.parametrize(
    "brackets",
    [
        [{"over": 1, "fixed": 50}],
        [{"over": 0, "to": 10}],
        [{"over": 0, "to": 10}, {"over": 11}],
        [{"over": 0, "to": 10}, {"over": 9}],
        [{"over": 0}, {"over": 10}],
    ],
)
def test_a_tariff_with_a_gap_or_an_overlap_is_refused(brackets: list[dict[str, Any]]) -> None:
    check(tariffs=[{"brackets": [{"over": 0, "to": 10}, {"over": 10}]}])
    with pytest.raises(UnsoundRules, match="brackets leave a gap"):
        check(tariffs=[{"brackets": brackets}])


def test_a_calendar_leaves_no_year_out() -> None:
    check(years=[year(2025), year(2026, AUGUST)])
    with pytest.raises(UnsoundRules, match="leave a year out"):
        check(years=[year(2024), year(2026)])
    with pytest.raises(UnsoundRules, match="stands under 2025"):
        check(years=[year(2025, AUGUST)])


def test_rules_are_found_under_every_name_they_have() -> None:
    table = {
        "a": {"rule_id": "A"},
        "b": [{"rule_ids": ["B"]}, {"moved_rule_ids": ("C",)}],
        "c": {"roll_rule": "D", "corresponding_day": "E", "rules": "no"},
    }
    assert named_rules(table) == set("ABCDE")


@pytest.mark.parametrize("name", ["limitation", "court_fees", "public_holidays", "claims"])
def test_the_shipped_files_hold(name: str) -> None:
    check_table(name, rule_book().table(name))
