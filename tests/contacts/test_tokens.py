import hmac
import struct
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.contacts.tokens import (
    moment_of,
    organisations_of,
    packed,
    pairs_of,
    token,
    tokens_of,
    tokens_of_contact,
    tokens_of_text,
    unpacked,
)

KEY, OTHER = bytes(32), bytes([1]) * 32
TEXTS = st.text(alphabet="分期投诉催收利率。 a①\U0001f600", max_size=30)
CONTACT: dict[str, Any] = {
    "channel": "phone",
    "direction": "inbound",
    "outcome": None,
    "summary": "申请分期",
    "promises": [{"by": "creditor", "what": "三日内回电", "due_on": None}],
    "debt_ids": ["01930000-0000-7000-8000-000000000201"],
    "counterpart": {"organisation": " 某银行 "},
    "other_counterparts": [{"organisation": "某公司"}, {"organisation": None}],
}


@given(TEXTS, st.data())
def test_a_text_has_every_token_of_every_part_of_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assert tokens_of_text(KEY, text[start:end]) <= tokens_of_text(KEY, text)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [("", set()), ("分", set()), ("分期", {"分期"}), ("分期分", {"分期", "期分"})],
)
def test_every_two_neighbours_are_a_pair(text: str, pairs: set[str]) -> None:
    assert pairs_of(text) == pairs


@given(st.binary(max_size=80), st.lists(TEXTS, max_size=5))
def test_a_token_begins_an_hmac_of_kind_and_text(key: bytes, texts: list[str]) -> None:
    """As stored indexes have them: another way to work them out must not change them."""
    expected = [
        int.from_bytes(hmac.digest(key, b"pair\0" + each.encode(), "sha256")[:8], signed=True)
        for each in texts
    ]
    assert list(tokens_of(key, "pair", texts)) == expected
    assert [token(key, "pair", each) for each in texts] == expected


def test_a_token_says_nothing_without_its_key() -> None:
    assert token(KEY, "pair", "分期") == token(KEY, "pair", "分期")
    assert token(KEY, "pair", "分期") != token(OTHER, "pair", "分期")
    assert token(KEY, "pair", "分期") != token(KEY, "debt", "分期")
    assert all(-(2**63) <= token(KEY, "pair", str(number)) < 2**63 for number in range(200))


def test_a_contact_is_found_by_words_and_by_facts() -> None:
    tokens = tokens_of_contact(KEY, CONTACT)
    wanted = [
        ("pair", "分期"),
        ("pair", "回电"),
        ("channel", "phone"),
        ("direction", "inbound"),
        ("debt", CONTACT["debt_ids"][0]),
        ("organisation", "某银行"),
        ("organisation", "某公司"),
    ]
    assert {token(KEY, kind, text) for kind, text in wanted} <= tokens
    assert token(KEY, "pair", "银行") not in tokens
    assert len(tokens) == len(pairs_of("申请分期") | pairs_of("三日内回电")) + 5


def test_a_correction_adds_debts_and_names_but_no_channel() -> None:
    changes = {"debt_ids": ["x"], "channel": "letter", "counterpart": {"organisation": "新名"}}
    tokens = tokens_of_contact(KEY, {"reason": "记错", "changes": changes})
    assert tokens == {
        token(KEY, "pair", "记错"),
        token(KEY, "debt", "x"),
        token(KEY, "organisation", "新名"),
    }


def test_organisations_without_a_name_are_left_out() -> None:
    assert list(organisations_of({})) == []
    assert list(organisations_of({"counterpart": {"organisation": "  "}})) == []


def test_a_moment_is_exact_and_needs_an_offset() -> None:
    there = datetime(2026, 11, 20, 15, 30, 0, 250, tzinfo=timezone(timedelta(hours=8)))
    assert moment_of(there) == moment_of(there.astimezone(UTC)) == 1_795_159_800_000_250
    assert moment_of(datetime(1, 1, 1, tzinfo=UTC)) < 0
    with pytest.raises(ValueError, match="offset"):
        moment_of(datetime(2026, 11, 20))  # noqa: DTZ001 - what is refused


@given(st.frozensets(st.integers(-(2**63), 2**63 - 1), max_size=50))
def test_packed_tokens_come_back_in_order(tokens: frozenset[int]) -> None:
    assert unpacked(packed(tokens)) == tuple(sorted(tokens))
    assert len(packed(tokens)) == 8 * len(tokens)


def test_tokens_cut_short_are_refused() -> None:
    with pytest.raises(struct.error):
        unpacked(packed([1, 2])[:-1])
