import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger import merkle
from app.ledger.merkle import CompactTree

# the reference tree of the Certificate Transparency project: leaves, and the root at each size
CT_LEAVES = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
CT_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
CT = [merkle.leaf_hash(bytes.fromhex(each)) for each in CT_LEAVES]
LEAVES = [hashlib.sha256(bytes([n & 255, n >> 8])).digest() for n in range(600)]


def recursive_root(leaves: Sequence[bytes]) -> bytes:
    """RFC 6962 section 2.1 word for word, as an independent reference."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    left, right = recursive_root(leaves[:k]), recursive_root(leaves[k:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def flipped(value: bytes, bit: int) -> bytes:
    damaged = bytearray(value)
    damaged[bit // 8 % len(value)] ^= 1 << bit % 8
    return bytes(damaged)


@pytest.mark.parametrize("size", range(1, 9))
def test_the_published_roots(size: int) -> None:
    assert merkle.root(CT[:size]).hex() == CT_ROOTS[size - 1]


def test_the_empty_tree() -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.root([]).hex() == CompactTree().root().hex() == empty


def test_the_published_proofs() -> None:
    # audit path of leaf 0 in the tree of 8, and the proof from 1 to 8: its siblings
    path = [each.hex() for each in merkle.inclusion_proof(CT, 0)]
    assert path == [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ]
    assert [each.hex() for each in merkle.consistency_proof(CT, 1)] == path
    # from 6 to 8, as in the reference implementation's tests
    assert [each.hex() for each in merkle.consistency_proof(CT, 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@pytest.mark.parametrize("size", [*range(130), 255, 256, 257, 512, 600])
def test_the_root_is_that_of_the_definition(size: int) -> None:
    assert merkle.root(LEAVES[:size]) == recursive_root(LEAVES[:size])


def test_every_inclusion_proof_of_every_small_tree() -> None:
    for size in range(1, 34):
        tree = LEAVES[:size]
        expected = merkle.root(tree)
        for index in range(size):
            proof = merkle.inclusion_proof(tree, index)
            assert len(proof) <= (size - 1).bit_length()
            assert merkle.verify_inclusion(tree[index], index, size, proof, expected)
            for wrong in range(-1, size + 1):
                if wrong != index:
                    assert not merkle.verify_inclusion(tree[index], wrong, size, proof, expected)


def test_every_consistency_proof_of_every_small_tree() -> None:
    for to_size in range(1, 34):
        tree = LEAVES[:to_size]
        later = merkle.root(tree)
        for from_size in range(1, to_size + 1):
            earlier = merkle.root(tree[:from_size])
            proof = merkle.consistency_proof(tree, from_size)
            assert merkle.verify_consistency(from_size, earlier, to_size, later, proof)
            assert not merkle.verify_consistency(from_size, later, to_size, earlier, proof) or (
                from_size == to_size
            )
            if from_size < to_size:
                other = merkle.root([*tree[: from_size - 1], LEAVES[99]])
                assert not merkle.verify_consistency(from_size, other, to_size, later, proof)


@given(st.integers(1, 512), st.data())
@settings(max_examples=150)
def test_one_bit_of_an_inclusion_proof_is_enough_to_fail(size: int, data: st.DataObject) -> None:
    tree = LEAVES[:size]
    index = data.draw(st.integers(0, size - 1))
    bit = data.draw(st.integers(0, 255))
    proof = list(merkle.inclusion_proof(tree, index))
    expected = merkle.root(tree)
    leaf = tree[index]
    assert merkle.verify_inclusion(leaf, index, size, proof, expected)
    assert not merkle.verify_inclusion(flipped(leaf, bit), index, size, proof, expected)
    assert not merkle.verify_inclusion(leaf, index, size, proof, flipped(expected, bit))
    assert not merkle.verify_inclusion(leaf, index, size, [*proof, LEAVES[0]], expected)
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not merkle.verify_inclusion(leaf, index, size, changed, expected)
        assert not merkle.verify_inclusion(leaf, index, size, proof[:-1], expected)
        assert not merkle.verify_inclusion(leaf, index, size, proof[1:], expected)


@given(st.integers(1, 512), st.data())
@settings(max_examples=150)
def test_one_bit_of_a_consistency_proof_is_enough_to_fail(
    to_size: int, data: st.DataObject
) -> None:
    tree = LEAVES[:to_size]
    from_size = data.draw(st.integers(1, to_size))
    bit = data.draw(st.integers(0, 255))
    earlier, later = merkle.root(tree[:from_size]), merkle.root(tree)
    proof = list(merkle.consistency_proof(tree, from_size))
    assert merkle.verify_consistency(from_size, earlier, to_size, later, proof)
    bad_root = flipped(earlier, bit)
    assert not merkle.verify_consistency(from_size, bad_root, to_size, later, proof)
    assert not merkle.verify_consistency(from_size, earlier, to_size, flipped(later, bit), proof)
    assert not merkle.verify_consistency(from_size, earlier, to_size, later, [*proof, later])
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        changed = [*proof[:at], flipped(proof[at], bit), *proof[at + 1 :]]
        assert not merkle.verify_consistency(from_size, earlier, to_size, later, changed)
        assert not merkle.verify_consistency(from_size, earlier, to_size, later, proof[:-1])
        assert not merkle.verify_consistency(from_size, earlier, to_size, later, proof[1:])


def test_requests_out_of_range() -> None:
    for index in (-1, 3):
        with pytest.raises(IndexError):
            merkle.inclusion_proof(LEAVES[:3], index)
    for from_size in (0, 4):
        with pytest.raises(IndexError):
            merkle.consistency_proof(LEAVES[:3], from_size)
    root = merkle.root(LEAVES[:3])
    assert not merkle.verify_consistency(0, merkle.EMPTY_ROOT, 3, root, [])
    assert not merkle.verify_consistency(4, root, 3, root, [])
    assert not merkle.verify_consistency(3, root, 3, root, [root])
    assert not merkle.verify_consistency(3, root, 7, merkle.root(LEAVES[:7]), [])


def test_a_proof_must_reach_the_top_of_the_tree_it_names() -> None:
    tree = LEAVES[:4]
    earlier, later = merkle.root(tree[:2]), merkle.root(tree)
    proof = merkle.consistency_proof(tree, 2)
    assert merkle.verify_consistency(2, earlier, 4, later, proof)
    assert not merkle.verify_consistency(2, earlier, 8, later, proof)
    path = merkle.inclusion_proof(tree, 1)
    assert merkle.verify_inclusion(tree[1], 1, 4, path, later)
    assert not merkle.verify_inclusion(tree[1], 1, 8, path, later)


@given(st.integers(0, 600), st.integers(0, 20))
@settings(max_examples=100)
def test_appending_to_the_compact_form_is_building_anew(size: int, more: int) -> None:
    tree = CompactTree().extend(LEAVES[:size])
    for extra in LEAVES[: more + 1]:
        before, tree = tree, tree.append(extra)
        proof = before.next_inclusion_proof()
        assert merkle.verify_inclusion(extra, before.size, tree.size, proof, tree.root())
    assert tree == CompactTree().extend([*LEAVES[:size], *LEAVES[: more + 1]])
    assert CompactTree.from_bytes(tree.size, tree.to_bytes()) == tree
    assert len(tree.hashes) <= tree.size.bit_length()


def test_the_proof_of_the_newest_leaf_is_the_ordinary_one() -> None:
    for size in range(1, 70):
        before = CompactTree().extend(LEAVES[: size - 1])
        assert before.next_inclusion_proof() == merkle.inclusion_proof(LEAVES[:size], size - 1)


@pytest.mark.parametrize(
    ("size", "stored"),
    [(-1, b""), (0, bytes(32)), (1, b""), (3, bytes(32)), (3, bytes(63)), (4, bytes(33))],
)
def test_a_compact_form_that_does_not_fit_its_size_is_refused(size: int, stored: bytes) -> None:
    with pytest.raises(ValueError, match=r"a compact tree|a hash"):
        CompactTree.from_bytes(size, stored)


@pytest.mark.parametrize("size", [*range(70), 127, 128, 129, 511, 512, 600])
def test_a_whole_tree_is_what_appending_leads_to(size: int) -> None:
    whole = CompactTree.of(LEAVES[:size])
    assert whole == CompactTree().extend(LEAVES[:size])
    assert whole.root() == recursive_root(LEAVES[:size])
