"""Receipts (回执): a signed checkpoint and the proof that one entry is under it.

The person keeps the receipt; with the log's public key and nothing else it shows that the entry
was recorded, whatever the operator's database says later.
"""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

from app.ledger import merkle
from app.ledger.checkpoint import Checkpoint, CheckpointInvalid, Verifier, verify_checkpoint


@dataclass(frozen=True, slots=True)
class Receipt:
    """`{checkpoint, leaf_index, leaf_hash, inclusion_proof}`; one checkpoint may cover many."""

    checkpoint: str
    leaf_index: int
    leaf_hash: bytes
    inclusion_proof: tuple[bytes, ...]

    def to_json(self) -> dict[str, object]:
        """The form of the API: the leaf hash in hex, the proof in base64."""
        return {
            "checkpoint": self.checkpoint,
            "leaf_index": self.leaf_index,
            "leaf_hash": self.leaf_hash.hex(),
            "inclusion_proof": [base64.b64encode(each).decode() for each in self.inclusion_proof],
        }

    @classmethod
    def from_json(
        cls, checkpoint: str, leaf_index: int, leaf_hash: str, inclusion_proof: Sequence[str]
    ) -> "Receipt":
        """Read the members of the API's form; `CheckpointInvalid` when they are not bytes."""
        try:
            proof = tuple(base64.b64decode(each, validate=True) for each in inclusion_proof)
            return cls(checkpoint, leaf_index, bytes.fromhex(leaf_hash), proof)
        except (ValueError, binascii.Error):
            raise CheckpointInvalid("a receipt's hashes are hex and base64") from None


def build_receipt(checkpoint: str, leaf_hashes: Sequence[bytes], leaf_index: int) -> Receipt:
    """The receipt of one leaf under the checkpoint over exactly `leaf_hashes`."""
    proof = merkle.inclusion_proof(leaf_hashes, leaf_index)
    return Receipt(checkpoint, leaf_index, leaf_hashes[leaf_index], proof)


def receipt_of_append(checkpoint: str, before: merkle.CompactTree, leaf_hash: bytes) -> Receipt:
    """The receipt of the newest leaf, from the compact tree before it: O(log n), no other leaf.

    `checkpoint` is over `before.append(leaf_hash)`.
    """
    return Receipt(checkpoint, before.size, leaf_hash, before.next_inclusion_proof())


def verify_receipt(
    receipt: Receipt, vkeys: Sequence[Verifier], *, origin: str | None = None
) -> Checkpoint:
    """The verified checkpoint of a receipt; `CheckpointInvalid` when anything does not hold."""
    checkpoint = verify_checkpoint(receipt.checkpoint, vkeys, origin=origin)
    holds = merkle.verify_inclusion(
        receipt.leaf_hash,
        receipt.leaf_index,
        checkpoint.head.size,
        receipt.inclusion_proof,
        checkpoint.head.root,
    )
    if not holds:
        raise CheckpointInvalid("the entry is not under this checkpoint")
    return checkpoint
