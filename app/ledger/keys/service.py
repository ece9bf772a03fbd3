"""Lists the keys that sign checkpoints, and trusts a stored checkpoint only to them."""

from sqlalchemy.orm import Session

from app.core.crypto_signing import SigningKey
from app.ledger import repository
from app.ledger.checkpoint import Checkpoint, CheckpointInvalid, verify_checkpoint
from app.ledger.models import LedgerHead
from app.ledger.origins import is_signed_by, origin_of
from app.ledger.repository import KnownKey


def list_keys(session: Session) -> list[KnownKey]:
    """The keys whose checkpoints this tenant holds, oldest first, the present one among them."""
    signer: SigningKey = session.info["signer"]
    known = repository.known_keys(session)
    if signer.verifying not in [key.verifying for key in known]:
        known.append(KnownKey(signer.verifying, None, None))
    return known


def verify_head(session: Session, head: LedgerHead) -> Checkpoint:
    """The stored checkpoint of a case, if a known key signed it for this case.

    Raises:
        CheckpointInvalid: if it was altered.
    """
    signer: SigningKey = session.info["signer"]
    current = is_signed_by(head.checkpoint, signer.name, signer.key_hash)
    vkeys = [signer.verifying] if current else [key.verifying for key in list_keys(session)]
    origins = {origin_of(key.name, head.case_id) for key in vkeys}
    checkpoint = verify_checkpoint(head.checkpoint, vkeys)
    if checkpoint.origin not in origins:
        raise CheckpointInvalid("a checkpoint of another log")
    return checkpoint
