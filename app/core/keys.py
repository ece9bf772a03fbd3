"""Data keys: one of each tenant, one of each case; wrapped at rest, opened once per process.

The master keyring wraps tenant keys, a tenant key wraps its case keys. Destroying the row of a
case key makes everything sealed under it unreadable for ever (crypto-shredding).
"""

from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, LargeBinary, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, Session, mapped_column
from typing_extensions import override

from app.core import crypto
from app.core.columns import TenantOwned
from app.core.db import Base, tenant_of
from app.core.errors import NotFound
from app.core.repository import scoped


class WrappedKey(TenantOwned, Base):
    """A data key, wrapped; `owner_id` is the case it belongs to, or the tenant itself."""

    __tablename__ = "wrapped_keys"

    owner_id: Mapped[UUID] = mapped_column(Uuid)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[object, ...]:
        return (
            ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
            UniqueConstraint("tenant_id", "owner_id"),
        )


class Keyring:
    """The master keys of the process; tenant keys opened with them stay in memory."""

    def __init__(self, master: crypto.MasterKeyring) -> None:
        """Keeps the master keyring; tenant keys are opened on demand."""
        self.master = master
        self._tenant_keys: dict[UUID, crypto.DataKey] = {}

    def cursor_secret(self) -> bytes:
        """The secret that seals page cursors; the same in every process of the service."""
        return crypto.subkey(self.master.current.secret, b"page cursors")

    def tenant_key(self, session: Session) -> crypto.DataKey:
        """The key of the session's tenant, made with the tenant."""
        tenant_id = tenant_of(session)
        if tenant_id not in self._tenant_keys:
            row = _row_of(session, tenant_id)
            secret = self.master.unwrap(row.wrapped, context=_context(tenant_id, tenant_id))
            self._tenant_keys[tenant_id] = crypto.DataKey(row.id, secret)
        return self._tenant_keys[tenant_id]


def _context(tenant_id: UUID, owner_id: UUID) -> bytes:
    return b"wrapped_keys" + tenant_id.bytes + owner_id.bytes


def _row_of(session: Session, owner_id: UUID) -> WrappedKey:
    row = session.scalars(
        scoped(session, WrappedKey).where(WrappedKey.owner_id == owner_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def _keyring(session: Session) -> Keyring:
    keyring = session.info["keyring"]
    if not isinstance(keyring, Keyring):
        raise TypeError("the session has no keyring")
    return keyring


def create_tenant_key(session: Session) -> None:
    """Makes the key of a new tenant, wrapped by the master keyring."""
    tenant_id = tenant_of(session)
    key = crypto.new_data_key()
    wrapped = _keyring(session).master.wrap(key.secret, context=_context(tenant_id, tenant_id))
    session.add(WrappedKey(tenant_id=tenant_id, id=key.key_id, owner_id=tenant_id, wrapped=wrapped))
    session.flush()


def create_case_key(session: Session, case_id: UUID) -> crypto.DataKey:
    """Makes the key of a new case, wrapped by its tenant's."""
    tenant_id = tenant_of(session)
    key = crypto.new_data_key()
    parent = _keyring(session).tenant_key(session)
    wrapped = crypto.wrap_key(parent, key, context=_context(tenant_id, case_id))
    session.add(WrappedKey(tenant_id=tenant_id, id=key.key_id, owner_id=case_id, wrapped=wrapped))
    session.flush()
    return key


def case_key(session: Session, case_id: UUID) -> crypto.DataKey:
    """The key of a case.

    Raises:
        NotFound: if the case does not exist or was erased.
    """
    row = _row_of(session, case_id)
    parent = _keyring(session).tenant_key(session)
    return crypto.unwrap_key(parent, row.wrapped, context=_context(row.tenant_id, case_id))


def destroy_case_key(session: Session, case_id: UUID) -> None:
    """Erases a case's key: whatever was sealed under it can never be read again."""
    session.delete(_row_of(session, case_id))
    session.flush()


def seal_for_tenant(session: Session, address: crypto.FieldAddress, plaintext: bytes) -> bytes:
    """Seals a value under the tenant's key."""
    return crypto.seal(_keyring(session).tenant_key(session), address, plaintext)


def open_for_tenant(session: Session, address: crypto.FieldAddress, sealed: bytes) -> bytes:
    """Opens a value sealed under the tenant's key."""
    key = _keyring(session).tenant_key(session)
    return crypto.open_sealed({key.key_id: key}, address, sealed)


def tenant_token(session: Session, purpose: str, value: str) -> bytes:
    """A keyed search token: equal values of one tenant give equal tokens, nothing else does."""
    return crypto.token(_keyring(session).tenant_key(session), purpose, value)
