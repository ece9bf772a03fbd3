"""Cases on a desk, and the desk as it is asked for."""

from typing import Any

from tests.client import ApiClient

PAPER = {"kind": "payment_order", "received_on": "2026-11-16"}
ORDER = {"kind": "payment_order", "documents": [PAPER]}
DEBT = {"creditor_name": "某银行", "creditor_type": "bank"}


def new_case(client: ApiClient, reference: str, **more: Any) -> str:
    made = client.post("/v1/cases", json={"client_reference": reference, **more})
    assert made.status_code == 201, made.text
    return str(made.json()["id"])


def listed(client: ApiClient, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/v1/worklist", params={"limit": 100, **query})
    assert answer.status_code == 200, answer.text
    return [dict(each) for each in answer.json()["items"]]
