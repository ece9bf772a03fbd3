"""The rules of conduct against a table of situations, each with its article."""

import tomllib
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contacts.conduct import (
    TABLE,
    UNKNOWN,
    Basis,
    Occurrence,
    _is_between,
    conduct_rules,
    find_conduct,
)
from app.core.rules import rule_book

BOOK = rule_book()
TABLE_OF_CASES = tomllib.loads(
    (Path(__file__).parents[1] / "cases" / "contact_conduct.toml").read_text("utf-8")
)["cases"]
CARD = ("bank", "credit_card")
CALL = Occurrence(
    contact_id=UUID(int=1),
    day=date(2026, 11, 18),
    at=time(14),
    channel="phone",
    is_inbound=True,
    connected=True,
    party="某银行",
    covers=frozenset({CARD}),
)


def _occurrence(one: dict[str, Any]) -> Occurrence:
    connected = one.get("connected", True)
    return replace(
        CALL,
        day=one.get("day", CALL.day),
        at=time.fromisoformat(one.get("at", "14:00")),
        channel=one.get("channel", CALL.channel),
        is_inbound=one.get("inbound", True),
        connected=None if connected == "unknown" else connected,
        about_person=one.get("about", CALL.about_person),
        outcome=one.get("outcome"),
        conduct=frozenset(one.get("conduct", ())),
        covers=frozenset({(one.get("creditor", CARD[0]), one.get("product", CARD[1]))}),
        is_at_rest=one.get("at_rest", False),
    )


@pytest.mark.parametrize("case", TABLE_OF_CASES, ids=lambda case: case["name"])
def test_each_situation_gives_its_finding(case: dict[str, Any]) -> None:
    one = _occurrence(case["one"])
    seen = [replace(one, contact_id=UUID(int=number + 1)) for number in range(case.get("times", 1))]
    found = find_conduct(BOOK, seen)
    assert [[f.rule.code, f.basis.rule_id, f.basis.force] for f in found] == case["expected"]
    for finding in found:
        assert set(finding.contact_ids) == {each.contact_id for each in seen}
        assert finding.days == (one.day,)
        assert (finding.count is None) is ("most_per_day" not in finding.rule.figures)


def test_the_table_has_a_case_for_every_rule_that_is_checked() -> None:
    found = {code for case in TABLE_OF_CASES for code, _, _ in case["expected"]}
    assert found == {rule.code for rule in conduct_rules(BOOK)}


def test_every_rule_is_checked_or_its_omission_explained() -> None:
    rows = BOOK.table(TABLE)["conduct"]
    assert len(conduct_rules(BOOK)) == sum(row["checked"] for row in rows) == 13
    for row in rows:
        assert row["checked"] or (row["omitted_zh"] and row["omitted_en"])
        if row["checked"]:
            forces = [basis["force"] for basis in row["basis"]]
            assert row["force"] in forces
            assert {basis["rule_id"] for basis in row["basis"]} == set(row["rule_ids"])


def test_calls_of_two_callers_or_two_days_do_not_add_up() -> None:
    seen = [
        replace(
            CALL,
            contact_id=UUID(int=number),
            party="某银行" if number % 2 else "某公司",
            day=date(2026, 11, 18 + number // 4),
        )
        for number in range(8)
    ]
    assert find_conduct(BOOK, seen) == []


def test_each_day_of_too_many_calls_is_a_finding_of_its_own() -> None:
    seen = [
        replace(CALL, contact_id=UUID(int=number), day=date(2026, 11, 18 + number % 2))
        for number in range(9)
    ]
    found = find_conduct(BOOK, seen)
    assert [(finding.days, finding.count) for finding in found] == [
        ((date(2026, 11, 18),), 5),
        ((date(2026, 11, 19),), 4),
    ]


def test_nights_of_one_basis_are_one_finding() -> None:
    late = replace(CALL, at=time(23))
    seen = [late, replace(late, contact_id=UUID(int=2), day=date(2026, 11, 20))]
    [finding] = find_conduct(BOOK, reversed(seen))
    assert finding.days == (date(2026, 11, 18), date(2026, 11, 20))
    assert finding.contact_ids == (UUID(int=1), UUID(int=2))
    assert not finding.is_creditor_unknown


def test_an_unknown_creditor_is_said_to_be_unknown() -> None:
    [finding] = find_conduct(BOOK, [replace(CALL, at=time(23), covers=frozenset({UNKNOWN}))])
    assert finding.is_creditor_unknown
    ticked = replace(CALL, conduct=frozenset({"threat"}), covers=frozenset({UNKNOWN}))
    [threat] = find_conduct(BOOK, [ticked])
    assert not threat.is_creditor_unknown


def test_a_rule_that_has_ended_finds_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [dict(row) for row in BOOK.table(TABLE)["conduct"] if row["code"] == "quiet_hours"]
    monkeypatch.setattr(BOOK, "table", lambda _name: {"conduct": rows})
    late = replace(CALL, at=time(23))
    assert find_conduct(BOOK, [late])
    rows[0]["to"] = date(2026, 11, 17)
    assert find_conduct(BOOK, [late]) == []


@pytest.mark.parametrize(
    ("at", "within"), [("08:59", False), ("09:00", True), ("16:59", True), ("17:00", False)]
)
def test_a_span_within_a_day_ends_before_its_end(at: str, *, within: bool) -> None:
    assert _is_between(time.fromisoformat(at), "09:00", "17:00") is within


@given(st.times())
def test_quiet_and_waking_hours_share_the_day(at: time) -> None:
    assert _is_between(at, "22:00", "08:00") is not _is_between(at, "08:00", "22:00")


@pytest.mark.parametrize(
    ("basis", "covers"),
    [
        (Basis("X", "law", "law"), True),
        (Basis("X", "law", "law", creditor_types=frozenset({"bank"})), True),
        (Basis("X", "law", "law", creditor_types=frozenset({"trust"})), False),
        (Basis("X", "law", "law", product_types=frozenset({"mortgage"})), False),
    ],
)
def test_a_basis_covers_only_whom_it_names(basis: Basis, *, covers: bool) -> None:
    assert basis.covers(*CARD) is covers
