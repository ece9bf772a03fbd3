"""The verifier's own arithmetic against the library's and the ledger's."""

import importlib.util
from collections.abc import Callable
from importlib.resources import files
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger import merkle


def load_verifier() -> ModuleType:
    """The script that every archive carries, as a module."""
    path = str(files("app.data").joinpath("archive", "verify.py"))
    spec = importlib.util.spec_from_file_location("verify", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load_verifier()
is_signed: Callable[[bytes, bytes, bytes], bool] = verify.is_signed


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=100), st.integers(0, 511))
@settings(max_examples=40)
def test_signatures_are_judged_as_the_library_does(seed: bytes, message: bytes, bit: int) -> None:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert is_signed(public, message, signature)
    assert not is_signed(public, message + b"x", signature)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not is_signed(public, message, bytes(flipped))


def test_the_first_test_vector_of_rfc_8032() -> None:
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    signature = bytes.fromhex(
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    )
    assert is_signed(public, b"", signature)


@pytest.mark.parametrize(
    ("public", "signature"),
    [
        (b"", bytes(64)),
        (bytes(32), b""),
        (b"\xff" * 32, bytes(64)),
        (bytes([2]) + bytes(31), bytes(64)),
        (bytes(32), bytes(32) + b"\xff" * 32),
    ],
)
def test_malformed_keys_and_signatures_sign_nothing(public: bytes, signature: bytes) -> None:
    assert not is_signed(public, b"message", signature)


@given(st.lists(st.binary(max_size=10), max_size=40))
@settings(max_examples=100)
def test_roots_are_the_ledgers(leaves: list[bytes]) -> None:
    hashes = [verify.leaf_hash(leaf) for leaf in leaves]
    assert hashes == [merkle.leaf_hash(leaf) for leaf in leaves]
    assert verify.root(hashes) == merkle.root(hashes)
