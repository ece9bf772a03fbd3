from typing import Any
from uuid import UUID

import pytest

from tests.client import ApiClient

FLAT: dict[str, Any] = {
    "creditor_name": "某消费金融公司",
    "creditor_type": "consumer_finance",
    "product_type": "instalment_purchase",
    "contract_date": "2026-01-15",
    "principal_outstanding": "6000.00",
    "annual_rate_percent": "7.20",
    "instalment_amount": "1072.00",
    "remaining_instalments": 6,
    "next_due_date": "2026-08-15",
}
PAID = {
    "received": "12000.00",
    "received_on": "2026-01-15",
    "complete": True,
    "payments": [
        {"paid_on": f"2026-{month:02d}-15", "amount": "1072.00", "source": "statement"}
        for month in range(2, 8)
    ],
}


@pytest.fixture
def debt_path(client: ApiClient, case_id: UUID) -> str:
    made = client.post(f"/v1/cases/{case_id}/debts", json=FLAT)
    return str(made.headers["Location"])


def test_six_per_mille_a_month_are_thirteen_percent_a_year(
    client: ApiClient, debt_path: str
) -> None:
    client.put(f"{debt_path}/payments", json=PAID)
    answer = client.get(f"{debt_path}/true-rate", params={"as_of": "2026-08-01"}).json()
    agreed = answer["as_agreed"]
    assert agreed["nominal_annual_percent"].startswith("13.03")
    assert agreed["effective_annual_percent"].startswith("13.9")  # July has more days than June
    assert (agreed["received"], agreed["paid_back"]) == ("12000.00", "12864.00")
    assert answer["contract_rate_percent"] == "7.20"
    assert answer["to_date"]["paid_back"] == "12432.00"
    (practice,) = [each for each in answer["ceilings"] if each["rule_id"] == "FIN-24"]
    assert practice["exceeded"] is False
    assert answer["findings"] == []


def test_what_is_missing_is_named_and_nothing_guessed(client: ApiClient, case_id: UUID) -> None:
    made = client.post(f"/v1/cases/{case_id}/debts", json={"creditor_name": "某平台"})
    answer = client.get(f"{made.headers['Location']}/true-rate").json()
    assert (answer["as_agreed"], answer["to_date"]) == (None, None)
    assert [each["field"] for each in answer["findings"]] == [
        "received",
        "received_on",
        "payments",
        "instalment_amount",
        "remaining_instalments",
        "next_due_date",
        "principal_outstanding",
    ]


def test_a_debt_that_is_paid_off_needs_no_instalment(client: ApiClient, case_id: UUID) -> None:
    over = {name: FLAT[name] for name in ("creditor_name", "creditor_type", "contract_date")}
    body = {**over, "principal_outstanding": "0.00", "remaining_instalments": 0}
    path = client.post(f"/v1/cases/{case_id}/debts", json=body).headers["Location"]
    client.put(f"{path}/payments", json=PAID)
    answer = client.get(f"{path}/true-rate").json()
    assert answer["findings"] == []
    assert answer["as_agreed"]["paid_back"] == "6432.00"


def test_no_single_rate_is_no_rate(client: ApiClient, debt_path: str) -> None:
    early = {**PAID, "received_on": "2026-09-01", "payments": []}
    client.put(f"{debt_path}/payments", json=early)
    answer = client.get(f"{debt_path}/true-rate", params={"as_of": "2026-08-01"}).json()
    assert (answer["as_agreed"], answer["to_date"]) == (None, None)


def test_the_contract_stands_in_until_the_receipt_is_entered(
    client: ApiClient, case_id: UUID
) -> None:
    body = {**FLAT, "original_principal": "12000.00", "remaining_instalments": 12}
    body["next_due_date"] = "2026-02-15"
    path = client.post(f"/v1/cases/{case_id}/debts", json=body).headers["Location"]
    answer = client.get(f"{path}/true-rate", params={"as_of": "2026-01-20"}).json()
    assert answer["as_agreed"]["nominal_annual_percent"].startswith("13.03")
    assert [each["field"] for each in answer["findings"]] == ["received", "received_on", "payments"]
