import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from app import cli
from app.accounts import service as accounts
from app.core.config import Settings
from app.core.ids import new_id
from app.core.migrations import upgrade
from app.ledger import merkle
from app.ledger import repository as ledger
from app.ledger.checkpoint import sign_checkpoint
from app.ledger.origins import origin_of
from app.main import create_app
from app.wiring import Runtime
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL


@pytest.fixture
def filled(client: ApiClient, case_id: UUID) -> UUID:
    """Contact, file, correction, link: sequences 1 to 4."""
    case = f"/v1/cases/{case_id}"
    contact = client.post(f"{case}/contacts", json=CALL).headers["Location"]
    file = client.post(f"{case}/evidence-items", files={"file": ("a.txt", b"text")}).json()["id"]
    change = {"reason": "听错", "changes": {"summary": "另一种说法"}}
    client.post(f"{contact}/corrections", json=change)
    made = client.post(f"{case}/evidence-checklists", json={"purpose": "negotiation"}).json()["id"]
    client.put(
        f"{case}/evidence-checklists/{made}/items/contract",
        json={"evidence_ids": [file]},
        headers={"If-Match": "*"},
    )
    return case_id


@pytest.fixture
def tamper(runtime: Runtime, tenant_id: UUID) -> Callable[..., None]:
    """Runs SQL on the rows of a case, past everything that guards them."""

    def run(statement: str, case_id: UUID, **values: object) -> None:
        if runtime.settings.is_sqlite:
            with closing(sqlite3.connect(str(runtime.database.writer.url.database))) as opened:
                done = opened.execute(statement, {"case": case_id.hex, **values}).rowcount
                opened.commit()
        else:
            with runtime.database.write(tenant_id) as session:
                result = session.execute(text(statement), {"case": str(case_id), **values})
                done = result.rowcount  # type: ignore[attr-defined]  # a cursor result
        assert done > 0

    return run


def _verify(client: ApiClient, case_id: UUID) -> dict[str, Any]:
    answer = client.post(f"/v1/cases/{case_id}/ledger/verify")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def _command(settings: Settings, monkeypatch: pytest.MonkeyPatch, *options: str) -> Result:
    monkeypatch.setattr(cli, "get_settings", lambda: settings)
    return CliRunner().invoke(cli.main, ["ledger", "verify", *options])


def test_an_untouched_case_is_valid(client: ApiClient, filled: UUID) -> None:
    assert _verify(client, filled) == {"valid": True, "entries": 4, "first_bad": None}


def test_an_empty_case_is_valid(client: ApiClient, case_id: UUID) -> None:
    assert _verify(client, case_id) == {"valid": True, "entries": 0, "first_bad": None}


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
    found = _verify(client, filled)
    assert found["valid"] is False
    assert found["first_bad"]["sequence"] == sequence
    assert found["first_bad"]["message"]


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
    first_bad = _verify(client, filled)["first_bad"]
    assert (first_bad["sequence"], first_bad["reason"]) == (5, "entry_unsigned")


def test_the_last_entries_cannot_be_cut_off(
    client: ApiClient, filled: UUID, tamper: Callable[..., None]
) -> None:
    tamper("DELETE FROM evidence_links WHERE case_id = :case", filled)
    tamper("DELETE FROM ledger_entries WHERE case_id = :case AND sequence = 4", filled)
    assert _verify(client, filled)["first_bad"] == {
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
    assert _verify(client, filled)["first_bad"]["reason"] == "entries_missing"


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
    assert _verify(client, filled)["valid"]
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


def test_a_row_that_no_longer_reads_is_named(
    client: ApiClient, filled: UUID, tamper: Callable[..., None], settings: Settings
) -> None:
    if not settings.is_sqlite:
        pytest.skip("PostgreSQL keeps the types of its columns itself")
    tamper("UPDATE contact_corrections SET contact_id = 'zz' WHERE case_id = :case", filled)
    assert _verify(client, filled)["first_bad"]["sequence"] == 3
    tamper(_ENTRY.format("occurred_at = '2026-1x-20'", 2), filled)
    assert _verify(client, filled)["first_bad"] == {
        "sequence": 2,
        "reason": "row_unreadable",
        "message": "条目对应的记录无法读取。",
    }


@pytest.mark.parametrize(("damage", "reason"), [("flip", "file_differs"), ("lose", "file_missing")])
def test_a_changed_file_is_found(
    client: ApiClient, filled: UUID, runtime: Runtime, tenant_id: UUID, damage: str, reason: str
) -> None:
    root = Path(runtime.settings.storage_url.removeprefix("file://"))
    [blob] = [file for file in (root / "evidence" / str(tenant_id)).rglob("*") if file.is_file()]
    if damage == "flip":
        stored = bytearray(blob.read_bytes())
        stored[-1] ^= 1
        blob.write_bytes(stored)
    else:
        blob.unlink()
    first_bad = _verify(client, filled)["first_bad"]
    assert (first_bad["sequence"], first_bad["reason"]) == (2, reason)


def test_the_command_names_case_and_sequence(
    client: ApiClient,
    filled: UUID,
    tamper: Callable[..., None],
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = client.post("/v1/cases", json={"client_reference": "untouched"}).json()["id"]
    client.post(f"/v1/cases/{other}/contacts", json=CALL)
    tamper("UPDATE evidence_items SET size = 5 WHERE case_id = :case", filled)
    result = _command(settings, monkeypatch)
    assert result.exit_code == 1
    assert f"tampered: case {filled}, sequence 2: row_differs\n" in result.stdout
    assert other not in result.stdout


def test_the_command_says_that_all_is_intact(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / 'own.db'}",
        storage_url=f"file://{tmp_path / 'files'}",
        key_directory=tmp_path / "keys",
        rate_limit="off",
    )
    upgrade(settings)
    application = create_app(settings)
    runtime = application.state.runtime
    with runtime.database.write() as session:
        tenant_id = accounts.create_tenant(session, "own")
    with ApiClient(application, make_key(runtime, tenant_id)) as client:
        locations, receipt = [], {}
        for reference in ("kept", "erased"):
            case = client.post("/v1/cases", json={"client_reference": reference})
            locations.append(case.headers["Location"])
            receipt = client.post(f"{locations[-1]}/contacts", json=CALL).json()["receipt"]
        case_id = locations[-1].rsplit("/", 1)[1]
        client.delete(locations[-1], headers={"If-Match": "*"})
    result = _command(settings, monkeypatch)
    assert result.exit_code == 0
    assert result.stdout == "intact: 2 cases, 3 entries\n"

    def with_kept(*notes: object) -> Result:
        (tmp_path / "kept.json").write_text(json.dumps(notes), encoding="utf-8")
        return _command(settings, monkeypatch, "--kept", str(tmp_path / "kept.json"))

    lost = receipt["checkpoint"].replace(case_id, str(new_id()))
    assert with_kept(receipt, receipt["checkpoint"]).exit_code == 0
    gone = with_kept(receipt, lost)
    assert (gone.exit_code, "entries_missing" in gone.stdout) == (1, True)
    forged = with_kept(receipt["checkpoint"].replace("\n1\n", "\n2\n"))
    assert (forged.exit_code, "checkpoint_foreign" in forged.stdout) == (1, True)
    assert with_kept("torn").exit_code == 2


@pytest.mark.parametrize("name", ["empty.db", "missing/folder.db"])
def test_the_command_says_when_it_cannot_verify(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    settings = Settings(
        database_url=f"sqlite:///{tmp_path / name}",
        storage_url=f"file://{tmp_path / 'files'}",
        key_directory=tmp_path / "keys",
    )
    result = _command(settings, monkeypatch)
    assert result.exit_code == 2
    assert "Traceback" not in result.output
