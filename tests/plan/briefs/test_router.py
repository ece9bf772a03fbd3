"""A case on one page over HTTP."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
import time_machine
from fastapi import FastAPI

from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL

PARTS = ("debts", "money", "talks", "proposals", "open_proceedings")
ORDER = {
    "kind": "payment_order",
    "documents": [{"kind": "payment_order", "received_on": "2026-11-16"}],
}


@pytest.fixture(autouse=True)
def today(client: ApiClient, case_id: UUID) -> Iterator[None]:  # keys are made before
    with time_machine.travel("2026-11-27T09:00:00+08:00", tick=False):
        yield


@pytest.fixture
def root(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}"


def _brief(client: ApiClient, root: str) -> dict[str, Any]:
    answer = client.get(f"{root}/brief")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_an_empty_case_says_what_to_begin_with(client: ApiClient, root: str) -> None:
    brief = _brief(client, root)
    assert (brief["client_reference"], brief["hardship_reason"]) == ("T-1", None)
    assert brief["debts"] == {
        "count": 0,
        "total_outstanding": "0.00",
        "without_amount": 0,
        "longest_days_past_due": None,
    }
    assert brief["money"] is None
    assert brief["talks"]["last_contact_on"] is None
    assert brief["next_actions"][0]["code"] == "list_debts"
    assert brief["open_proceedings"] == 0


def test_it_says_how_much_what_runs_and_what_next(client: ApiClient, root: str) -> None:
    debt = {"creditor_name": "某银行", "creditor_type": "bank", "days_past_due": 35}
    amounts = {
        "principal_outstanding": "48000.00",
        "interest_outstanding": "1650.10",
        "fees_outstanding": "0.00",
        "penalty_outstanding": "320.00",
    }
    client.post(f"{root}/debts", json={**debt, **amounts})
    client.post(f"{root}/debts", json={"creditor_name": "某平台", "creditor_type": "unknown"})
    client.post(f"{root}/contacts", json=CALL)  # a promise due on the 25th
    client.post(f"{root}/legal-proceedings", json=ORDER)
    brief = _brief(client, root)
    assert brief["debts"] == {
        "count": 2,
        "total_outstanding": "49970.10",
        "without_amount": 1,
        "longest_days_past_due": 35,
    }
    assert brief["talks"]["last_contact_on"] == "2026-11-20"
    assert (brief["talks"]["open_follow_ups"], brief["talks"]["overdue_follow_ups"]) == (2, 1)
    assert (brief["open_proceedings"], brief["rung"]) == (1, "respond_to_proceedings")
    assert brief["clocks"][0]["due_on"] == "2026-12-01"
    assert [each["title"] for each in brief["clocks"]] == ["对支付令提出书面异议", "约定的事到期"]
    assert brief["next_actions"][0]["code"] == "respond_to_court"
    assert "2026-12-01" in brief["warnings"][0]


@pytest.mark.parametrize(
    ("scope", "part"),
    [
        ("debts:read", "debts"),
        ("contacts:read", "talks"),
        ("proposals:read", "proposals"),
        ("proceedings:read", "open_proceedings"),
    ],
)
def test_a_key_is_shown_only_what_it_may_read(
    application: FastAPI,
    runtime: Runtime,
    client: ApiClient,
    tenant_id: UUID,
    root: str,
    scope: str,
    part: str,
) -> None:
    key = make_key(runtime, tenant_id, "plan:read", scope)
    brief = _brief(ApiClient(application, key), root)
    assert [name for name in PARTS if brief[name] is not None] == [part]


def test_it_follows_the_case_and_tells_nothing_of_wellbeing(client: ApiClient, root: str) -> None:
    first = client.get(f"{root}/brief")
    low = {"scale": "phq2", "answers": [3, 3]}
    assert client.post(f"{root}/wellbeing-checks", json=low).status_code == 201
    held = {"If-None-Match": first.headers["ETag"]}
    assert client.get(f"{root}/brief", headers=held).status_code == 304
    client.post(f"{root}/contacts", json=CALL)
    assert client.get(f"{root}/brief", headers=held).status_code == 200


def test_nobody_else_sees_it(stranger: ApiClient, root: str) -> None:
    assert stranger.get(f"{root}/brief").status_code == 404
