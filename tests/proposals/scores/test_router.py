from copy import deepcopy
from typing import Any

import pytest

from app.proposals.model_card.service import GATES
from app.proposals.scores.router import SCORE_EXAMPLES
from tests.client import ApiClient
from tests.proposals.stories import SCORE

PATH = "/v1/calculators/proposal-score"


def changed(**parts: Any) -> dict[str, Any]:
    """The contract's example with some fields of its parts replaced."""
    body = deepcopy(SCORE)
    for name, fields in parts.items():
        body[name] = {**body.get(name, {}), **fields}
    return body


def test_the_contracts_example_is_reasonable(client: ApiClient) -> None:
    score = client.post(PATH, json=SCORE).json()
    assert score["verdict"] == "reasonable"
    assert sum(part["points"] for part in score["sub_scores"]) == score["points"]
    assert sum(part["max_points"] for part in score["sub_scores"]) == 100
    assert score["computed_terms"] == {
        "instalment_amount": "1034.38",
        "largest_payment": "1034.38",
        "total_paid": "49650.00",
        "total_cost": "1650.00",
        "term_months": 48,
        "effective_annual_percent": "0",
    }
    assert score["affordability"]["months_short"] == 0
    assert score["affordability"]["share_of_stress_paths_kept"] == "1.0000"
    assert score["smallest_changes"] == []
    assert {gate["code"]: gate["passed"] for gate in score["gates"]} == {
        "affordable_base": True,
        "affordable_stressed": True,
        "essential_bills_first": True,
        "already_affordable": False,
        "card_term_limit": True,
        "worth_more_than_no_plan": True,
    }
    assert [citation["rule_id"] for citation in score["citations"]] == ["CARD-70"]
    assert score["citations"][0]["warning"]


def test_the_documentation_example_runs(client: ApiClient) -> None:
    body = SCORE_EXAMPLES["credit_card_in_48_instalments"]["value"]
    assert client.post(PATH, json=body).status_code == 200


def test_the_same_inputs_give_the_same_answer(client: ApiClient) -> None:
    first, again = (client.post(PATH, json=SCORE).json() for _ in range(2))
    assert first == again
    other = client.post(PATH, json=changed(terms={"instalments": 47})).json()
    assert other["inputs_hash"] != first["inputs_hash"]


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_gate_that_can_fail_is_put_into_words(client: ApiClient, language: str) -> None:
    body = changed(
        debt={"guaranteed": True, "creditor_type": "unlicensed_company"},
        terms={"instalments": 61, "upfront_payment": "9000.00"},
        circumstances={"limitation_possible": True, "payment_order_pending": True},
    )
    score = client.post(PATH, json=body, headers={"Accept-Language": language}).json()
    failed = {gate["code"] for gate in score["gates"] if not gate["passed"]}
    assert {
        "card_term_limit",
        "guarantor_consent",
        "unlicensed_lender",
        "limitation_possible",
        "payment_order_pending",
    } <= failed
    assert score["verdict"] == "unreasonable"
    assert score["warnings"][0]["code"] in {"card_term_limit", "affordable_stressed"}
    assert {gate["code"] for gate in score["gates"]} <= set(GATES)
    assert all(gate["message"] for gate in score["gates"])


def test_an_unaffordable_plan_is_told_its_smallest_changes(client: ApiClient) -> None:
    body = changed(cash_flow={"opening_balance": "0.00"}, terms={"instalments": 8})
    score = client.post(PATH, json=body).json()
    assert score["verdict"] == "unreasonable"
    assert score["computed_terms"]["total_paid"] == "49650.00"
    longer = next(c for c in score["smallest_changes"] if c["field"] == "instalments")
    assert longer["from"] == 8
    assert longer["to"] > 8
    kept = client.post(
        PATH,
        json=changed(cash_flow={"opening_balance": "0.00"}, terms={"instalments": longer["to"]}),
    ).json()
    assert (kept["verdict"], kept["points"]) == (longer["verdict_after"], longer["points_after"])
    one_less = client.post(
        PATH,
        json=changed(
            cash_flow={"opening_balance": "0.00"}, terms={"instalments": longer["to"] - 1}
        ),
    ).json()
    assert one_less["verdict"] == "unreasonable"


def test_assumptions_can_be_replaced(client: ApiClient) -> None:
    plain = client.post(PATH, json=SCORE).json()["lender_value"]
    harder = client.post(
        PATH,
        json=changed(
            assumptions={
                "discount_rate_percent": "20.00",
                "redefault_share": "0.60",
                "break_month": 3,
                "routes": [
                    {
                        "code": "sale_of_debt",
                        "probability": "1",
                        "recovery": "0.95",
                        "months": 1,
                        "cost": "0.00",
                    }
                ],
            }
        ),
    ).json()["lender_value"]
    assert float(harder["ratio"]) < 1 < float(plain["ratio"])
    assert harder["assumptions"]["break_month"] == 3
    assert [route["code"] for route in harder["routes"]] == ["sale_of_debt"]


@pytest.mark.parametrize(
    ("parts", "pointer", "code"),
    [
        ({"terms": {"waive": {"penalty": "320.01"}}}, "/terms/waive/penalty", "waiver_above_owed"),
        ({"terms": {"instalments": 361}}, "/terms/instalments", "out_of_bounds"),
        (
            {"terms": {"first_due_date": "9999-12-31"}},
            "/terms/first_due_date",
            "first_due_too_far",
        ),
        (
            {"terms": {"first_due_date": "0001-01-01"}},
            "/terms/first_due_date",
            "schedule_date_out_of_range",
        ),
        ({"terms": {"first_due_date": "2027-02-30"}}, "/terms/first_due_date", "day_format"),
        (
            {
                "debt": {
                    "principal_outstanding": "0.00",
                    "interest_outstanding": None,
                    "penalty_outstanding": None,
                }
            },
            "/debt/principal_outstanding",
            "amount_owed_missing",
        ),
        ({"assumptions": {"break_month": 0}}, "/assumptions/break_month", "out_of_bounds"),
        ({"history": {"contacts_made": -1}}, "/history/contacts_made", "out_of_bounds"),
    ],
)
def test_what_cannot_be_scored_is_refused(
    client: ApiClient, parts: dict[str, Any], pointer: str, code: str
) -> None:
    refused = client.post(PATH, json=changed(**parts))
    assert refused.status_code == 422
    assert [(e["pointer"], e["code"]) for e in refused.json()["errors"]] == [(pointer, code)]


def test_a_lump_sum_has_no_instalments(client: ApiClient) -> None:
    body = changed(
        terms={
            "upfront_payment": "3000.00",
            "instalments": 1,
            "waive": {"principal": "45000.00", "interest": "1650.00", "penalty": "320.00"},
        }
    )
    score = client.post(PATH, json=body).json()
    assert score["computed_terms"]["total_paid"] == "3000.00"
    assert score["computed_terms"]["instalment_amount"] == "0.00"
    assert score["computed_terms"]["total_cost"] == "-45000.00"
