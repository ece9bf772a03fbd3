"""A changed entry, row or file is found at its place."""

from collections.abc import Callable
from uuid import UUID

import pytest

from app.core.config import Settings
from app.wiring import Runtime
from tests.client import ApiClient
from tests.dossier.archives import stored_files
from tests.dossier.verification.verdicts import verdict


def test_an_untouched_case_is_valid(client: ApiClient, filled: UUID) -> None:
    assert verdict(client, filled) == {"valid": True, "entries": 4, "first_bad": None}


def test_an_empty_case_is_valid(client: ApiClient, case_id: UUID) -> None:
    assert verdict(client, case_id) == {"valid": True, "entries": 0, "first_bad": None}


def test_a_verification_is_replayed_and_audited(client: ApiClient, filled: UUID) -> None:
    path, key = f"/v1/cases/{filled}/ledger/verify", {"Idempotency-Key": "v"}
    first, again = (client.post(path, headers=key) for _ in range(2))
    assert again.content == first.content
    assert again.headers["Idempotent-Replayed"] == "true"
    [newest, *_] = client.get("/v1/audit-events", params={"case_id": str(filled)}).json()["items"]
    assert newest["action"] == "ledger_verified"


def test_another_tenant_cannot_verify(stranger: ApiClient, filled: UUID) -> None:
    assert stranger.post(f"/v1/cases/{filled}/ledger/verify").status_code == 404


_ENTRY = "UPDATE ledger_entries SET {} WHERE case_id = :case AND sequence = {}"
_FLIPPED = bytes(32)
TAMPERINGS: list[tuple[str, dict[str, object], int]] = [
    (_ENTRY.format("kind = 'contact_recordee'", 1), {}, 1),
    (_ENTRY.format("entry_hash = :value", 2), {"value": _FLIPPED}, 2),
    (_ENTRY.format("previous_hash = :value", 3), {"value": _FLIPPED}, 3),
    (_ENTRY.format("commitment = :value", 4), {"value": _FLIPPED}, 4),
    (_ENTRY.format("leaf_input = :value", 3), {"value": b"{}"}, 3),
    (_ENTRY.format("sealed = NULL", 2), {}, 2),
    (_ENTRY.format("sealed = :value", 1), {"value": b"x" * 90}, 1),
    (_ENTRY.format("recorded_at = '2026-11-20 07:30:00.000001'", 4), {}, 4),
    ("UPDATE contacts SET channel = 'phonf' WHERE case_id = :case", {}, 1),
    ("UPDATE contacts SET outcome = NULL WHERE case_id = :case", {}, 1),
    ("UPDATE contacts SET occurred_at = '2026-11-20 07:30:00.000001' WHERE case_id = :case", {}, 1),
    ("DELETE FROM contact_corrections WHERE case_id = :case", {}, 3),
    ("UPDATE evidence_items SET size = 5 WHERE case_id = :case", {}, 2),
    ("UPDATE evidence_items SET media_type = 'text/html' WHERE case_id = :case", {}, 2),
    ("UPDATE evidence_links SET code = 'messages' WHERE case_id = :case", {}, 4),
    ("DELETE FROM evidence_links WHERE case_id = :case", {}, 4),
    ("UPDATE ledger_heads SET size = 3 WHERE case_id = :case", {}, 4),
    ("UPDATE ledger_heads SET subtrees = :value WHERE case_id = :case", {"value": b"x"}, 4),
    ("UPDATE ledger_heads SET checkpoint = 'x' WHERE case_id = :case", {}, 4),
    ("DELETE FROM ledger_heads WHERE case_id = :case", {}, 4),
    ("DELETE FROM wrapped_keys WHERE owner_id = :case", {}, 1),
]


@pytest.mark.parametrize(("statement", "values", "sequence"), TAMPERINGS)
def test_a_changed_row_is_found_at_its_place(
    client: ApiClient,
    filled: UUID,
    tamper: Callable[..., None],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    statement: str,
    values: dict[str, object],
    sequence: int,
) -> None:
    tamper(statement, filled, **values)
    found = verdict(client, filled)
    assert found["valid"] is False
    assert found["first_bad"]["sequence"] == sequence
    assert found["first_bad"]["message"]


def test_a_row_that_no_longer_reads_is_named(
    client: ApiClient, filled: UUID, tamper: Callable[..., None], settings: Settings
) -> None:
    if not settings.is_sqlite:
        pytest.skip("PostgreSQL keeps the types of its columns itself")
    tamper("UPDATE contact_corrections SET contact_id = 'zz' WHERE case_id = :case", filled)
    assert verdict(client, filled)["first_bad"]["sequence"] == 3
    tamper(_ENTRY.format("occurred_at = '2026-1x-20'", 2), filled)
    assert verdict(client, filled)["first_bad"] == {
        "sequence": 2,
        "reason": "row_unreadable",
        "message": "条目对应的记录无法读取。",
    }


@pytest.mark.parametrize(("damage", "reason"), [("flip", "file_differs"), ("lose", "file_missing")])
def test_a_changed_file_is_found(
    client: ApiClient, filled: UUID, runtime: Runtime, tenant_id: UUID, damage: str, reason: str
) -> None:
    [blob] = stored_files(runtime, "evidence", str(tenant_id))
    if damage == "flip":
        stored = bytearray(blob.read_bytes())
        stored[-1] ^= 1
        blob.write_bytes(stored)
    else:
        blob.unlink()
    first_bad = verdict(client, filled)["first_bad"]
    assert (first_bad["sequence"], first_bad["reason"]) == (2, reason)
