from typing import Any, NamedTuple
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.wiring import Runtime
from tests.agencies.test_router import recorded
from tests.client import ApiClient

AGREED = {"text_version": "2026-11-26", "given": True}


class Agency(NamedTuple):
    """An agency's id and a client with its key."""

    id: str
    client: ApiClient


def agency_client(
    application: FastAPI, runtime: Runtime, tenant_id: UUID, agency_id: str
) -> ApiClient:
    """A client that acts as an agency."""
    wanted = ApiKeyCreate.model_validate(
        {"name": "agency", "scopes": ["all"], "agency_id": agency_id}
    )
    with runtime.database.write(tenant_id) as session:
        return ApiClient(application, accounts.issue_key(session, wanted)[1])


@pytest.fixture
def agency(client: ApiClient, application: FastAPI, runtime: Runtime, tenant_id: UUID) -> Agency:
    """A law firm of the tenant."""
    agency_id = recorded(client)["id"]
    return Agency(agency_id, agency_client(application, runtime, tenant_id, agency_id))


def body(agency_id: str, *scope: str, **more: object) -> dict[str, Any]:
    """A referral with both consents."""
    return {
        "agency_id": agency_id,
        "purpose": "协助协商",
        "scope": scope or ("debts", "contacts"),
        "expires_at": "2099-12-31T00:00:00+08:00",
        "consent": AGREED,
        "sensitive_consent": AGREED,
        **more,
    }


def referred(client: ApiClient, case_id: UUID, agency_id: str, *scope: str, **more: object) -> str:
    """The path of a referral that was just made."""
    made = client.post(f"/v1/cases/{case_id}/referrals", json=body(agency_id, *scope, **more))
    assert made.status_code == 201
    return str(made.headers["Location"])
