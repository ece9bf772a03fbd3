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
        filled = np.cumsum(~self.is_blank)[self.ends]
        found: Flags = filled[1:] == filled[:-1]
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
class Vocabulary:
    """The words of all lists by their first two characters.

    `firsts` and `seconds` number the characters that begin a word and that follow, 0 for all
    others; `pairs` numbers the beginnings from 1, `words` are those of each.
    """

    groups: int
    singles: tuple[_Word, ...]
    firsts: NDArray[np.uint16]
    seconds: NDArray[np.uint16]
    pairs: NDArray[np.uint16]
    words: tuple[tuple[_Word, ...], ...]

    def answers(self, texts: Texts) -> Answers:
        """(rows, lists): bits of the lists each text has a word of, then as a whole part."""
        per_kind = -(-self.groups // _BITS)
        found = np.zeros((len(texts), 2 * per_kind), np.uint64)
        for word, places, rows in self._occurrences(texts):
            bit = np.uint64(1 << word.group % _BITS)
            found[rows, word.group // _BITS] |= bit
            is_part = texts.is_blank[places - 1] & texts.is_blank[places + len(word.codes)]
            found[rows[is_part], per_kind + word.group // _BITS] |= bit
        return found

    def _occurrences(self, texts: Texts) -> Iterator[tuple[_Word, Places, Places]]:
        """Each word with the places where it begins and the numbers of the texts there."""
        codes = texts.codes
        for word in self.singles:
            places = np.flatnonzero(_is_letter(codes, word.codes[0]))
            yield word, places, texts.rows_at(places)
        firsts = self.firsts.take(codes)
        places = np.flatnonzero(firsts)  # never the last: it is a line end
        pairs = self.pairs[firsts[places], self.seconds[codes[places + 1]]]
        is_pair = pairs > 0
        order = np.argsort(pairs[is_pair], kind="stable")
        pairs, places = pairs[is_pair][order], places[is_pair][order]
        rows = texts.rows_at(places)
        numbers, begin = np.unique(pairs), 0
        behind = np.searchsorted(pairs, numbers, side="right").tolist()
        for pair, end in zip(numbers.tolist(), behind, strict=True):
            for word in self.words[pair - 1]:
                there, of_rows = places[begin:end], rows[begin:end]
                for offset, code in enumerate(word.codes[2:], start=2):
                    at = np.minimum(there + offset, len(codes) - 1)
                    fits = _is_letter(codes[at], code)
                    there, of_rows = there[fits], of_rows[fits]
                if there.size:
                    yield word, there, of_rows
            begin = end


def _is_letter(codes: Codes, code: int) -> Flags:
    """Where the character is, a letter of ASCII in either case."""
    other = ord(chr(code).upper()) if code < _FIRST_BEYOND_ASCII else code
    found: Flags = codes == code
    return found if other == code else found | (codes == other)


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


def vocabulary_of(tables: Collection[Mapping[str, Any]]) -> Vocabulary:
    """The vocabulary of tables of rules.

    Raises:
        ValueError: if a word holds a blank, or a character beyond the first plane.
    """
    words, groups = _grouped(tables)
    long = [word for word in words if len(word.codes) > 1]
    beginnings = sorted({word.codes[:2] for word in long})
    firsts, seconds = np.zeros(_BMP, np.uint16), np.zeros(_BMP, np.uint16)
    for place, ids in ((0, firsts), (1, seconds)):
        for number, code in enumerate(sorted({pair[place] for pair in beginnings}), start=1):
            ids[code] = number
            if code < _FIRST_BEYOND_ASCII:
                ids[ord(chr(code).upper())] = number
    pairs = np.zeros((int(firsts.max()) + 1, int(seconds.max()) + 1), np.uint16)
    for number, (first, second) in enumerate(beginnings, start=1):
        pairs[firsts[first], seconds[second]] = number
    return Vocabulary(
        groups=groups,
        singles=tuple(word for word in words if len(word.codes) == 1),
        firsts=firsts,
        seconds=seconds,
        pairs=pairs,
        words=tuple(tuple(w for w in long if w.codes[:2] == pair) for pair in beginnings),
    )


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The vocabulary of the rules shipped with the app."""
    return vocabulary_of([data_table("categories", name) for name in TABLES])
