from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from app.core.errors import NotFound
from app.ledger.checkpoint import verify_checkpoint
from app.ledger.merkle import verify_consistency, verify_inclusion
from app.ledger.models import LedgerEntry
from app.ledger.proofs import service
from app.ledger.receipts import verify_receipt
from app.wiring import Runtime
from tests.client import ApiClient
from tests.ledger.chains import append_event


def test_entries_form_a_chain_whose_heads_are_consistent(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    added = [append_event(runtime, tenant_id, case_id, str(number)) for number in range(9)]
    assert [one.sequence for one in added] == list(range(1, 10))
    vkeys = runtime.signer.verifying
    origin = f"{runtime.signer.name}/{case_id}"
    heads = [verify_receipt(one.receipt, vkeys, origin=origin).head for one in added]
    assert [head.size for head in heads] == list(range(1, 10))
    with runtime.database.read(tenant_id) as session:
        for first in range(1, 10):
            for second in range(first, 10):
                proof = service.prove_consistency(session, case_id, first, second)
                roots = heads[first - 1].root, heads[second - 1].root
                assert verify_consistency(first, roots[0], second, roots[1], proof)
        for number, one in enumerate(added):
            proven = service.prove_entry(session, case_id, number + 1)
            head = verify_checkpoint(proven.checkpoint, vkeys).head
            assert head == heads[-1]
            path = proven.inclusion_proof
            assert verify_inclusion(one.entry_hash, number, head.size, path, head.root)


def test_damage_is_named_instead_of_proven(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    for _ in range(3):
        append_event(runtime, tenant_id, case_id)
    second = (LedgerEntry.case_id == case_id, LedgerEntry.sequence == 2)
    with runtime.database.write(tenant_id) as session:
        session.execute(update(LedgerEntry).where(*second).values(entry_hash=bytes(32)))
    refused = client.get(f"/v1/cases/{case_id}/ledger/entries/1/proof")
    assert refused.status_code == 500
    assert refused.json()["code"] == "ledger_damaged"


def test_a_foreign_case_has_nothing_to_prove(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    with runtime.database.read(tenant_id) as session:
        with pytest.raises(NotFound):
            service.get_checkpoint(session, uuid4())
        with pytest.raises(NotFound):
            service.prove_entry(session, case_id, 1)
