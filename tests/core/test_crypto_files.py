from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.crypto import DataKey, DecryptionFailed, FieldAddress, KeyUnavailable
from app.core.crypto_files import (
    CHUNK_BYTES,
    HEADER_BYTES,
    decrypt_chunks,
    encrypt_chunks,
)

KEY = DataKey(UUID(int=7), bytes(range(32)))
ADDRESS = FieldAddress(UUID(int=1), "evidence_items", UUID(int=2), "content")
SEALED_CHUNK = CHUNK_BYTES + 16


def keys(key_id: UUID) -> DataKey:
    assert key_id == KEY.key_id
    return KEY


def encrypted(plaintext: bytes) -> bytes:
    return b"".join(encrypt_chunks(KEY, ADDRESS, [plaintext]))


def decrypted(stored: bytes, address: FieldAddress = ADDRESS) -> bytes:
    return b"".join(decrypt_chunks(lambda _: KEY, address, [stored]))


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(content), size):
        yield content[start : start + size]


@given(
    size=st.one_of(
        st.integers(0, 300),
        st.sampled_from([CHUNK_BYTES * n + d for n in (1, 2, 3) for d in (-1, 0, 1)]),
    ),
    cut=st.integers(1, 200_000),
    recut=st.integers(1, 200_000),
)
@settings(max_examples=60)
def test_any_size_in_any_pieces_comes_back(size: int, cut: int, recut: int) -> None:
    cut, recut = max(cut, size // 50), max(recut, size // 50)
    content = bytes(each % 251 for each in range(size))
    stored = b"".join(encrypt_chunks(KEY, ADDRESS, pieces(content, cut)))
    chunks = max(1, -(-size // CHUNK_BYTES))
    assert len(stored) == HEADER_BYTES + size + 16 * chunks
    assert b"".join(decrypt_chunks(keys, ADDRESS, pieces(stored, recut))) == content


def test_two_encryptions_share_nothing_after_the_key_id() -> None:
    one, two = encrypted(b"same text"), encrypted(b"same text")
    assert one[:17] == two[:17]
    assert one[17:49] != two[17:49]
    assert one[HEADER_BYTES:] != two[HEADER_BYTES:]


def test_files_written_earlier_still_open() -> None:
    # written once by this format's first version: a change of the layout fails here
    stored = bytes.fromhex(
        "01000000000000000000000000000000071b09b4418493b9502a4fdd3ce75ce7bf8faca17679338e840342048a"
        "a4d8e271c4b331dbd4aa7ffaeb7d175336c4afaa247e857f084579c24d04ab042e9dd8"
    )
    assert decrypted(stored) == b"original"
    with pytest.raises(DecryptionFailed, match="not an encrypted file"):
        decrypted(b"\x02" + stored[1:])


def test_every_flipped_bit_of_header_and_chunk_is_refused() -> None:
    stored = encrypted(b"evidence")
    for bit in range(len(stored) * 8):
        damaged = bytearray(stored)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DecryptionFailed):
            decrypted(bytes(damaged))


@pytest.mark.parametrize("length", [0, 1, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 15])
def test_a_file_cut_inside_its_start_is_refused(length: int) -> None:
    with pytest.raises(DecryptionFailed):
        decrypted(encrypted(b"evidence")[:length])


def body_of(chunks: int) -> tuple[bytes, list[bytes]]:
    stored = encrypted(bytes(each % 249 for each in range(CHUNK_BYTES * chunks)))
    body = stored[HEADER_BYTES:]
    return stored[:HEADER_BYTES], list(pieces(body, SEALED_CHUNK))


def test_truncation_at_a_chunk_border_is_refused_though_its_chunks_are_whole() -> None:
    header, body = body_of(3)
    with pytest.raises(DecryptionFailed):
        decrypted(header + b"".join(body[:2]))


def test_swapping_repeating_dropping_and_extending_are_refused() -> None:
    header, body = body_of(4)
    for changed in (
        [body[1], body[0], *body[2:]],
        [body[0], body[0], *body[1:]],
        [body[0], *body[2:]],
        [*body, body[3]],
        [*body, b""],
        [*body, b"x"],
        body[1:],
    ):
        attempt = header + b"".join(changed)
        if changed == [*body, b""]:
            assert decrypted(attempt)
        else:
            with pytest.raises(DecryptionFailed):
                decrypted(attempt)


def test_chunks_of_two_files_do_not_mix() -> None:
    header, body = body_of(2)
    _, other = body_of(2)
    with pytest.raises(DecryptionFailed):
        decrypted(header + body[0] + other[1])


def test_a_file_moved_to_another_address_is_refused() -> None:
    stored = encrypted(b"evidence")
    for moved in (
        FieldAddress(UUID(int=3), "evidence_items", UUID(int=2), "content"),
        FieldAddress(UUID(int=1), "evidence_items", UUID(int=4), "content"),
        FieldAddress(UUID(int=1), "documents", UUID(int=2), "content"),
    ):
        with pytest.raises(DecryptionFailed):
            decrypted(stored, moved)


def test_whole_chunks_before_the_damage_are_still_verified_text() -> None:
    header, body = body_of(3)
    damaged = body[1][:-1] + bytes([body[1][-1] ^ 1])
    reading = decrypt_chunks(keys, ADDRESS, [header, body[0], damaged, body[2]])
    assert len(next(reading)) == CHUNK_BYTES
    with pytest.raises(DecryptionFailed, match="chunk 1"):
        next(reading)


def test_the_wrong_key_is_refused_by_its_id_and_by_its_secret() -> None:
    stored = encrypted(b"evidence")
    with pytest.raises(KeyUnavailable):
        list(decrypt_chunks(lambda _: DataKey(UUID(int=8), KEY.secret), ADDRESS, [stored]))
    with pytest.raises(DecryptionFailed):
        list(decrypt_chunks(lambda _: DataKey(KEY.key_id, bytes(32)), ADDRESS, [stored]))


def test_memory_stays_at_a_few_chunks() -> None:
    read = 0

    def source() -> Iterator[bytes]:
        nonlocal read
        for _ in range(64):
            read += 1
            yield bytes(CHUNK_BYTES)

    written = 0
    for _ in encrypt_chunks(KEY, ADDRESS, source()):
        written += 1
        assert read - written <= 1
    assert (read, written) == (64, 65)


def test_the_source_s_own_error_passes() -> None:
    def broken() -> Iterator[bytes]:
        yield b"begin"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        list(encrypt_chunks(KEY, ADDRESS, broken()))
