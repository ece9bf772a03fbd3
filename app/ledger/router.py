"""`/v1/cases/{case_id}/ledger` and `/v1/ledger/keys` (verification is the dossier's)."""

import base64
from typing import Annotated

from fastapi import Path, Query, Response

from app.core.auth import Principal, caller
from app.core.links import link_next
from app.core.pagination import Paging, Slice
from app.core.parameters import CaseId
from app.core.routing import ReadSession, subject_router
from app.core.schemas import Page
from app.ledger import service
from app.ledger.anchors import service as anchors
from app.ledger.keys import service as keys
from app.ledger.proofs import service as proofs
from app.ledger.schemas import (
    AnchorRead,
    CheckpointRead,
    ConsistencyRead,
    LedgerEntryRead,
    LedgerKeyRead,
    LedgerKeys,
    ReceiptRead,
)

router = subject_router(tag="ledger")
Reader = Annotated[Principal, caller("contacts:read")]
EntrySequence = Annotated[
    int, Path(ge=1, le=2**31 - 1, description="Place of the entry, from 1.", examples=[1])
]
TreeSize = Annotated[int, Query(ge=1, le=2**31 - 1, examples=[1])]


@router.get("/ledger/keys", summary="List the public keys of the ledger")
def list_ledger_keys(session: ReadSession, principal: Reader) -> LedgerKeys:
    """Keys that verify checkpoints and receipts; keep them beside your receipts."""
    return LedgerKeys(items=[LedgerKeyRead.of(key) for key in keys.list_keys(session)])


@router.get("/cases/{case_id}/ledger/checkpoint", summary="Read the newest checkpoint")
def get_ledger_checkpoint(
    case_id: CaseId, session: ReadSession, principal: Reader
) -> CheckpointRead:
    """Size and root of the case's ledger, signed (C2SP tlog-checkpoint, Ed25519)."""
    head = proofs.get_checkpoint(session, case_id)
    return CheckpointRead(checkpoint=head.checkpoint, size=head.size, root_hash=head.root.hex())


@router.get("/cases/{case_id}/ledger/entries", summary="List ledger entries")
def list_ledger_entries(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[LedgerEntryRead]:
    """Entries in their order, oldest first; what they say stays in contacts and evidence."""
    found = service.list_entries(session, case_id, paging)
    items = [LedgerEntryRead.of(row) for row in found.items]
    shown = Slice(items, found.next_cursor, found.next_link)
    return link_next(response, shown, LedgerEntryRead)


@router.get("/cases/{case_id}/ledger/entries/{sequence}/proof", summary="Prove a ledger entry")
def get_ledger_entry_proof(
    case_id: CaseId, sequence: EntrySequence, session: ReadSession, principal: Reader
) -> ReceiptRead:
    """A receipt of one entry under the newest checkpoint."""
    return ReceiptRead.of(proofs.prove_entry(session, case_id, sequence))


@router.get("/cases/{case_id}/ledger/consistency", summary="Prove that nothing was rewritten")
def get_ledger_consistency(
    case_id: CaseId,
    session: ReadSession,
    principal: Reader,
    first: Annotated[TreeSize, Query(alias="from", description="Size of the earlier tree.")],
    second: Annotated[TreeSize, Query(alias="to", description="Size of the later tree.")],
) -> ConsistencyRead:
    """Shows that the later ledger begins with the whole earlier one."""
    proof = proofs.prove_consistency(session, case_id, first, second)
    encoded = [base64.b64encode(each).decode() for each in proof]
    return ConsistencyRead.model_validate({"from": first, "to": second, "proof": encoded})


@router.get("/cases/{case_id}/ledger/anchors", summary="List time stamps of the ledger")
def list_ledger_anchors(
    case_id: CaseId, session: ReadSession, principal: Reader, paging: Paging, response: Response
) -> Page[AnchorRead]:
    """Time stamps (RFC 3161) of outside authorities over this case's checkpoints, newest first.

    Empty where the operator has set no authority. One that waits for an authority is shown as
    `pending`; recording goes on meanwhile.
    """
    return link_next(response, anchors.list_anchors(session, case_id, paging), AnchorRead)
