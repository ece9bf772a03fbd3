"""An excerpt of a ledger (账本节录): chosen entries as recorded, all others as their hashes."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.ledger.merkle import inclusion_proof


def excerpt(leaves: Sequence[bytes], entries: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """`{excerpt, leaves, entries}`: every leaf hash in hex, and the chosen entries.

    An entry without `salt` and `payload` shows that it was recorded and when, not what it says.
    """
    return {
        "excerpt": True,
        "leaves": [leaf.hex() for leaf in leaves],
        "entries": list(entries),
    }


def receipts_of(
    checkpoint: str, leaves: Sequence[bytes], sequences: Iterable[int]
) -> list[dict[str, Any]]:
    """The receipts of entries under one checkpoint over all the leaves, in the API's form."""
    return [
        {
            "sequence": sequence,
            "checkpoint": checkpoint,
            "leaf_index": sequence - 1,
            "leaf_hash": leaves[sequence - 1].hex(),
            "inclusion_proof": [
                base64.b64encode(each).decode() for each in inclusion_proof(leaves, sequence - 1)
            ],
        }
        for sequence in sequences
    ]
