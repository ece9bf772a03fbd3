from typing import Any

import pytest

from app.cash_flow.comparisons.router import CALCULATOR_EXAMPLES, CASE_EXAMPLES
from tests.client import ApiClient

REQUEST: dict[str, Any] = CASE_EXAMPLES["three"]["value"]
BODY: dict[str, Any] = CALCULATOR_EXAMPLES["three"]["value"]


def test_scenarios_stand_side_by_side(client: ApiClient, filled: str) -> None:
    answer = client.post(f"{filled}/cash-flow-scenarios/compare", json=REQUEST)
    assert answer.status_code == 200
    found = answer.json()
    lost, sold, moved = found["scenarios"]
    assert [each["direction"] for each in (lost, sold, moved)] == ["less", "more", "more"]
    assert lost["differences"]["monthly_income"] == "-2600.00"
    assert sold["differences"]["monthly_expenses"] == "180.00"
    assert moved["differences"]["monthly_expenses"] == "-900.00"
    assert "搬到便宜的房子" in moved["message"]
    assert found["base"]["balances"][0]["month"] == found["start_month"]
    assert lost["balances"][:3] == found["base"]["balances"][:3]
    assert client.get(f"{filled}/cash-flow-analyses").json()["items"] == []


def test_each_outcome_is_that_of_an_analysis(client: ApiClient, filled: str) -> None:
    plain = {name: value for name, value in REQUEST.items() if name != "scenarios"}
    compared = client.post(f"{filled}/cash-flow-scenarios/compare", json=REQUEST).json()
    base = client.post(f"{filled}/cash-flow-analyses", json=plain).json()
    assert compared["base"]["summary"] == base["summary"]
    for scenario, outcome in zip(REQUEST["scenarios"], compared["scenarios"], strict=True):
        made = client.post(f"{filled}/cash-flow-analyses", json={**plain, "scenario": scenario})
        analysis = made.json()
        assert outcome["summary"] == analysis["summary"]
        assert all(finding in analysis["findings"] for finding in outcome["findings"])
        assert [row["closing_balance"] for row in outcome["balances"]] == [
            row["closing_balance"] for row in analysis["months"]
        ]


def test_the_calculator_compares_what_it_is_given(client: ApiClient) -> None:
    answer = client.post("/v1/calculators/cash-flow-scenarios", json=BODY)
    assert answer.status_code == 200
    assert len(answer.json()["scenarios"]) == 3
    again = client.post("/v1/calculators/cash-flow-scenarios", json=BODY)
    assert again.json() == answer.json()
    english = client.post(
        "/v1/calculators/cash-flow-scenarios", json=BODY, headers={"Accept-Language": "en"}
    )
    assert "more" in english.json()["scenarios"][2]["message"]


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"kind": "lose_income", "name": "夜班"}, "name", "unknown_line"),
        ({"kind": "add_expense", "name": "药"}, "amount", "required"),
        (
            {
                "kind": "lose_income",
                "name": "兼职客服",
                "from_month": "2027-03",
                "until_month": "2027-02",
            },
            "until_month",
            "change_ends_before_it_begins",
        ),
    ],
)
def test_a_change_that_does_not_fit_is_refused_at_its_place(
    client: ApiClient, filled: str, change: dict[str, Any], pointer: str, code: str
) -> None:
    scenarios = [REQUEST["scenarios"][0], {"name": "不合适", "changes": [change]}]
    body = {**REQUEST, "scenarios": scenarios}
    refused = client.post(f"{filled}/cash-flow-scenarios/compare", json=body)
    assert refused.status_code == 422
    [error] = refused.json()["errors"]
    assert error["pointer"] == f"/scenarios/1/changes/0/{pointer}"
    assert error["code"] == code
    assert "夜班" not in error["message"]


def test_a_comparison_needs_a_budget_of_ones_own(
    client: ApiClient, stranger: ApiClient, case_path: str, filled: str
) -> None:
    path = f"{filled}/cash-flow-scenarios/compare"
    assert stranger.post(path, json=REQUEST).status_code == 404


def test_without_a_budget_there_is_nothing_to_compare(client: ApiClient, case_path: str) -> None:
    refused = client.post(f"{case_path}/cash-flow-scenarios/compare", json=REQUEST)
    assert (refused.status_code, refused.json()["code"]) == (409, "budget_missing")
