from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, update

from app.core.auth import Principal
from app.core.crypto_signing import SigningKey
from app.core.errors import NotFound
from app.ledger import service
from app.ledger.checkpoint import verify_checkpoint
from app.ledger.errors import LedgerDamaged
from app.ledger.merkle import verify_consistency, verify_inclusion
from app.ledger.models import LedgerEntry, LedgerHead, LedgerKey
from app.ledger.receipts import verify_receipt
from app.ledger.records import Appended
from app.wiring import Runtime
from tests.client import ApiClient

AT = datetime(2026, 11, 20, 7, 30, tzinfo=UTC)


def _append(runtime: Runtime, tenant_id: UUID, case_id: UUID, text: str = "联系") -> Appended:
    with runtime.database.write(tenant_id) as session:
        return service.append(session, case_id, "contact_recorded", AT, {"text": text})


def test_entries_form_a_chain_whose_heads_are_consistent(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    added = [_append(runtime, tenant_id, case_id, str(number)) for number in range(9)]
    assert [one.sequence for one in added] == list(range(1, 10))
    vkeys = [runtime.signer.verifying]
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


def test_what_entries_say_can_be_read_back(
    runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    for text in ("甲", "乙"):
        _append(runtime, tenant_id, case_id, text)
    with runtime.database.read(tenant_id) as session:
        events = service.read_events(session, case_id, [2, 1, 2])
        assert [events[number].payload for number in (1, 2)] == [{"text": "甲"}, {"text": "乙"}]
        assert events[1].occurred_at == AT


def test_the_salt_differs_each_time(runtime: Runtime, tenant_id: UUID, case_id: UUID) -> None:
    for _ in range(2):
        _append(runtime, tenant_id, case_id)
    with runtime.database.read(tenant_id) as session:
        rows = session.query(LedgerEntry).filter_by(case_id=case_id).all()
    assert len({row.commitment for row in rows}) == 2


def test_a_failed_request_leaves_no_entry(runtime: Runtime, tenant_id: UUID, case_id: UUID) -> None:
    def fail() -> None:
        with runtime.database.write(tenant_id) as session:
            service.append(session, case_id, "contact_recorded", AT, {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert _append(runtime, tenant_id, case_id).sequence == 1


def test_a_foreign_case_has_no_ledger(runtime: Runtime, tenant_id: UUID, case_id: UUID) -> None:
    with runtime.database.write(tenant_id) as session:
        with pytest.raises(NotFound):
            service.append(session, uuid4(), "contact_recorded", AT, {})
        with pytest.raises(NotFound):
            service.get_checkpoint(session, uuid4())
        with pytest.raises(NotFound):
            service.prove_entry(session, case_id, 1)


@pytest.mark.parametrize("length", [1, 2, 3, 4])
@pytest.mark.parametrize(
    "column", ["cut", "rewritten", "size", "subtrees", "checkpoint", "head", "leaf", "all"]
)
def test_nothing_is_signed_over_a_changed_past(
    runtime: Runtime, tenant_id: UUID, case_id: UUID, column: str, length: int
) -> None:
    for number in range(length):
        _append(runtime, tenant_id, case_id, str(number))
    newest = (LedgerEntry.case_id == case_id, LedgerEntry.sequence == length)
    head = LedgerHead.case_id == case_id
    changes = {
        "cut": delete(LedgerEntry).where(*newest),
        "rewritten": update(LedgerEntry).where(*newest).values(entry_hash=bytes(32)),
        "leaf": update(LedgerEntry).where(*newest).values(leaf_input=b"{}"),
        "size": update(LedgerHead).where(head).values(size=length + 1),
        "subtrees": update(LedgerHead).where(head).values(subtrees=bytes(32)),
        "checkpoint": update(LedgerHead).where(head).values(checkpoint="x\n\n— a AAAAAAA=\n"),
        "head": delete(LedgerHead).where(head),
        "all": delete(LedgerEntry).where(LedgerEntry.case_id == case_id),
    }
    with runtime.database.write(tenant_id) as session:
        session.execute(changes[column])
    with pytest.raises(LedgerDamaged):
        _append(runtime, tenant_id, case_id)


def test_damage_is_named_instead_of_proven(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    for _ in range(3):
        _append(runtime, tenant_id, case_id)
    second = (LedgerEntry.case_id == case_id, LedgerEntry.sequence == 2)
    with runtime.database.write(tenant_id) as session:
        session.execute(update(LedgerEntry).where(*second).values(entry_hash=bytes(32)))
    refused = client.get(f"/v1/cases/{case_id}/ledger/entries/1/proof")
    assert refused.status_code == 500
    assert refused.json()["code"] == "ledger_damaged"
    with runtime.database.write(tenant_id) as session:
        session.execute(update(LedgerEntry).where(*second).values(sealed=b"x" * 100))
    with runtime.database.read(tenant_id) as session, pytest.raises(LedgerDamaged):
        service.read_events(session, case_id, [2])


def test_a_new_key_goes_on_from_the_old_one(
    client: ApiClient, runtime: Runtime, tenant_id: UUID, case_id: UUID
) -> None:
    first = _append(runtime, tenant_id, case_id)
    later = SigningKey.generate(runtime.signer.name)
    with runtime.database.write(tenant_id) as session:
        session.info["signer"] = later
        second = service.append(session, case_id, "contact_recorded", AT, {})
        third = service.append(session, case_id, "contact_recorded", AT, {})
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
        service.append(session, case_id, "contact_recorded", AT, {})
        session.execute(delete(LedgerKey))
    with pytest.raises(LedgerDamaged):
        _append(runtime, tenant_id, case_id)


def test_the_present_key_is_listed_before_it_has_signed(
    client: ApiClient, runtime: Runtime, principal: Principal
) -> None:
    [key] = client.get("/v1/ledger/keys").json()["items"]
    assert key["vkey"] == runtime.signer.verifying.vkey
    assert key["key_id"] == runtime.signer.key_hash.hex()
    assert key["valid_from"] is None
