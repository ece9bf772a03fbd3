"""The desk over HTTP: all cases by urgency, with a number of queries that does not grow."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
import time_machine
from sqlalchemy import event

from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL

PAPER = {"kind": "payment_order", "received_on": "2026-11-16"}
ORDER = {"kind": "payment_order", "documents": [PAPER]}
DEBT = {"creditor_name": "某银行", "creditor_type": "bank"}


@pytest.fixture(autouse=True)
def today(client: ApiClient) -> Iterator[None]:  # keys are made before
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=False):
        yield


def _case(client: ApiClient, reference: str, **more: Any) -> str:
    made = client.post("/v1/cases", json={"client_reference": reference, **more})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def _list(client: ApiClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/v1/worklist", params={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    return [dict(each) for each in answer.json()["items"]]


def test_the_most_urgent_case_comes_first(client: ApiClient) -> None:
    quiet = _case(client, "安静")
    promised = _case(client, "有约定")
    client.post(f"/v1/cases/{promised}/contacts", json=CALL)
    summoned = _case(client, "支付令")
    client.post(f"/v1/cases/{summoned}/debts", json=DEBT)
    client.post(f"/v1/cases/{summoned}/legal-proceedings", json=ORDER)
    first, second, third = _list(client)
    assert first == {
        "case_id": summoned,
        "client_reference": "支付令",
        "assigned_to": None,
        "next_action": {
            "code": "court_clock",
            "title": "法院的期限",
            "what_to_do": ["对支付令提出书面异议：最晚 2026-12-01。"],
        },
        "due_on": "2026-12-01",
        "overdue": False,
        "urgent": True,
        "court_days": [
            {
                "code": "payment_order_objection",
                "title": "对支付令提出书面异议",
                "due_on": "2026-12-01",
                "overdue": False,
                "rule_id": "CPL-227",
            }
        ],
        "court_day_missing": False,
        "open_proceedings": 1,
        "missing_facts": ["budget_made", "contact_recorded"],
        "last_contact_on": None,
    }
    assert (second["case_id"], second["next_action"]["code"], second["last_contact_on"]) == (
        promised,
        "promise",
        "2026-11-20",
    )
    assert (third["case_id"], third["next_action"]["code"], third["due_on"]) == (
        quiet,
        "list_debts",
        None,
    )
    assert second["next_action"]["what_to_do"] == second["court_days"] == []
    [line] = third["next_action"]["what_to_do"]
    assert "到期日都列清楚" in line


def test_every_court_day_is_named_in_both_languages(client: ApiClient) -> None:
    case = _case(client, "两件")
    papers = [
        {"kind": "complaint", "received_on": "2026-11-16"},
        {"kind": "other", "hearing_at": "2027-01-12T09:30:00+08:00"},
    ]
    suit = {"kind": "lawsuit", "documents": papers}
    client.post(f"/v1/cases/{case}/legal-proceedings", json=suit)
    [chinese] = _list(client)
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
    case = _case(client, "某案")
    suit = {"kind": "lawsuit", "documents": [{"kind": "other", **paper}]}
    client.post(f"/v1/cases/{case}/legal-proceedings", json=suit)
    with time_machine.travel("2026-12-01T09:00:00+08:00", tick=False):
        [entry] = _list(client)
    assert (entry["due_on"], entry["overdue"]) == (day, day < "2026-12-01")
    assert entry["next_action"]["what_to_do"] == [said]


UNDATED = [
    {"kind": "payment_order"},
    {"kind": "payment_order", "documents": [{"kind": "payment_order"}]},
    {"kind": "lawsuit", "documents": [{"kind": "evidence_notice", "received_on": "2026-11-20"}]},
    {"kind": "arbitration", "documents": [{"kind": "arbitration_notice"}]},
]


@pytest.mark.parametrize("undated", UNDATED)
def test_a_paper_without_its_day_is_first_and_no_day_is_made_up(
    client: ApiClient, undated: dict[str, Any]
) -> None:
    summoned, lacking = _case(client, "有日子"), _case(client, "没日子")
    client.post(f"/v1/cases/{summoned}/legal-proceedings", json=ORDER)
    client.post(f"/v1/cases/{lacking}/contacts", json=CALL)  # due on 25 November
    made = client.post(f"/v1/cases/{lacking}/legal-proceedings", json=undated)
    first, second = _list(client)
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
    assert [each["court_day_missing"] for each in _list(client)] == [False, False]


def test_a_missing_day_stays_beside_one_that_presses(client: ApiClient) -> None:
    case = _case(client, "两份")
    both = {"kind": "lawsuit", "documents": [{"kind": "judgment"}, {**PAPER, "kind": "complaint"}]}
    client.post(f"/v1/cases/{case}/legal-proceedings", json=both)
    [entry] = _list(client)
    assert (entry["next_action"]["code"], entry["due_on"]) == ("court_clock", "2026-12-01")
    assert entry["court_day_missing"]
    answer, objection, where = entry["next_action"]["what_to_do"]
    assert answer != objection
    assert "快递面单" in where


def test_a_missing_day_is_on_the_desk_of_court_days_and_not_of_promises(client: ApiClient) -> None:
    lacking = _case(client, "没日子")
    client.post(f"/v1/cases/{lacking}/contacts", json=CALL)
    client.post(f"/v1/cases/{lacking}/legal-proceedings", json={"kind": "payment_order"})
    for query in ({"kind": "court_clock"}, {"due_before": "2026-11-01"}):
        [entry] = _list(client, **query)
        assert entry["next_action"]["code"] == "note_the_day"
    [promised] = _list(client, kind="promise")
    assert (promised["next_action"]["code"], promised["court_day_missing"]) == ("promise", False)


def test_a_court_day_that_was_kept_is_named_no_longer(client: ApiClient) -> None:
    case = _case(client, "已答复")
    made = client.post(f"/v1/cases/{case}/legal-proceedings", json=ORDER)
    assert len(_list(client)[0]["court_days"]) == 1
    answered = {"documents": [{**PAPER, "responded_on": "2026-11-24"}]}
    client.patch(made.headers["Location"], json=answered, headers={"If-Match": "*"})
    [entry] = _list(client)
    assert (entry["court_days"], entry["urgent"]) == ([], False)


@pytest.mark.parametrize("ending", [{"status": "closed"}, {"role": "claimant"}])
def test_what_is_over_or_one_s_own_suit_lacks_no_day(
    client: ApiClient, ending: dict[str, str]
) -> None:
    case = _case(client, "没日子")
    made = client.post(f"/v1/cases/{case}/legal-proceedings", json={"kind": "payment_order"})
    assert _list(client)[0]["court_day_missing"]
    client.patch(made.headers["Location"], json=ending, headers={"If-Match": "*"})
    assert not _list(client)[0]["court_day_missing"]


def test_what_is_due_can_be_asked_for(client: ApiClient) -> None:
    promised, summoned = _case(client, "一"), _case(client, "二")
    client.post(f"/v1/cases/{promised}/contacts", json=CALL)  # due on 25 November
    client.post(f"/v1/cases/{summoned}/legal-proceedings", json=ORDER)
    assert [each["case_id"] for each in _list(client, kind="court_clock")] == [summoned]
    assert [each["case_id"] for each in _list(client, due_before="2026-11-26")] == [promised]
    assert _list(client, due_before="2026-11-25") == []
    assert _list(client, kind="reapply") == []


def test_a_desk_can_be_one_adviser_s(client: ApiClient) -> None:
    key = client.get("/v1/api-keys").json()["items"][0]["id"]
    mine = _case(client, "我的", assigned_to=key)
    _case(client, "别人的")
    [entry] = _list(client, assigned_to=key)
    assert (entry["case_id"], entry["assigned_to"]) == (mine, key)


def test_closed_and_erased_cases_are_off_the_desk(client: ApiClient) -> None:
    _case(client, "结束", status="closed")
    gone = _case(client, "删除")
    client.delete(f"/v1/cases/{gone}", headers={"If-Match": "*"})
    assert _list(client) == []


def test_what_is_done_is_due_no_longer_and_a_late_day_is_overdue(client: ApiClient) -> None:
    case = _case(client, "晚了")
    client.post(f"/v1/cases/{case}/contacts", json=CALL)
    with time_machine.travel("2026-11-27T09:00:00+08:00", tick=False):
        [late] = _list(client)
        assert (late["due_on"], late["overdue"]) == ("2026-11-25", True)
        [due] = client.get(f"/v1/cases/{case}/follow-ups").json()["items"]
        one = f"/v1/cases/{case}/follow-ups/{due['id']}"
        client.patch(one, json={"done": True}, headers={"If-Match": "*"})
        [after] = _list(client)
    assert (after["due_on"], after["overdue"]) == (None, False)


def test_only_what_is_open_against_the_person_counts(client: ApiClient) -> None:
    case = _case(client, "三件")
    path = f"/v1/cases/{case}/legal-proceedings"
    client.post(path, json={"kind": "lawsuit"})
    client.post(path, json={"kind": "lawsuit", "status": "closed"})
    client.post(path, json={"kind": "lawsuit", "role": "claimant"})
    assert [each["open_proceedings"] for each in _list(client)] == [1]


@contextmanager
def _counted(runtime: Runtime) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    engine = runtime.database.reader
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


def test_more_cases_do_not_take_more_queries(client: ApiClient, runtime: Runtime) -> None:
    """But for the keys that open the references of the page."""
    case = _case(client, "0")
    client.post(f"/v1/cases/{case}/contacts", json=CALL)
    counts = []
    for more in range(2):
        for number in range(more * 20):
            client.post(f"/v1/cases/{_case(client, str(number + 1))}/legal-proceedings", json=ORDER)
        with _counted(runtime) as seen:
            assert len(_list(client)) == 1 + more * 20
        counts.append(len([each for each in seen if "wrapped_keys" not in each]))
    assert counts[0] == counts[1]


def test_pages_join(client: ApiClient) -> None:
    for number in range(5):
        _case(client, str(number))
    whole = [each["case_id"] for each in _list(client)]
    first = client.get("/v1/worklist", params={"limit": 3})
    cursor = first.json()["next_cursor"]
    second = client.get("/v1/worklist", params={"limit": 3, "cursor": cursor})
    joined = [*first.json()["items"], *second.json()["items"]]
    assert [each["case_id"] for each in joined] == whole
    assert second.json()["next_cursor"] is None


def test_another_tenant_s_cases_are_not_on_it(
    client: ApiClient, stranger: ApiClient, case_id: UUID
) -> None:
    client.post(f"/v1/cases/{case_id}/contacts", json=CALL)
    assert _list(stranger) == []


@pytest.mark.parametrize("query", [{"kind": "x"}, {"due_before": "x"}, {"assigned_to": "x"}])
def test_a_malformed_wish_is_refused(client: ApiClient, query: dict[str, str]) -> None:
    assert client.get("/v1/worklist", params=query).status_code == 422
