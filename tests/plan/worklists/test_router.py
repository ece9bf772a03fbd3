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
from tests.plan.worklists.desk import DEBT, ORDER, listed, new_case


def test_the_most_urgent_case_comes_first(client: ApiClient) -> None:
    quiet = new_case(client, "安静")
    promised = new_case(client, "有约定")
    client.post(f"/v1/cases/{promised}/contacts", json=CALL)
    summoned = new_case(client, "支付令")
    client.post(f"/v1/cases/{summoned}/debts", json=DEBT)
    client.post(f"/v1/cases/{summoned}/legal-proceedings", json=ORDER)
    first, second, third = listed(client)
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


def test_what_is_due_can_be_asked_for(client: ApiClient) -> None:
    promised, summoned = new_case(client, "一"), new_case(client, "二")
    client.post(f"/v1/cases/{promised}/contacts", json=CALL)  # due on 25 November
    client.post(f"/v1/cases/{summoned}/legal-proceedings", json=ORDER)
    assert [each["case_id"] for each in listed(client, kind="court_clock")] == [summoned]
    assert [each["case_id"] for each in listed(client, due_before="2026-11-26")] == [promised]
    assert listed(client, due_before="2026-11-25") == []
    assert listed(client, kind="reapply") == []


def test_a_desk_can_be_one_adviser_s(client: ApiClient) -> None:
    key = client.get("/v1/api-keys").json()["items"][0]["id"]
    mine = new_case(client, "我的", assigned_to=key)
    new_case(client, "别人的")
    [entry] = listed(client, assigned_to=key)
    assert (entry["case_id"], entry["assigned_to"]) == (mine, key)


def test_closed_and_erased_cases_are_off_the_desk(client: ApiClient) -> None:
    new_case(client, "结束", status="closed")
    gone = new_case(client, "删除")
    client.delete(f"/v1/cases/{gone}", headers={"If-Match": "*"})
    assert listed(client) == []


def test_what_is_done_is_due_no_longer_and_a_late_day_is_overdue(client: ApiClient) -> None:
    case = new_case(client, "晚了")
    client.post(f"/v1/cases/{case}/contacts", json=CALL)
    with time_machine.travel("2026-11-27T09:00:00+08:00", tick=False):
        [late] = listed(client)
        assert (late["due_on"], late["overdue"]) == ("2026-11-25", True)
        [due] = client.get(f"/v1/cases/{case}/follow-ups").json()["items"]
        one = f"/v1/cases/{case}/follow-ups/{due['id']}"
        client.patch(one, json={"done": True}, headers={"If-Match": "*"})
        [after] = listed(client)
    assert (after["due_on"], after["overdue"]) == (None, False)


def test_only_what_is_open_against_the_person_counts(client: ApiClient) -> None:
    case = new_case(client, "三件")
    path = f"/v1/cases/{case}/legal-proceedings"
    client.post(path, json={"kind": "lawsuit"})
    client.post(path, json={"kind": "lawsuit", "status": "closed"})
    client.post(path, json={"kind": "lawsuit", "role": "claimant"})
    assert [each["open_proceedings"] for each in listed(client)] == [1]


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
    case = new_case(client, "0")
    client.post(f"/v1/cases/{case}/contacts", json=CALL)
    counts = []
    for more in range(2):
        for number in range(more * 20):
            client.post(
                f"/v1/cases/{new_case(client, str(number + 1))}/legal-proceedings", json=ORDER
            )
        with _counted(runtime) as seen:
            assert len(listed(client)) == 1 + more * 20
        counts.append(len([each for each in seen if "wrapped_keys" not in each]))
    assert counts[0] == counts[1]


def test_pages_join(client: ApiClient) -> None:
    for number in range(5):
        new_case(client, str(number))
    whole = [each["case_id"] for each in listed(client)]
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
    assert listed(stranger) == []


@pytest.mark.parametrize("query", [{"kind": "x"}, {"due_before": "x"}, {"assigned_to": "x"}])
def test_a_malformed_wish_is_refused(client: ApiClient, query: dict[str, str]) -> None:
    assert client.get("/v1/worklist", params=query).status_code == 422
