from typing import Any

import pytest

from app.dossier.bundles.profiles import (
    default_profile,
    person_shown,
    profiles,
    withheld_fields,
    within,
)

CONTACT: dict[str, Any] = {
    "occurred_at": "2026-11-20T15:30:00+08:00",
    "channel": "phone",
    "summary": "客服称暂无政策",
    "counterpart": {"organisation": "某银行", "agent_name": "王某", "number": "95500"},
    "other_counterparts": [],
    "promises": [
        {"by": "creditor", "what": "回电", "due_on": None},
        {"by": "debtor", "what": "月底前还五百元", "due_on": None},
    ],
    "recording": {"made": True, "announced": False},
    "conduct": [],
    "about_person": "debtor",
}
CASE: dict[str, Any] = {
    "client_reference": "A-1024",
    "person": {"full_name": "李示例", "id_number": "11010119900307123X", "phone": "13800000001"},
    "hardship": {"reason": "debt_spiral", "description": "拆东墙补西墙"},
}


def test_a_creditor_is_shown_no_promise_and_no_recording_of_the_person() -> None:
    shown = within(CONTACT, profiles()["creditor"], "debtor")
    assert [one["by"] for one in shown["promises"]] == ["creditor"]
    assert "recording" not in shown
    assert shown["summary"] == "客服称暂无政策"
    assert withheld_fields(CONTACT, profiles()["creditor"], "debtor") == ["promises", "recording"]


def test_a_creditor_reads_no_words_about_other_people() -> None:
    shown = within(CONTACT, profiles()["creditor"], "colleague")
    assert set(shown) == {"occurred_at", "channel", "about_person"}


@pytest.mark.parametrize("code", ["adviser", "private"])
@pytest.mark.parametrize("about", ["debtor", "colleague"])
def test_adviser_and_private_file_keep_nothing_of_a_contact_back(code: str, about: str) -> None:
    assert withheld_fields(CONTACT, profiles()[code], about) == []


def test_empty_fields_are_nothing_to_keep_back() -> None:
    empty = {**CONTACT, "recording": None, "promises": [], "conduct": []}
    assert withheld_fields(empty, profiles()["creditor"], "debtor") == []


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("creditor", {"full_name": "李示例", "id_last4": "123X"}),
        (
            "adviser",
            {
                "full_name": "李示例",
                "id_last4": "123X",
                "phone": "13800000001",
                "client_reference": "A-1024",
            },
        ),
        (
            "private",
            {
                "full_name": "李示例",
                "id_last4": "123X",
                "phone": "13800000001",
                "client_reference": "A-1024",
                "hardship_reason": "debt_spiral",
                "hardship_description": "拆东墙补西墙",
            },
        ),
    ],
)
def test_a_paper_says_of_the_person_what_its_reader_needs(code: str, shown: dict[str, str]) -> None:
    assert person_shown(CASE, profiles()[code]) == shown


def test_other_reasons_reach_an_adviser() -> None:
    case = {**CASE, "hardship": {"reason": "job_loss", "description": "公司裁员"}}
    shown = person_shown(case, profiles()["adviser"])
    assert shown["hardship_reason"] == "job_loss"
    assert "hardship_description" not in shown


def test_unknown_facts_are_left_out() -> None:
    empty = {"client_reference": "A", "person": None, "hardship": None}
    assert person_shown(empty, profiles()["creditor"]) == {}


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        ("negotiation", "creditor"),
        ("mediation", "creditor"),
        ("complaint", "adviser"),
        ("litigation", "adviser"),
    ],
)
def test_each_purpose_has_its_reader(purpose: str, code: str) -> None:
    assert default_profile(purpose) == code


def test_only_the_creditors_profile_keeps_risky_words_back() -> None:
    assert {code for code, one in profiles().items() if one.withholds_risks} == {"creditor"}
