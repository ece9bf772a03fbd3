from uuid import UUID

import pytest
from sqlalchemy import delete

from app.core.auth import Principal
from app.core.crypto_signing import SigningKey, SigningKeyring
from app.ledger import service as ledger
from app.ledger.checkpoint import CheckpointInvalid
from app.ledger.errors import LedgerDamaged
from app.ledger.examination.service import examine
from app.ledger.models import LedgerKey
from app.ledger.receipts import Receipt, verify_receipt
from app.wiring import Runtime
from tests.client import ApiClient
from tests.ledger.chains import START, append_event


def _append_as(runtime: Runtime, tenant_id: UUID, case_id: UUID, *keys: SigningKey) -> Receipt:
    with runtime.database.write(tenant_id) as session:
        session.info["signer"] = SigningKeyring(keys)
        return ledger.append(session, case_id, "contact_recorded", START, {}).receipt


def _keys(client: ApiClient) -> list[tuple[str, bool, bool]]:
    listed = client.get("/v1/ledger/keys").json()["items"]
    return [(key["vkey"], bool(key["valid_from"]), bool(key["valid_to"])) for key in listed]


def test_a_new_key_goes_on_from_the_old_one_with_an_overlap(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    [old] = runtime.signer.keys
    new = SigningKey.generate(old.name)
    first = append_event(runtime, tenant_id, case_id).receipt
    both = _append_as(runtime, tenant_id, case_id, new, old)
    after = [_append_as(runtime, tenant_id, case_id, new) for _ in range(2)]
    assert verify_receipt(first, [old.verifying]).head.size == 1
    for known in (old.verifying, new.verifying):  # whoever holds either can verify
        assert verify_receipt(both, [known]).head.size == 2
    assert [verify_receipt(each, [new.verifying]).head.size for each in after] == [3, 4]
    with pytest.raises(CheckpointInvalid):
        verify_receipt(after[0], [old.verifying])
    assert _keys(client) == [(old.verifying.vkey, True, True), (new.verifying.vkey, True, False)]
    with runtime.database.read(tenant_id) as session:
        assert examine(session, case_id).first_bad is None


def test_a_key_in_its_overlap_has_no_end_yet(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    [old] = runtime.signer.keys
    append_event(runtime, tenant_id, case_id)
    new = SigningKey.generate(old.name)
    _append_as(runtime, tenant_id, case_id, new, old)
    assert [end for _vkey, _from, end in _keys(client)] == [False, False]


def test_a_foreign_key_is_not_trusted(runtime: Runtime, tenant_id: UUID, case_id: UUID) -> None:
    with runtime.database.write(tenant_id) as session:
        session.info["signer"] = SigningKeyring((SigningKey.generate("elsewhere"),))
        ledger.append(session, case_id, "contact_recorded", START, {})
        session.execute(delete(LedgerKey))
    with pytest.raises(LedgerDamaged):
        append_event(runtime, tenant_id, case_id)


def test_the_present_key_is_listed_before_it_has_signed(
    client: ApiClient, runtime: Runtime, principal: Principal
) -> None:
    [key] = client.get("/v1/ledger/keys").json()["items"]
    [present] = runtime.signer.verifying
    assert key["vkey"] == present.vkey
    assert key["key_id"] == present.key_hash.hex()
    assert key["valid_from"] is None
