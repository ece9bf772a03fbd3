from typing import Any

import pytest

from app.dossier.bundles.profiles import profiles
from app.dossier.bundles.selection import (
    LONGEST_TITLE,
    concerns,
    contact_codes,
    contact_third_parties,
    evidence_codes,
    in_order,
    is_withheld,
    short_title,
    told,
)

CREDITOR, ADVISER = profiles()["creditor"], profiles()["adviser"]
ITEM: dict[str, Any] = {
    "title": "工资流水",
    "source": "银行",
    "purpose": "证明收入下降",
    "transcript": [],
    "file_name": "a.pdf",
    "original_kept": None,
}


def _contact(**changes: Any) -> dict[str, Any]:
    return {
        "id": "c1",
        "sequence": 3,
        "occurred_at": "2026-11-20T15:30:00+08:00",
        "channel": "phone",
        "direction": "outbound",
        "answered": True,
        "duration_seconds": None,
        "counterpart": {"organisation": "某银行", "agent_name": None, "number": None},
        "other_counterparts": [],
        "debt_ids": ["d1"],
        "summary": "客服称暂无政策",
        "outcome": "refused",
        "ticket_number": None,
        "promises": [],
        "evidence_ids": ["e1"],
        "recording": None,
        "complaint_channel": None,
        "about_person": "debtor",
        "conduct": [],
        "recorded_late": False,
        "corrections": [],
        "corrected": {},
        "withdrawn": None,
        **changes,
    }


def _correction(**changes: Any) -> dict[str, Any]:
    return {"id": "k1", "sequence": 9, "reason": "听了录音", "changes": changes}


def test_a_contact_is_told_with_everything_added_to_it() -> None:
    withdrawn = {"id": "w1", "sequence": 10, "reason": "重复"}
    shown = told(
        _contact(corrections=[_correction(summary="须先证明")], withdrawn=withdrawn), ADVISER
    )
    assert [(one.kind, one.sequence) for one in shown.added] == [
        ("correction", 9),
        ("withdrawal", 10),
    ]
    assert shown.added[0].shown == {"summary": "须先证明", "reason": "听了录音"}
    assert shown.withheld == ()


@pytest.mark.parametrize(
    "contact",
    [
        _contact(about_person="colleague"),
        _contact(corrections=[_correction(about_person="family")]),
    ],
)
def test_whoever_it_turns_out_to_be_about_is_kept_from_the_creditor(
    contact: dict[str, Any],
) -> None:
    shown = told(contact, CREDITOR)
    assert "summary" not in shown.shown
    assert "summary" in shown.withheld


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"summary": "之前套现的事"}, ["cash_out"]),
        ({"promises": [{"by": "debtor", "what": "还五百", "due_on": None}]}, ["own_promise"]),
        ({"recording": {"made": True, "announced": False}}, ["recording_not_announced"]),
        ({"recording": {"made": True, "announced": None}}, []),
        ({"corrections": [_correction(summary="改")]}, ["corrected_later"]),
        ({"recorded_late": True}, ["recorded_late"]),
    ],
)
def test_what_may_be_held_against_the_person_is_named(
    changes: dict[str, Any], codes: list[str]
) -> None:
    assert contact_codes(told(_contact(**changes), ADVISER)) == codes


def test_what_does_not_leave_cannot_be_held_against_anybody() -> None:
    own = _contact(promises=[{"by": "debtor", "what": "保证还清", "due_on": None}])
    assert contact_codes(told(own, CREDITOR)) == []


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, []),
        ({"counterpart": {"agent_name": "王某", "number": None}}, ["staff_name"]),
        ({"counterpart": {"agent_name": None, "number": "95500"}}, ["number"]),
        ({"counterpart": None}, []),
        ({"other_counterparts": [{"agent_name": "李某"}]}, ["staff_name", "other_people"]),
        ({"about_person": "family"}, ["about_another_person"]),
    ],
)
def test_data_of_others_is_named(changes: dict[str, Any], kinds: list[str]) -> None:
    assert contact_third_parties(told(_contact(**changes), ADVISER)) == kinds


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"title": "套现记录"}, ["cash_out"]),
        ({"original_kept": False}, ["original_not_kept"]),
        ({"transcript": [{"at": "0:01", "speaker": "我", "text": "网赌输的"}]}, ["gambling"]),
    ],
)
def test_words_about_evidence_are_looked_at_too(changes: dict[str, Any], codes: list[str]) -> None:
    assert evidence_codes({**ITEM, **changes}) == codes


def test_risky_words_stay_from_the_creditor_until_they_are_acknowledged() -> None:
    assert is_withheld(["gambling"], CREDITOR, [])
    assert not is_withheld(["gambling"], CREDITOR, ["gambling"])
    assert is_withheld(["gambling", "cash_out"], CREDITOR, ["gambling"])
    assert not is_withheld(["recorded_late"], CREDITOR, [])
    assert not is_withheld(["gambling"], ADVISER, [])


def test_evidence_follows_the_list_then_the_request() -> None:
    assert in_order(["b", "a", "b"], None) == ["b", "a"]
    assert in_order(["b", "a"], ["x", "a", "a"]) == ["a", "x"]
    assert in_order([], ["x", "y"]) == ["x", "y"]


def test_a_contact_concerns_what_it_names_now() -> None:
    assert concerns(_contact(), ["e1"], [])
    assert concerns(_contact(), [], ["d1"])
    assert not concerns(_contact(), ["e2"], ["d2"])
    assert not concerns(_contact(corrected={"debt_ids": ["d2"]}), [], ["d1"])


def test_titles_are_one_line() -> None:
    assert short_title("a\n b", "x") == "a b"
    assert short_title(None, "x") == "x"
    assert len(short_title("长" * 300, "x")) == LONGEST_TITLE
