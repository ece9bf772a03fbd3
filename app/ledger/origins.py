"""The name of a case's log in its checkpoints, and whose signature one carries."""

from uuid import UUID

from app.ledger.checkpoint import CheckpointInvalid, parse_note


def origin_of(key_name: str, case_id: UUID) -> str:
    """The origin line of a case's checkpoints: the operator's log name and the case."""
    return f"{key_name}/{case_id}"


def is_signed_by(note: str, key_name: str, key_hash: bytes) -> bool:
    """Whether a note names this key among its signers; says nothing on the signature."""
    try:
        _text, signatures = parse_note(note)
    except CheckpointInvalid:
        return False
    return any((each.name, each.key_hash) == (key_name, key_hash) for each in signatures)
