"""Asks time-stamp authorities for tokens over the checkpoints, and keeps what is still waiting.

One token a day covers the checkpoints of all cases that have grown; an export asks for one of its
own. An authority that is down delays nothing: the anchor waits, and can be seen to wait.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock
from app.core.db import Database, tenant_of
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.timestamping import NotStamped, TimestampAuthorities, digest_of
from app.ledger import repository as ledger
from app.ledger.anchors import repository
from app.ledger.anchors.schedule import anchored, is_anchored, wait_after
from app.ledger.checkpoint import CheckpointInvalid, TreeHead
from app.ledger.keys.service import verify_kept
from app.ledger.merkle import HASH_BYTES
from app.ledger.models import AnchoredCheckpoint, LedgerAnchor
from app.ledger.records import StoredHead
from app.ledger.schemas import AnchorRead
from app.ledger.verification import FirstBad

DAILY, EXPORT = "daily", "export"


def authorities_of(database: Database) -> TimestampAuthorities | None:
    """The time-stamp authorities of this process; None if the settings name none."""
    found = database.carried.get("timestamps")
    return found if isinstance(found, TimestampAuthorities) else None


def anchor_day(session: Session) -> UUID | None:
    """Asks for the day's anchor over all cases that have grown, unless it was asked for."""
    newest = repository.newest_of(session, DAILY)
    if newest is not None and clock.business_day(newest.created_at) == clock.today():
        return None
    heads = repository.heads_to_anchor(session)
    return _ask(session, DAILY, heads) if heads else None


def anchor_case(session: Session, case_id: UUID) -> UUID | None:
    """Asks for an anchor over one case as it stands in this transaction.

    None where no authority is set, or nothing was recorded.
    """
    head = ledger.find_head(session, case_id)
    if session.info.get("timestamps") is None or head is None:
        return None
    return _ask(session, EXPORT, [head])


def _ask(session: Session, reason: str, heads: Sequence[StoredHead]) -> UUID:
    root, leaves = anchored([head.checkpoint for head in heads])
    anchor = LedgerAnchor(
        tenant_id=tenant_of(session),
        id=new_id(),
        reason=reason,
        root=root,
        next_attempt_at=clock.now(),
    )
    session.add(anchor)
    session.flush()
    for head, leaf in zip(heads, leaves, strict=True):
        session.add(
            AnchoredCheckpoint(
                tenant_id=anchor.tenant_id,
                case_id=head.case_id,
                anchor_id=anchor.id,
                size=head.size,
                checkpoint=head.checkpoint,
                leaf_index=leaf.index,
                leaves=len(leaves),
                path=b"".join(leaf.path),
            )
        )
    session.flush()
    return anchor.id


def keep_up(database: Database) -> int:
    """Asks for every tenant's anchor of the day and stamps what is due; gives what still waits."""
    if authorities_of(database) is None:
        return 0
    with database.read() as session:
        tenant_ids = accounts.tenant_ids(session)
    waiting = 0
    for tenant_id in tenant_ids:
        with database.write(tenant_id) as session:
            anchor_day(session)
            due = repository.due(session, clock.now())
        for anchor_id in due:
            stamp(database, tenant_id, anchor_id)
        with database.read(tenant_id) as session:
            waiting += repository.pending(session)
    return waiting


def stamp(database: Database, tenant_id: UUID, anchor_id: UUID) -> None:
    """Asks the authorities for one anchor's token; nothing is locked while they are asked."""
    authorities = authorities_of(database)
    with database.read(tenant_id) as session:
        root = repository.get_anchor(session, anchor_id).root
    if authorities is None:
        return
    try:
        found = authorities.stamp(root)
    except NotStamped as failure:
        with database.write(tenant_id) as session:
            anchor = repository.get_anchor(session, anchor_id)
            anchor.attempts += 1
            anchor.failure = failure.code
            anchor.next_attempt_at = clock.now() + wait_after(anchor.attempts)
        return
    with database.write(tenant_id) as session:
        anchor = repository.get_anchor(session, anchor_id)
        anchor.attempts += 1
        anchor.failure = anchor.next_attempt_at = None
        anchor.reply, anchor.authority = found.reply, found.authority
        anchor.stamped_at = found.stamped_at


def list_anchors(session: Session, case_id: UUID, request: PageRequest) -> Slice[AnchorRead]:
    """The anchors over a living case's checkpoints, newest first, waiting ones too."""
    cases.require_case(session, case_id)
    found = repository.page_of_case(session, case_id, request)
    return Slice(_read(session, found.items), found.next_cursor, found.next_link)


def all_anchors(session: Session, case_id: UUID) -> list[AnchorRead]:
    """All of them, oldest first, for an export."""
    return _read(session, repository.of_case(session, case_id))


def _read(session: Session, leaves: Sequence[AnchoredCheckpoint]) -> list[AnchorRead]:
    anchors = repository.anchors_of(session, leaves)
    return [_shown(leaf, anchors[leaf.anchor_id]) for leaf in leaves]


def _shown(leaf: AnchoredCheckpoint, anchor: LedgerAnchor) -> AnchorRead:
    return AnchorRead(
        id=leaf.id,
        status="pending" if anchor.reply is None else "stamped",
        reason=anchor.reason,  # type: ignore[arg-type]  # only this subject writes it
        requested_at=anchor.created_at,
        size=leaf.size,
        checkpoint=leaf.checkpoint,
        leaf_index=leaf.leaf_index,
        leaves=leaf.leaves,
        inclusion_proof=[base64.b64encode(each).decode() for each in _path(leaf)],
        root_hash=anchor.root.hex(),
        stamped_at=anchor.stamped_at,
        authority=anchor.authority,
        token=base64.b64encode(anchor.reply).decode() if anchor.reply is not None else None,
        attempts=anchor.attempts,
        next_attempt_at=anchor.next_attempt_at,
        failure=anchor.failure,
    )


def _path(leaf: AnchoredCheckpoint) -> list[bytes]:
    pieces = range(0, len(leaf.path), HASH_BYTES)
    return [leaf.path[at : at + HASH_BYTES] for at in pieces]


def anchored_heads(session: Session, case_id: UUID) -> tuple[list[TreeHead], FirstBad | None]:
    """The heads that anchors vouch for, which a ledger must extend, and the first bad anchor.

    A token's signature is checked where the authorities' roots are at hand; that it is over the
    anchor's root, always.
    """
    leaves = repository.of_case(session, case_id)
    anchors = repository.anchors_of(session, leaves)
    heads: list[TreeHead] = []
    for leaf in leaves:
        try:
            head = verify_kept(session, case_id, leaf.checkpoint).head
        except CheckpointInvalid:
            return heads, FirstBad(max(leaf.size, 1), "anchor_differs")
        anchor = anchors[leaf.anchor_id]
        where = (leaf.leaf_index, leaf.leaves, _path(leaf), anchor.root)
        if head.size != leaf.size or not is_anchored(leaf.checkpoint, *where):
            return heads, FirstBad(max(leaf.size, 1), "anchor_differs")
        if anchor.reply is not None and not _vouches(session, anchor, anchor.reply):
            return heads, FirstBad(max(leaf.size, 1), "anchor_differs")
        heads.append(head)
    return heads, None


def _vouches(session: Session, anchor: LedgerAnchor, reply: bytes) -> bool:
    authorities = session.info.get("timestamps")
    if not isinstance(authorities, TimestampAuthorities):
        return digest_of(anchor.root) in reply
    try:
        stamped_at: datetime = authorities.verified_at(reply, anchor.root)
    except NotStamped:
        return False
    return stamped_at == anchor.stamped_at
