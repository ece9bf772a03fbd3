from uuid import UUID

from app.core.crypto_signing import SigningKey
from app.ledger.checkpoint import sign_checkpoint
from app.ledger.merkle import EMPTY_ROOT
from app.ledger.origins import is_signed_by, origin_of

CASE = UUID("01930000-0000-7000-8000-000000000101")


def test_each_case_is_a_log_of_its_own() -> None:
    assert origin_of("log.example", CASE) == f"log.example/{CASE}"


def test_a_note_names_its_signers() -> None:
    old, new, other = (SigningKey.generate("log.example") for _ in range(3))
    note = sign_checkpoint("log.example/1", 0, EMPTY_ROOT, [old, new])
    assert is_signed_by(note, old.name, old.key_hash)
    assert is_signed_by(note, new.name, new.key_hash)
    assert not is_signed_by(note, other.name, other.key_hash)
    assert not is_signed_by(note, "elsewhere", old.key_hash)
    assert not is_signed_by("torn", old.name, old.key_hash)
