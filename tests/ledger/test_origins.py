from uuid import UUID

from app.core.crypto_signing import SigningKey
from app.ledger.checkpoint import sign_checkpoint
from app.ledger.merkle import EMPTY_ROOT
from app.ledger.origins import origin_of, signers_of

CASE = UUID("01930000-0000-7000-8000-000000000101")


def test_each_case_is_a_log_of_its_own() -> None:
    assert origin_of("log.example", CASE) == f"log.example/{CASE}"


def test_a_note_names_its_signers() -> None:
    old, new = (SigningKey.generate("log.example") for _ in range(2))
    note = sign_checkpoint("log.example/1", 0, EMPTY_ROOT, [old, new])
    assert signers_of(note) == {(old.name, old.key_hash), (new.name, new.key_hash)}
    assert signers_of("torn") == frozenset()
