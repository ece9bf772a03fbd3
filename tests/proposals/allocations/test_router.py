from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine

from app.proposals.allocations.router import ALLOCATION_EXAMPLES
from tests.client import ApiClient

SPLIT: dict[str, Any] = ALLOCATION_EXAMPLES["pro_rata"]["value"]
TODAY = date(2026, 11, 24)


def test_an_amount_is_split_to_the_fen(client: ApiClient) -> None:
    answer = client.post("/v1/calculators/allocation", json=SPLIT).json()
    shares = {share["debt_ref"]: share["amount"] for share in answer["shares"]}
    assert shares == {"a": "58.47", "b": "86.11", "c": "15.42"}
    assert answer["total"] == "160.00"
    assert answer["payoff"] is None


@pytest.mark.parametrize("method", ["avalanche", "snowball"])
def test_a_payoff_plan_ends(client: ApiClient, method: str) -> None:
    body = {**SPLIT, "monthly_amount": "1000.00", "method": method}
    payoff = client.post("/v1/calculators/allocation", json=body).json()["payoff"]
    assert payoff["is_paid_off"]
    assert payoff["months_needed"] == len(payoff["months"])
    assert payoff["months"][-1]["balance"] == "0.00"


def test_a_plan_that_gets_nowhere_is_said(client: ApiClient) -> None:
    body = {**SPLIT, "monthly_amount": "1.00", "method": "avalanche"}
    payoff = client.post("/v1/calculators/allocation", json=body).json()["payoff"]
    assert not payoff["is_paid_off"]
    assert payoff["months_needed"] is None


def test_a_split_needs_debts(client: ApiClient) -> None:
    refused = client.post("/v1/calculators/allocation", json={**SPLIT, "debts": []})
    assert refused.json()["errors"][0]["pointer"] == "/debts"


def test_the_split_shows_how_equally_it_treats_each(client: ApiClient) -> None:
    answer = client.post("/v1/calculators/allocation", json=SPLIT).json()
    assert answer["equal_treatment"]
    assert {share["difference"] for share in answer["shares"]} == {"0.00"}
    first = answer["shares"][0]
    assert (first["owed_percent"], first["amount_percent"]) == ("36.55", "36.54")
    assert first["months_without_interest"] == 78
    evenly = client.post("/v1/calculators/allocation", json={**SPLIT, "method": "equal"}).json()
    assert not evenly["equal_treatment"]
    assert [share["difference"] for share in evenly["shares"]] == ["-5.14", "-32.78", "37.92"]
    assert evenly["treatment_note"] != answer["treatment_note"]


def test_what_keeps_the_roof_comes_first(client: ApiClient) -> None:
    debts = [{**debt, "essential": debt["debt_ref"] == "b"} for debt in SPLIT["debts"]]
    body = {**SPLIT, "method": "essential_first", "monthly_amount": "500.00", "debts": debts}
    shares = client.post("/v1/calculators/allocation", json=body).json()["shares"]
    assert {share["debt_ref"]: share["amount"] for share in shares} == {
        "a": "63.30",
        "b": "420.00",
        "c": "16.70",
    }


def _debt(client: ApiClient, case_id: UUID, **facts: object) -> str:
    made = client.post(f"/v1/cases/{case_id}/debts", json={"creditor_name": "某机构", **facts})
    return str(made.json()["id"])


CARD = {
    "creditor_type": "bank",
    "product_type": "credit_card",
    "principal_outstanding": "12000.00",
    "annual_rate_percent": "18.00",
    "instalment_amount": "800.00",
}
LOAN = {"principal_outstanding": "6000.00", "instalment_amount": "500.00"}


def _allocated(client: ApiClient, case_id: UUID, **wanted: object) -> dict[str, Any]:
    body = {"monthly_amount": "900.00", **wanted}
    answer = client.post(f"/v1/cases/{case_id}/allocations", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def _propose(client: ApiClient, case_id: UUID, debt_id: str, instalments: int) -> str:
    body = {
        "debt_id": debt_id,
        "terms": {"instalments": instalments, "first_due_date": "2026-12-10"},
    }
    headers = {"Idempotency-Key": str(uuid4())}
    made = client.post(f"/v1/cases/{case_id}/proposals", json=body, headers=headers)
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


@time_machine.travel(TODAY, tick=False)
def test_the_debts_of_a_case_with_their_offers_and_without(
    client: ApiClient, case_id: UUID
) -> None:
    card, loan = _debt(client, case_id, **CARD), _debt(client, case_id, **LOAN)
    unknown = _debt(client, case_id)
    _debt(client, case_id, principal_outstanding="0.00")
    _debt(client, case_id, principal_outstanding="700.00", debt_status="settled")
    _debt(client, case_id, debt_status="settled")
    plain = _allocated(client, case_id)
    assert {share["debt_ref"]: share["amount"] for share in plain["shares"]} == {
        card: "600.00",
        loan: "300.00",
    }
    assert (plain["total"], plain["equal_treatment"]) == ("900.00", True)
    assert [left["debt_id"] for left in plain["left_out"]] == [unknown]
    assert (plain["with_offers"], plain["offers_used"]) == (None, [])
    without = plain["without_offers"]
    assert without["is_paid_off"]
    proposal = _propose(client, case_id, card, 24)
    found = _allocated(client, case_id)
    assert found["without_offers"] == without
    assert found["offers_used"] == [{"debt_id": card, "proposal_id": proposal, "status": "draft"}]
    with_offers = found["with_offers"]
    # 500.00 a month interest-free from December on leaves 400.00 for the loan, 900.00 in November.
    assert (with_offers["total_paid"], with_offers["total_cost"]) == ("18000.00", "0.00")
    assert (with_offers["months_needed"], with_offers["short_month"]) == (25, None)
    assert float(without["total_cost"]) > 0


@time_machine.travel(TODAY, tick=False)
def test_what_was_agreed_comes_before_any_proposal(client: ApiClient, case_id: UUID) -> None:
    card, loan = _debt(client, case_id, **CARD), _debt(client, case_id, **LOAN)
    _propose(client, case_id, card, 24)
    on_loan = _propose(client, case_id, loan, 12)
    agreed = client.post(
        f"/v1/cases/{case_id}/agreements",
        json={
            "debt_id": card,
            "form": "written",
            "agreed_on": "2026-11-20",
            "recorded": False,
            "terms": {"instalments": 12, "first_due_date": "2026-12-10"},
            "items_present": [],
        },
        headers={"Idempotency-Key": str(uuid4())},
    )
    assert agreed.status_code == 201, agreed.text
    found = _allocated(client, case_id)
    assert found["agreements_used"] == [{"debt_id": card, "agreement_id": agreed.json()["id"]}]
    assert [used["proposal_id"] for used in found["offers_used"]] == [on_loan]
    # 1,000.00 on the card and 500.00 on the loan a month, where 900.00 were named.
    assert (found["with_offers"]["short_month"], found["with_offers"]["shortfall"]) == (2, "600.00")
    paid = client.post(
        f"{agreed.headers['Location']}/payments",
        json={"paid_on": "2026-11-21", "amount": "12000.00"},
    )
    assert paid.status_code == 201, paid.text
    settled = _allocated(client, case_id)
    assert settled["agreements_used"] == []


@time_machine.travel(TODAY, tick=False)
def test_offers_that_take_more_than_the_amount_are_said(client: ApiClient, case_id: UUID) -> None:
    card = _debt(client, case_id, **CARD)
    _propose(client, case_id, card, 12)
    found = _allocated(client, case_id)["with_offers"]
    assert (found["short_month"], found["shortfall"]) == (2, "100.00")


@time_machine.travel(TODAY, tick=False)
def test_what_went_out_comes_before_a_draft_and_what_is_impossible_now_is_left(
    client: ApiClient, case_id: UUID
) -> None:
    card = _debt(client, case_id, **CARD)
    sent = _propose(client, case_id, card, 24)
    client.patch(
        f"/v1/cases/{case_id}/proposals/{sent}",
        json={"status": "sent"},
        headers={"If-Match": "*"},
    )
    _propose(client, case_id, card, 36)
    assert [used["proposal_id"] for used in _allocated(client, case_id)["offers_used"]] == [sent]
    loan = _debt(client, case_id, **LOAN)
    waived = {
        "debt_id": loan,
        "terms": {
            "instalments": 12,
            "first_due_date": "2026-12-10",
            "waive": {
                "principal": "5000.00",
                "interest": "0.00",
                "fees": "0.00",
                "penalty": "0.00",
            },
        },
    }
    made = client.post(
        f"/v1/cases/{case_id}/proposals", json=waived, headers={"Idempotency-Key": str(uuid4())}
    )
    assert made.status_code == 201
    client.patch(
        f"/v1/cases/{case_id}/debts/{loan}",
        json={"principal_outstanding": "4000.00"},
        headers={"If-Match": "*"},
    )
    assert [used["debt_id"] for used in _allocated(client, case_id)["offers_used"]] == [card]


def test_essential_debts_are_named_by_their_ids(client: ApiClient, case_id: UUID) -> None:
    card, loan = _debt(client, case_id, **CARD), _debt(client, case_id, **LOAN)
    found = _allocated(client, case_id, method="essential_first", essential_debt_ids=[loan])
    assert {share["debt_ref"]: share["amount"] for share in found["shares"]} == {
        card: "400.00",
        loan: "500.00",
    }
    refused = client.post(
        f"/v1/cases/{case_id}/allocations",
        json={"monthly_amount": "900.00", "essential_debt_ids": [str(uuid4())]},
    )
    assert refused.json()["errors"][0]["pointer"] == "/essential_debt_ids/0"


def test_without_a_known_balance_there_is_nothing_to_split(
    client: ApiClient, case_id: UUID, stranger: ApiClient
) -> None:
    _debt(client, case_id)
    body = {"monthly_amount": "900.00"}
    refused = client.post(f"/v1/cases/{case_id}/allocations", json=body)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/monthly_amount"
    assert stranger.post(f"/v1/cases/{case_id}/allocations", json=body).status_code == 404


def test_debts_beyond_what_one_split_holds_are_named(client: ApiClient, case_id: UUID) -> None:
    ids = [_debt(client, case_id, **LOAN) for _ in range(102)]
    found = _allocated(client, case_id, monthly_amount="5000.00")
    assert [share["debt_ref"] for share in found["shares"]] == ids[:100]
    assert [left["debt_id"] for left in found["left_out"]] == ids[100:]
    assert all("100" in left["message"] for left in found["left_out"])
