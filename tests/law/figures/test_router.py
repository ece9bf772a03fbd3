from typing import Any

import pytest

from app.core.rules import rule_book
from app.law.figures.schemas import LegalFiguresRequest
from app.law.figures.service import RULES
from tests.client import ApiClient

FINE = 200
REFUSED = 422


def figures(client: ApiClient, **body: Any) -> Any:
    answer = client.post("/v1/calculators/legal-figures", json=body)
    assert answer.status_code == FINE, answer.text
    return answer.json()


def refused(client: ApiClient, **body: Any) -> list[tuple[str, str]]:
    answer = client.post("/v1/calculators/legal-figures", json=body)
    assert answer.status_code == REFUSED
    return [(error["pointer"], error["code"]) for error in answer.json()["errors"]]


def test_damages(client: ApiClient) -> None:
    found = figures(client, damages={"agreed": "1300.01", "loss": "1000.00"})
    assert (found["damages"]["excessive"], found["damages"]["measure"]) == (True, "1300.00")
    assert {citation["rule_id"] for citation in found["citations"]} == {"CC-585", "HT-65"}
    assert found["payment"] is None


def test_advance_interest(client: ApiClient) -> None:
    asked = {"contract_principal": "10000.00", "deducted": "1500.00"}
    found = figures(client, advance_interest=asked)
    assert found["advance_interest"]["recognised_principal"] == "8500.00"
    more = {"contract_principal": "10000.00", "deducted": "10000.01"}
    assert refused(client, advance_interest=more) == [
        ("/advance_interest/deducted", "more_than_principal")
    ]


def test_overdue_rates_carry_the_warning_of_an_unread_text(client: ApiClient) -> None:
    found = figures(client, overdue_rate={"contract_rate_percent": "18"})
    assert found["overdue_rate"]["lowest_percent"] == "23.4"
    assert found["overdue_rate"]["highest_percent"] == "27"
    assert found["overdue_rate"]["practice_percent"] == "24"
    assert [citation["rule_id"] for citation in found["citations"]] == ["PEN-251", "FIN-24"]
    assert all(citation["warning"] for citation in found["citations"])


@pytest.mark.parametrize(("contract", "above"), [("16", False), ("16.01", True), ("18", True)])
def test_an_overdue_rate_above_the_practice_is_pointed_out(
    client: ApiClient, contract: str, *, above: bool
) -> None:
    found = figures(client, overdue_rate={"contract_rate_percent": contract})["overdue_rate"]
    assert found["above_practice"] is above
    assert ("请求调减" in found["note"]) is above


def test_a_credit_record(client: ApiClient) -> None:
    asked = {"overdue_on": "2024-05-20", "amount": "9999.99", "repaid_on": "2025-11-30"}
    found = figures(client, credit_record=asked)["credit_record"]
    assert (found["kept_until"], found["hidden_from"]) == ("2030-11-30", "2026-01-01")
    unpaid = figures(client, credit_record=asked | {"repaid_on": None})["credit_record"]
    assert (unpaid["kept_until"], unpaid["hidden_from"]) == (None, None)
    assert refused(client, credit_record=asked | {"repaid_on": "2024-05-19"}) == [
        ("/credit_record/repaid_on", "ends_before_it_begins")
    ]
    assert refused(client, credit_record=asked | {"repaid_on": "9999-12-31"}) == [
        ("/credit_record/repaid_on", "day_out_of_reach")
    ]


def test_a_payment(client: ApiClient) -> None:
    asked = {"amount": "2500.00", "costs": "200.00", "interest": "1800.00", "principal": "10000"}
    found = figures(client, payment=asked)["payment"]
    assert (found["costs_left"], found["interest_left"], found["principal_left"]) == (
        "0.00",
        "0.00",
        "9500.00",
    )
    assert found["surplus"] == "0.00"


def test_card_instalments(client: ApiClient) -> None:
    asked = {"debt": "48000.00", "monthly_payment": "700.00"}
    found = figures(client, card_instalments=asked)["card_instalments"]
    assert (found["months_needed"], found["fits"], found["least_monthly_payment"]) == (
        69,
        False,
        "800.00",
    )
    assert refused(client, card_instalments=asked | {"monthly_payment": "0"})


def test_nothing_asked_is_refused_with_every_question(client: ApiClient) -> None:
    assert refused(client) == [(f"/{name}", "one_is_required") for name in RULES]


def test_every_question_rests_on_rules_that_exist() -> None:
    assert set(RULES) == set(LegalFiguresRequest.model_fields)
    for rule_ids in RULES.values():
        assert all(rule_book().rule(rule_id) for rule_id in rule_ids)


@pytest.mark.parametrize("name", list(RULES))
def test_every_answer_has_its_note_in_english(client: ApiClient, name: str) -> None:
    questions: dict[str, dict[str, str]] = {
        "damages": {"agreed": "1", "loss": "1"},
        "advance_interest": {"contract_principal": "1", "deducted": "1"},
        "overdue_rate": {"contract_rate_percent": "1"},
        "credit_record": {"overdue_on": "2024-05-20", "amount": "1"},
        "payment": {"amount": "1", "costs": "1", "interest": "1", "principal": "1"},
        "card_instalments": {"debt": "1", "monthly_payment": "1"},
    }
    answer = client.post(
        "/v1/calculators/legal-figures",
        json={name: questions[name]},
        headers={"Accept-Language": "en"},
    )
    assert answer.json()[name]["note"].isascii()
