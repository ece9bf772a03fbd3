from typing import Any

import pytest

from app.proposals.offers.router import OFFER_EXAMPLES
from tests.cash_flow.bodies import CARD, CASH_FLOW
from tests.client import ApiClient
from tests.proposals.stories import TERMS

OFFERS: dict[str, Any] = {
    "debt": CARD,
    "cash_flow": CASH_FLOW,
    "constraints": {"max_payment": None, "max_instalments": 60, "max_upfront": "2000.00"},
    "max_options": 5,
}


def test_the_contracts_example_gets_options_none_dominated(client: ApiClient) -> None:
    found = client.post("/v1/calculators/counter-offers", json=OFFERS).json()
    options = found["options"]
    assert len(options) == 5
    merits = [
        (
            float(option["payment"]),
            option["term_months"],
            float(option["total_cost"]),
            -float(option["lender_value"]),
        )
        for option in options
    ]
    for one in merits:
        assert not any(
            other != one and all(a <= b for a, b in zip(other, one, strict=True))
            for other in merits
        )
    for option in options:
        assert option["score"]["affordability"]["months_short"] == 0
        assert float(option["terms"]["upfront_payment"]) <= 2000
        assert option["score"]["computed_terms"]["effective_annual_percent"] is not None
    assert found["reason"] is None
    assert found["holding_options"] == []
    assert found["waterfall"][-1]["reached"]


def test_limits_are_kept(client: ApiClient) -> None:
    limits = {"max_payment": "1200.00", "max_instalments": 48, "max_upfront": None}
    body = {**OFFERS, "constraints": limits, "max_options": 10}
    options = client.post("/v1/calculators/counter-offers", json=body).json()["options"]
    assert options
    for option in options:
        assert float(option["payment"]) <= 1200
        assert option["terms"]["instalments"] <= 48
        assert option["terms"]["upfront_payment"] == "0.00"


def test_no_new_interest_and_no_cut_of_the_principal_are_kept(client: ApiClient) -> None:
    def asked(**limits: Any) -> list[dict[str, Any]]:
        body = {**OFFERS, "constraints": limits, "max_options": 10}
        answer = client.post("/v1/calculators/counter-offers", json=body)
        found: list[dict[str, Any]] = answer.json()["options"]
        return found

    free = asked(no_new_interest=True)
    assert {option["terms"]["annual_rate_percent"] for option in free} == {"0.00"}
    assert "principal_cut" not in {option["asks"] for option in free}
    cut = asked(keep_principal=False)
    assert "principal_cut" in {option["asks"] for option in cut}


def test_the_nearest_compromise_with_what_was_refused_is_marked(client: ApiClient) -> None:
    refused = {**TERMS, "instalments": 60, "first_due_date": "2027-03-10"}
    body = {**OFFERS, "refused_terms": refused}
    options = client.post("/v1/calculators/counter-offers", json=body).json()["options"]
    [compromise] = [option for option in options if option["is_compromise"]]
    assert float(compromise["payment"]) > 49_650 / 60
    assert compromise["term_months"] < 60
    impossible = {**refused, "waive": {"penalty": "320.01"}}
    answer = client.post(
        "/v1/calculators/counter-offers", json={**OFFERS, "refused_terms": impossible}
    )
    assert answer.json()["errors"][0]["pointer"] == "/refused_terms/waive/penalty"


def test_how_safe_a_payment_is_when_asked(client: ApiClient) -> None:
    path = "/v1/calculators/counter-offers"
    assert client.post(path, json=OFFERS).json()["success_curve"] == []
    found = client.post(path, json={**OFFERS, "success_curve": True}).json()
    shares = [float(point["share_kept"]) for point in found["success_curve"]]
    assert len(shares) == 11
    assert shares == sorted(shares, reverse=True)
    poor = {**CASH_FLOW, "incomes": []}
    nothing = client.post(path, json={**OFFERS, "cash_flow": poor, "success_curve": True}).json()
    assert nothing["success_curve"] == []


@pytest.mark.parametrize(
    ("flow", "scenario"),
    [
        ({"incomes": []}, "base"),
        (
            {
                "opening_balance": "0.00",
                "incomes": [{"name": "工资", "category": "salary", "amount": "3300.00"}],
                "planned_costs": [],
            },
            "stressed",
        ),
    ],
)
def test_nothing_affordable_is_an_answer(
    client: ApiClient, flow: dict[str, Any], scenario: str
) -> None:
    body = {**OFFERS, "cash_flow": {**CASH_FLOW, **flow}}
    found = client.post("/v1/calculators/counter-offers", json=body)
    assert found.status_code == 200
    answer = found.json()
    assert (answer["options"], answer["reason"]) == ([], "nothing_affordable")
    assert answer["scenario"] == scenario
    assert answer["holding_options"] == ["defer_full", "interest_freeze", "review_after_months"]
    assert answer["review_after_months"] == 3
    assert "借" in answer["message"]


def test_limits_that_leave_no_plan_are_said(client: ApiClient) -> None:
    body = {**OFFERS, "constraints": {"max_payment": "100.00"}}
    answer = client.post("/v1/calculators/counter-offers", json=body).json()
    assert (answer["options"], answer["reason"]) == ([], "no_plan_within_constraints")


def test_a_card_is_never_offered_more_than_its_rule_allows(client: ApiClient) -> None:
    body = {**OFFERS, "constraints": {"max_instalments": 120}, "max_options": 10}
    options = client.post("/v1/calculators/counter-offers", json=body).json()["options"]
    assert max(option["terms"]["instalments"] for option in options) <= 60
    loan = {**OFFERS["debt"], "product_type": "consumer_loan"}
    found = client.post("/v1/calculators/counter-offers", json={**body, "debt": loan}).json()
    assert max(option["terms"]["instalments"] for option in found["options"]) == 120
    assert found["citations"] == []


def test_the_documentation_example_runs(client: ApiClient) -> None:
    body = OFFER_EXAMPLES["credit_card"]["value"]
    assert client.post("/v1/calculators/counter-offers", json=body).json()["options"]
