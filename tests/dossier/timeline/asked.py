"""What happens in a case of these tests, and how its timeline is asked for."""

from typing import Any

from tests.client import ApiClient

DEBT = {"creditor_name": "某银行", "creditor_type": "bank", "principal_outstanding": "48000.00"}
TERMS = {
    "upfront_payment": "0.00",
    "instalments": 36,
    "first_due_date": "2027-01-10",
    "annual_rate_percent": "0.00",
    "waive": {"interest": "0.00", "fees": "0.00", "penalty": "0.00"},
    "capitalise_arrears": True,
}
LATER = "2099-12-31T00:00:00+08:00"
PAPER = {"kind": "payment_order", "received_on": "2026-11-16"}


def made(client: ApiClient, path: str, body: Any) -> dict[str, Any]:
    """What a POST that succeeds makes."""
    answer = client.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def told(client: ApiClient, root: str, **query: Any) -> list[dict[str, Any]]:
    """The whole timeline of a case, or of what is asked for."""
    answer = client.get(f"{root}/timeline", params={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    return [dict(each) for each in answer.json()["items"]]
