"""Rows that say the same but for their figures, judged once by the row reader and the rules."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from app.statements.bulk.distinct import Memory, same_numbers
from app.statements.bulk.grid import Cells, Flags, Places
from app.statements.bulk.vocabulary import texts_of, vocabulary
from app.statements.classify import Classified
from app.statements.refusals import StatementRefused

ONE_BY_ONE: Final = -1
"""The code of a cell or row that is no member of a class."""
_MOST_CODES = 20_000
_CODE_BITS, _PACKED = 16, 4
_MOST_CLASSES = 50_000


@dataclass(frozen=True, slots=True)
class RowClass:
    """What the row reader and the rules say of a class, told by its first row.

    Either `first` or the `reason` why no such row can be read.
    """

    first: Classified | None = None
    reason: str = ""


def decoded(raw: bytes, encoding: str) -> str:
    """The text of a cell or line.

    Raises:
        StatementRefused: `statement_encoding_unknown`.
    """
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise StatementRefused("statement_encoding_unknown") from error


@dataclass(slots=True)
class Codes:
    """Numbers for what cells mean to the rules: equal number, equal meaning.

    `by_words`: two texts mean the same if the vocabulary's words in them do; otherwise only the
    very same text does. `own_names` are the holder's.
    """

    encoding: str
    by_words: bool
    own_names: tuple[str, ...] = ()
    _known: dict[tuple[int, ...] | bytes, int] = field(default_factory=dict)
    _memories: list[Memory] = field(default_factory=list)

    def of(self, columns: Sequence[Cells]) -> list[Places]:
        """By column the number of each cell; `ONE_BY_ONE` where it shares no meaning."""
        if not columns:
            return []
        self._memories += [Memory() for _ in columns[len(self._memories) :]]
        recalled = [
            memory.recall(cells) for memory, cells in zip(self._memories, columns, strict=True)
        ]
        parts = [cells.part(one.asked) for cells, one in zip(columns, recalled, strict=True)]
        learn = self._by_words if self.by_words else self._by_bytes
        behind = np.cumsum([len(part) for part in parts])
        learned = np.split(learn(parts), behind[:-1])
        for memory, part, codes in zip(self._memories, parts, learned, strict=True):
            memory.learn(part, codes)
        return [one.completed(codes) for one, codes in zip(recalled, learned, strict=True)]

    def _by_bytes(self, columns: Sequence[Cells]) -> Places:
        found = []
        for cells in columns:
            for row in range(len(cells)):
                raw = cells.cell(row)
                if raw not in self._known:
                    decoded(raw, self.encoding)
                found.append(self._number(raw))
        return np.array(found, np.int64)

    def _by_words(self, columns: Sequence[Cells]) -> Places:
        joined = b"".join(cells.lines() for cells in columns)
        texts = texts_of(decoded(b"\n" + joined, self.encoding))
        is_own = np.zeros(len(texts), bool)
        for name in self.own_names:
            is_own[list(texts.equal_to(name))] = True
        meanings = [*vocabulary().answers(texts).T, texts.are_empty(), is_own]
        chosen = same_numbers(meanings)
        own = np.flatnonzero(chosen == np.arange(len(chosen)))
        keys = zip(*(column[own].tolist() for column in meanings), strict=True)
        codes = np.empty(len(texts), np.int64)
        codes[own] = [self._number(key) for key in keys]
        codes = codes[chosen]
        codes[texts.is_alone] = ONE_BY_ONE
        return codes

    def _number(self, meaning: tuple[int, ...] | bytes) -> int:
        known = self._known
        if meaning not in known and len(known) >= _MOST_CODES:
            return ONE_BY_ONE
        return known.setdefault(meaning, len(known))


def _packed(columns: Sequence[Places]) -> list[NDArray[np.uint64]]:
    """Codes of several columns as fewer numbers: four of 16 bits each."""
    shifted = [
        (column + 1).view(np.uint64) << np.uint64(_CODE_BITS * (place % _PACKED))
        for place, column in enumerate(columns)
    ]
    return [
        np.bitwise_or.reduce(shifted[first : first + _PACKED])
        for first in range(0, len(shifted), _PACKED)
    ]


@dataclass(slots=True)
class ClassBook:
    """All classes of a file, by the codes of their columns."""

    known: list[RowClass] = field(default_factory=list)
    _is_unreadable: list[bool] = field(default_factory=list)
    _numbers: dict[tuple[int, ...], int] = field(default_factory=dict)

    def of(self, columns: Sequence[Places], judge: Callable[[int], RowClass | None]) -> Places:
        """The class of each row; `judge` tells of a row what its class is, None if it has none."""
        packed = _packed(columns)
        chosen = same_numbers(packed)
        own = np.flatnonzero(chosen == np.arange(len(chosen)))
        is_alone = np.any([column[own] == ONE_BY_ONE for column in columns], axis=0)
        keys = zip(*(word[own].tolist() for word in packed), strict=True)
        classes = np.full(len(chosen), ONE_BY_ONE)
        classes[own] = [
            ONE_BY_ONE if alone else self._number(key, row, judge)
            for key, row, alone in zip(keys, own.tolist(), is_alone.tolist(), strict=True)
        ]
        return classes[chosen]

    def unreadable(self) -> Flags:
        """By class: whether no such row can be read."""
        return np.array(self._is_unreadable, bool)

    def _number(
        self, key: tuple[int, ...], row: int, judge: Callable[[int], RowClass | None]
    ) -> int:
        number = self._numbers.get(key)
        if number is not None:
            return number
        if len(self.known) >= _MOST_CLASSES:
            return ONE_BY_ONE
        found = judge(row)
        number = ONE_BY_ONE
        if found is not None:
            number = len(self.known)
            self.known.append(found)
            self._is_unreadable.append(found.first is None)
        self._numbers[key] = number
        return number
