"""What of a text the rules of kind and category can see: which of their lists it has a word of.

Rules ask whether a text holds any word of a list of `app/data/categories`, or is, as a whole or
in one of its blank-separated parts, a word of a list. Lists are answered for here, texts by the
thousand, so that rows alike in every answer are judged by any one of them.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from app.core.tables import data_table
from app.statements.bulk.grid import Flags, Places

TABLES: Final = ("movements", "spending")
"""The tables that the rules are read from."""
_BMP = 1 << 16
_FIRST_BEYOND_ASCII = 128
_FIRST_EMOJI = 0x1F000
"""Alphabets with two cases beyond the first plane come before the emoji."""
_BITS = 64
_BLANK, _CASED = np.uint8(1), np.uint8(2)
_LINE_END = "\n"
Codes = NDArray[np.int64]
Answers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Texts:
    """Many short texts as one, a line end before, between and behind them.

    `codes` are those of its characters, 0 beyond the first plane; `ends` the places of the line
    ends, `is_alone` which texts must be judged by themselves: those with letters beyond ASCII
    that have two cases, since comparing them without regard to case has rules of its own.
    """

    joined: str
    codes: Codes
    ends: Places
    is_blank: Flags
    is_alone: Flags

    def __len__(self) -> int:
        return len(self.ends) - 1

    def rows_at(self, places: Places) -> Places:
        """The number of the text that each place is in."""
        return np.searchsorted(self.ends, places) - 1

    def are_empty(self) -> Flags:
        """Which texts hold nothing but blanks."""
        blanks = np.flatnonzero(self.is_blank)
        ends = np.flatnonzero(self.codes[blanks] == ord(_LINE_END))
        found: Flags = np.diff(ends) == np.diff(self.ends)
        return found

    def equal_to(self, wanted: str) -> Iterator[int]:
        """Numbers of the texts that are this one but for blanks around and between words."""
        first = wanted.split(maxsplit=1)[0]
        place = self.joined.find(first)
        while place >= 0:
            row = int(self.rows_at(np.array([place]))[0])
            text = self.joined[self.ends[row] + 1 : self.ends[row + 1]]
            if " ".join(text.split()) == wanted:
                yield row
            place = self.joined.find(first, int(self.ends[row + 1]))


def texts_of(joined: str) -> Texts:
    """Texts out of one, each ended by a line end, another one before the first."""
    codes = np.frombuffer(joined.encode("utf-32-le"), np.uint32).astype(np.int64)
    ends = np.flatnonzero(codes == ord(_LINE_END))
    is_cased = np.zeros(0, bool)
    if codes.max() >= _BMP:
        is_far = codes >= _BMP
        is_cased = is_far & (codes < _FIRST_EMOJI)
        codes = np.where(is_far, 0, codes)
    traits = _traits().take(codes)
    if (traits & _CASED).any():
        is_cased = (traits & _CASED > 0) | (is_cased if is_cased.size else False)
    is_alone = np.zeros(len(ends) - 1, bool)
    if is_cased.any():
        is_alone[np.searchsorted(ends, np.flatnonzero(is_cased)) - 1] = True
    return Texts(joined, codes, ends, (traits & _BLANK).view(bool), is_alone)


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in lower case and the number of the set of lists it stands in."""

    codes: tuple[int, ...]
    group: int


@dataclass(frozen=True, slots=True)
class _Found:
    """Words found in texts: number of the word and of the text, and is it a whole part of it."""

    words: Places
    rows: Places
    are_parts: Flags


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all lists by their first two characters.

    `firsts` and `seconds` number the characters that begin a word and that follow, 0 for all
    others; `pairs` numbers the beginnings from 1, and of the words sorted by beginning those of
    number n stand from `begins[n]` to `begins[n + 1]`. `letters` and `others` are the words'
    characters and, for letters of ASCII, those of the other case; (words, longest).
    """

    groups: int
    firsts: NDArray[np.uint16]
    seconds: NDArray[np.uint16]
    pairs: NDArray[np.uint16]
    begins: Places
    lengths: Places
    letters: Codes
    others: Codes
    of_group: Places

    def answers(self, texts: Texts) -> Answers:
        """(rows, lists): bits of the lists each text has a word of, then as a whole part."""
        per_kind = -(-self.groups // _BITS)
        answered = np.zeros((len(texts), 2 * per_kind), np.uint64)
        flat = answered.reshape(-1)
        for found in (self._single(texts), self._longer(texts)):
            group = self.of_group[found.words]
            bits = np.uint64(1) << (group % _BITS).astype(np.uint64)
            places = found.rows * (2 * per_kind) + group // _BITS
            parts = found.are_parts
            np.bitwise_or.at(flat, places, bits)
            np.bitwise_or.at(flat, places[parts] + per_kind, bits[parts])
        return answered

    def _found(self, texts: Texts, words: Places, places: Places) -> _Found:
        """Words that begin at these places."""
        behind = places + self.lengths[words]
        are_parts = texts.is_blank[places - 1] & texts.is_blank[behind]
        return _Found(words, texts.rows_at(places), are_parts)

    def _single(self, texts: Texts) -> _Found:
        """The words of one character; they stand before all others."""
        words = np.arange(self.begins[1])
        found = [np.flatnonzero(self._fits(texts.codes, word, 0)) for word in words]
        places = np.concatenate([words[:0], *found])
        return self._found(texts, np.repeat(words, [len(part) for part in found]), places)

    def _longer(self, texts: Texts) -> _Found:
        """The words of two characters and more: a beginning is found, then the rest compared."""
        codes = texts.codes
        firsts = self.firsts.take(codes)
        places = np.flatnonzero(firsts > 0)  # never the last: it is a line end
        pairs = self.pairs[firsts[places], self.seconds[codes[places + 1]]]
        is_pair = pairs > 0
        pairs, places = pairs[is_pair], places[is_pair]
        counts = self.begins[pairs + 1] - self.begins[pairs]
        behind = np.cumsum(counts)
        words = np.repeat(self.begins[pairs] - (behind - counts), counts)
        words += np.arange(len(words))
        places = np.repeat(places, counts)
        lengths = self.lengths[words]
        for offset in range(2, self.letters.shape[1]):
            asked = np.flatnonzero(lengths > offset)
            at = np.minimum(places[asked] + offset, len(codes) - 1)
            fits = np.ones(len(words), bool)
            fits[asked] = self._fits(codes[at], words[asked], offset)
            words, places, lengths = words[fits], places[fits], lengths[fits]
        return self._found(texts, words, places)

    def _fits(self, codes: Codes, words: Places | np.int64, offset: int) -> Flags:
        """Where the character is that of the word, a letter of ASCII in either case."""
        letters, others = self.letters[words, offset], self.others[words, offset]
        found: Flags = (codes == letters) | (codes == others)
        return found


@lru_cache(maxsize=1)
def _traits() -> NDArray[np.uint8]:
    """By character: is it a blank, and is it beyond ASCII with two cases."""
    letters = [chr(code) for code in range(_BMP)]
    cased = [not c.isascii() and (c.lower() != c or c.upper() != c) for c in letters]
    blank = [c.isspace() for c in letters]
    return np.array(blank, np.uint8) * _BLANK + np.array(cased, np.uint8) * _CASED


def _lists(value: Any) -> Iterator[list[str]]:
    if isinstance(value, Mapping):
        for entry in value.values():
            yield from _lists(entry)
    elif isinstance(value, list):
        words = [entry for entry in value if isinstance(entry, str)]
        if words:
            yield words
        for entry in value:
            yield from _lists(entry)


def _grouped(tables: Collection[Mapping[str, Any]]) -> tuple[list[_Word], int]:
    """The words, numbered by the set of lists each stands in."""
    standing: dict[str, set[int]] = {}
    lists = (entries for table in tables for entries in _lists(table))
    for number, entries in enumerate(lists):
        for word in filter(None, entries):
            if any(character.isspace() for character in word):
                raise ValueError("a word with a blank could begin in one text and end in the next")
            if max(map(ord, word)) >= _BMP:
                raise ValueError("words are of the first plane")
            standing.setdefault(word.lower(), set()).add(number)
    groups: dict[frozenset[int], int] = {}
    words = [
        _Word(tuple(map(ord, word)), groups.setdefault(frozenset(numbers), len(groups)))
        for word, numbers in sorted(standing.items())
    ]
    return words, len(groups)


def _other_case(code: int) -> int:
    """The capital of a letter of ASCII; every other character itself."""
    return ord(chr(code).upper()) if code < _FIRST_BEYOND_ASCII else code


def _numbered(characters: Collection[int]) -> NDArray[np.uint16]:
    """Numbers of these characters in either case, 0 for all others; by character."""
    found = np.zeros(_BMP, np.uint16)
    for number, code in enumerate(sorted(characters), start=1):
        found[[code, _other_case(code)]] = number
    return found


def vocabulary_of(tables: Collection[Mapping[str, Any]]) -> Vocabulary:
    """The vocabulary of tables of rules.

    Raises:
        ValueError: if a word holds a blank, or a character beyond the first plane.
    """
    words, groups = _grouped(tables)
    words.sort(key=lambda word: (len(word.codes) > 1, word.codes))
    beginnings = sorted({word.codes[:2] for word in words if len(word.codes) > 1})
    firsts, seconds = (_numbered({pair[place] for pair in beginnings}) for place in (0, 1))
    pairs = np.zeros((int(firsts.max()) + 1, int(seconds.max()) + 1), np.uint16)
    for number, (first, second) in enumerate(beginnings, start=1):
        pairs[firsts[first], seconds[second]] = number
    longest = max(len(word.codes) for word in words)
    letters = np.array([word.codes + (0,) * (longest - len(word.codes)) for word in words])
    numbers = {pair: number for number, pair in enumerate(beginnings, start=1)}
    standing = [numbers.get(word.codes[:2], 0) for word in words]
    return Vocabulary(
        groups=groups,
        firsts=firsts,
        seconds=seconds,
        pairs=pairs,
        begins=np.searchsorted(standing, np.arange(len(beginnings) + 2)),
        lengths=np.array([len(word.codes) for word in words]),
        letters=letters,
        others=np.array([[_other_case(code) for code in codes] for codes in letters.tolist()]),
        of_group=np.array([word.group for word in words]),
    )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of the rules shipped with the app."""
    return vocabulary_of([data_table("categories", name) for name in TABLES])
