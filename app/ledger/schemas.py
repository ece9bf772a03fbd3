"""Bodies of the ledger: checkpoints, entries, proofs, keys. Hashes are hex, proofs base64."""

import base64
from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field

from app.core.schemas import Schema
from app.ledger.keys.repository import KnownKey
from app.ledger.models import LedgerEntry
from app.ledger.receipts import Receipt

Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", max_length=64, examples=["0" * 64])]
Base64 = Annotated[str, Field(pattern=r"^[A-Za-z0-9+/]*={0,2}$", max_length=20000)]
Sequence = Annotated[int, Field(ge=1, le=2**31 - 1, examples=[1])]
Note = Annotated[
    str, Field(max_length=20000, description="Signed note in C2SP tlog-checkpoint form.")
]


class ReceiptRead(Schema):
    """What the person keeps: it shows without this server that an entry was recorded."""

    checkpoint: Note
    leaf_index: Annotated[int, Field(ge=0, description="`sequence − 1`.", examples=[0])]
    leaf_hash: Annotated[Hash, Field(description="RFC 6962 leaf hash: the `entry_hash`.")]
    inclusion_proof: Annotated[
        list[Base64], Field(max_length=64, description="Sibling hashes, lowest first.")
    ]

    @classmethod
    def of(cls, receipt: Receipt) -> Self:
        """The API's form of a receipt."""
        return cls.model_validate(receipt.to_json())


class Recorded(Schema):
    """Where an event stands in the ledger, with its receipt."""

    sequence: Annotated[Sequence, Field(description="Place in the case's ledger.")]
    entry_hash: Annotated[Hash, Field(description="RFC 6962 leaf hash of the entry.")]
    receipt: ReceiptRead


class CheckpointRead(Schema):
    """The newest signed head of a case's ledger."""

    checkpoint: Note
    size: Annotated[int, Field(ge=0, description="Number of entries.", examples=[3])]
    root_hash: Annotated[Hash, Field(description="RFC 6962 root over all entries.")]


class LedgerEntryRead(Schema):
    """One entry: what was hashed, and the hash."""

    sequence: Sequence
    kind: Annotated[str, Field(max_length=64, examples=["contact_recorded"])]
    occurred_at: datetime
    recorded_at: datetime
    leaf_input: Annotated[Base64, Field(description="Bytes whose leaf hash is `entry_hash`.")]
    entry_hash: Hash
    previous_hash: Annotated[
        Hash, Field(description="`entry_hash` of the entry before; zeros at the first.")
    ]

    @classmethod
    def of(cls, row: LedgerEntry) -> Self:
        """The API's form of a stored entry."""
        return cls(
            sequence=row.sequence,
            kind=row.kind,
            occurred_at=row.occurred_at,
            recorded_at=row.recorded_at,
            leaf_input=base64.b64encode(row.leaf_input).decode(),
            entry_hash=row.entry_hash.hex(),
            previous_hash=row.previous_hash.hex(),
        )


class ConsistencyRead(Schema):
    """The proof that a later state of the ledger begins with an earlier one."""

    from_: Annotated[int, Field(alias="from", description="Earlier size.", examples=[1])]
    to: Annotated[int, Field(description="Later size.", examples=[3])]
    proof: Annotated[list[Base64], Field(max_length=64, description="RFC 6962 proof hashes.")]


class LedgerKeyRead(Schema):
    """A public key that signs or signed checkpoints."""

    name: Annotated[str, Field(max_length=200)]
    key_id: Annotated[str, Field(pattern=r"^[0-9a-f]{8}$", max_length=8)]
    algorithm: Literal["ed25519"]
    vkey: Annotated[str, Field(max_length=500, description="C2SP note form: name+id+key.")]
    valid_from: Annotated[
        datetime | None, Field(description="First checkpoint; null: none signed yet.")
    ]
    valid_to: Annotated[datetime | None, Field(description="Null: still in use.")]

    @classmethod
    def of(cls, key: KnownKey) -> Self:
        """The API's form of a key."""
        return cls(
            name=key.verifying.name,
            key_id=key.verifying.key_hash.hex(),
            algorithm="ed25519",
            vkey=key.verifying.vkey,
            valid_from=key.valid_from,
            valid_to=key.valid_to,
        )


class LedgerKeys(Schema):
    """All keys whose checkpoints may be met."""

    items: Annotated[list[LedgerKeyRead], Field(max_length=100)]


class AnchorRead(Schema):
    """A time stamp over a checkpoint of the case: stamped, or still waiting for an authority.

    The token is over `root_hash` (32 bytes), under which the checkpoint is the leaf `leaf_index`.
    """

    id: Annotated[UUID, Field(description="Of this checkpoint under its time stamp.")]
    status: Annotated[
        Literal["pending", "stamped"],
        Field(description="`pending`: no authority has answered yet; it is asked again."),
    ]
    reason: Annotated[
        Literal["daily", "export"], Field(description="The day's anchor, or an export's own.")
    ]
    requested_at: Annotated[datetime, Field(description="When it was first asked for.")]
    size: Annotated[int, Field(ge=1, description="Entries under the checkpoint.", examples=[3])]
    checkpoint: Note
    leaf_index: Annotated[
        int, Field(ge=0, description="Place of the checkpoint under `root_hash`.", examples=[0])
    ]
    leaves: Annotated[int, Field(ge=1, description="Checkpoints in the anchor.", examples=[1])]
    inclusion_proof: Annotated[
        list[Base64], Field(max_length=64, description="From the checkpoint up to `root_hash`.")
    ]
    root_hash: Annotated[Hash, Field(description="RFC 6962 root over the checkpoints.")]
    stamped_at: Annotated[datetime | None, Field(description="The instant the token vouches for.")]
    authority: Annotated[str | None, Field(max_length=500, description="Who stamped it.")]
    token: Annotated[
        str | None,
        Field(max_length=100_000, description="The reply as of RFC 3161, DER in base64."),
    ]
    attempts: Annotated[int, Field(ge=0, description="How often authorities were asked.")]
    next_attempt_at: Annotated[
        datetime | None, Field(description="When an authority is asked again; null once stamped.")
    ]
    failure: Annotated[
        str | None, Field(max_length=32, description="Why the last attempt failed, a code.")
    ]


def recorded(appended: Any) -> dict[str, Any]:
    """The fields of `Recorded` of a new entry."""
    return {
        "sequence": appended.sequence,
        "entry_hash": appended.entry_hash.hex(),
        "receipt": ReceiptRead.of(appended.receipt),
    }
