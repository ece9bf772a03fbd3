from decimal import Decimal
from typing import Any

import pytest

from app.cash_flow.router import BUDGET_EXAMPLES
from tests.cash_flow.analyses.asking import BODY
from tests.cash_flow.bodies import CASH_FLOW
from tests.client import ApiClient

BUDGET: dict[str, Any] = BUDGET_EXAMPLES["family"]["value"]
CONTRACT_BODY: dict[str, Any] = {**CASH_FLOW, "debts": BODY["debts"]}


def _compute(client: ApiClient, **changes: object) -> Any:
    return client.post("/v1/calculators/cash-flow", json={**CONTRACT_BODY, **changes})


def test_the_calculator_follows_the_formulas_of_the_contract(client: ApiClient) -> None:
    answer = _compute(client).json()
    assert [row["month"] for row in answer["months"]][::11] == ["2026-12", "2027-11"]
    first, february = answer["months"][0], answer["months"][2]
    assert (first["income"], first["debt_service"]) == ("9800.00", "2400.00")
    assert first["closing_balance"] == "7700.00"  # 3500 + 9800 - 3200 - 2400
    assert february["planned_costs"] == "3360.00"  # 4200 × 0.80
    stressed = answer["stressed_months"][2]
    assert (stressed["income"], stressed["fixed_expenses"]) == ("8820.00", "3360.00")
    assert stressed["planned_costs"] == "4200.00"
    summary = answer["summary"]
    assert summary["affordable_payment"] == _affordable(answer["months"])
    assert summary["stressed_affordable_payment"] == _affordable(answer["stressed_months"])
    assert summary["debt_service_to_income"] == "0.2449"
    assert summary["monthly_surplus_before_debts"] == "6600.00"
    assert summary["first_negative_month"] is None


def _affordable(months: list[dict[str, str]], buffer: str = "0.00") -> str:
    """The contract's definition, month by month, apart from the code that computes it."""
    total, best = Decimal("3500.00") - Decimal(buffer), Decimal(10**12)
    for count, row in enumerate(months, start=1):
        total += Decimal(row["net"]) + Decimal(row["debt_service"])
        best = min(best, (total / count).quantize(Decimal("0.01"), rounding="ROUND_FLOOR"))
    return str(max(best, Decimal("0.00")))


def test_a_safety_buffer_lowers_what_can_be_paid(client: ApiClient) -> None:
    plain = _compute(client).json()["summary"]["affordable_payment"]
    kept = _compute(client, safety_buffer="1200.00").json()
    assert kept["summary"]["affordable_payment"] == _affordable(kept["months"], "1200.00")
    assert (plain, kept["summary"]["affordable_payment"]) == ("6611.66", "6246.66")


def test_findings_are_said_in_the_callers_language(client: ApiClient) -> None:
    chinese = _compute(client).json()["findings"]
    [arrears] = [finding for finding in chinese if finding["code"] == "arrears"]
    assert arrears["params"] == {"debt_ref": "信用卡", "days": "35", "amount": "1970.00"}
    assert "信用卡" in arrears["message"]
    english = client.post(
        "/v1/calculators/cash-flow", json=CONTRACT_BODY, headers={"Accept-Language": "en"}
    ).json()["findings"]
    assert [finding["params"] for finding in english] == [finding["params"] for finding in chinese]
    assert "35 days past due" in english[0]["message"]


def test_nothing_affordable_is_an_answer(client: ApiClient) -> None:
    answer = _compute(client, incomes=[], opening_balance="-1.00").json()
    assert answer["summary"]["affordable_payment"] == "0.00"
    found = [finding for finding in answer["findings"] if finding["code"] == "nothing_affordable"]
    assert [finding["params"]["scenario"] for finding in found] == ["base", "stressed"]
    assert answer["summary"]["debt_service_to_income"] is None


def test_every_finding_has_words(client: ApiClient) -> None:
    loan = {"name": "网贷额度", "type": "cash_advance", "amount": "1.00"}
    answer = _compute(
        client, incomes=[], opening_balance="0.00", buffers=[loan], debts=[{"debt_ref": "某平台"}]
    ).json()
    codes = {finding["code"] for finding in answer["findings"]}
    assert codes == {
        "nothing_affordable",
        "balance_turns_negative",
        "borrowing_to_repay",
        "fact_missing",
        "essentials_not_covered",
        "spends_more_than_comes_in",
    }
    assert all(finding["message"] for finding in answer["findings"])


def test_simulated_courses_are_repeated_by_their_seed(client: ApiClient) -> None:
    first = _compute(client, simulation={"seed": 7, "paths": 200}).json()["simulation"]
    again = _compute(client, simulation={"seed": 7, "paths": 200}).json()["simulation"]
    other = _compute(client, simulation={"seed": 8, "paths": 200}).json()["simulation"]
    assert first == again
    assert (first["seed"], first["paths"]) == (7, 200)
    assert other["bands"] != first["bands"]
    assert all(len(band["balances"]) == 12 for band in first["bands"])
    model = _compute(client).json()
    assert str(model["simulation"]["seed"]) in {step["value"] for step in model["trace"]}


def test_what_can_be_known_beyond_the_months_is_said(client: ApiClient) -> None:
    history = [
        {"month": f"2026-0{number}", "income": "8000.00", "expense": expense}
        for number, expense in enumerate(("3200.00", "3300.00", "8000.00", "3100.00"), start=6)
    ]
    reference = {
        "kind": "subsistence",
        "region_code": "310000",
        "amount": "5000.00",
        "valid_from": "2026-07-01",
        "source_url": "https://mzj.example.gov.cn/a",
    }
    rent = {**CASH_FLOW["expenses"][0], "shared_with": [{"member": "室友", "parts": 1}]}
    smoke = {"name": "烟", "category": "leisure", "kind": "flexible", "amount": "600.00"}
    answer = _compute(
        client,
        household={"adults": 2, "children": 1},
        spending_history=history,
        reference_amounts=[reference],
        expenses=[rent, smoke],
        debts=[{**BODY["debts"][0], "product_type": "mortgage"}],
    ).json()
    codes = {finding["code"] for finding in answer["findings"]}
    assert {
        *{"priority_debt", "interest_costs", "money_leak", "saving_raises_payment"},
        *{"month_unusual", "budget_below_history", "income_above_history"},
        *{"living_costs_low", "income_below_subsistence"},
    } <= codes
    assert answer["shared_lines"][0]["own"] == "1600.00"
    assert [row["monthly"] for row in answer["spending"]] == ["1600.00", "600.00"]
    assert answer["savings"][0]["effort"] == "cut_spending"
    costs = answer["living_costs"]
    assert [row["kind"] for row in costs["missing"]] == ["minimum_wage"]
    assert costs["comparisons"][0]["average"] == "7369.00"
    [first] = answer["order"]["priority_debts"]
    assert "住处" in first["message"]


@pytest.mark.parametrize(("language", "words"), [("zh-CN", "医疗健康"), ("en", "health")])
def test_a_category_that_stands_out_is_named(client: ApiClient, language: str, words: str) -> None:
    spent = [("120.00", "900.00")] * 3 + [("1980.00", "1500.00")]
    history = [
        {
            "month": f"2026-0{number}",
            "categories": [
                {"category": "health", "amount": health},
                {"category": "zumba", "amount": zumba},
            ],
        }
        for number, (health, zumba) in enumerate(spent, start=6)
    ]
    body = {**CASH_FLOW, "spending_history": history}
    answer = client.post(
        "/v1/calculators/cash-flow", json=body, headers={"Accept-Language": language}
    ).json()
    found = [each for each in answer["findings"] if each["code"] == "category_unusual"]
    assert [each["params"] for each in found] == [
        {"month": "2026-09", "category": "health", "amount": "1980.00", "usual": "120.00",
         "excess": "1860.00"},
        {"month": "2026-09", "category": "zumba", "amount": "1500.00", "usual": "900.00",
         "excess": "600.00"},
    ]  # fmt: skip
    assert words in found[0]["message"].lower()
    assert "1860.00" in found[0]["message"]
    assert "zumba" in found[1]["message"]


def test_a_category_that_is_new_is_not_called_usually_nothing(client: ApiClient) -> None:
    history = [{"month": f"2026-0{number}", "categories": []} for number in range(6, 9)]
    split = [{"category": "health", "amount": amount} for amount in ("1000.00", "860.00")]
    answer = _compute(
        client, spending_history=[*history, {"month": "2026-09", "categories": split}]
    ).json()
    [found] = [each for each in answer["findings"] if each["code"] == "category_unusual"]
    assert (found["params"]["amount"], found["params"]["usual"]) == ("1860.00", "0.00")
    assert "一般没有" in found["message"]


def test_reserves_stand_beside_what_can_be_paid(client: ApiClient) -> None:
    answer = _compute(client, assets=BUDGET["assets"], buffers=BUDGET["buffers"]).json()
    assert answer["reserves"]["assets"][0]["sale_proceeds"] == "2520.00"
    assert answer["reserves"]["buffers"][0]["monthly_cost"] == "0.00"
    assert answer["summary"] == _compute(client).json()["summary"]


def test_a_stress_of_the_model_is_used_and_shown_when_none_is_given(client: ApiClient) -> None:
    answer = _compute(client, stress=None).json()
    trace = {step["code"]: step["value"] for step in answer["trace"]}
    assert {"income_drop_percent", "cost_rise_percent", "stressed_binding_month"} <= trace.keys()
    assert Decimal(trace["income_drop_percent"]) > 0
    assert answer["inputs_hash"] != _compute(client).json()["inputs_hash"]


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("months", 0, "/months"),
        ("months", 61, "/months"),
        ("start_month", "2026-13", "/start_month"),
        ("opening_balance", 3500, "/opening_balance"),
        ("safety_buffer", "-1.00", "/safety_buffer"),
        ("incomes", [{"name": "x", "amount": "1.00"}] * 101, "/incomes"),
        (
            "incomes",
            [{"name": "x", "amount": "1.00", "frequency": "daily"}],
            "/incomes/0/frequency",
        ),
        ("debts", [{"debt_ref": "x", "days_past_due": -1}], "/debts/0/days_past_due"),
        (
            "stress",
            {"income_drop_percent": "100.01", "cost_rise_percent": "0"},
            "/stress/income_drop_percent",
        ),
        (
            "planned_costs",
            [{"name": "x", "amount": "1.00", "month": "2027-02", "likelihood": "1.01"}],
            "/planned_costs/0/likelihood",
        ),
    ],
)
def test_bad_bodies_are_refused_with_their_pointer(
    client: ApiClient, field: str, value: object, pointer: str
) -> None:
    refused = _compute(client, **{field: value})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer
