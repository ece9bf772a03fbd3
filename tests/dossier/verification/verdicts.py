"""What the service says of a case."""

from typing import Any
from uuid import UUID

from tests.client import ApiClient


def verdict(client: ApiClient, case_id: UUID) -> dict[str, Any]:
    """The answer to verifying a case."""
    answer = client.post(f"/v1/cases/{case_id}/ledger/verify")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found
