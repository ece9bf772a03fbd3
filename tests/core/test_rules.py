import dataclasses
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.core.rule_checks import UnsoundRules
from app.core.rules import (
    VERIFICATION_LEVELS,
    RuleBook,
    UnknownRule,
    dated_series,
    rule_book,
)

VERIFIED_ON = date(2026, 11, 23)
HASH = "0123456789abcdef"


def row(**changes: Any) -> dict[str, Any]:
    return {
        "id": "X-1",
        "title_zh": "某法",
        "title_en": "Some Law",
        "article": "第1条",
        "summary_zh": "摘要",
        "summary_en": "Summary",
        "source": "a public copy",
        "verification": "primary_text",
        "effective_from": date(2021, 1, 1),
    } | changes


def book(*rows: Mapping[str, Any], **tables: Mapping[str, Any]) -> RuleBook:
    return RuleBook({"topic": {"verified_on": VERIFIED_ON, "rules": rows}, **tables}, HASH)


def test_a_rule_is_found_by_its_id_with_all_it_says() -> None:
    rule = book(row(numbers={"years": 3}, url="https://example.org/x")).rule("X-1")
    assert (rule.topic, rule.title_zh, rule.summary_zh, rule.summary_en) == (
        "topic",
        "某法",
        "摘要",
        "Summary",
    )
    assert rule.numbers == {"years": 3}
    assert rule.verified_on == VERIFIED_ON
    assert rule.url == "https://example.org/x"
    with pytest.raises(dataclasses.FrozenInstanceError):
        rule.id = "Y"  # type: ignore[misc]  # the attempt is the test


def test_a_rule_may_be_checked_on_its_own_day() -> None:
    assert book(row(verified_on=date(2026, 1, 2))).rule("X-1").verified_on == date(2026, 1, 2)


def test_an_unknown_rule_is_named() -> None:
    with pytest.raises(UnknownRule, match="Z-9"):
        book(row()).rule("Z-9")
    with pytest.raises(UnknownRule):
        book(row()).cite("Z-9")


@pytest.mark.parametrize("level", VERIFICATION_LEVELS)
def test_only_a_text_that_was_read_is_cited_without_warning(level: str) -> None:
    citation = book(row(verification=level)).cite("X-1")
    assert citation.warning is (level != "primary_text")
    assert (citation.verification, citation.title_en, citation.url) == (level, "Some Law", None)


def test_rules_are_filtered_by_day_and_topic() -> None:
    other = {"verified_on": VERIFIED_ON, "rules": [row(id="B-1", article="第3条")]}
    shelf = book(row(effective_to=date(2025, 12, 31)), row(id="A-1", article="第2条"), other=other)
    assert [rule.id for rule in shelf.rules()] == ["A-1", "B-1", "X-1"]
    assert shelf.rules(date(2020, 12, 31)) == ()
    assert [rule.id for rule in shelf.rules(date(2025, 12, 31), "topic")] == ["A-1", "X-1"]
    assert [rule.id for rule in shelf.rules(date(2026, 1, 1), "topic")] == ["A-1"]
    assert shelf.rules(topic="nowhere") == ()


def test_the_version_is_the_newest_check_and_the_content() -> None:
    older = {"verified_on": date(2020, 1, 1), "source": "a public copy"}
    assert book(row(), older=older).version == "2026.11.23+0123456789ab"


@pytest.mark.parametrize("missing", [name for name in row() if name != "effective_to"])
def test_a_rule_without_its_particulars_is_refused(missing: str) -> None:
    with pytest.raises(UnsoundRules, match=f"topic.*{missing}"):
        book(row(**{missing: ""}))


def test_double_ids_unknown_levels_and_reversed_dates_are_refused() -> None:
    with pytest.raises(UnsoundRules, match="taken"):
        book(row(), row())
    with pytest.raises(UnsoundRules, match="verification level"):
        book(row(verification="hearsay"))
    with pytest.raises(UnsoundRules, match="ends before"):
        book(row(effective_to=date(2020, 12, 31)))


def test_versions_of_an_article_follow_day_by_day() -> None:
    old = row(effective_to=date(2024, 6, 30))
    new = row(id="X-2", effective_from=date(2024, 7, 1), replaces="X-1")
    assert book(old, new).rule("X-2").replaces == "X-1"
    with pytest.raises(UnsoundRules, match="X-2 does not follow X-1"):
        book(old, new | {"effective_from": date(2024, 7, 2)})
    with pytest.raises(UnsoundRules, match="X-2 does not follow X-1"):
        book(row(), new)
    with pytest.raises(UnsoundRules, match="unknown rule"):
        book(new)


def test_one_article_has_one_text_a_day() -> None:
    with pytest.raises(UnsoundRules, match="overlap"):
        book(row(), row(id="X-2", effective_from=date(2024, 7, 1)))
    with pytest.raises(UnsoundRules, match="overlap"):
        book(row(), row(id="X-2"))


@pytest.mark.parametrize(
    "table",
    [
        {"rows": [{"rule_id": "Z-9"}]},
        {"rows": [{"rule_ids": ["X-1", "Z-9"]}]},
        {"part": {"some_rule_ids": ["Z-9"]}},
        {"rows": [{"inner": [{"roll_rule": "Z-9"}]}]},
    ],
)
def test_a_reference_to_no_rule_is_refused(table: dict[str, Any]) -> None:
    with pytest.raises(UnsoundRules, match=r"table: no such rules: \['Z-9'\]"):
        book(row(), table={"verified_on": VERIFIED_ON, "source": "a public copy"} | table)


@pytest.mark.parametrize("verified_on", [None, "2026-11-23"])
def test_a_file_never_checked_is_refused(verified_on: object) -> None:
    with pytest.raises(UnsoundRules, match="verified_on"):
        RuleBook({"topic": {"verified_on": verified_on, "source": "a public copy"}}, HASH)


def test_a_series_holds_each_value_until_the_next() -> None:
    series = dated_series(
        "rates",
        [
            {"from": date(2020, 1, 1), "value": Decimal("4.2")},
            {"from": date(2021, 1, 1), "value": 4},
        ],
    )
    assert series.on(date(2019, 12, 31)) is None
    assert series.on(date(2020, 1, 1)) == series.on(date(2020, 12, 31)) == Decimal("4.2")
    assert series.on(date(2021, 1, 1)) == series.on(date(2099, 1, 1)) == Decimal(4)


@pytest.mark.parametrize(
    "values",
    [
        [{"value": 4}],
        [{"from": "2020-01-01", "value": 4}],
        [{"from": date(2020, 1, 1)}],
        [{"from": date(2020, 1, 1), "value": 4}, {"from": date(2020, 1, 1), "value": 5}],
        [{"from": date(2020, 1, 2), "value": 4}, {"from": date(2020, 1, 1), "value": 5}],
    ],
)
def test_a_series_with_a_hole_or_an_overlap_is_refused(values: list[dict[str, Any]]) -> None:
    with pytest.raises(UnsoundRules, match="rates"):
        dated_series("rates", values)


def test_the_shipped_book_is_read_once_and_versioned() -> None:
    shipped = rule_book()
    assert shipped is rule_book()
    day, _, content = shipped.version.partition("+")
    assert day >= "2026.11.25"
    assert len(content) == 12
    assert shipped.series("lpr_1y").on(date(2025, 5, 20)) == Decimal("3.00")


def test_the_most_used_articles_say_what_they_say() -> None:
    shipped = rule_book()
    assert shipped.rule("CC-188").numbers == {"years": 3, "max_years": 20}
    assert shipped.rule("CPL-227").numbers["object_days"] == 15
    assert shipped.rule("CARD-70").numbers["max_months"] == 60
    assert shipped.cite("CARD-70").warning
    assert not shipped.cite("CC-188").warning
