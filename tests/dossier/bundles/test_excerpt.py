import base64
import hashlib

from hypothesis import given
from hypothesis import strategies as st

from app.dossier.bundles.excerpt import excerpt, receipts_of
from app.ledger import merkle

LEAVES = [hashlib.sha256(bytes([number])).digest() for number in range(50)]


@given(st.integers(1, 50), st.data())
def test_every_receipt_proves_its_entry(size: int, data: st.DataObject) -> None:
    leaves = LEAVES[:size]
    sequences = data.draw(st.lists(st.integers(1, size), unique=True))
    receipts = receipts_of("note", leaves, sequences)
    assert [each["sequence"] for each in receipts] == sequences
    for each in receipts:
        proof = [base64.b64decode(one) for one in each["inclusion_proof"]]
        leaf, index = bytes.fromhex(each["leaf_hash"]), each["leaf_index"]
        assert merkle.verify_inclusion(leaf, index, size, proof, merkle.root(leaves))


def test_an_excerpt_names_every_leaf_and_the_chosen_entries_alone() -> None:
    made = excerpt(LEAVES[:3], [{"sequence": 2}])
    assert made == {
        "excerpt": True,
        "leaves": [leaf.hex() for leaf in LEAVES[:3]],
        "entries": [{"sequence": 2}],
    }
