from uuid import UUID

import pytest
from sqlalchemy import select

from app.core.crypto_signing import VerifyingKey
from app.core.db import Base
from app.dossier import service
from app.ledger.receipts import Receipt, verify_receipt
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.dossier.archives import stored_files

SECRET = "绝密词组"


def _fill(client: ApiClient) -> tuple[str, dict[str, object]]:
    """A case whose every text holds the secret; its path and a receipt."""
    body = {
        "client_reference": SECRET,
        "person": {"full_name": SECRET},
        "hardship": {"reason": "illness", "description": SECRET},
    }
    case = client.post("/v1/cases", json=body).headers["Location"]
    uploaded = client.post(
        f"{case}/evidence-items",
        files={"file": (f"{SECRET}.txt", SECRET.encode())},
        data={"title": SECRET},
    ).json()
    counterpart = {"organisation": SECRET, "agent_name": SECRET}
    promise = {"by": "creditor", "what": SECRET, "due_on": "2026-12-01"}
    contact = {**CALL, "summary": SECRET, "counterpart": counterpart, "promises": [promise]}
    created = client.post(f"{case}/contacts", json={**contact, "evidence_ids": [uploaded["id"]]})
    change = {"reason": SECRET, "changes": {"summary": SECRET}}
    client.post(f"{created.headers['Location']}/corrections", json=change)
    made = client.post(f"{case}/evidence-checklists", json={"purpose": "negotiation"}).json()
    client.put(
        f"{case}/evidence-checklists/{made['id']}/items/contract",
        json={"evidence_ids": [uploaded["id"]]},
        headers={"If-Match": "*"},
    )
    client.post(f"{case}/legal-holds", json={"reason": SECRET, "expires_on": "2020-01-01"})
    return case, uploaded["receipt"]


def _dump(runtime: Runtime, tenant_id: UUID) -> str:
    """Every value of every row of the tenant, as text."""
    with runtime.database.read(tenant_id) as session:
        found = [
            repr(tuple(row))
            for table in Base.metadata.sorted_tables
            if "tenant_id" in table.c
            for row in session.execute(select(table).where(table.c.tenant_id == tenant_id))
        ]
    return "\n".join(found)


def test_an_erased_case_is_gone_and_its_receipts_still_verify(
    client: ApiClient, runtime: Runtime, tenant_id: UUID
) -> None:
    case, receipt = _fill(client)
    case_id = UUID(case.rsplit("/", 1)[1])
    assert len(stored_files(runtime, "evidence", str(tenant_id))) == 1
    erased = client.delete(case, headers={"If-Match": "*"})
    assert erased.status_code == 204
    assert stored_files(runtime, "evidence", str(tenant_id)) == []
    for path in ("", "/contacts", "/evidence-items", "/ledger/checkpoint", "/ledger/entries"):
        assert client.get(case + path).status_code == 404
    assert client.get("/v1/cases").json()["items"] == []
    with runtime.database.read(tenant_id) as session:
        verdict = service.verify_case(session, case_id)
    assert verdict.valid
    assert verdict.entries == 6
    [key] = client.get("/v1/ledger/keys").json()["items"]
    old = Receipt.from_json(**receipt)  # type: ignore[arg-type]  # as the API gave it
    assert verify_receipt(old, [VerifyingKey.from_vkey(key["vkey"])]).head.size == 1


def test_no_word_is_left_in_any_row(client: ApiClient, runtime: Runtime, tenant_id: UUID) -> None:
    case, _ = _fill(client)
    case_id = UUID(case.rsplit("/", 1)[1])
    before = _dump(runtime, tenant_id)
    assert SECRET not in before  # sealed from the start
    client.delete(case, headers={"If-Match": "*"})
    after = _dump(runtime, tenant_id)
    assert SECRET not in after
    assert "illness" not in after
    with runtime.database.read(tenant_id) as session:
        left = {
            table.name
            for table in Base.metadata.sorted_tables
            if "case_id" in table.c
            and session.execute(select(table).where(table.c.case_id == case_id)).first()
        }
    assert left == {"ledger_entries", "ledger_heads", "legal_holds", "audit_events"}


def test_a_replay_does_not_bring_it_back(client: ApiClient, case_id: UUID) -> None:
    path = f"/v1/cases/{case_id}/contacts"
    headers = {"Idempotency-Key": "again"}
    assert client.post(path, json=CALL, headers=headers).status_code == 201
    client.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    assert client.post(path, json=CALL, headers=headers).status_code == 404


def test_a_hold_keeps_everything(client: ApiClient, runtime: Runtime, tenant_id: UUID) -> None:
    case, _ = _fill(client)
    hold = client.post(f"{case}/legal-holds", json={"reason": "仲裁审理中"})
    refused = client.delete(case, headers={"If-Match": "*"})
    assert refused.status_code == 409
    assert refused.json()["code"] == "legal_hold"
    assert len(stored_files(runtime, "evidence", str(tenant_id))) == 1
    assert client.get(f"{case}/ledger/checkpoint").json()["size"] == 6
    client.delete(hold.headers["Location"], headers={"If-Match": "*"})
    assert client.delete(case, headers={"If-Match": "*"}).status_code == 204


@pytest.mark.parametrize(
    ("headers", "status"), [({}, 428), ({"If-Match": '"9.en"'}, 412), ({"If-Match": '"1.en"'}, 204)]
)
def test_erasure_needs_the_current_version(
    client: ApiClient, case_id: UUID, headers: dict[str, str], status: int
) -> None:
    assert client.delete(f"/v1/cases/{case_id}", headers=headers).status_code == status


def test_another_tenant_cannot_erase(client: ApiClient, stranger: ApiClient, case_id: UUID) -> None:
    refused = stranger.delete(f"/v1/cases/{case_id}", headers={"If-Match": "*"})
    assert refused.status_code == 404
    assert client.get(f"/v1/cases/{case_id}").status_code == 200
