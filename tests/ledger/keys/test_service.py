from uuid import UUID

import pytest
from sqlalchemy import delete

from app.core.auth import Principal
from app.core.crypto_signing import SigningKey
from app.ledger import service as ledger
from app.ledger.errors import LedgerDamaged
from app.ledger.keys import service
from app.ledger.models import LedgerKey
from app.ledger.receipts import verify_receipt
from app.wiring import Runtime
from tests.client import ApiClient
from tests.ledger.chains import START, append_event


def test_a_new_key_goes_on_from_the_old_one(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    first = append_event(runtime, tenant_id, case_id)
    later = SigningKey.generate(runtime.signer.name)
    with runtime.database.write(tenant_id) as session:
        session.info["signer"] = later
        second = ledger.append(session, case_id, "contact_recorded", START, {})
        third = ledger.append(session, case_id, "contact_recorded", START, {})
        known = service.list_keys(session)
    assert [key.verifying for key in known] == [runtime.signer.verifying, later.verifying]
    assert known[0].valid_to == known[1].valid_from
    assert known[1].valid_to is None
    assert verify_receipt(first.receipt, [runtime.signer.verifying]).head.size == 1
    assert verify_receipt(second.receipt, [later.verifying]).head.size == 2
    assert verify_receipt(third.receipt, [later.verifying]).head.size == 3
    listed = client.get("/v1/ledger/keys").json()["items"]
    assert [key["vkey"] for key in listed] == [key.verifying.vkey for key in known]


def test_a_foreign_key_is_not_trusted(runtime: Runtime, tenant_id: UUID, case_id: UUID) -> None:
    with runtime.database.write(tenant_id) as session:
        session.info["signer"] = SigningKey.generate("elsewhere")
        ledger.append(session, case_id, "contact_recorded", START, {})
        session.execute(delete(LedgerKey))
    with pytest.raises(LedgerDamaged):
        append_event(runtime, tenant_id, case_id)


def test_the_present_key_is_listed_before_it_has_signed(
    client: ApiClient, runtime: Runtime, principal: Principal
) -> None:
    [key] = client.get("/v1/ledger/keys").json()["items"]
    assert key["vkey"] == runtime.signer.verifying.vkey
    assert key["key_id"] == runtime.signer.key_hash.hex()
    assert key["valid_from"] is None
