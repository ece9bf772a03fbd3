import hashlib
import json
import math
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ledger.entries import (
    LARGEST_INTEGER,
    NotCanonical,
    Opening,
    append,
    canonical_json,
    commitment,
    instant_text,
    leaf_bytes,
)

CASE = UUID("0197c0de-0000-7000-8000-00000000000a")
SHANGHAI = timezone(timedelta(hours=8))


def reference(value: object) -> str:
    """RFC 8785 sections 3.2.2 and 3.2.3, written out character by character."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int):
        return f"{value:d}"
    if isinstance(value, str):
        named = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
        out = [named.get(ord(c), f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in value]
        return '"' + "".join(out) + '"'
    if isinstance(value, list):
        return "[" + ",".join(reference(each) for each in value) + "]"
    assert isinstance(value, dict)
    ordered = sorted(value, key=utf16_units)
    members = [f"{reference(key)}:{reference(value[key])}" for key in ordered]
    return "{" + ",".join(members) + "}"


def utf16_units(text: str) -> list[int]:
    units = []
    for character in text:
        point = ord(character)
        if point > 0xFFFF:
            units += [0xD800 + (point - 0x10000 >> 10), 0xDC00 + (point - 0x10000 & 0x3FF)]
        else:
            units.append(point)
    return units


TEXT = st.text(
    st.one_of(
        st.characters(codec="utf-8", max_codepoint=0xFF),
        st.sampled_from('张三还款\u2028\u20ac\uffff\ue000\ufb33😂\U0010ffff\x7f\\"/'),
    ),
    max_size=12,
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-LARGEST_INTEGER, LARGEST_INTEGER), TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=5)),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=200)
def test_bytes_are_those_of_an_independent_reading_of_the_rfc(value: object) -> None:
    written = canonical_json(value)
    assert written == reference(value).encode()
    assert json.loads(written) == value


@given(st.dictionaries(st.text(st.characters(max_codepoint=127), max_size=8), st.text(max_size=8)))
@settings(max_examples=100)
def test_leaf_bytes_are_canonical_where_keys_are_ascii(fields: dict[str, str]) -> None:
    assert leaf_bytes({**fields, "sequence": 7}) == canonical_json({**fields, "sequence": 7})


def test_the_sorting_example_of_the_rfc() -> None:
    # RFC 8785, section 3.2.3
    names = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\x80": "Control",
        "\xf6": "Latin Small Letter O With Diaeresis",
    }
    assert list(json.loads(canonical_json(names)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_the_string_and_literal_example_of_the_rfc() -> None:
    # RFC 8785, sections 3.2.2 and 3.2.4, without its floating-point numbers
    value = {"string": '\u20ac$\x0f\nA\'B"\\\\"/', "literals": [None, True, False]}
    assert canonical_json(value).hex() == (
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c22737472696e67223a22e282ac24"
        "5c75303030665c6e4127425c225c5c5c5c5c222f227d"
    )


def test_whole_numbers_are_exact_as_far_as_a_double_is() -> None:
    assert canonical_json([2**53 - 1, 1 - 2**53]) == b"[9007199254740991,-9007199254740991]"


def test_tuples_are_lists() -> None:
    assert canonical_json({"b": (1, 2), "a": ()}) == b'{"a":[],"b":[1,2]}'


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        math.nan,
        2**53,
        -(2**53),
        {1: "x"},
        {None: 1},
        {"a": b"bytes"},
        [{"a": {2, 3}}],
        datetime(2026, 1, 1, tzinfo=UTC),
        "\ud800",
        {"\udfff": 1},
    ],
)
def test_what_has_no_one_form_is_refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        canonical_json(value)


def test_deep_nesting_is_refused() -> None:
    nested: list[object] = []
    for _ in range(300):
        nested = [nested]
    with pytest.raises(NotCanonical, match="nested"):
        canonical_json(nested)


@pytest.mark.parametrize(
    ("instant", "text"),
    [
        (datetime(2026, 11, 24, 16, 5, tzinfo=SHANGHAI), "2026-11-24T08:05:00.000000Z"),
        (datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC), "2026-01-01T00:00:00.000001Z"),
        (datetime(2027, 1, 1, 7, 59, 59, 999999, SHANGHAI), "2026-12-31T23:59:59.999999Z"),
    ],
)
def test_instants(instant: datetime, text: str) -> None:
    assert instant_text(instant) == text


def test_an_instant_without_zone_is_refused() -> None:
    with pytest.raises(NotCanonical):
        instant_text(datetime(2026, 1, 1))  # noqa: DTZ001 - the case under test


def test_commitment_is_the_hash_of_salt_and_payload() -> None:
    salt = bytes(range(32))
    assert commitment(salt, b"x") == hashlib.sha256(salt + b"x").digest()
    assert commitment(bytes(32), b"x") != commitment(salt, b"x")
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(salt[:31], b"x")


def test_format_v1_is_pinned_byte_for_byte() -> None:
    opening = Opening(bytes(range(32)), canonical_json({"summary": "客服拒绝"}))
    at = datetime(2026, 11, 24, 16, 5, tzinfo=SHANGHAI)
    first = append(
        None, case_id=CASE, kind="contact", occurred_at=at, recorded_at=at, opening=opening
    )
    assert first.leaf_input == (
        b'{"case_id":"0197c0de-0000-7000-8000-00000000000a",'
        b'"commitment":"' + first.commitment.hex().encode() + b'","kind":"contact",'
        b'"occurred_at":"2026-11-24T08:05:00.000000Z","previous_hash":"' + b"0" * 64 + b'",'
        b'"recorded_at":"2026-11-24T08:05:00.000000Z","sequence":1,"v":1}'
    )
    assert first.commitment == hashlib.sha256(opening.salt + opening.payload).digest()
    assert first.entry_hash == hashlib.sha256(b"\x00" + first.leaf_input).digest()
    assert first.entry_hash.hex() == (
        "5115983beb42840f1bb13df40eeae6fbafc8500c9fd3c474fdda778e36e86cca"
    )
    second = append(
        first, case_id=CASE, kind="correction", occurred_at=at, recorded_at=at, opening=opening
    )
    assert (second.sequence, second.previous_hash) == (2, first.entry_hash)
    assert first.entry_hash.hex().encode() in second.leaf_input


def test_what_cannot_be_appended() -> None:
    at = datetime(2026, 11, 24, tzinfo=UTC)
    opening = Opening(bytes(32), b"{}")

    def add(previous: object, case_id: UUID, kind: str) -> object:
        return append(
            previous,  # type: ignore[arg-type]  # None or what `add` returned
            case_id=case_id,
            kind=kind,
            occurred_at=at,
            recorded_at=at,
            opening=opening,
        )

    first = add(None, CASE, "contact")
    with pytest.raises(ValueError, match="another case"):
        add(first, UUID(int=1), "contact")
    with pytest.raises(ValueError, match="has ended"):
        add(add(first, CASE, "case_erased"), CASE, "contact")
    for kind in ("", "Contact", "con tact", 'x"', "1st", "a" * 65, "contact\n"):
        with pytest.raises(ValueError, match="kind"):
            add(None, CASE, kind)
