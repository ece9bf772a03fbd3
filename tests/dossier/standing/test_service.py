"""Holds, grants and referrals that no longer stand as the ledger says are found."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from app.core.config import Settings
from tests.agencies.referrals.conftest import Agency, agency, referred
from tests.client import ApiClient
from tests.dossier.verification.conftest import tamper
from tests.dossier.verification.verdicts import verdict

__all__ = ["agency", "tamper"]
ANY = {"If-Match": "*"}
LATER = "2099-12-31T00:00:00+08:00"
Tamper = Callable[..., None]


@pytest.fixture
def shared(client: ApiClient, case_id: UUID, agency: Agency) -> UUID:
    """A hold (1), a changed grant (2, 4), a revoked one (3, 5), an accepted referral (6, 7)."""
    root = f"/v1/cases/{case_id}"
    client.post(f"{root}/legal-holds", json={"reason": "仲裁中", "expires_on": "2098-01-31"})
    key = client.get("/v1/api-keys").json()["items"][0]["id"]
    asked: dict[str, Any] = {"grantee": key, "role": "lawyer", "scope": ["debts"]}
    asked["expires_at"] = LATER
    first, second = (client.post(f"{root}/grants", json=asked) for _ in range(2))
    path = first.headers["Location"]
    assert client.patch(path, json={"scope": ["debts", "plan"]}, headers=ANY).status_code == 200
    assert client.delete(second.headers["Location"], headers=ANY).status_code == 204
    assert client.delete(second.headers["Location"], headers=ANY).status_code == 204
    agency.client.post(f"{referred(client, case_id, agency.id)}/accept", json={})
    return case_id


def test_what_stands_as_recorded_is_valid(client: ApiClient, shared: UUID) -> None:
    found = verdict(client, shared)
    assert found["valid"], found
    assert found["entries"] == 7


HELD = "UPDATE legal_holds SET {} WHERE case_id = :case"
GRANTED = "UPDATE grants SET {} WHERE case_id = :case AND {}"
LAWYER, AGENCY = "role = 'lawyer' AND revoked_at IS NULL", "role = 'agency'"
TAMPERINGS = [
    (HELD.format("lifted_at = '2026-11-20 00:00:00'"), "row_differs"),
    (HELD.format("expires_on = '2027-01-31'"), "row_differs"),
    ("DELETE FROM legal_holds WHERE case_id = :case", "row_missing"),
    (GRANTED.format("parts = ',debts,plan,budget,'", LAWYER), "row_differs"),
    (GRANTED.format("expires_at = '2199-01-01 00:00:00'", LAWYER), "row_differs"),
    (GRANTED.format("role = 'adviser'", LAWYER), "row_differs"),
    (GRANTED.format("revoked_at = NULL", "revoked_at IS NOT NULL"), "row_differs"),
    (GRANTED.format("accepted_at = NULL", AGENCY), "row_differs"),
    (GRANTED.format("revoked_at = '2026-11-20 00:00:00'", AGENCY), "row_differs"),
    (GRANTED.format("grantee_id = tenant_id", AGENCY), "row_differs"),
    ("DELETE FROM grants WHERE case_id = :case AND role = 'lawyer'", "row_missing"),
    ("UPDATE referrals SET status = 'revoked' WHERE case_id = :case", "row_differs"),
]


@pytest.mark.parametrize(("statement", "reason"), TAMPERINGS)
def test_a_changed_consent_is_found(
    client: ApiClient, shared: UUID, tamper: Tamper, statement: str, reason: str
) -> None:
    tamper(statement, shared)
    found = verdict(client, shared)
    assert found["first_bad"]["reason"] == reason
    assert found["first_bad"]["message"]


@pytest.mark.parametrize(
    "ended", ["lifted_at = NULL", "lifted_at = '2026-11-20 00:00:00'", "expires_on = '2098-01-01'"]
)
def test_a_lifted_hold_stays_lifted_at_its_instant(
    client: ApiClient, case_id: UUID, tamper: Tamper, ended: str
) -> None:
    path = f"/v1/cases/{case_id}/legal-holds"
    placed = client.post(path, json={"reason": "调解中"}).headers["Location"]
    assert client.delete(placed, headers=ANY).status_code == 204
    assert verdict(client, case_id)["valid"] is True
    tamper(HELD.format(ended), case_id)
    found = verdict(client, case_id)["first_bad"]
    assert (found["sequence"], found["reason"]) == (2, "row_differs")


def test_a_grant_that_nobody_gave_is_found(
    client: ApiClient, shared: UUID, tamper: Tamper, settings: Settings
) -> None:
    columns = "tenant_id, case_id, grantee_id, role, parts, expires_at, accepted_at"
    columns += ", created_at, updated_at, version"
    copied = f"INSERT INTO grants (id, {columns}) SELECT :new, {columns} FROM grants "  # noqa: S608 - constants
    one = "WHERE case_id = :case AND role = 'lawyer' AND revoked_at IS NULL"
    new = uuid4()
    tamper(copied + one, shared, new=new.hex if settings.is_sqlite else str(new))
    assert verdict(client, shared)["first_bad"] == {
        "sequence": 7,
        "reason": "row_without_entry",
        "message": "有一条记录没有对应的条目。",
    }


def test_a_row_that_no_longer_reads_is_named(
    client: ApiClient, shared: UUID, tamper: Tamper, settings: Settings
) -> None:
    if not settings.is_sqlite:
        pytest.skip("PostgreSQL keeps the types of its columns itself")
    tamper(GRANTED.format("revoked_at = 'x'", LAWYER), shared)
    assert verdict(client, shared)["first_bad"]["reason"] == "row_unreadable"


def test_a_consent_that_is_no_longer_one_is_named_though_later_entries_speak_of_it(
    client: ApiClient, shared: UUID, tamper: Tamper
) -> None:
    consented = "SELECT sequence FROM referrals WHERE case_id = :case"
    changed = f"UPDATE ledger_entries SET kind = 'x' WHERE sequence = ({consented})"  # noqa: S608 - constants
    tamper(f"{changed} AND case_id = :case", shared)
    assert verdict(client, shared)["valid"] is False


def test_a_suspension_ends_referral_and_grant_as_recorded(
    client: ApiClient, shared: UUID, agency: Agency
) -> None:
    path = f"/v1/agencies/{agency.id}"
    change = {"status": "suspended", "suspension_reason": "投诉成立"}
    assert client.patch(path, json=change, headers=ANY).status_code == 200
    assert verdict(client, shared) == {"valid": True, "entries": 8, "first_bad": None}


@pytest.mark.parametrize(
    ("act", "told"), [("complete", {"result": "partly"}), ("revoke", {})], ids=["done", "revoked"]
)
def test_an_end_is_recorded_once(
    client: ApiClient, shared: UUID, act: str, told: dict[str, str]
) -> None:
    [referral] = client.get(f"/v1/cases/{shared}/referrals").json()["items"]
    path = f"/v1/cases/{shared}/referrals/{referral['id']}/{act}"
    assert client.post(path, json=told).status_code == 200
    assert verdict(client, shared) == {"valid": True, "entries": 8, "first_bad": None}


def test_the_grant_of_a_referral_may_be_revoked_itself(client: ApiClient, shared: UUID) -> None:
    [referral] = client.get(f"/v1/cases/{shared}/referrals").json()["items"]
    grant = f"/v1/cases/{shared}/grants/{referral['grant_id']}"
    assert client.delete(grant, headers=ANY).status_code == 204
    assert verdict(client, shared) == {"valid": True, "entries": 8, "first_bad": None}
