from decimal import Decimal
from typing import Any

import pytest

from tests.client import ApiClient

SCHEDULE: dict[str, Any] = {
    "principal": "10000.00",
    "annual_rate_percent": "12.00",
    "instalments": 12,
    "disbursed_on": "2026-11-15",
    "first_due_date": "2026-12-15",
    "method": "equal_instalment",
    "day_count": "30_360",
}
RATE = "/v1/calculators/annual-rate"
LEVEL = {"disbursed": "12000.00", "instalments": 12, "payment": "1072.00"}
TWO_ROOTS = [
    {"on": "2026-01-01", "amount": "-1000.00"},
    {"on": "2027-01-01", "amount": "2300.00"},
    {"on": "2028-01-01", "amount": "-1320.00"},
]


def _schedule(client: ApiClient, **changes: object) -> Any:
    return client.post("/v1/calculators/schedule", json={**SCHEDULE, **changes})


def _sum(rows: list[dict[str, str]], column: str) -> Decimal:
    return sum((Decimal(row[column]) for row in rows), Decimal(0))


def test_a_schedule_adds_up_to_the_fen(client: ApiClient) -> None:
    answer = _schedule(client).json()
    rows, totals = answer["rows"], answer["totals"]
    assert len(rows) == 12
    assert rows[0] == {
        "number": 1,
        "due_date": "2026-12-15",
        "principal": "788.49",
        "interest": "100.00",
        "fee": "0.00",
        "payment": "888.49",
        "balance": "9211.51",
    }
    assert rows[-1]["balance"] == "0.00"
    assert totals["principal"] == "10000.00"
    for column in ("principal", "interest", "fee", "payment"):
        assert _sum(rows, column) == Decimal(totals[column])


def test_a_rate_change_recomputes_the_remaining_payments(client: ApiClient) -> None:
    change = {"from_instalment": 4, "annual_rate_percent": "6.00"}
    rows = _schedule(client, variations=[change]).json()["rows"]
    before = _schedule(client).json()["rows"]
    assert rows[:3] == before[:3]
    assert Decimal(rows[3]["payment"]) < Decimal(before[3]["payment"])
    assert rows[3]["interest"] == "38.05"  # 7610.80 × 6 % / 12


def test_a_flat_fee_is_charged_on_the_original_principal(client: ApiClient) -> None:
    rows = _schedule(
        client,
        principal="12000.00",
        annual_rate_percent="0.00",
        method="flat_fee",
        flat_fee_percent_per_period="0.60",
    ).json()["rows"]
    assert {row["fee"] for row in rows} == {"72.00"}
    assert {row["payment"] for row in rows} == {"1072.00"}


def test_steps_and_a_balloon_are_followed(client: ApiClient) -> None:
    steps = [{"from_instalment": 1, "payment": "300.00"}, {"from_instalment": 7, "payment": "900"}]
    rows = _schedule(client, steps=steps).json()["rows"]
    assert [row["payment"] for row in rows[:7]] == ["300.00"] * 6 + ["900.00"]
    assert rows[-1]["balance"] == "0.00"


def test_a_holiday_with_interest_capitalised_and_part_given_up(client: ApiClient) -> None:
    answer = _schedule(
        client,
        upfront_payment="1000.00",
        grace_principal=3,
        grace_interest=3,
        deferred_interest="capitalised",
        payment_multiple="1.00",
        variations=[{"from_instalment": 4, "waive_interest": "70.00", "waive_principal": "500"}],
    ).json()
    assert (answer["upfront_payment"], answer["financed"]) == ("1000.00", "9000.00")
    assert [row["payment"] for row in answer["rows"][:3]] == ["0.00"] * 3
    assert answer["waived"] == {"principal": "500.00", "interest": "70.00"}
    assert answer["capitalised_interest"] == "200.00"
    assert answer["totals"]["principal"] == "8700.00"
    assert answer["rows"][3]["payment"].endswith(".00")


def test_the_same_terms_have_the_same_hash(client: ApiClient) -> None:
    first, again = _schedule(client).json(), _schedule(client).json()
    assert first == again
    assert _schedule(client, instalments=13).json()["inputs_hash"] != first["inputs_hash"]
    assert {step["code"] for step in first["trace"]} == {
        "instalments",
        "first_payment",
        "last_payment",
    }


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"principal": "0.00"}, "/principal", "principal_not_positive"),
        ({"grace_principal": 12}, "/grace_principal", "grace_exceeds_term"),
        ({"balloon": "10000.01"}, "/balloon", "balloon_above_principal"),
        ({"upfront_payment": "10000.00"}, "/upfront_payment", "upfront_not_below_principal"),
        ({"payment_multiple": "0.00"}, "/payment_multiple", "multiple_not_positive"),
        (
            {"variations": [{"from_instalment": 2, "waive_principal": "9999.00"}]},
            "/variations",
            "waiver_above_owed",
        ),
        ({"first_due_date": "2026-11-15"}, "/first_due_date", "due_date_not_later"),
        (
            {"first_due_date": "9999-12-15", "disbursed_on": None},
            "/first_due_date",
            "date_out_of_range",
        ),
        ({"instalment_amount": "50.00"}, "/instalment_amount", "payment_below_interest"),
        (
            {"method": "bullet", "instalment_amount": "50.00"},
            "/instalment_amount",
            "amount_without_effect",
        ),
        (
            {"variations": [{"from_instalment": 13, "annual_rate_percent": "1.00"}]},
            "/variations",
            "instalment_out_of_range",
        ),
        (
            {
                "instalments": 600,
                "variations": [{"from_instalment": 2, "extra_instalments": 599}] * 2,
            },
            "/variations",
            "too_many_instalments",
        ),
    ],
)
def test_terms_without_a_schedule_are_refused_with_the_reason(
    client: ApiClient, changes: dict[str, object], pointer: str, code: str
) -> None:
    refused = _schedule(client, **changes)
    assert refused.status_code == 422
    assert refused.json()["code"] == "schedule_not_computable"
    [error] = refused.json()["errors"]
    assert (error["pointer"], error["code"]) == (pointer, f"schedule_{code}")


@pytest.mark.parametrize(
    ("field", "value"),
    [("instalments", 0), ("instalments", 601), ("period_months", 13), ("method", "x")],
)
def test_a_schedule_outside_the_contract_is_refused(
    client: ApiClient, field: str, value: object
) -> None:
    refused = _schedule(client, **{field: value})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == f"/{field}"


def _rate(client: ApiClient, body: dict[str, Any]) -> Any:
    return client.post(RATE, json=body)


def test_six_per_mille_a_month_is_thirteen_percent_a_year(client: ApiClient) -> None:
    answer = _rate(client, LEVEL).json()
    assert round(Decimal(answer["nominal_annual_percent"]), 2) == Decimal("13.03")
    assert round(Decimal(answer["effective_annual_percent"]), 2) == Decimal("13.84")
    assert answer["ceilings"] == []
    assert answer["citations"] == []


def test_dated_payments_have_both_rates(client: ApiClient) -> None:
    payments = [{"due_on": "2027-01-15", "amount": "13000.00"}]
    body = {"disbursed": "12000.00", "disbursed_on": "2026-01-15", "payments": payments}
    answer = _rate(client, body).json()
    assert round(Decimal(answer["effective_annual_percent"]), 4) == Decimal("8.3333")


def test_dated_cash_flows_have_the_xirr(client: ApiClient) -> None:
    flows = [
        {"on": "2026-01-15", "amount": "-12000.00"},
        {"on": "2027-01-15", "amount": "13000.00"},
    ]
    answer = _rate(client, {"cash_flows": flows}).json()
    assert round(Decimal(answer["effective_annual_percent"]), 4) == Decimal("8.3333")


def test_several_rates_are_named_and_none_is_guessed(client: ApiClient) -> None:
    refused = _rate(client, {"cash_flows": TWO_ROOTS})
    assert refused.status_code == 422
    problem = refused.json()
    assert problem["code"] == "rate_not_computable"
    assert [round(Decimal(root)) for root in problem["roots"]] == [10, 20]


@pytest.mark.parametrize(
    "body",
    [
        {**LEVEL, "payment": "0.00"},
        {**LEVEL, "disbursed": "0.00"},
        {"cash_flows": []},
        {"cash_flows": [{"on": "2026-01-15", "amount": "-1.00"}]},
        {"disbursed": "1.00", "disbursed_on": "2026-01-15", "payments": []},
        {
            "disbursed": "1.00",
            "disbursed_on": "2026-01-15",
            "payments": [{"due_on": "2025-01-15", "amount": "2.00"}],
        },
    ],
)
def test_no_rate_at_all_is_said(client: ApiClient, body: dict[str, Any]) -> None:
    refused = _rate(client, body)
    assert refused.status_code == 422
    assert refused.json()["code"] == "rate_not_computable"
    assert refused.json()["roots"] == []


def test_a_mixed_body_is_refused_field_by_field(client: ApiClient) -> None:
    refused = _rate(client, {**LEVEL, "cash_flows": TWO_ROOTS})
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == [
        "/disbursed",
        "/instalments",
        "/payment",
    ]


def test_ceilings_of_the_lender_are_cited(client: ApiClient) -> None:
    lender = {
        "creditor_type": "private_person",
        "product_type": "private_loan",
        "contract_date": "2024-10-21",
        "as_of": "2026-11-23",
    }
    answer = _rate(client, {**LEVEL, **lender}).json()
    [ceiling] = answer["ceilings"]
    assert (ceiling["rule_id"], ceiling["applies"], ceiling["exceeded"]) == ("MJ-25", True, True)
    assert Decimal(ceiling["ceiling_percent"]) == Decimal("12.40")
    assert answer["as_of"] == "2026-11-23"
    assert [citation["rule_id"] for citation in answer["citations"]] == ["MJ-25"]


def test_a_bank_is_never_held_to_four_times_lpr(client: ApiClient) -> None:
    lender = {"creditor_type": "bank", "contract_date": "2024-10-21"}
    ceilings = _rate(client, {**LEVEL, **lender}).json()["ceilings"]
    held = {ceiling["rule_id"]: ceiling["applies"] for ceiling in ceilings}
    assert held["MJ-1"] is False
    assert "MJ-25" not in held


def test_calculators_need_their_scope(client: ApiClient) -> None:
    anonymous = {"Authorization": "Bearer sk_live_none"}
    batch = {"plans": [LEVEL]}
    for path, body in (
        ("schedule", SCHEDULE),
        ("annual-rate", LEVEL),
        ("annual-rate/batch", batch),
    ):
        refused = client.post(f"/v1/calculators/{path}", json=body, headers=anonymous)
        assert refused.status_code == 401
