"""The shared strings of an old workbook (SST of BIFF8, MS-XLS 2.4.265)."""

import struct
from collections.abc import Sequence

_WIDE, _PHONETIC, _RICH = 0x01, 0x04, 0x08


class _Segments:
    """The body of one record and its continuations, read from the front."""

    def __init__(self, segments: Sequence[bytes]) -> None:
        self._segments = segments
        self._number = 0
        self._at = 0

    @property
    def is_over(self) -> bool:
        while self._number < len(self._segments) and not self._left():
            self._number, self._at = self._number + 1, 0
        return self._number >= len(self._segments)

    def _left(self) -> int:
        return len(self._segments[self._number]) - self._at

    def number(self, layout: str) -> int:
        """One integer; the format never splits it."""
        if self.is_over or self._left() < struct.calcsize(layout):
            raise EOFError
        value = int(struct.unpack_from(layout, self._segments[self._number], self._at)[0])
        self._at += struct.calcsize(layout)
        return value

    def skip(self, count: int) -> None:
        """Passes over bytes, through as many segments as it takes."""
        while count and not self.is_over:
            part = min(count, self._left())
            self._at += part
            count -= part

    def text(self, count: int, width: int) -> str:
        """So many characters; each continuation says anew how wide they are."""
        parts = []
        while count and not self.is_over:
            if self._at == 0 and self._number:
                width = 1 + (self.number("<B") & _WIDE)
            part = min(count, self._left() // width)
            content = self._segments[self._number][self._at : self._at + part * width]
            parts.append(content.decode("latin-1" if width == 1 else "utf-16-le", "replace"))
            self._at += part * width
            count -= part
            if count:
                self._at = len(self._segments[self._number])
        return "".join(parts)


def shared_strings(segments: Sequence[bytes]) -> list[str]:
    """The strings, as far as the table can be read.

    `segments` are the body of the SST record and of the CONTINUE records behind it.
    """
    source = _Segments(segments)
    strings = []
    try:
        source.skip(8)
        while not source.is_over:
            count = source.number("<H")
            flags = source.number("<B")
            runs = source.number("<H") if flags & _RICH else 0
            phonetic = source.number("<I") if flags & _PHONETIC else 0
            strings.append(source.text(count, 1 + (flags & _WIDE)))
            source.skip(4 * runs + phonetic)
    except EOFError:
        return strings
    return strings


def plain_string(body: bytes) -> str:
    """One string of a record of its own: count, width, characters."""
    source = _Segments([body])
    try:
        count = source.number("<H")
        return source.text(count, 1 + (source.number("<B") & _WIDE))
    except EOFError:
        return ""
