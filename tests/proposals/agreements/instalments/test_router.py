from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
import time_machine

from app.core import clock
from tests.client import ApiClient
from tests.proposals.agreements.test_router import agreed
from tests.proposals.stories import STORY, TERMS, recorded_debts, with_budget


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    moment = datetime(2027, 3, 1, 12, tzinfo=clock.SHANGHAI)
    with time_machine.travel(moment, tick=False):
        yield


def kept(client: ApiClient, location: str) -> dict[str, Any]:
    answer = client.get(f"{location}/instalments")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def pay(client: ApiClient, location: str, on: str, amount: str, **more: Any) -> Any:
    return client.post(f"{location}/payments", json={"paid_on": on, "amount": amount, **more})


@pytest.fixture
def location(client: ApiClient, case_id: UUID) -> str:
    """An agreement on the loan: twelve instalments of 933.33 from January on, no interest."""
    loan = recorded_debts(client, case_id)[1]
    made = agreed(
        client, case_id, loan, terms={**TERMS, "waive": {}, "instalments": 12}, form="written"
    )
    assert made.status_code == 201, made.text
    found: str = made.headers["Location"]
    return found


def test_what_is_missed_and_what_is_to_come(client: ApiClient, location: str) -> None:
    found = kept(client, location)
    assert [row["status"] for row in found["rows"]] == ["missed"] * 2 + ["upcoming"] * 10
    assert (found["missed"], found["arrears"]) == (2, "1866.66")
    assert (found["total"], found["remaining"], found["paid"]) == ("11200.00", "11200.00", "0.00")
    assert found["next_due"]["due_date"] == "2027-03-10"
    assert (found["next_step"]["code"], found["next_step"]["talk_by"]) == ("talk_now", "2027-03-01")
    assert "1866.66" in found["next_step"]["message"]
    assert found["ahead"]["carried"] == "unknown"


def test_payments_are_recorded_counted_and_listed(client: ApiClient, location: str) -> None:
    first = pay(client, location, "2027-01-10", "933.33", payee="creditor", reference="回单 1")
    assert first.status_code == 201, first.text
    assert first.json()["receipt"]["checkpoint"]
    assert first.json()["warning"] is None
    pay(client, location, "2027-02-15", "933.33", payee="personal_account")
    found = kept(client, location)
    assert (found["missed"], found["paid"], found["remaining"]) == (0, "1866.66", "9333.34")
    assert [row["days_late"] for row in found["rows"]][:2] == [0, 5]
    assert found["next_step"]["code"] == "budget_needed"
    items = client.get(f"{location}/payments").json()["items"]
    assert [item["amount"] for item in items] == ["933.33", "933.33"]
    assert [bool(item["warning"]) for item in items] == [True, False]
    assert items[1]["reference"] == "回单 1"


def test_all_paid_is_settled(client: ApiClient, location: str) -> None:
    pay(client, location, "2027-01-05", "11200.00")
    found = kept(client, location)
    assert (found["remaining"], found["next_due"]) == ("0.00", None)
    assert found["next_step"]["code"] == "settled"
    assert client.get(location).json()["status"] == "settled"
    pay(client, location, "2027-01-06", "1.00")
    assert kept(client, location)["paid_ahead"] == "1.00"


def test_a_forecast_that_carries_it_says_keep_going(
    client: ApiClient, case_id: UUID, location: str
) -> None:
    with_budget(client, case_id)
    pay(client, location, "2027-01-05", "1866.66")
    found = kept(client, location)
    assert found["ahead"]["carried"] in {"short", "tight", "carried"}
    rich = {**STORY["budget"], "opening_balance": "300000.00", "as_of": "2027-02-20"}
    client.put(f"/v1/cases/{case_id}/budget", json=rich, headers={"If-Match": "*"})
    found = kept(client, location)
    assert (found["ahead"]["carried"], found["next_step"]["code"]) == ("carried", "keep_going")
    assert found["ahead"]["budget_is_old"] is False


def test_a_forecast_that_no_longer_carries_it_warns_early(
    client: ApiClient, case_id: UUID, location: str
) -> None:
    """Income ends in May: some later month falls short, and talking is due before it."""
    ending = [{**line, "ends_on": "2027-05-31"} for line in STORY["budget"]["incomes"]]
    budget = {**STORY["budget"], "incomes": ending, "opening_balance": "30000.00"}
    client.put(f"/v1/cases/{case_id}/budget", json=budget)
    pay(client, location, "2027-01-05", "1866.66")
    found = kept(client, location)
    assert found["ahead"]["carried"] == "short"
    month = found["ahead"]["first_short_month"]
    assert month > "2027-05"
    assert month in found["ahead"]["message"]
    assert found["next_step"]["code"] == "talk_before"
    assert "2027-03-01" < found["next_step"]["talk_by"] < f"{month}-10"
    assert found["ahead"]["budget_is_old"] is True


def test_another_debts_agreement_counts_as_agreed(
    client: ApiClient, case_id: UUID, location: str
) -> None:
    """Less to pay on the card leaves more for the loan."""
    with_budget(client, case_id)
    pay(client, location, "2027-01-05", "1866.66")
    before = kept(client, location)["ahead"]
    card = client.get(f"/v1/cases/{case_id}/debts").json()["items"][-1]["id"]
    easy = {**TERMS, "instalments": 60, "first_due_date": "2027-12-10"}
    assert agreed(client, case_id, card, terms=easy).status_code == 201
    after = kept(client, location)["ahead"]
    assert before["carried"] == "tight"
    assert (after["first_short_month"] or "9999-12") > before["first_short_month"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"paid_on": "2027-01-10", "amount": "0.00"}, "/amount"),
        ({"paid_on": "2027-01-10", "amount": 5}, "/amount"),
        ({"paid_on": "2027-01-10"}, "/amount"),
        ({"paid_on": "1850-01-10", "amount": "5.00"}, "/paid_on"),
        ({"paid_on": "2027-01-10", "amount": "5.00", "payee": "me"}, "/payee"),
    ],
)
def test_what_is_no_payment_is_refused(
    client: ApiClient, location: str, body: dict[str, Any], pointer: str
) -> None:
    refused = client.post(f"{location}/payments", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert client.get(f"{location}/payments").json()["items"] == []
