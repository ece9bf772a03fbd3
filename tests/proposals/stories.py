"""The first demo person's case over HTTP, and the contract's example bodies."""

import json
from importlib.resources import files
from typing import Any
from uuid import UUID

from tests.cash_flow.bodies import CARD, CASH_FLOW
from tests.client import ApiClient

STORY: dict[str, Any] = json.loads(
    files("app.data").joinpath("demo", "lin_xiaowen.json").read_text(encoding="utf-8")
)
REFUSED: dict[str, Any] = STORY["proposals"][0]["body"]
ANSWER: dict[str, Any] = STORY["proposals"][0]["response"]
TERMS: dict[str, Any] = {
    "upfront_payment": "0.00",
    "instalments": 48,
    "first_due_date": "2027-01-10",
    "annual_rate_percent": "0.00",
    "grace_principal": 0,
    "grace_interest": 0,
    "waive": {"interest": "0.00", "fees": "0.00", "penalty": "320.00"},
    "capitalise_arrears": True,
}
SCORE: dict[str, Any] = {
    "debt": CARD,
    "terms": TERMS,
    "cash_flow": CASH_FLOW,
    "evidence": {"held": ["income_proof", "bank_statements"], "missing": ["medical_report"]},
    "history": {
        "payments_made_last_6_months": 4,
        "contacts_made": 3,
        "efforts": ["cut_spending", "seeking_work"],
    },
    "assumptions": {},
}


def recorded_debts(client: ApiClient, case_id: UUID) -> list[str]:
    """The demo person's debts, written down; their ids in the order of the story."""
    answers = [
        client.post(f"/v1/cases/{case_id}/debts", json=debt["body"]) for debt in STORY["debts"]
    ]
    assert {answer.status_code for answer in answers} == {201}
    return [answer.json()["id"] for answer in answers]


def with_budget(client: ApiClient, case_id: UUID) -> None:
    """Gives the case the demo person's budget."""
    answer = client.put(f"/v1/cases/{case_id}/budget", json=STORY["budget"])
    assert answer.status_code in {200, 201}, answer.text


def proposed(client: ApiClient, case_id: UUID, debt_id: str, **changes: Any) -> Any:
    """A proposal on a debt, the demo person's refused one unless changed."""
    body = {**REFUSED, "debt_id": debt_id, **changes}
    return client.post(f"/v1/cases/{case_id}/proposals", json=body)
