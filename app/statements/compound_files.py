"""Old office files (compound file binary, MS-CFB): the streams inside one.

Read here and not by a library: those at hand trust the sizes a file states, and a few wrong
bytes end the whole process.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.statements.refusals import StatementRefused

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFA  # this and above are marks, not sectors
_ENTRY = 128
_MINI_SECTOR = 64
_ROOT, _STREAM = 5, 2
_SECTOR_SHIFTS = (9, 12)


@dataclass(frozen=True, slots=True)
class _Stream:
    name: str
    kind: int
    start: int
    size: int


def _chain(table: Sequence[int], start: int) -> Iterator[int]:
    """Sector numbers from `start` on; a ring or a number beyond the table is damage."""
    sector = start
    for _ in range(len(table) + 1):
        if sector >= _FREE:
            return
        yield sector
        if sector >= len(table):
            break
        sector = table[sector]
    raise StatementRefused("statement_damaged")


class CompoundFile:
    """The sectors of one file, followed by its allocation table.

    Raises:
        StatementRefused: wherever the file turns out to be damaged.
    """

    def __init__(self, content: bytes) -> None:
        header = struct.unpack_from("<30xH12xII4xIIIII", content.ljust(512, b"\0"))
        shift, tables, directory, self._cutoff, mini, _, more_tables, _ = header
        if shift not in _SECTOR_SHIFTS or more_tables < _FREE:
            raise StatementRefused("statement_damaged")
        self._content = content
        self._size = 1 << shift
        places = struct.unpack_from("<109I", content, 76)[: min(tables, 109)]
        self._table = self._numbers(places)
        self._streams = list(self._entries(self._read(directory)))
        self._mini_table = self._numbers(_chain(self._table, mini))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        return self._content[at : at + self._size].ljust(self._size, b"\0")

    def _numbers(self, sectors: Iterator[int] | Sequence[int]) -> list[int]:
        content = b"".join(self._sector(sector) for sector in sectors)
        return list(struct.unpack(f"<{len(content) // 4}I", content))

    def _read(self, start: int) -> bytes:
        return b"".join(self._sector(sector) for sector in _chain(self._table, start))

    def _entries(self, directory: bytes) -> Iterator[_Stream]:
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", directory, at + 64)
            start, size = struct.unpack_from("<II", directory, at + 116)
            name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            if kind in (_ROOT, _STREAM):
                yield _Stream(name, kind, start, size)

    @property
    def names(self) -> frozenset[str]:
        """Names of the streams."""
        return frozenset(stream.name for stream in self._streams)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream, empty if there is none; short ones lie in the root's sectors."""
        found = next((entry for entry in self._streams if entry.name == name), None)
        if found is None:
            return b""
        if found.size >= self._cutoff:
            return self._read(found.start)[: found.size]
        root = b"".join(self._read(entry.start) for entry in self._streams if entry.kind == _ROOT)
        parts = (
            root[sector * _MINI_SECTOR : (sector + 1) * _MINI_SECTOR]
            for sector in _chain(self._mini_table, found.start)
        )
        return b"".join(parts)[: found.size]
