"""The overcharge calculator: which words may stand under which rule, article by article."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.debts.overcharges import service
from app.debts.overcharges.measures import Loan
from app.law import service as law
from tests.client import ApiClient

PATH = "/v1/calculators/overcharge"
LOAN: dict[str, Any] = {
    "creditor_type": "private_person",
    "product_type": "private_loan",
    "contract_date": "2022-09-01",
    "received": "10000.00",
    "received_on": "2022-09-01",
    "payments": [
        {"paid_on": "2022-12-01", "amount": "6000.00", "source": "statement"},
        {"paid_on": "2023-03-01", "amount": "7000.00", "source": "receipt"},
    ],
    "claimed_outstanding": "0.00",
    "history_complete": True,
    "as_of": "2023-03-01",
}


def _found(client: ApiClient, **changes: object) -> dict[str, Any]:
    answer = client.post(PATH, json={**LOAN, **changes})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_private_loan_above_four_times_the_lpr(client: ApiClient) -> None:
    answer = _found(client)
    (measure,) = answer["measures"]
    # LPR 3.65 on 2022-09-01: 14.60 %. 91 days on 10,000.00 and 90 on the 4,364.00 then left.
    assert (measure["rule_id"], measure["ceiling_percent"]) == ("MJ-25", "14.60")
    assert [row["accrued"] for row in measure["account"]] == ["364.00", "157.10"]
    assert (measure["permitted_charges"], measure["charged"]) == ("521.10", "3000.00")
    assert measure["above_ceiling"] == {
        "amount": "2478.90",
        "low": "2478.90",
        "high": "2478.90",
    }
    assert measure["overpaid"]["amount"] == "2478.90"
    assert (measure["recomputed_balance"], measure["claim_reduction"]["amount"]) == ("0.00", "0.00")
    assert (measure["automatic"], measure["remedy"]) == (False, "claim_or_offset")
    assert answer["certainty"] == {"facts": "established", "doubts": []}
    assert {each["rule_id"] for each in answer["citations"]} == {"MJ-25", "CC-561"}


def test_unlawful_and_recoverable_are_said_only_where_the_text_was_read_and_the_rest_is_void(
    client: ApiClient,
) -> None:
    for changes in (
        {},
        {"creditor_type": "bank"},
        {"creditor_type": "consumer_finance"},
        {"creditor_type": "bank", "platform_assisted": True, "contract_date": "2025-11-01"},
        {"creditor_type": "microloan_company", "contract_date": "2026-01-05"},
        {"contract_date": "2018-05-01"},
    ):
        for measure in _found(client, **changes)["measures"]:
            read = measure["citation"]["warning"] is None
            may = read and measure["effect"] == "void_above"
            said = "违法" in measure["consequence"] or "可追回" in measure["consequence"]
            assert may or not said, measure["consequence"]
    (private,) = _found(client)["measures"]
    assert "可追回" in private["consequence"]


@pytest.mark.parametrize(
    ("changes", "rule", "remedy"),
    [
        ({"creditor_type": "bank"}, "FIN-24", "ask_reduction"),
        ({"creditor_type": "trust"}, "FIN-24", "ask_reduction"),
        (
            {"creditor_type": "microloan_company", "contract_date": "2026-01-05"},
            "MICRO-CAP",
            "complain",
        ),
    ],
)
def test_an_institution_is_measured_by_24_never_by_the_lpr(
    client: ApiClient, changes: dict[str, Any], rule: str, remedy: str
) -> None:
    measures = _found(client, **changes)["measures"]
    assert [(each["rule_id"], each["ceiling_percent"]) for each in measures] == [(rule, "24")]
    assert measures[0]["remedy"] == remedy
    assert measures[0]["citation"]["warning"]


def test_a_contract_from_before_august_2020_changes_its_measure(client: ApiClient) -> None:
    answer = _found(
        client,
        contract_date="2019-08-20",
        received_on="2019-08-20",
        payments=[{"paid_on": "2021-08-20", "amount": "20000.00", "source": "statement"}],
        as_of="2021-08-20",
    )
    enforceable, void = answer["measures"]
    assert [step["annual_percent"] for step in enforceable["steps"]] == ["24", "15.40"]
    assert [step["annual_percent"] for step in void["steps"]] == ["36", "15.40"]
    assert void["steps"][1]["since"] == "2020-08-20"
    # 366 days at 36 % and 365 at 15.40 % on 10,000.00 (民间借贷规定 31)
    assert void["permitted_charges"] == "5149.86"
    assert (enforceable["remedy"], void["remedy"]) == ("ask_reduction", "claim_or_offset")
    assert "MJ-31" in {each["rule_id"] for each in answer["citations"]}


def test_money_that_came_after_the_change_is_measured_by_the_new_rate_alone(
    client: ApiClient,
) -> None:
    answer = _found(
        client,
        contract_date="2020-08-10",
        received_on="2020-08-25",
        payments=[],
        claimed_outstanding="13600.00",
        as_of="2021-08-25",
    )
    for measure in answer["measures"]:
        assert measure["steps"] == [{"since": "2020-08-25", "annual_percent": "15.40"}]
        assert measure["permitted_charges"] == "1540.00"
    assert {each["ceiling_percent"] for each in answer["measures"]} == {"24", "36"}
    assert "MJ-31" in {each["rule_id"] for each in answer["citations"]}


def test_before_the_change_the_old_measure_stands_alone(client: ApiClient) -> None:
    answer = _found(
        client,
        contract_date="2018-05-01",
        received_on="2018-05-01",
        payments=[],
        as_of="2019-05-01",
    )
    assert [len(each["steps"]) for each in answer["measures"]] == [1, 1]
    assert "MJ-31" not in {each["rule_id"] for each in answer["citations"]}


def test_interest_taken_off_in_advance_is_no_principal(client: ApiClient) -> None:
    deducted = _found(client, received="8500.00", contract_principal="10000.00")
    assert deducted["advance_deduction"] | {"message": "", "citation": {}} == {
        "contract_principal": "10000.00",
        "deducted": "1500.00",
        "recognised_principal": "8500.00",
        "message": "",
        "citation": {},
    }
    assert deducted["advance_deduction"]["citation"]["rule_id"] == "CC-670"
    assert _found(client, contract_principal="10000.00")["advance_deduction"] is None


def test_nothing_is_guessed_about_a_lender_nobody_knows(client: ApiClient) -> None:
    unknown = _found(client, creditor_type="unknown")
    assert unknown["measures"] == []
    assert "牌照" in unknown["advice"]
    void = _found(client, creditor_type="unlicensed_professional_lender")
    assert void["measures"] == []
    assert "无效" in void["advice"]
    undated = _found(client, contract_date=None)
    assert (undated["measures"], undated["certainty"]["facts"]) == ([], "established")


def test_what_memory_alone_shows_widens_the_range_and_is_said(client: ApiClient) -> None:
    said = [{**LOAN["payments"][0]}, {"paid_on": "2023-03-01", "amount": "7000.00"}]
    answer = _found(client, payments=said, history_complete=False, claimed_outstanding=None)
    (measure,) = answer["measures"]
    assert (measure["overpaid"]["low"], measure["overpaid"]["high"]) == ("0.00", "2478.90")
    assert (measure["charged"], measure["above_ceiling"], measure["claim_reduction"]) == (
        None,
        None,
        None,
    )
    assert answer["certainty"]["facts"] == "uncertain"
    assert [each["code"] for each in answer["certainty"]["doubts"]] == [
        "history_incomplete",
        "payments_without_paper",
        "claim_unknown",
    ]


def test_within_the_ceiling_it_says_so(client: ApiClient) -> None:
    fair = [{"paid_on": "2023-03-01", "amount": "10700.00", "source": "statement"}]
    (measure,) = _found(client, payments=fair)["measures"]
    assert measure["above_ceiling"]["amount"] == "0.00"
    assert "没有超过" in measure["consequence"]
    (open_end,) = _found(client, payments=[], claimed_outstanding=None)["measures"]
    assert "还不知道" in open_end["consequence"]


def test_payments_that_must_be_missing_are_said_and_nothing_is_called_fair(
    client: ApiClient,
) -> None:
    """Of 10,000.00 only 2,000.00 is still claimed, and no payment was entered."""
    gaps = {"payments": [], "claimed_outstanding": "2000.00"}
    answer = _found(client, **gaps, history_complete=False)
    assert [each["code"] for each in answer["certainty"]["doubts"]] == [
        "payments_missing",
        "history_incomplete",
    ]
    assert answer["certainty"]["facts"] == "uncertain"
    (measure,) = answer["measures"]
    assert "还不能说没有多收" in measure["consequence"]
    given_up = _found(client, **gaps, history_complete=True)
    assert given_up["certainty"]["doubts"] == []


def test_a_void_rule_whose_text_was_not_read_is_said_with_care() -> None:
    (practice,) = law.explain_ceilings("bank", None, date(2026, 11, 24))[:1]
    unread = practice.model_copy(update={"effect": "void_above"})
    loan = Loan(1_000_000, date(2025, 1, 1), (), 9_000_000, date(2026, 1, 1))
    found = service._measure(loan, unread, Decimal(24), ())
    assert "没有核对" in found.consequence
    assert "可追回" not in found.consequence


def test_english_says_the_same(client: ApiClient) -> None:
    answer = client.post(PATH, json=LOAN, headers={"Accept-Language": "en"}).json()
    assert answer["measures"][0]["consequence"].startswith("What is above this ceiling")
    assert answer["notice"].startswith("These are figures")


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        (
            {"payments": [{"paid_on": "2022-08-31", "amount": "1.00"}]},
            "/payments/0/paid_on",
            "payment_before_receipt",
        ),
        (
            {"payments": [{"paid_on": "2023-03-02", "amount": "1.00"}]},
            "/payments/0/paid_on",
            "payment_after_as_of",
        ),
        ({"received_on": "2023-03-02", "payments": []}, "/received_on", "payment_after_as_of"),
        ({"contract_principal": "9999.99"}, "/contract_principal", "principal_below_received"),
    ],
)
def test_dates_and_amounts_that_cannot_be(
    client: ApiClient, changes: dict[str, Any], pointer: str, code: str
) -> None:
    refused = client.post(PATH, json={**LOAN, **changes})
    assert refused.status_code == 422
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [
        (pointer, code)
    ]


@pytest.mark.parametrize(
    ("payment", "last"),
    [
        ({"paid_on": "2022-08-31", "amount": "1.00"}, "/payments/99/paid_on"),
        ({"paid_on": "2022-10-01", "amount": "one"}, "/payments/99/amount"),
    ],
)
def test_the_first_hundred_of_many_faults_are_named(
    client: ApiClient, payment: dict[str, str], last: str
) -> None:
    refused = client.post(PATH, json={**LOAN, "payments": [payment] * 150})
    assert refused.status_code == 422
    named = [each["pointer"] for each in refused.json()["errors"]]
    assert (len(named), named[-1]) == (100, last)
