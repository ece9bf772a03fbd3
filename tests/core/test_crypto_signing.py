import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.crypto import InvalidKey
from app.core.crypto_signing import SigningKey, VerifyingKey, note_key_hash

# public examples of the note format: Go's sumdb/note documentation, and the checksum database
NEUMANN_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
SUM_VKEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"


@pytest.mark.parametrize("vkey", [NEUMANN_VKEY, SUM_VKEY])
def test_published_vkeys_read_and_write_alike(vkey: str) -> None:
    key = VerifyingKey.from_vkey(vkey)
    assert key.vkey == vkey
    assert key.key_hash.hex() == vkey.split("+")[1]
    assert note_key_hash(key.name, key.public) == key.key_hash


def test_the_published_private_key_gives_the_published_public_one() -> None:
    signing = SigningKey.from_text("PeterNeumann", base64.b64encode(NEUMANN_SEED).decode())
    assert signing.verifying.vkey == NEUMANN_VKEY
    assert signing.key_hash == bytes.fromhex("c74f20a3")


def test_a_signature_verifies_until_anything_changes() -> None:
    key = SigningKey.generate("log.example")
    signature = key.sign(b"message")
    verifying = key.verifying
    assert verifying.verify(b"message", signature)
    assert not verifying.verify(b"massage", signature)
    assert not verifying.verify(b"message", signature[:-1])
    assert not SigningKey.generate("log.example").verifying.verify(b"message", signature)
    for bit in range(512):
        damaged = bytearray(signature)
        damaged[bit // 8] ^= 1 << bit % 8
        assert not verifying.verify(b"message", bytes(damaged))


@given(st.binary(min_size=32, max_size=32))
@settings(max_examples=50)
def test_pem_and_base64_round_trip(seed: bytes) -> None:
    text = base64.b64encode(seed).decode()
    key = SigningKey.from_text("n", f" {text}\n")
    assert key.to_base64() == text
    again = SigningKey.from_text("n", f"\n{key.to_pem()}")
    assert again.to_base64() == text
    assert VerifyingKey.from_vkey(key.verifying.vkey) == key.verifying
    assert text not in repr(key)


def test_what_is_no_ed25519_private_key_is_refused() -> None:
    elliptic = generate_private_key(SECP256R1()).private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    for text in ("", "***", "AAAA", elliptic.decode(), "-----BEGIN PRIVATE KEY-----\nAA\n"):
        with pytest.raises(InvalidKey):
            SigningKey.from_text("n", text)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "PeterNeumann",
        NEUMANN_VKEY.replace("c74f20a3", "c74f20a4"),
        NEUMANN_VKEY.replace("PeterNeumann", "PeterNewmann"),
        NEUMANN_VKEY.replace("+ARpc", "+AhpC"),
        NEUMANN_VKEY[:-4],
        NEUMANN_VKEY + "*",
        "a b+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_vkey_whose_parts_disagree_is_refused(vkey: str) -> None:
    with pytest.raises(InvalidKey):
        VerifyingKey.from_vkey(vkey)


def test_the_type_byte_must_be_ed25519() -> None:
    key = VerifyingKey.from_vkey(NEUMANN_VKEY)
    other = base64.b64encode(b"\x02" + key.public).decode()
    with pytest.raises(InvalidKey):
        VerifyingKey.from_vkey(f"{key.name}+{key.key_hash.hex()}+{other}")


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u3000b"])
def test_names_a_note_cannot_carry_are_refused(name: str) -> None:
    with pytest.raises(InvalidKey):
        VerifyingKey(name, bytes(32))
