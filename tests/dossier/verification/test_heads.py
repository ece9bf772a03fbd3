"""A ledger that was cut off or rolled back does not extend what was signed."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import text

from app.ledger import merkle
from app.ledger import repository as ledger
from app.ledger.checkpoint import sign_checkpoint
from app.ledger.origins import origin_of
from app.wiring import Runtime
from tests.client import ApiClient
from tests.contacts.bodies import CALL
from tests.dossier.verification.verdicts import verdict


def test_an_entry_that_was_never_signed_is_found(
    client: ApiClient, filled: UUID, tamper: Callable[..., None], runtime: Runtime, tenant_id: UUID
) -> None:
    with runtime.database.read(tenant_id) as session:
        head = session.scalars(
            text("SELECT checkpoint FROM ledger_heads WHERE case_id = :case").bindparams(
                case=filled.hex if runtime.settings.is_sqlite else filled
            )
        ).one()
    client.post(f"/v1/cases/{filled}/contacts", json=CALL)
    tamper("UPDATE ledger_heads SET checkpoint = :head WHERE case_id = :case", filled, head=head)
    first_bad = verdict(client, filled)["first_bad"]
    assert (first_bad["sequence"], first_bad["reason"]) == (5, "entry_unsigned")


def test_the_last_entries_cannot_be_cut_off(
    client: ApiClient, filled: UUID, tamper: Callable[..., None]
) -> None:
    tamper("DELETE FROM evidence_links WHERE case_id = :case", filled)
    tamper("DELETE FROM ledger_entries WHERE case_id = :case AND sequence = 4", filled)
    assert verdict(client, filled)["first_bad"] == {
        "sequence": 4,
        "reason": "entries_missing",
        "message": "末尾的条目缺失。",
    }


def _rolled_back(tamper: Callable[..., None], case_id: UUID, head: tuple[int, bytes, str]) -> None:
    """The case as it was after three entries, with the checkpoint of that time."""
    size, subtrees, note = head
    tamper("DELETE FROM evidence_links WHERE case_id = :case", case_id)
    tamper("DELETE FROM ledger_entries WHERE case_id = :case AND sequence > 3", case_id)
    tamper(
        "UPDATE ledger_heads SET size = :size, subtrees = :subtrees, checkpoint = :note "
        "WHERE case_id = :case",
        case_id,
        size=size,
        subtrees=subtrees,
        note=note,
    )


@pytest.fixture
def earlier(runtime: Runtime, tenant_id: UUID, filled: UUID) -> tuple[int, bytes, str]:
    """The signed head after three entries, as an operator could make it."""
    with runtime.database.read(tenant_id) as session:
        hashes = ledger.entry_hashes(session, filled, 1, 3)
    tree = merkle.CompactTree().extend(hashes)
    origin = origin_of(runtime.signer.name, filled)
    return 3, tree.to_bytes(), sign_checkpoint(origin, 3, tree.root(), runtime.signer.keys)


def test_a_rollback_is_seen_by_what_the_keys_remember(
    client: ApiClient,
    filled: UUID,
    tamper: Callable[..., None],
    earlier: tuple[int, bytes, str],
) -> None:
    _rolled_back(tamper, filled, earlier)
    assert verdict(client, filled)["first_bad"]["reason"] == "entries_missing"


def test_a_rollback_is_seen_by_the_receipt_alone(
    client: ApiClient,
    filled: UUID,
    tamper: Callable[..., None],
    earlier: tuple[int, bytes, str],
    runtime: Runtime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = f"/v1/cases/{filled}/ledger"
    kept = client.get(f"{path}/checkpoint").json()["checkpoint"]
    _rolled_back(tamper, filled, earlier)
    monkeypatch.setattr(runtime.signed_heads, "_heads", {})  # the operator's own memory is gone
    assert verdict(client, filled)["valid"]
    body = {"checkpoints": [earlier[2], kept]}
    found = client.post(f"{path}/verify", json=body).json()["first_bad"]
    assert (found["sequence"], found["reason"]) == (4, "entries_missing")


def test_receipts_of_an_honest_ledger_hold(client: ApiClient, filled: UUID) -> None:
    path = f"/v1/cases/{filled}"
    notes = [
        client.post(f"{path}/contacts", json=CALL).json()["receipt"]["checkpoint"] for _ in range(3)
    ]
    found = client.post(f"{path}/ledger/verify", json={"checkpoints": notes}).json()
    assert found == {"valid": True, "entries": 7, "first_bad": None}


def test_only_checkpoints_of_this_ledger_are_taken(client: ApiClient, filled: UUID) -> None:
    other = client.post("/v1/cases", json={"client_reference": "other"}).headers["Location"]
    note = client.get(f"{other}/ledger/checkpoint").json()["checkpoint"]
    for wrong in (note, "torn"):
        kept = client.get(f"/v1/cases/{filled}/ledger/checkpoint").json()["checkpoint"]
        body = {"checkpoints": [kept, wrong]}
        refused = client.post(f"/v1/cases/{filled}/ledger/verify", json=body)
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json()["errors"]] == ["/checkpoints/1"]
