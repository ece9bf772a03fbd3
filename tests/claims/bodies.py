"""Bodies that several tests of claims send."""

from typing import Any
from uuid import UUID

from tests.client import ApiClient

DEBT: dict[str, Any] = {
    "creditor_name": "某小额贷款公司",
    "creditor_type": "microloan_company",
    "product_type": "business_loan",
    "contract_date": "2024-04-16",
    "original_principal": "100000.00",
    "principal_outstanding": "61000.00",
    "interest_outstanding": "7300.00",
    "fees_outstanding": "1200.00",
    "penalty_outstanding": "4100.00",
    "annual_rate_percent": "22.00",
    "days_past_due": 210,
}
CLAIM: dict[str, Any] = {"code": "advance_deducted_interest"}


def owe(client: ApiClient, case_id: UUID, **facts: Any) -> str:
    """Adds a debt; its id."""
    made = client.post(f"/v1/cases/{case_id}/debts", json={**DEBT, **facts})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def pay(client: ApiClient, case_id: UUID, debt_id: str, **history: Any) -> None:
    """Sets what was received and paid."""
    path = f"/v1/cases/{case_id}/debts/{debt_id}/payments"
    assert client.put(path, json=history).status_code == 200


def upload(client: ApiClient, case_id: UUID, category: str, **fields: str) -> str:
    """Puts a file into the vault; its id."""
    made = client.post(
        f"/v1/cases/{case_id}/evidence-items",
        files={"file": (f"{category}.txt", category.encode())},
        data={"category": category, **fields},
    )
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def claim(client: ApiClient, case_id: UUID, code: str, **facts: Any) -> dict[str, Any]:
    """Builds a claim."""
    made = client.post(f"/v1/cases/{case_id}/claims", json={"code": code, **facts})
    assert made.status_code == 201, made.text
    found: dict[str, Any] = made.json()
    return found


def element(built: dict[str, Any], code: str) -> dict[str, Any]:
    """One element of a claim."""
    [found] = [each for each in built["elements"] if each["code"] == code]
    return dict(found)


def facts_of(read: dict[str, Any]) -> set[str]:
    """Codes of the facts that support an element."""
    return {fact["code"] for fact in read["supports"]}
