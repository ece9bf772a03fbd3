import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.crypto_signing import SigningKey, VerifyingKey
from app.ledger import merkle
from app.ledger.checkpoint import (
    CheckpointInvalid,
    HistoryChanged,
    TreeHead,
    ensure_extends,
    parse_checkpoint,
    parse_note,
    sign_checkpoint,
    sign_note,
    verify_checkpoint,
    verify_note,
)

ORIGIN = "shangan.example/ledger/0197c0de"
OLD = SigningKey.from_text(ORIGIN, base64.b64encode(bytes(range(32))).decode())
NEW = SigningKey.from_text(ORIGIN, base64.b64encode(bytes(range(1, 33))).decode())
LEAVES = [merkle.leaf_hash(bytes([each])) for each in range(64)]
ROOT = merkle.root(LEAVES)
NOTE = sign_checkpoint(ORIGIN, 64, ROOT, [OLD])

# the example of Go's sumdb/note documentation: an independent implementation's bytes
NEUMANN_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SEED = base64.b64encode(
    base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
).decode()
NEUMANN_TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NEUMANN_NOTE = (
    NEUMANN_TEXT + "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# the example of the tlog-checkpoint specification
SOFA_NOTE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)


def test_the_published_note_verifies_and_is_written_alike() -> None:
    assert verify_note(NEUMANN_NOTE, [VerifyingKey.from_vkey(NEUMANN_VKEY)]) == NEUMANN_TEXT
    signer = SigningKey.from_text("PeterNeumann", NEUMANN_SEED)
    assert sign_note(NEUMANN_TEXT, [signer]) == NEUMANN_NOTE


def test_the_specification_s_checkpoint_reads() -> None:
    found = parse_checkpoint(SOFA_NOTE)
    assert found.origin == "example.com/behind-the-sofa"
    assert found.head.size == 20852163
    assert base64.b64encode(found.head.root) == b"CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
    (signature,) = found.signatures
    assert signature.name == found.origin
    assert (signature.key_hash.hex(), len(signature.signature)) == ("033de0ae", 64)


def test_the_note_text_is_exactly_the_form() -> None:
    body, _, tail = NOTE.partition("\n\n")
    assert body == f"{ORIGIN}\n64\n{base64.b64encode(ROOT).decode()}"
    assert tail.startswith(f"— {ORIGIN} ")
    assert tail.endswith("=\n")
    assert tail.count("\n") == 1


def test_what_was_signed_verifies() -> None:
    found = verify_checkpoint(NOTE, [OLD.verifying], origin=ORIGIN)
    assert found.head == TreeHead(64, ROOT)
    empty = sign_checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT, [OLD])
    assert verify_checkpoint(empty, [OLD.verifying]).head == TreeHead(0, merkle.EMPTY_ROOT)


def test_during_a_rotation_either_key_is_enough() -> None:
    both = sign_checkpoint(ORIGIN, 64, ROOT, [OLD, NEW])
    assert len(parse_checkpoint(both).signatures) == 2
    for known in ([OLD.verifying], [NEW.verifying], [NEW.verifying, OLD.verifying]):
        assert verify_checkpoint(both, known).head.size == 64


def test_unknown_keys_alone_prove_nothing() -> None:
    renamed = SigningKey("other.example", OLD.private)
    for known in ([], [NEW.verifying], [renamed.verifying]):
        with pytest.raises(CheckpointInvalid, match="no known key"):
            verify_checkpoint(NOTE, known)


def test_a_wrong_signature_of_a_known_key_refuses_the_whole_note() -> None:
    other = sign_checkpoint(ORIGIN, 63, ROOT, [OLD])
    forged = sign_checkpoint(ORIGIN, 64, ROOT, [NEW]) + other.partition("\n\n")[2]
    assert verify_checkpoint(forged, [NEW.verifying]).head.size == 64
    with pytest.raises(CheckpointInvalid, match="wrong"):
        verify_checkpoint(forged, [NEW.verifying, OLD.verifying])


def test_another_log_s_checkpoint_is_refused() -> None:
    with pytest.raises(CheckpointInvalid, match="another log"):
        verify_checkpoint(NOTE, [OLD.verifying], origin="shangan.example/ledger/other")


def test_every_flipped_bit_of_the_note_is_refused() -> None:
    raw = NOTE.encode()
    for bit in range(len(raw) * 8):
        damaged = bytearray(raw)
        damaged[bit // 8] ^= 1 << bit % 8
        try:
            text = damaged.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(CheckpointInvalid):
            verify_checkpoint(text, [OLD.verifying])


@given(st.text(st.sampled_from("a1\n— =+/A\t\u3000"), max_size=60))
@settings(max_examples=200)
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(CheckpointInvalid):
        parse_checkpoint(text)


BODY, TAIL = NOTE.split("\n\n")
LINES = BODY.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        BODY + "\n",
        BODY + "\n\n",
        NOTE[:-1],
        NOTE + "\n",
        NOTE + "junk\n",
        NOTE.replace("— ", "- "),
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("shangan.", "shangan\t", 1),
        f"{ORIGIN}\n064\n{LINES[2]}\n\n{TAIL}",
        f"{ORIGIN}\n+64\n{LINES[2]}\n\n{TAIL}",
        f"{ORIGIN}\n-1\n{LINES[2]}\n\n{TAIL}",
        f"{ORIGIN}\n６４\n{LINES[2]}\n\n{TAIL}",
        f"\n64\n{LINES[2]}\n\n{TAIL}",
        f"{ORIGIN}\n64\n{LINES[2]}\nextension\n\n{TAIL}",
        f"{ORIGIN}\n64\n{LINES[2][:-4]}\n\n{TAIL}",
        f"{ORIGIN}\n64\n{LINES[2][:-2]}Z=\n\n{TAIL}",
        f"{ORIGIN}\n64\n!!\n\n{TAIL}",
        f"{ORIGIN}\n64\n\n{TAIL}",
        f"{BODY}\n\n— {ORIGIN} AAAAAA==\n",
        f"{BODY}\n\n— {ORIGIN} A\n",
        f"{BODY}\n\n— a+b AAAAAAA=\n",
    ],
)
def test_malformed_checkpoints_are_refused(text: str) -> None:
    with pytest.raises(CheckpointInvalid):
        parse_checkpoint(text)


def test_a_note_may_hold_empty_lines_and_bounds_its_signatures() -> None:
    text = "one\n\ntwo\n"
    note = sign_note(text, [OLD] * 100)
    assert parse_note(note)[0] == text
    with pytest.raises(CheckpointInvalid, match="too many"):
        parse_note(note + note.rpartition("\n\n")[2].split("\n")[0] + "\n")


@pytest.mark.parametrize("origin", ["", "two\nlines", "tab\tbed"])
def test_an_origin_is_one_line(origin: str) -> None:
    with pytest.raises(ValueError, match="origin"):
        sign_checkpoint(origin, 1, ROOT, [OLD])


def test_a_tree_that_extends_gives_its_head() -> None:
    for old in range(65):
        assert ensure_extends(old, merkle.root(LEAVES[:old]), LEAVES) == TreeHead(64, ROOT)


def test_a_refusal_says_whether_entries_are_gone_or_changed() -> None:
    with pytest.raises(HistoryChanged, match="shorter"):
        ensure_extends(64, ROOT, LEAVES[:63])
    with pytest.raises(HistoryChanged, match="differs"):
        ensure_extends(63, ROOT, LEAVES)


def test_two_hundred_rollbacks_are_two_hundred_refusals() -> None:
    refused = 0
    for old in range(1, 41):
        signed = merkle.root(LEAVES[:old])
        restored = [
            LEAVES[: old - 1],
            [],
            [*LEAVES[: old - 1], LEAVES[63]],
            [LEAVES[63], *LEAVES[1:old]],
            [LEAVES[63], *LEAVES],
        ]
        for leaves in restored:
            with pytest.raises(HistoryChanged):
                ensure_extends(old, signed, leaves)
            refused += 1
    assert refused == 200
