"""Idempotency-Key: one key, one effect, one answer, byte for byte, for seven days.

The key's row is the first statement of the request's transaction, its stored answer the last,
so a failed request frees its key and a duplicate waits for the first to end.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import Header, Request, Response
from sqlalchemy import LargeBinary, UniqueConstraint, Uuid, bindparam, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from typing_extensions import override

from app.core import clock, crypto, i18n, keys
from app.core.columns import TenantOwned, UtcInstant
from app.core.db import Base, line_of
from app.core.errors import BadRequest, InvalidInput, invalid
from app.core.fingerprints import digest, fingerprint
from app.core.ids import new_id
from app.core.prepared import Prepared
from app.core.repository import scoped

KEPT_FOR = timedelta(days=7)
REPLAYED_HEADERS = ("location", "etag", "content-type")
CASE_LOCATION = re.compile(r"/v1/cases/([0-9a-f-]{36})")
KEY_PATTERN = r"^[\x21-\x7e]{1,255}$"
_KEY = re.compile(KEY_PATTERN)


class IdempotentReply(TenantOwned, Base):
    """The stored answer of one key: scope, fingerprint of the request, sealed reply."""

    __tablename__ = "idempotent_replies"

    scope: Mapped[bytes] = mapped_column(LargeBinary(32))
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    case_id: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    reply: Mapped[bytes | None] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(UtcInstant, index=True)

    @classmethod
    @override
    def constraints(cls) -> tuple[Any, ...]:
        return (*super().constraints(), UniqueConstraint("tenant_id", "scope"))


_TAKE = {
    dialect.name: Prepared(
        insert(IdempotentReply).on_conflict_do_nothing(index_elements=["tenant_id", "scope"])
    )
    for dialect, insert in (
        (postgresql.dialect, postgresql.insert),
        (sqlite.dialect, sqlite.insert),
    )
}
_KEEPING = (
    update(IdempotentReply)
    .where(
        IdempotentReply.tenant_id == bindparam("of_tenant"),
        IdempotentReply.id == bindparam("of_id"),
    )
    .values(reply=bindparam("new_reply"))
)
_KEEP = Prepared(_KEEPING)
_KEEP_OF_NEW_CASE = Prepared(_KEEPING.values(case_id=bindparam("new_case")))


@dataclass(slots=True)
class Claim:
    """A key that this request holds until its transaction ends."""

    scope: bytes
    fingerprint: bytes
    case_id: UUID | None
    row_id: UUID = field(default_factory=new_id)
    answer: bytes | None = None
    created_case: UUID | None = None
    is_taken: bool = False

    def remember(self, response: Response) -> None:
        """Notes the answer to be stored; only successes are."""
        if 200 <= response.status_code < 300:  # noqa: PLR2004 - the class of successes
            headers = {
                name: response.headers[name]
                for name in REPLAYED_HEADERS
                if name in response.headers
            }
            headers["content-language"] = i18n.current_language()
            created = CASE_LOCATION.fullmatch(response.headers.get("location", ""))
            self.created_case = UUID(created[1]) if created else None
            self.answer = orjson.dumps(
                {
                    "status": response.status_code,
                    "headers": headers,
                    "body": bytes(response.body).decode(),
                }
            )


class Replay(Exception):
    """Raised inside a duplicate request to leave with the first one's answer."""

    def __init__(self, stored: bytes) -> None:
        """Keeps the opened reply."""
        self.stored = stored
        super().__init__()

    def response(self) -> Response:
        """The first answer, marked as a replay."""
        answer = orjson.loads(self.stored)
        headers = {**answer["headers"], "Idempotent-Replayed": "true"}
        return Response(answer["body"], status_code=answer["status"], headers=headers)


async def optional_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern=KEY_PATTERN,
            description="Repeating a request with the same key gives the first answer again.",
            examples=["2f1d6c1e-7f0b-4c55-9a53-0c6f5e1b7a11"],
        ),
    ] = None,
) -> None:
    """Documents Idempotency-Key on a POST; the route class acts on it."""


async def require_key(
    idempotency_key: Annotated[
        str | None,
        Header(
            min_length=1,
            max_length=255,
            pattern=KEY_PATTERN,
            description="Required here: a phone retries, and nothing may be recorded twice. "
            "Missing: 400 `idempotency_key_required`.",
            examples=["2f1d6c1e-7f0b-4c55-9a53-0c6f5e1b7a11"],
        ),
    ] = None,
) -> None:
    """Documents a required Idempotency-Key; the route class refuses a request without it."""


async def claim(request: Request, *, required: bool) -> Claim | None:
    """Reads the key of a POST and fingerprints the request.

    Raises:
        BadRequest: if the operation requires a key and none was sent.
        InvalidInput: if the key is empty, too long or not printable ASCII.
    """
    key = request.headers.get("idempotency-key")
    if request.method != "POST" or key is None:
        if required:
            raise BadRequest("idempotency_key_required")
        return None
    if _KEY.fullmatch(key) is None:
        raise invalid("/header/idempotency-key", "malformed")
    principal = request.state.principal
    # A phone that retries with its next access token is the same caller still.
    caller = principal.made_by or principal.id
    scope = digest(principal.tenant_id.bytes, caller.bytes, request.url.path, key)
    case_id = request.path_params.get("case_id")
    return Claim(scope, await fingerprint(request), _as_uuid(case_id))


def _as_uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value)) if value is not None else None
    except ValueError:
        return None


def take(session: Session, claim: Claim) -> None:
    """Takes the key, or leaves with the answer stored under it.

    On PostgreSQL the insert waits for a running duplicate; on SQLite the single writer does.

    Raises:
        Replay: if the same request was answered before.
        InvalidInput: if the key was used for another request.
    """
    claim.fingerprint = keys.tenant_token(session, "idempotency", claim.fingerprint.hex())
    if _is_taken(session, claim):
        return
    first = _first(session, claim)
    if first.expires_at < clock.now():
        session.delete(first)
        session.flush()
        if _is_taken(session, claim):
            return
        first = _first(session, claim)
    if first.fingerprint != claim.fingerprint:
        raise InvalidInput("idempotency_key_reused")
    if first.reply is None:
        raise BadRequest("idempotency_key_reused")
    raise Replay(keys.open_for_tenant(session, _address(first.tenant_id, first.id), first.reply))


def _is_taken(session: Session, claim: Claim) -> bool:
    """Whether this request is the first with its key, which is then its own."""
    now = clock.now()
    row = {
        "tenant_id": session.info["tenant_id"],
        "id": claim.row_id,
        "scope": claim.scope,
        "fingerprint": claim.fingerprint,
        "case_id": claim.case_id,
        "created_at": now,
        "expires_at": now + KEPT_FOR,
    }
    connection = line_of(session)
    return _TAKE[connection.dialect.name].run(connection, row) == 1


def _first(session: Session, claim: Claim) -> IdempotentReply:
    return session.scalars(
        scoped(session, IdempotentReply).where(IdempotentReply.scope == claim.scope)
    ).one()


def keep(session: Session, claim: Claim) -> None:
    """Stores the answer in the request's own transaction, sealed under the tenant's key."""
    tenant_id = session.info["tenant_id"]
    reply = keys.seal_for_tenant(session, _address(tenant_id, claim.row_id), claim.answer or b"")
    session.flush()
    given = {"of_tenant": tenant_id, "of_id": claim.row_id, "new_reply": reply}
    if claim.case_id is None and claim.created_case is not None:
        _KEEP_OF_NEW_CASE.run(line_of(session), {**given, "new_case": claim.created_case})
    else:
        _KEEP.run(line_of(session), given)


def erase_replies(session: Session, case_id: UUID) -> None:
    """Removes the stored answers of a case, so that none of them can be replayed."""
    session.execute(
        delete(IdempotentReply).where(
            IdempotentReply.tenant_id == session.info["tenant_id"],
            IdempotentReply.case_id == case_id,
        )
    )


def forget_replies(session: Session, case_id: UUID, locations: Collection[str]) -> None:
    """Makes stored answers that showed these objects unreadable; their keys stay used.

    What was asked is forgotten with them: few possible bodies could be tried out.
    """
    if not locations:
        return
    statement = scoped(session, IdempotentReply).where(
        IdempotentReply.case_id == case_id, IdempotentReply.reply.is_not(None)
    )
    for row in session.scalars(statement):
        address = _address(row.tenant_id, row.id)
        stored = orjson.loads(keys.open_for_tenant(session, address, row.reply or b""))
        if stored["headers"].get("location") in locations:
            row.reply, row.fingerprint = None, b""
    session.flush()


def _address(tenant_id: UUID, row_id: UUID) -> crypto.FieldAddress:
    return crypto.FieldAddress(tenant_id, "idempotent_replies", row_id, "reply")
