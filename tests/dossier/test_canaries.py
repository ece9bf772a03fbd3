"""A thousand secrets go in by the API; after the erasure none is left, and proofs still verify."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url

from app.accounts import service as accounts
from app.core.config import Settings
from app.core.crypto_signing import VerifyingKey
from app.core.keys import WrappedKey
from app.core.migrations import upgrade
from app.dossier import service as dossier
from app.ledger.receipts import Receipt, verify_receipt
from app.main import create_app
from app.operations.worker.service import run_next
from app.wiring import Runtime, metadata
from tests.client import ApiClient
from tests.conftest import make_key
from tests.contacts.bodies import CALL
from tests.databases import sqlite_file
from tests.postgres import admin_url

pytestmark = pytest.mark.no_cover
"""Ten whole cases run everything: they say nothing of what was looked at."""

MARK = "金丝雀"
SECRETS = 1000
CASES = 10


class Canaries:
    """Texts that occur nowhere else."""

    def __init__(self) -> None:
        self.planted: list[str] = []

    def __call__(self) -> str:
        self.planted.append(f"{MARK}{len(self.planted):05d}密")
        return self.planted[-1]


def _contact(secret: Canaries) -> dict[str, object]:
    counterpart = {"organisation": secret(), "agent_name": secret(), "number": secret()}
    promises = [{"by": "creditor", "what": secret(), "due_on": None} for _ in range(19)]
    promises.append({"by": "creditor", "what": secret(), "due_on": "2026-12-01"})
    return {
        **CALL,
        "summary": secret(),
        "ticket_number": secret(),
        "counterpart": counterpart,
        "promises": promises,
    }


def _fill(client: ApiClient, secret: Canaries) -> str:
    """One case with a hundred secrets in every kind of place; its path."""
    body = {
        "client_reference": secret(),
        "person": {"full_name": secret()},
        "hardship": {"reason": "illness", "description": secret()},
        "credit_record": {"facts": [secret(), secret()]},
    }
    case = client.post("/v1/cases", json=body).headers["Location"]
    until = len(secret.planted) + SECRETS // CASES - 5
    while len(secret.planted) < until - 30:
        created = client.post(f"{case}/contacts", json=_contact(secret))
        assert created.status_code == 201
        change = {"reason": secret(), "changes": {"summary": secret()}}
        client.post(f"{created.headers['Location']}/corrections", json=change)
        item = client.post(
            f"{case}/evidence-items",
            files={"file": (f"{secret()}.txt", f"{secret()} {secret()}".encode())},
            data={"title": secret()},
        )
        assert item.status_code == 201
    hold = {"reason": secret(), "expires_on": "2020-01-01"}
    while len(secret.planted) < until:
        client.post(f"{case}/legal-holds", json={**hold, "reason": secret()})
    return case


def _stored(settings: Settings, uri: str | None) -> bytes:
    """Database, journal and every file beside it; on PostgreSQL every row as text."""
    folder = settings.key_directory.parent
    parts = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    if uri is not None:
        engine = create_engine(
            admin_url(uri).set(database=make_url(settings.database_url).database)
        )
        with engine.connect() as connection:
            for table in metadata.sorted_tables:
                rows = connection.execute(text(f"SELECT t::text FROM {table.name} t")).scalars()  # noqa: S608 - our tables' names
                parts += [row.encode() for row in rows]
        engine.dispose()
    return b"\n".join(parts)


def _found(stored: bytes) -> list[bytes]:
    """The spellings in which something of a secret is there; all of them begin alike."""
    spellings = (
        MARK.encode(),
        MARK.encode("utf-16-le"),
        json.dumps(MARK).strip('"').encode(),
        MARK.encode().hex().encode(),
    )
    return [spelling for spelling in spellings if spelling in stored]


def _unsealed(runtime: Runtime, tenant_id: UUID) -> bytes:
    """What someone with every key that is left can still open: the replies under the tenant's."""
    with runtime.database.read(tenant_id) as session:
        key = runtime.keyring.tenant_key(session)
    return key.secret


def test_of_a_thousand_secrets_none_is_left(
    empty_settings: Settings,
    server_uri: str | None,
    capfd: pytest.CaptureFixture[str],
) -> None:
    upgrade(empty_settings)
    application = create_app(empty_settings.model_copy(update={"log_level": "debug"}))
    runtime: Runtime = application.state.runtime
    with runtime.database.write() as session:
        tenant_id = accounts.create_tenant(session, "own")
    secret = Canaries()
    with ApiClient(application, make_key(runtime, tenant_id)) as client:
        cases = [_fill(client, secret) for _ in range(CASES)]
        assert len(secret.planted) >= SECRETS
        receipts = {}
        for case in cases:
            client.post(f"{case}/export")
            receipts[case] = client.get(f"{case}/ledger/entries/1/proof").json()
        while run_next(runtime.database):
            pass
        before = _stored(empty_settings, server_uri)
        wrapped = _wrapped_keys(runtime, tenant_id)
        assert len(wrapped) == CASES
        assert server_uri is not None or all(key in before for key in wrapped)
        assert _found(before) == []  # sealed from the start
        for case in cases:
            assert client.delete(case, headers={"If-Match": "*"}).status_code == 204
        [key] = client.get("/v1/ledger/keys").json()["items"]
        if server_uri is None:
            assert _journal(empty_settings).stat().st_size == 0
        for case in cases:
            _assert_proven(runtime, tenant_id, case, receipts[case], key["vkey"])
    after = _stored(empty_settings, server_uri)
    logged = "".join(capfd.readouterr()).encode()
    assert logged
    assert _found(after + logged) == []
    assert _unsealed(runtime, tenant_id) not in after
    # PostgreSQL keeps dead rows and its own log until it vacuums: the threat model says so
    assert server_uri is not None or not any(key in after for key in wrapped)
    runtime.close()
    if server_uri is None:
        _assert_truncated(empty_settings)


def _wrapped_keys(runtime: Runtime, tenant_id: UUID) -> list[bytes]:
    """The keys of the cases as they are stored: with the master key they open everything."""
    with runtime.database.read(tenant_id) as session:
        rows = session.scalars(select(WrappedKey).where(WrappedKey.owner_id != tenant_id))
        return [row.wrapped for row in rows]


def _journal(settings: Settings) -> Path:
    file = sqlite_file(settings)
    return file.with_name(f"{file.name}-wal")


def _assert_proven(
    runtime: Runtime, tenant_id: UUID, case: str, receipt: dict[str, object], vkey: str
) -> None:
    with runtime.database.read(tenant_id) as session:
        assert dossier.verify_case(session, UUID(case.rsplit("/", 1)[1])).valid
    kept = Receipt.from_json(**receipt)  # type: ignore[arg-type]  # as the API gave it
    assert verify_receipt(kept, [VerifyingKey.from_vkey(vkey)]).head.size > 1


def _assert_truncated(settings: Settings) -> None:
    """No sealed value of an erased case is left on a page that was given free."""
    file: Path = sqlite_file(settings)
    with closing(sqlite3.connect(file)) as connection:
        left = connection.execute("SELECT count(*) FROM ledger_entries WHERE sealed IS NOT NULL")
        assert left.fetchone() == (0,)
        assert connection.execute("PRAGMA secure_delete").fetchone() is not None
