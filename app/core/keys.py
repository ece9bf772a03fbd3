"""Data keys: one of each tenant, one of each case; wrapped at rest, opened once per process.

The master keyring wraps tenant keys, a tenant key wraps its case keys. Destroying the row of a
case key makes everything sealed under it unreadable for ever (crypto-shredding).
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, Uuid, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from typing_extensions import override

from app.core import crypto
from app.core.columns import TenantOwned
from app.core.db import Base, line_of, tenant_of
from app.core.errors import NotFound
from app.core.prepared import Prepared
from app.core.repository import scoped


class WrappedKey(TenantOwned, Base):
    """A data key, wrapped; `owner_id` is the case it belongs to, or the tenant itself.

    An owner has one key, and after a rotation several: the newest seals, the others still open.
    """

    __tablename__ = "wrapped_keys"

    owner_id: Mapped[UUID] = mapped_column(Uuid)
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)

    @classmethod
    @override
    def constraints(cls) -> tuple[object, ...]:
        return (
            ForeignKeyConstraint(["tenant_id"], ["tenants.id"]),
            Index(None, "tenant_id", "owner_id"),
        )


_OF_OWNER = Prepared(
    select(WrappedKey.id, WrappedKey.wrapped)
    .where(
        WrappedKey.tenant_id == bindparam("tenant_id"), WrappedKey.owner_id == bindparam("owner_id")
    )
    .order_by(WrappedKey.created_at.desc(), WrappedKey.id)
)


class Keyring:
    """The master keys of the process; tenant keys opened with them stay in memory."""

    def __init__(self, master: crypto.MasterKeyring) -> None:
        """Keeps the master keyring; tenant keys are opened on demand."""
        self.master = master
        self._tenant_keys: dict[UUID, crypto.DataKey] = {}
        self._token_keys: dict[UUID, dict[str, bytes]] = {}

    def cursor_secret(self) -> bytes:
        """The secret that seals page cursors; the same in every process of the service."""
        return crypto.subkey(self.master.current.secret, b"page cursors")

    def tenant_key(self, session: Session, *, needed: UUID | None = None) -> crypto.DataKey:
        """The key of the session's tenant, made with the tenant, with those before it.

        `needed` names one that must be among them: another process may have rotated since.
        """
        tenant_id = tenant_of(session)
        held = self._tenant_keys.get(tenant_id)
        if held is None or (needed is not None and not _holds(held, needed)):
            context = _context(tenant_id, tenant_id)
            newest, *older = (
                crypto.DataKey(key_id, self.master.unwrap(wrapped, context=context))
                for key_id, wrapped in _keys_of(session, tenant_id)
            )
            held = crypto.DataKey(newest.key_id, newest.secret, tuple(older))
            self._tenant_keys[tenant_id] = held
        return held

    def token_key(self, session: Session, purpose: str) -> bytes:
        """What makes the tenant's tokens of a purpose; each request needs it, so it is kept."""
        of_tenant = self._token_keys.setdefault(tenant_of(session), {})
        if purpose not in of_tenant:
            of_tenant[purpose] = crypto.token_key(self.tenant_key(session), purpose)
        return of_tenant[purpose]

    def forget(self, tenant_id: UUID) -> None:
        """Has the tenant's key read anew when it is next needed."""
        self._tenant_keys.pop(tenant_id, None)
        self._token_keys.pop(tenant_id, None)


def _holds(key: crypto.DataKey, key_id: UUID) -> bool:
    return key_id in {each.key_id for each in (key, *key.older)}


def _context(tenant_id: UUID, owner_id: UUID) -> bytes:
    return b"wrapped_keys" + tenant_id.bytes + owner_id.bytes


def _keys_of(session: Session, owner_id: UUID) -> list[tuple[UUID, bytes]]:
    """Ids and wrapped bytes of an owner's keys, newest first; NotFound if there is none."""
    given = {"tenant_id": tenant_of(session), "owner_id": owner_id}
    found = [(key_id, wrapped) for key_id, wrapped in _OF_OWNER.rows(line_of(session), given)]
    if not found:
        raise NotFound
    return found


def _keyring(session: Session) -> Keyring:
    keyring = session.info["keyring"]
    if not isinstance(keyring, Keyring):
        raise TypeError("the session has no keyring")
    return keyring


def create_tenant_key(session: Session) -> None:
    """Makes a key of the tenant, wrapped by the master keyring."""
    tenant_id = tenant_of(session)
    key = crypto.new_data_key()
    wrapped = _keyring(session).master.wrap(key.secret, context=_context(tenant_id, tenant_id))
    session.add(WrappedKey(tenant_id=tenant_id, id=key.key_id, owner_id=tenant_id, wrapped=wrapped))
    session.flush()


def create_case_key(session: Session, case_id: UUID) -> crypto.DataKey:
    """Makes a key of a case, wrapped by its tenant's."""
    tenant_id = tenant_of(session)
    key = crypto.new_data_key()
    parent = _keyring(session).tenant_key(session)
    wrapped = crypto.wrap_key(parent, key, context=_context(tenant_id, case_id))
    session.add(WrappedKey(tenant_id=tenant_id, id=key.key_id, owner_id=case_id, wrapped=wrapped))
    session.flush()
    _forget(session, case_id)
    return key


def case_key(session: Session, case_id: UUID) -> crypto.DataKey:
    """The key of a case, with those before it; read once in a session.

    Raises:
        NotFound: if the case does not exist or was erased.
    """
    opened = _opened(session)
    if case_id not in opened:
        kept = _wrapped(session).pop(case_id, None)
        wrapped_keys = kept or [wrapped for _key_id, wrapped in _keys_of(session, case_id)]
        newest, *older = (_unwrapped(session, case_id, wrapped) for wrapped in wrapped_keys)
        opened[case_id] = crypto.DataKey(newest.key_id, newest.secret, tuple(older))
    return opened[case_id]


def keep_wrapped(session: Session, case_id: UUID, wrapped: Sequence[bytes]) -> None:
    """Keeps the wrapped keys of a case, newest first, that were read with something else of it."""
    _wrapped(session)[case_id] = wrapped


def has_case_key(session: Session, case_id: UUID) -> bool:
    """Whether what was sealed for a case can still be opened."""
    given = {"tenant_id": tenant_of(session), "owner_id": case_id}
    return bool(_OF_OWNER.rows(line_of(session), given))


def _opened(session: Session) -> dict[UUID, crypto.DataKey]:
    keys: dict[UUID, crypto.DataKey] = session.info.setdefault("case_keys", {})
    return keys


def _wrapped(session: Session) -> dict[UUID, Sequence[bytes]]:
    keys: dict[UUID, Sequence[bytes]] = session.info.setdefault("wrapped_case_keys", {})
    return keys


def _forget(session: Session, case_id: UUID) -> None:
    _opened(session).pop(case_id, None)
    _wrapped(session).pop(case_id, None)


def _unwrapped(session: Session, case_id: UUID, wrapped: bytes) -> crypto.DataKey:
    parent = _keyring(session).tenant_key(session, needed=crypto.key_id_of(wrapped))
    return crypto.unwrap_key(parent, wrapped, _context(tenant_of(session), case_id))


def destroy_case_key(session: Session, case_id: UUID) -> None:
    """Erases a case's keys: whatever was sealed under them can never be read again."""
    _keys_of(session, case_id)
    for row in _rows_of(session, case_id):
        session.delete(row)
    session.flush()
    _forget(session, case_id)


def _rows_of(session: Session, owner_id: UUID) -> list[WrappedKey]:
    return list(session.scalars(scoped(session, WrappedKey).where(WrappedKey.owner_id == owner_id)))


def rotate_tenant_key(session: Session) -> int:
    """Makes the tenant's next key and wraps every case key anew; gives their number.

    No other row is rewritten: what was sealed under the key before still opens.
    """
    keyring, tenant_id = _keyring(session), tenant_of(session)
    create_tenant_key(session)
    keyring.forget(tenant_id)
    parent = keyring.tenant_key(session)
    rows = session.scalars(scoped(session, WrappedKey).where(WrappedKey.owner_id != tenant_id))
    count = 0
    for row in rows:
        key = _unwrapped(session, row.owner_id, row.wrapped)
        row.wrapped = crypto.wrap_key(parent, key, _context(tenant_id, row.owner_id))
        count += 1
    session.flush()
    return count


def rewrap_tenant_keys(session: Session) -> int:
    """Wraps the tenant's keys under the current master key; gives their number."""
    keyring, tenant_id = _keyring(session), tenant_of(session)
    context = _context(tenant_id, tenant_id)
    rows = _rows_of(session, tenant_id)
    for row in rows:
        secret = keyring.master.unwrap(row.wrapped, context=context)
        row.wrapped = keyring.master.wrap(secret, context=context)
    session.flush()
    return len(rows)


def seal_for_tenant(session: Session, address: crypto.FieldAddress, plaintext: bytes) -> bytes:
    """Seals a value under the tenant's key."""
    return crypto.seal(_keyring(session).tenant_key(session), address, plaintext)


def open_for_tenant(session: Session, address: crypto.FieldAddress, sealed: bytes) -> bytes:
    """Opens a value sealed under the tenant's key."""
    key = _keyring(session).tenant_key(session, needed=crypto.key_id_of(sealed))
    return crypto.open_sealed(key.find, address, sealed)


def tenant_token(session: Session, purpose: str, value: str) -> bytes:
    """A keyed search token: equal values of one tenant give equal tokens, nothing else does."""
    return crypto.token_under(_keyring(session).token_key(session, purpose), value)
