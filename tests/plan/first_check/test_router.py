"""`POST /v1/calculators/first-check`: useful with two numbers and one tick, nothing stored."""

from typing import Any

import pytest

from tests.client import ApiClient
from tests.documented import OPERATIONS

PATH = "/v1/calculators/first-check"
TWO: dict[str, Any] = {"monthly_income": "9800.00", "essential_expenses": "6200.00"}


def test_two_numbers_and_one_tick_are_enough(client: ApiClient) -> None:
    answer = client.post(PATH, json={**TWO, "received": ["none"]})
    assert answer.status_code == 200
    found = answer.json()
    assert found["left_each_month"] == "3600.00"
    assert found["total_owed"] == "0.00"
    assert 1 <= len(found["next_steps"]) <= 3
    assert found["not_true"]
    assert found["note_tonight"]


def test_a_payment_order_has_its_last_day_and_article(client: ApiClient) -> None:
    body = {**TWO, "received": ["payment_order"], "received_on": "2026-11-16"}
    found = client.post(PATH, json=body).json()
    first = found["next_steps"][0]
    assert (first["code"], first["due_on"]) == ("object_to_payment_order", "2026-12-01")
    assert {entry["rule_id"] for entry in found["citations"]} >= {"CPL-227", "CPLI-436"}
    assert "不是判决" in found["not_true"]


def test_without_the_day_no_last_day_is_guessed(client: ApiClient) -> None:
    found = client.post(PATH, json={**TWO, "received": ["payment_order"]}).json()
    assert found["next_steps"][0]["due_on"] is None


def test_more_goes_out_than_comes_in(client: ApiClient) -> None:
    body = {
        "monthly_income": "5000.00",
        "essential_expenses": "5600.50",
        "debts": [
            {"name": "某平台", "amount": "16800.00"},
            {"name": "某银行", "amount": "0.30", "days_past_due": 40},
        ],
        "refused": {"reasons": ["payment_too_low"]},
    }
    found = client.post(PATH, json=body, headers={"Accept-Language": "en"}).json()
    assert found["left_each_month"] == "-600.50"
    assert found["total_owed"] == "16800.30"
    assert found["next_steps"][0]["code"] == "cover_essentials_first"
    assert "not your fault" in found["next_steps"][0]["why"]


def test_help_comes_first_where_it_is_needed(client: ApiClient) -> None:
    body = {**TWO, "debts": [{"name": "不想活了", "amount": "1.00"}]}
    answer = client.post(PATH, json=body)
    assert answer.status_code == 200
    assert next(iter(answer.json())) == "support"
    assert answer.json()["support"]["contacts"][0] == "12356"


def test_every_endpoint_it_names_is_in_the_document(client: ApiClient) -> None:
    known = {f"{operation.method.upper()} {operation.path}" for operation in OPERATIONS}
    for tick in ("none", "court_paper", "payment_order", "arbitration", "freeze", "home_visit"):
        found = client.post(PATH, json={**TWO, "received": [tick]}).json()
        assert {step["endpoint"] for step in found["next_steps"]} <= known


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"monthly_income": "1.00"}, "/essential_expenses"),
        ({**TWO, "monthly_income": 9800}, "/monthly_income"),
        ({**TWO, "received": ["letter"]}, "/received/0"),
        ({**TWO, "refused": {"reasons": ["because"]}}, "/refused/reasons/0"),
        ({**TWO, "received_on": "2026-02-30"}, "/received_on"),
        ({**TWO, "debts": [{"name": "某平台", "amount": "-1.00"}]}, "/debts/0/amount"),
    ],
)
def test_bad_input_names_its_place(client: ApiClient, body: dict[str, Any], pointer: str) -> None:
    refused = client.post(PATH, json=body)
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
