"""The name of a case's log in its checkpoints, and whose signatures one carries."""

from uuid import UUID

from app.ledger.checkpoint import CheckpointInvalid, parse_note


def origin_of(key_name: str, case_id: UUID) -> str:
    """The origin line of a case's checkpoints: the operator's log name and the case."""
    return f"{key_name}/{case_id}"


def signers_of(note: str) -> frozenset[tuple[str, bytes]]:
    """Names and key hashes that a note names as its signers; says nothing on the signatures."""
    try:
        _text, signatures = parse_note(note)
    except CheckpointInvalid:
        return frozenset()
    return frozenset((each.name, each.key_hash) for each in signatures)
