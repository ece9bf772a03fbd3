import base64
import dataclasses
import json

import pytest

from app.core.crypto_signing import SigningKey
from app.ledger import merkle
from app.ledger.checkpoint import CheckpointInvalid, sign_checkpoint
from app.ledger.merkle import CompactTree
from app.ledger.receipts import Receipt, build_receipt, receipt_of_append, verify_receipt

ORIGIN = "shangan.example/ledger/case"
KEY = SigningKey.from_text(ORIGIN, base64.b64encode(bytes(range(32))).decode())
KNOWN = [KEY.verifying]
LEAVES = [merkle.leaf_hash(bytes([each])) for each in range(21)]


def checkpoint_over(size: int) -> str:
    return sign_checkpoint(ORIGIN, size, merkle.root(LEAVES[:size]), [KEY])


@pytest.mark.parametrize("size", [1, 2, 7, 8, 21])
def test_one_checkpoint_covers_a_batch(size: int) -> None:
    note = checkpoint_over(size)
    for index in range(size):
        receipt = build_receipt(note, LEAVES[:size], index)
        found = verify_receipt(receipt, KNOWN, origin=ORIGIN)
        assert found.head.size == size
        assert receipt.leaf_hash == LEAVES[index]


def test_the_receipt_of_an_append_needs_only_the_compact_tree() -> None:
    tree = CompactTree()
    for index, leaf in enumerate(LEAVES):
        note = checkpoint_over(index + 1)
        receipt = receipt_of_append(note, tree, leaf)
        assert receipt == build_receipt(note, LEAVES[: index + 1], index)
        verify_receipt(receipt, KNOWN)
        tree = tree.append(leaf)


def test_it_travels_as_json() -> None:
    receipt = build_receipt(checkpoint_over(21), LEAVES, 13)
    sent = json.loads(json.dumps(receipt.to_json()))
    assert sent.keys() == {"checkpoint", "leaf_index", "leaf_hash", "inclusion_proof"}
    assert sent["leaf_hash"] == LEAVES[13].hex()
    assert Receipt.from_json(**sent) == receipt


@pytest.mark.parametrize(("leaf", "proof"), [("zz", []), ("00", ["*"]), ("00", ["A"])])
def test_unreadable_receipts_are_refused(leaf: str, proof: list[str]) -> None:
    with pytest.raises(CheckpointInvalid):
        Receipt.from_json("note", 0, leaf, proof)


def test_any_change_refuses_the_receipt() -> None:
    good = build_receipt(checkpoint_over(21), LEAVES, 13)
    path = good.inclusion_proof
    for bad in (
        dataclasses.replace(good, leaf_index=12),
        dataclasses.replace(good, leaf_index=-1),
        dataclasses.replace(good, leaf_index=21),
        dataclasses.replace(good, leaf_hash=LEAVES[12]),
        dataclasses.replace(good, leaf_hash=b""),
        dataclasses.replace(good, inclusion_proof=path[:-1]),
        dataclasses.replace(good, inclusion_proof=(path[1], path[0], *path[2:])),
        dataclasses.replace(good, inclusion_proof=()),
        dataclasses.replace(good, checkpoint=checkpoint_over(20)),
        dataclasses.replace(good, checkpoint=good.checkpoint.replace("\n21\n", "\n22\n")),
    ):
        with pytest.raises(CheckpointInvalid):
            verify_receipt(bad, KNOWN)


def test_a_receipt_of_another_log_or_key_is_refused() -> None:
    good = build_receipt(checkpoint_over(21), LEAVES, 13)
    with pytest.raises(CheckpointInvalid):
        verify_receipt(good, KNOWN, origin="shangan.example/ledger/other")
    with pytest.raises(CheckpointInvalid):
        verify_receipt(good, [SigningKey.generate(ORIGIN).verifying])
