"""Gives the newest checkpoint of a ledger and proves what is under it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.core.crypto_signing import SigningKeyring
from app.core.errors import NotFound, invalid
from app.ledger import merkle, repository
from app.ledger.checkpoint import sign_checkpoint
from app.ledger.errors import LedgerDamaged
from app.ledger.origins import origin_of
from app.ledger.receipts import Receipt, build_receipt
from app.ledger.records import SignedHead


def get_checkpoint(session: Session, case_id: UUID) -> SignedHead:
    """The newest signed checkpoint; that of an empty tree before the first entry."""
    cases.require_case(session, case_id)
    head = repository.find_head(session, case_id)
    if head is None:
        if repository.has_entries(session, case_id):
            raise LedgerDamaged
        signers: SigningKeyring = session.info["signer"]
        empty = merkle.CompactTree()
        note = sign_checkpoint(origin_of(signers.name, case_id), 0, empty.root(), signers.keys)
        return SignedHead(note, 0, empty.root())
    try:
        tree = merkle.CompactTree.from_bytes(head.size, head.subtrees)
    except ValueError:
        raise LedgerDamaged from None
    return SignedHead(head.checkpoint, tree.size, tree.root())


def prove_entry(session: Session, case_id: UUID, sequence: int) -> Receipt:
    """The receipt of an entry under the newest checkpoint.

    Raises:
        NotFound: if there is no such entry.
        LedgerDamaged: if the stored entries do not give the signed root.
    """
    head, leaf_hashes = _proven_leaves(session, case_id)
    if not 1 <= sequence <= head.size:
        raise NotFound
    return build_receipt(head.checkpoint, leaf_hashes, sequence - 1)


def prove_consistency(
    session: Session, case_id: UUID, first: int, second: int
) -> tuple[bytes, ...]:
    """The proof that the tree of `second` entries begins with the tree of `first`.

    Raises:
        InvalidInput: unless 1 ≤ first ≤ second ≤ number of entries.
    """
    head, leaf_hashes = _proven_leaves(session, case_id)
    if second > head.size:
        raise invalid("/query/to", "ledger_range")
    if first > second:
        raise invalid("/query/from", "ledger_range")
    return merkle.consistency_proof(leaf_hashes[:second], first)


def _proven_leaves(session: Session, case_id: UUID) -> tuple[SignedHead, Sequence[bytes]]:
    head = get_checkpoint(session, case_id)
    leaf_hashes = repository.entry_hashes(session, case_id, 1, head.size)
    if merkle.root(leaf_hashes) != head.root:
        raise LedgerDamaged
    return head, leaf_hashes
