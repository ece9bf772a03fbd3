"""Court days on the desk: which, until when, and what to do where nobody noted the day."""

from typing import Any

import pytest
import time_machine

from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.plan.worklists.desk import ORDER, PAPER, listed, new_case

UNDATED = [
    {"kind": "payment_order"},
    {"kind": "payment_order", "documents": [{"kind": "payment_order"}]},
    {"kind": "lawsuit", "documents": [{"kind": "evidence_notice", "received_on": "2026-11-20"}]},
    {"kind": "arbitration", "documents": [{"kind": "arbitration_notice"}]},
]


def test_every_court_day_is_named_in_both_languages(client: ApiClient) -> None:
    case = new_case(client, "两件")
    papers = [
        {"kind": "complaint", "received_on": "2026-11-16"},
        {"kind": "other", "hearing_at": "2027-01-12T09:30:00+08:00"},
    ]
    suit = {"kind": "lawsuit", "documents": papers}
    client.post(f"/v1/cases/{case}/legal-proceedings", json=suit)
    [chinese] = listed(client)
    english = client.get("/v1/worklist", headers={"Accept-Language": "en"}).json()["items"][0]
    assert sorted(chinese["next_action"]["what_to_do"]) == [
        "提交答辩状：最晚 2026-12-01。",
        "提出管辖权异议：最晚 2026-12-01。",
    ]
    assert sorted(english["next_action"]["what_to_do"]) == [
        "File the answer: by 2026-12-01.",
        "Object to the court's jurisdiction: by 2026-12-01.",
    ]
    assert {(day["title"], day["due_on"]) for day in english["court_days"]} == {
        ("File the answer", "2026-12-01"),
        ("Object to the court's jurisdiction", "2026-12-01"),
        ("Hearing", "2027-01-12"),
    }


@pytest.mark.parametrize(
    ("paper", "day", "said"),
    [
        ({"hearing_at": "2026-12-02T09:30:00+08:00"}, "2026-12-02", "2026-12-02 开庭。"),
        (
            {"hearing_at": "2026-11-26T09:30:00+08:00"},
            "2026-11-26",
            "2026-11-26 的开庭日已经过了。没有到庭的，今天就问法院还能怎么办。",
        ),
        (
            {"stated_deadline": "2026-11-27"},
            "2026-11-27",
            (
                "文书上写明的期限：推算或者写明的是 2026-11-27，看来已经过了。"
                "今天就问法院或者法律援助还能怎么办。"
            ),
        ),
    ],
)
def test_a_hearing_and_a_day_that_has_passed_are_told_as_such(
    client: ApiClient, paper: dict[str, str], day: str, said: str
) -> None:
    case = new_case(client, "某案")
    suit = {"kind": "lawsuit", "documents": [{"kind": "other", **paper}]}
    client.post(f"/v1/cases/{case}/legal-proceedings", json=suit)
    with time_machine.travel("2026-12-01T09:00:00+08:00", tick=False):
        [entry] = listed(client)
    assert (entry["due_on"], entry["overdue"]) == (day, day < "2026-12-01")
    assert entry["next_action"]["what_to_do"] == [said]


@pytest.mark.parametrize("undated", UNDATED)
def test_a_paper_without_its_day_is_first_and_no_day_is_made_up(
    client: ApiClient, undated: dict[str, Any]
) -> None:
    summoned, lacking = new_case(client, "有日子"), new_case(client, "没日子")
    client.post(f"/v1/cases/{summoned}/legal-proceedings", json=ORDER)
    client.post(f"/v1/cases/{lacking}/contacts", json=CALL)  # due on 25 November
    made = client.post(f"/v1/cases/{lacking}/legal-proceedings", json=undated)
    first, second = listed(client)
    assert (first["case_id"], second["case_id"]) == (lacking, summoned)
    assert first["next_action"]["code"] == "note_the_day"
    [where] = first["next_action"]["what_to_do"]
    assert "快递面单" in where
    assert "官方网站上的电话" in where
    assert (first["due_on"], first["overdue"], first["urgent"]) == (None, False, True)
    assert (first["court_day_missing"], first["court_days"]) == (True, [])
    assert second["court_day_missing"] is False
    dated = {**undated, "documents": [PAPER | {"stated_deadline": "2026-12-04"}]}
    client.patch(made.headers["Location"], json=dated, headers={"If-Match": "*"})
    assert [each["court_day_missing"] for each in listed(client)] == [False, False]


def test_a_missing_day_stays_beside_one_that_presses(client: ApiClient) -> None:
    case = new_case(client, "两份")
    both = {"kind": "lawsuit", "documents": [{"kind": "judgment"}, {**PAPER, "kind": "complaint"}]}
    client.post(f"/v1/cases/{case}/legal-proceedings", json=both)
    [entry] = listed(client)
    assert (entry["next_action"]["code"], entry["due_on"]) == ("court_clock", "2026-12-01")
    assert entry["court_day_missing"]
    answer, objection, where = entry["next_action"]["what_to_do"]
    assert answer != objection
    assert "快递面单" in where


def test_a_missing_day_is_on_the_desk_of_court_days_and_not_of_promises(client: ApiClient) -> None:
    lacking = new_case(client, "没日子")
    client.post(f"/v1/cases/{lacking}/contacts", json=CALL)
    client.post(f"/v1/cases/{lacking}/legal-proceedings", json={"kind": "payment_order"})
    for query in ({"kind": "court_clock"}, {"due_before": "2026-11-01"}):
        [entry] = listed(client, **query)
        assert entry["next_action"]["code"] == "note_the_day"
    [promised] = listed(client, kind="promise")
    assert (promised["next_action"]["code"], promised["court_day_missing"]) == ("promise", False)


def test_a_court_day_that_was_kept_is_named_no_longer(client: ApiClient) -> None:
    case = new_case(client, "已答复")
    made = client.post(f"/v1/cases/{case}/legal-proceedings", json=ORDER)
    assert len(listed(client)[0]["court_days"]) == 1
    answered = {"documents": [{**PAPER, "responded_on": "2026-11-24"}]}
    client.patch(made.headers["Location"], json=answered, headers={"If-Match": "*"})
    [entry] = listed(client)
    assert (entry["court_days"], entry["urgent"]) == ([], False)


@pytest.mark.parametrize("ending", [{"status": "closed"}, {"role": "claimant"}])
def test_what_is_over_or_one_s_own_suit_lacks_no_day(
    client: ApiClient, ending: dict[str, str]
) -> None:
    case = new_case(client, "没日子")
    made = client.post(f"/v1/cases/{case}/legal-proceedings", json={"kind": "payment_order"})
    assert listed(client)[0]["court_day_missing"]
    client.patch(made.headers["Location"], json=ending, headers={"If-Match": "*"})
    assert not listed(client)[0]["court_day_missing"]
