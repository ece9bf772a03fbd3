"""Instalments of an agreement among the follow-ups, on both databases."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.core import clock
from tests.client import ApiClient
from tests.proposals.agreements.instalments.test_router import pay
from tests.proposals.agreements.test_router import agreed
from tests.proposals.stories import STORY, TERMS, recorded_debts

PLAN: dict[str, Any] = {**TERMS, "waive": {}, "instalments": 12}
RICH = {**STORY["budget"], "opening_balance": "300000.00"}
POOR = {
    **STORY["budget"],
    "opening_balance": "30000.00",
    "incomes": [{**line, "ends_on": "2027-05-31"} for line in STORY["budget"]["incomes"]],
}


@pytest.fixture(autouse=True)
def _in_march(client: ApiClient, case_id: UUID) -> Iterator[None]:  # keys are made before
    moment = datetime(2027, 3, 1, 12, tzinfo=clock.SHANGHAI)
    with time_machine.travel(moment, tick=False):
        yield


@pytest.fixture
def loan(client: ApiClient, case_id: UUID) -> str:
    return recorded_debts(client, case_id)[1]


@pytest.fixture
def location(client: ApiClient, case_id: UUID, loan: str) -> str:
    """An agreement on the loan: twelve instalments of 933.33 from January on, no interest."""
    found: str = agreed(client, case_id, loan, terms=PLAN, form="written").headers["Location"]
    return found


def due(client: ApiClient, case_id: UUID, kind: str = "instalment_due", **query: Any) -> Any:
    wanted = {"kind": kind, "done": "false", **query}
    items = client.get(f"/v1/cases/{case_id}/follow-ups", params=wanted).json()["items"]
    return sorted(items, key=lambda item: item["due_on"])


def days(items: Any) -> list[str]:
    return [item["due_on"] for item in items]


def put_budget(client: ApiClient, case_id: UUID, budget: Any, **headers: str) -> None:
    answer = client.put(f"/v1/cases/{case_id}/budget", json=budget, headers=headers)
    assert answer.status_code in {200, 201}, answer.text


def test_what_was_missed_and_the_next_ones_are_due(
    client: ApiClient, case_id: UUID, location: str
) -> None:
    found = due(client, case_id)
    assert days(found) == ["2027-01-10", "2027-02-10", "2027-03-10", "2027-04-10", "2027-05-10"]
    assert [item["overdue"] for item in found] == [True, True, False, False, False]
    assert {item["agreement_id"] for item in found} == {location.rsplit("/", 1)[1]}
    assert "933.33" in found[0]["what"]
    assert found[0]["basis"] == "product_suggestion"
    [talk] = due(client, case_id, "renegotiate")
    assert (talk["due_on"], talk["overdue"]) == ("2027-01-10", True)
    assert "1866.66" in talk["what"]


def test_a_payment_ends_what_it_covers_and_opens_the_next(
    client: ApiClient, case_id: UUID, location: str
) -> None:
    pay(client, location, "2027-03-01", "1900.00")
    found = due(client, case_id)
    assert days(found) == ["2027-03-10", "2027-04-10", "2027-05-10"]
    assert "899.99" in found[0]["what"]
    assert due(client, case_id, "renegotiate") == []
    done = due(client, case_id, done="true")
    assert days(done) == ["2027-01-10", "2027-02-10"]
    pay(client, location, "2027-03-01", "900.00")
    assert days(due(client, case_id)) == ["2027-04-10", "2027-05-10", "2027-06-10"]


def test_all_paid_leaves_nothing_due(client: ApiClient, case_id: UUID, location: str) -> None:
    pay(client, location, "2027-03-01", "11200.00")
    assert due(client, case_id) == due(client, case_id, "renegotiate") == []


def test_a_newer_agreement_about_the_debt_takes_the_place_of_the_older(
    client: ApiClient, case_id: UUID, loan: str, location: str
) -> None:
    newer = agreed(
        client, case_id, loan, terms={**PLAN, "first_due_date": "2027-06-10"}, form="written"
    )
    found = due(client, case_id)
    assert days(found) == ["2027-06-10", "2027-07-10", "2027-08-10"]
    assert {item["agreement_id"] for item in found} == {newer.json()["id"]}


def test_a_budget_that_no_longer_carries_it_warns_early(
    client: ApiClient, case_id: UUID, location: str
) -> None:
    pay(client, location, "2027-03-01", "1866.66")
    put_budget(client, case_id, RICH)
    assert due(client, case_id, "renegotiate") == []
    put_budget(client, case_id, POOR, **{"If-Match": "*"})
    [talk] = due(client, case_id, "renegotiate")
    advised = client.get(f"{location}/instalments").json()
    assert talk["due_on"] == advised["next_step"]["talk_by"]
    assert advised["ahead"]["first_short_month"] in talk["what"]
    put_budget(client, case_id, RICH, **{"If-Match": "*"})
    assert due(client, case_id, "renegotiate") == []


def test_a_payment_up_front_is_due_like_an_instalment(
    client: ApiClient, case_id: UUID, loan: str
) -> None:
    agreed(client, case_id, loan, terms={**PLAN, "upfront_payment": "500.00"}, form="written")
    assert any("首付" in item["what"] and "500.00" in item["what"] for item in due(client, case_id))


def test_words_follow_the_reader(client: ApiClient, case_id: UUID, location: str) -> None:
    answer = client.get(
        f"/v1/cases/{case_id}/follow-ups",
        params={"kind": "instalment_due"},
        headers={"Accept-Language": "en"},
    )
    assert answer.status_code == 200, answer.text
    assert "still to pay" in answer.json()["items"][0]["what"]
