"""Lists the keys that sign checkpoints, and trusts a stored checkpoint only to them."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.core.crypto_signing import SigningKeyring
from app.ledger.checkpoint import Checkpoint, CheckpointInvalid, verify_checkpoint
from app.ledger.keys import repository
from app.ledger.keys.repository import KnownKey
from app.ledger.origins import origin_of, signers_of
from app.ledger.records import StoredHead


def list_keys(session: Session) -> list[KnownKey]:
    """The keys whose checkpoints this tenant holds, oldest first, the present ones among them."""
    signers: SigningKeyring = session.info["signer"]
    known = repository.known_keys(session)
    held = {key.verifying for key in known}
    return [
        *known,
        *(KnownKey(key, None, None) for key in signers.verifying if key not in held),
    ]


def verify_head(session: Session, head: StoredHead) -> Checkpoint:
    """The stored checkpoint of a case, if a known key signed it for this case.

    Raises:
        CheckpointInvalid: if it was altered.
    """
    return verify_kept(session, head.case_id, head.checkpoint)


def verify_kept(session: Session, case_id: UUID, note: str) -> Checkpoint:
    """A checkpoint of a case, stored or kept outside, if a known key signed it.

    Raises:
        CheckpointInvalid: if it was altered, is another log's, or its keys are unknown.
    """
    signers: SigningKeyring = session.info["signer"]
    present = {(key.name, key.key_hash) for key in signers.verifying}
    vkeys = list(signers.verifying)
    if not signers_of(note) & present:
        vkeys = [key.verifying for key in list_keys(session)]
    checkpoint = verify_checkpoint(note, vkeys)
    if checkpoint.origin not in {origin_of(key.name, case_id) for key in vkeys}:
        raise CheckpointInvalid("a checkpoint of another log")
    return checkpoint
