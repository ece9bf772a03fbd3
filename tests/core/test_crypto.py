import base64
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core import crypto
from app.core.crypto import (
    DataKey,
    DecryptionFailed,
    FieldAddress,
    InvalidKey,
    KeyUnavailable,
    MasterKey,
    MasterKeyring,
)

KEY = DataKey(UUID(int=7), bytes(range(32)))
OTHER = DataKey(UUID(int=8), bytes(32))
ADDRESS = FieldAddress(UUID(int=1), "contacts", UUID(int=2), "summary")


def keys(key_id: UUID) -> DataKey:
    return {KEY.key_id: KEY, OTHER.key_id: OTHER}[key_id]


@given(st.binary(max_size=500))
def test_a_sealed_value_opens_at_its_place_and_hides_its_text(plaintext: bytes) -> None:
    sealed = crypto.seal(KEY, ADDRESS, plaintext)
    assert crypto.open_sealed(keys, ADDRESS, sealed) == plaintext
    assert crypto.open_sealed({KEY.key_id: KEY}, ADDRESS, sealed) == plaintext
    assert len(sealed) == len(plaintext) + crypto.ENVELOPE_BYTES == len(plaintext) + 45
    assert len(plaintext) < 8 or plaintext not in sealed


def test_the_layout_is_version_key_id_nonce_ciphertext() -> None:
    sealed = crypto.seal(KEY, ADDRESS, b"x")
    assert sealed[0] == 1
    assert sealed[1:17] == KEY.key_id.bytes
    assert crypto.key_id_of(sealed) == KEY.key_id
    assert crypto.seal(KEY, ADDRESS, b"x")[17:29] != sealed[17:29]


@pytest.mark.parametrize(
    "moved",
    [
        FieldAddress(UUID(int=9), "contacts", UUID(int=2), "summary"),
        FieldAddress(UUID(int=1), "evidence", UUID(int=2), "summary"),
        FieldAddress(UUID(int=1), "contacts", UUID(int=3), "summary"),
        FieldAddress(UUID(int=1), "contacts", UUID(int=2), "outcome"),
        FieldAddress(UUID(int=2), "contacts", UUID(int=1), "summary"),
    ],
    ids=["tenant", "table", "row", "column", "ids swapped"],
)
def test_a_moved_value_does_not_open(moved: FieldAddress) -> None:
    sealed = crypto.seal(KEY, ADDRESS, "张三".encode())
    with pytest.raises(DecryptionFailed):
        crypto.open_sealed(keys, moved, sealed)


def test_names_cannot_slide_from_table_into_column() -> None:
    one = FieldAddress(UUID(int=1), "ab", UUID(int=2), "c")
    two = FieldAddress(UUID(int=1), "a", UUID(int=2), "bc")
    assert one.encoded() != two.encoded()


def test_parts_cannot_slide_into_one_another() -> None:
    assert crypto.encode_parts(b"a", b"bc") != crypto.encode_parts(b"ab", b"c")
    assert crypto.encode_parts(b"") != crypto.encode_parts()


def test_values_written_earlier_still_open() -> None:
    # written once by this format's first version: a change of the layout fails here
    sealed = bytes.fromhex(
        "0100000000000000000000000000000007470d650f1d60395c18e84bbdb290168e0298e07f2cf15e871a379bc5"
        "5ee9d63c128e236d38d8e362"
    )
    wrapped = bytes.fromhex(
        "0100000000000000000000000000000007d1814d7cb071cabff7c464cce10d8ffb186df619e47ea57644e9dca4"
        "ec8c09850407c71de4730ea3a7cf1473d4196ba3df137e5a0d42696a9c618027fcc202ca4e9b5789bda32b6f61"
        "04abbc"
    )
    assert crypto.open_sealed(keys, ADDRESS, sealed).decode() == "客服拒绝"
    assert crypto.unwrap_key(KEY, wrapped, b"ctx") == DataKey(UUID(int=9), bytes(32))
    assert crypto.token(KEY, "contacts.ticket_number", "AB-12").hex() == (
        "d17fc2f6de7046d1909100294b74e8657a2564f0b118d672b661b12bbfef3b69"
    )
    with pytest.raises(DecryptionFailed, match="not an envelope"):
        crypto.open_sealed(keys, ADDRESS, b"\x02" + sealed[1:])


def test_every_flipped_bit_is_refused() -> None:
    sealed = crypto.seal(KEY, ADDRESS, b"payload")
    for bit in range(len(sealed) * 8):
        damaged = bytearray(sealed)
        damaged[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DecryptionFailed):
            crypto.open_sealed({KEY.key_id: KEY}, ADDRESS, bytes(damaged))


@given(st.integers(min_value=0, max_value=51))
def test_a_truncated_value_is_refused(length: int) -> None:
    sealed = crypto.seal(KEY, ADDRESS, b"payload")
    with pytest.raises(DecryptionFailed):
        crypto.open_sealed(keys, ADDRESS, sealed[:length])


def test_a_key_that_is_gone_is_told_from_damage() -> None:
    sealed = crypto.seal(KEY, ADDRESS, b"payload")
    with pytest.raises(KeyUnavailable):
        crypto.open_sealed({}, ADDRESS, sealed)
    with pytest.raises(KeyUnavailable):
        crypto.open_sealed(lambda _: OTHER, ADDRESS, sealed)
    with pytest.raises(KeyError):
        crypto.open_sealed(keys, ADDRESS, b"\x01" + bytes(60))


def test_same_id_but_other_secret_is_damage_not_absence() -> None:
    sealed = crypto.seal(KEY, ADDRESS, b"payload")
    impostor = DataKey(KEY.key_id, bytes(32))
    with pytest.raises(DecryptionFailed) as raised:
        crypto.open_sealed({KEY.key_id: impostor}, ADDRESS, sealed)
    assert not isinstance(raised.value, KeyUnavailable)


def test_secrets_never_show_in_a_repr() -> None:
    master = MasterKey.generate()
    for shown in (repr(KEY), repr(master), repr(MasterKeyring(master))):
        assert "secret" not in shown


def test_keys_of_a_wrong_length_are_refused() -> None:
    with pytest.raises(InvalidKey):
        DataKey(UUID(int=1), bytes(31))


def test_new_keys_differ() -> None:
    made = [crypto.new_data_key() for _ in range(50)]
    assert len({key.key_id for key in made}) == len({key.secret for key in made}) == 50


def test_the_chain_of_keys_opens_from_the_top() -> None:
    ring = MasterKeyring(MasterKey.generate())
    tenant, case = crypto.new_data_key(), crypto.new_data_key()
    wrapped_tenant = crypto.wrap_key(ring, tenant, b"tenant 1")
    wrapped_case = crypto.wrap_key(tenant, case, b"tenant 1 case 2")
    assert len(wrapped_tenant) == len(wrapped_case) == 93
    opened = crypto.unwrap_key(ring, wrapped_tenant, b"tenant 1")
    assert opened == tenant
    assert crypto.unwrap_key(opened, wrapped_case, b"tenant 1 case 2") == case
    with pytest.raises(DecryptionFailed):
        crypto.unwrap_key(opened, wrapped_case, b"tenant 1 case 3")


def test_a_wrapped_key_is_no_field_and_a_field_no_wrapped_key() -> None:
    wrapped = KEY.wrap(b"s" * 48, context=ADDRESS.encoded())
    with pytest.raises(DecryptionFailed):
        crypto.open_sealed(keys, ADDRESS, wrapped)
    with pytest.raises(DecryptionFailed):
        KEY.unwrap(crypto.seal(KEY, ADDRESS, b"s" * 48), context=ADDRESS.encoded())


def test_unwrapping_what_was_not_a_whole_key_is_refused() -> None:
    with pytest.raises(DecryptionFailed):
        crypto.unwrap_key(KEY, KEY.wrap(b"short", context=b"c"), b"c")


def test_master_rotation_rewraps_without_touching_what_lies_below() -> None:
    old, new = MasterKey.generate(), MasterKey.generate()
    tenant = crypto.new_data_key()
    sealed = [crypto.seal(tenant, ADDRESS, str(number).encode()) for number in range(100)]
    wrapped = crypto.wrap_key(MasterKeyring(old), tenant, b"t")
    both = MasterKeyring(new, (old,))
    rewrapped = crypto.wrap_key(both, crypto.unwrap_key(both, wrapped, b"t"), b"t")
    assert crypto.key_id_of(rewrapped) == new.key_id
    alone = MasterKeyring(new)
    key = crypto.unwrap_key(alone, rewrapped, b"t")
    assert [int(crypto.open_sealed({key.key_id: key}, ADDRESS, each)) for each in sealed] == list(
        range(100)
    )
    with pytest.raises(KeyUnavailable):
        crypto.unwrap_key(alone, wrapped, b"t")


def test_keyrings_are_read_from_text_current_key_first() -> None:
    first, second = MasterKey.generate(), MasterKey.generate()
    for between in (",", " ", "\n", ", \n"):
        ring = MasterKeyring.from_text(f"{first.to_text()}{between}{second.to_text()}\n")
        assert ring == MasterKeyring(first, (second,))
    assert MasterKey.from_text(f" {first.to_text()} ") == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        " , ",
        "nonsense",
        f"{UUID(int=1)}",
        f"{UUID(int=1)}:",
        f"not-an-id:{base64.b64encode(bytes(32)).decode()}",
        f"{UUID(int=1)}:{base64.b64encode(bytes(31)).decode()}",
        f"{UUID(int=1)}:{'*' * 44}",
        f"{UUID(int=1)}:{base64.b64encode(bytes(32)).decode()}," * 2,
    ],
)
def test_unreadable_keyrings_are_refused_without_showing_them(text: str) -> None:
    with pytest.raises(InvalidKey) as raised:
        MasterKeyring.from_text(text)
    assert base64.b64encode(bytes(31)).decode() not in str(raised.value)


@given(st.text(max_size=40))
@settings(max_examples=100)
def test_tokens_are_stable_and_normalised(text: str) -> None:
    found = crypto.token(KEY, "contacts.ticket_number", text)
    assert len(found) == 32
    assert found == crypto.token(KEY, "contacts.ticket_number", f" {text}\n")
    assert found != crypto.token(OTHER, "contacts.ticket_number", text)
    assert found != crypto.token(KEY, "cases.client_reference", text)


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("ABC-１２３", "abc-123", True),
        ("Straße", "STRASSE", True),
        ("张三", "张叁", False),
        ("a b", "ab", False),
    ],
)
def test_which_texts_meet(one: str, two: str, *, same: bool) -> None:
    tokens = crypto.token(KEY, "p", one), crypto.token(KEY, "p", two)
    assert (tokens[0] == tokens[1]) is same


def test_subkeys_are_those_of_the_rfc() -> None:
    # RFC 5869, test case 1 (its first 32 of 42 bytes)
    derived = crypto.subkey(
        bytes.fromhex("0b" * 22),
        bytes.fromhex("f0f1f2f3f4f5f6f7f8f9"),
        salt=bytes.fromhex("000102030405060708090a0b0c"),
    )
    assert derived.hex() == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
