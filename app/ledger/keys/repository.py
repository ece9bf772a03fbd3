"""Queries on the keys that sign or signed a tenant's checkpoints."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.core import clock, crypto, keys
from app.core.crypto_signing import SigningKeyring, VerifyingKey
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.repository import scoped
from app.ledger.models import LedgerKey


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key that signs or signed checkpoints; `valid_to` is when it was found retired."""

    verifying: VerifyingKey
    valid_from: datetime | None
    valid_to: datetime | None


def note_keys(session: Session, signers: SigningKeyring) -> None:
    """Notes the first use of each key by this tenant, and that others no longer sign."""
    now = clock.now()
    for verifying in signers.verifying:
        row = LedgerKey(
            tenant_id=tenant_of(session),
            id=new_id(),
            key_hash=verifying.key_hash,
            valid_from=now,
        )
        row.sealed = keys.seal_for_tenant(session, _key_address(row), verifying.vkey.encode())
        _add_key(session, row)
    retired = (
        LedgerKey.tenant_id == tenant_of(session),
        LedgerKey.valid_to.is_(None),
        LedgerKey.key_hash.not_in([key.key_hash for key in signers.verifying]),
    )
    session.execute(update(LedgerKey).where(*retired).values(valid_to=now))


def _key_address(row: LedgerKey) -> crypto.FieldAddress:
    return crypto.FieldAddress(row.tenant_id, "ledger_keys", row.id, "sealed")


def known_keys(session: Session) -> list[KnownKey]:
    """The keys that signed for this tenant, oldest first."""
    rows = session.scalars(
        scoped(session, LedgerKey).order_by(LedgerKey.valid_from, LedgerKey.id)
    ).all()
    known = []
    for row in rows:
        vkey = keys.open_for_tenant(session, _key_address(row), row.sealed).decode()
        known.append(KnownKey(VerifyingKey.from_vkey(vkey), row.valid_from, row.valid_to))
    return known


def _add_key(session: Session, key: LedgerKey) -> None:
    """Notes a key unless another request just did."""
    dialect = session.connection().dialect.name
    insert = postgresql.insert if dialect == "postgresql" else sqlite.insert
    values = {
        name: getattr(key, name) for name in ("tenant_id", "id", "key_hash", "valid_from", "sealed")
    }
    session.execute(
        insert(LedgerKey)
        .values(**values)
        .on_conflict_do_nothing(index_elements=["tenant_id", "key_hash"])
    )
