"""A case of its own for every test, empty or with the contract's example in it."""

from uuid import UUID

import pytest

from app.cash_flow.analyses.router import CASH_FLOW_EXAMPLES
from app.cash_flow.router import BUDGET_EXAMPLES
from tests.client import ApiClient


@pytest.fixture
def case_path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}"


@pytest.fixture
def filled(client: ApiClient, case_path: str) -> str:
    """A case with the budget and the card of the example."""
    budget = BUDGET_EXAMPLES["family"]["value"]
    debts = CASH_FLOW_EXAMPLES["one_card"]["value"]["debts"]
    card = {name: value for name, value in debts[0].items() if name != "debt_ref"}
    assert client.put(f"{case_path}/budget", json=budget).status_code == 201
    named = {**card, "creditor_name": "某银行信用卡中心"}
    assert client.post(f"{case_path}/debts", json=named).status_code == 201
    return case_path
