"""Makes and revokes packs for creditors; each is a disclosure, and so an entry of the ledger."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock
from app.core import repository as rows
from app.core.auth import Principal, require_key
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import NotFound, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.sealing import open_row, seal_row
from app.core.tokens import new_view_secret
from app.documents.sharing.service import CREDITOR, require_shareable
from app.dossier.bundles.made.service import bundle_profile
from app.dossier.models import CreditorPack
from app.dossier.packs import repository
from app.dossier.packs.schemas import CreditorPackCreate, CreditorPackRead, PackViewRead
from app.ledger import service as ledger
from app.ledger.entries import instant_text
from app.ledger.records import Appended
from app.ledger.rows import LedgerRow, RowClaims

SHARED: Final = "creditor_pack_shared"
REVOKED: Final = "creditor_pack_revoked"
OPENED: Final = "creditor_pack_opened"
READ_BY_LINK: Final = "creditor_pack_file_read"
LINK: Final = "view"


def make_pack(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: CreditorPackCreate,
    *,
    pack_id: UUID | None = None,
    secret: str | None = None,
) -> tuple[CreditorPackRead, Appended, str]:
    """Makes a pack; the last value is its secret, of which only a hash is kept.

    Raises:
        InvalidInput: for nothing in it, what was not made for a creditor, or a past end.
        Conflict: where giving a paper away could harm the person and that was not acknowledged.
        Forbidden: for an access token: the address would open the papers after it.
    """
    require_key(principal)
    cases.require_case(session, case_id, lock=True)
    if not wanted.document_ids and not wanted.bundle_ids:
        raise invalid("/document_ids", "pack_empty")
    acknowledged = "limitation" in wanted.acknowledge
    require_shareable(session, case_id, wanted.document_ids, acknowledged=acknowledged)
    _require_bundles(session, case_id, wanted)
    if wanted.expires_at <= clock.now():
        raise invalid("/expires_at", "expiry_past")
    row = CreditorPack(
        tenant_id=tenant_of(session),
        id=pack_id or new_id(),
        case_id=case_id,
        expires_at=wanted.expires_at.astimezone(UTC),
    )
    told = wanted.model_dump(mode="json", include={"creditor_name", "document_ids", "bundle_ids"})
    appended = ledger.append(session, case_id, SHARED, clock.now(), {**told, **_facts(row)})
    row.sequence = appended.sequence
    seal_row(row, cases.case_key(session, case_id), told)
    session.add(row)
    session.flush()
    secret = accounts.issue_link(session, LINK, row.id, token=secret or new_view_secret())
    accounts.record(session, principal, SHARED, "creditor_pack", row.id, case_id)
    return read(session, row), appended, secret


def _require_bundles(session: Session, case_id: UUID, wanted: CreditorPackCreate) -> None:
    for index, bundle_id in enumerate(wanted.bundle_ids):
        pointer = f"/bundle_ids/{index}"
        try:
            profile = bundle_profile(session, case_id, bundle_id)
        except NotFound:
            raise invalid(pointer, "bundle_unknown") from None
        if profile != CREDITOR:
            raise invalid(pointer, "document_not_for_creditors")


def _facts(row: CreditorPack) -> dict[str, Any]:
    """What the row copies out of its entry."""
    return {"id": str(row.id), "expires_at": instant_text(row.expires_at)}


def get_pack(session: Session, case_id: UUID, pack_id: UUID) -> CreditorPackRead:
    """One pack of a case, also one that has ended."""
    cases.require_case(session, case_id)
    return read(session, rows.get_in_case(session, CreditorPack, case_id, pack_id))


def page_of_packs(session: Session, case_id: UUID, request: PageRequest) -> Slice[CreditorPackRead]:
    """Packs of a case, newest first; none shows its address again."""
    cases.require_case(session, case_id)
    found = repository.page_of_packs(session, case_id, request)
    return Slice([read(session, row) for row in found.items], found.next_cursor, found.next_link)


def revoke_pack(
    session: Session,
    principal: Principal,
    case_id: UUID,
    pack_id: UUID,
    precondition: Precondition,
) -> None:
    """Ends a pack at once: whoever has the link is told so from the next request on."""
    cases.require_case(session, case_id, lock=True)
    row = rows.get_in_case(session, CreditorPack, case_id, pack_id)
    precondition.check(row.version)
    if row.revoked_at is None:
        row.revoked_at = clock.now()
        session.flush()
        ledger.append(session, case_id, REVOKED, row.revoked_at, {"id": str(row.id)})
        accounts.record(session, principal, REVOKED, "creditor_pack", row.id, case_id)


def page_of_views(
    session: Session, case_id: UUID, pack_id: UUID, request: PageRequest
) -> Slice[PackViewRead]:
    """Every time the link was used while the pack was open, newest first."""
    pack = get_pack(session, case_id, pack_id)
    looked_at = [pack.id, *pack.document_ids, *pack.bundle_ids]
    found = accounts.acts_on(session, case_id, looked_at, [OPENED, READ_BY_LINK], request)
    items = [
        PackViewRead.model_validate(
            {name: getattr(event, name) for name in PackViewRead.model_fields}
        )
        for event in found.items
    ]
    return Slice(items, found.next_cursor, found.next_link)


def read(session: Session, row: CreditorPack) -> CreditorPackRead:
    """A pack as it stands now."""
    told: Mapping[str, Any] = open_row(row, cases.case_key(session, row.case_id))
    status = "open"
    if row.revoked_at is not None:
        status = "revoked"
    elif row.expires_at <= clock.now():
        status = "expired"
    return CreditorPackRead.model_validate(
        {
            **{
                name: [UUID(each) for each in told[name]] for name in ("document_ids", "bundle_ids")
            },
            "id": row.id,
            "creditor_name": told["creditor_name"],
            "status": status,
            "expires_at": row.expires_at,
            "revoked_at": row.revoked_at,
            "sequence": row.sequence,
            "created_at": row.created_at,
            "version": row.version,
        }
    )


def standing_packs(session: Session, case_id: UUID) -> dict[str, Mapping[str, Any]]:
    """Whether each pack of a case was revoked, by id."""
    return {
        str(row.id): {"revoked": row.revoked_at is not None}
        for row in repository.all_packs(session, case_id)
    }


def ledger_rows(session: Session, case_id: UUID) -> list[RowClaims]:
    """What packs copy out of their entries."""
    found, unreadable = ledger.rows_in_order(session, CreditorPack, case_id)
    claims = [LedgerRow(row.sequence, SHARED, _facts(row)) for row in found]
    return [RowClaims([SHARED], claims, unreadable)]


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the packs of a case; their addresses lead nowhere then."""
    for row in repository.all_packs(session, case_id):
        accounts.drop_link(session, row.id)
    repository.delete_packs(session, case_id)
