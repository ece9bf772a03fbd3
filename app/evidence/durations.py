"""How long a recording (录音录像) lasts, read off its container while the bytes pass by.

Sources: ISO/IEC 14496-12 (boxes, `mvhd`), RFC 4867 (AMR frames of 20 ms), RIFF/WAVE. Nothing is
decoded; what is damaged or of another kind has no known duration.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

_BOX_HEAD, _LARGE_BOX_HEAD = 8, 16
_WHOLE_MOVIE: Final = frozenset({0, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF})
"""Durations that say nothing: none yet, or unknown."""
_NARROW: Final = {
    **dict(enumerate((13, 14, 16, 18, 20, 21, 27, 32, 6))),
    15: 1,
}
"""Bytes of an AMR frame by its type, the head included (RFC 4867, 3GPP TS 26.101)."""
_WIDE: Final = {**dict(enumerate((18, 24, 33, 37, 41, 47, 51, 59, 61, 6))), 14: 1, 15: 1}
"""The same for AMR-WB (3GPP TS 26.201)."""
_FRAMES_A_SECOND = 50
_MOST_HEAD = 4096


class _Passing:
    """Bytes that come in pieces, read forward only."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._held = b""

    def read(self, count: int) -> bytes:
        """As many bytes, fewer at the end."""
        parts = []
        while count > 0:
            if not self._held:
                self._held = next(self._pieces, b"")
                if not self._held:
                    break
            parts.append(self._held[:count])
            self._held = self._held[count:]
            count -= len(parts[-1])
        return b"".join(parts)

    def skip(self, count: int) -> bool:
        """Passes over so many bytes; whether they were there."""
        while count > 0:
            if not self._held:
                self._held = next(self._pieces, b"")
                if not self._held:
                    return False
            passed = min(count, len(self._held))
            self._held = self._held[passed:]
            count -= passed
        return True


def duration_of(media_type: str, pieces: Iterable[bytes]) -> int | None:
    """Whole seconds, rounded half up; None where the container does not say."""
    read = _READERS.get(media_type)
    return None if read is None else read(_Passing(pieces))


def clock_text(seconds: int) -> str:
    """`0:12:05`: hours, minutes, seconds."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _of_boxes(stream: _Passing) -> int | None:
    """Looks for `mvhd` inside `moov`, and passes over every other box."""
    while len(head := stream.read(_BOX_HEAD)) == _BOX_HEAD:
        size, kind, read = int.from_bytes(head[:4], "big"), head[4:], _BOX_HEAD
        if size == 1:  # a large box gives its size behind its name
            size, read = int.from_bytes(stream.read(8), "big"), _LARGE_BOX_HEAD
        if kind == b"mvhd":
            return _of_movie_head(stream.read(32))
        if kind == b"moov":
            continue
        if size < read or not stream.skip(size - read):
            return None
    return None


def _of_movie_head(body: bytes) -> int | None:
    at, width = (20, 8) if body[:1] == b"\x01" else (12, 4)
    scale = int.from_bytes(body[at : at + 4], "big")
    duration = int.from_bytes(body[at + 4 : at + 4 + width], "big")
    if len(body) < at + 4 + width or scale == 0 or duration in _WHOLE_MOVIE:
        return None
    return (2 * duration + scale) // (2 * scale)


def _of_frames(stream: _Passing) -> int | None:
    mark = stream.read(6)
    if mark == b"#!AMR\n":
        sizes: Mapping[int, int] = _NARROW
    elif mark == b"#!AMR-" and stream.read(3) == b"WB\n":
        sizes = _WIDE
    else:
        return None
    frames = 0
    while head := stream.read(1):
        size = sizes.get(head[0] >> 3 & 15)
        if size is None or not stream.skip(size - 1):
            return None
        frames += 1
    return (2 * frames + _FRAMES_A_SECOND) // (2 * _FRAMES_A_SECOND) if frames else None


def _of_wave(stream: _Passing) -> int | None:
    if not stream.skip(12):
        return None
    rate = 0
    while len(head := stream.read(8)) == 8:  # noqa: PLR2004 - RIFF: name and size of a chunk
        size = int.from_bytes(head[4:], "little")
        if head[:4] == b"data":
            return (2 * size + rate) // (2 * rate) if rate else None
        if head[:4] == b"fmt " and size <= _MOST_HEAD:
            rate = int.from_bytes(stream.read(size)[8:12], "little")
        elif not stream.skip(size + size % 2):
            return None
    return None


_READERS: Final[Mapping[str, Callable[[_Passing], int | None]]] = {
    **dict.fromkeys(("video/mp4", "audio/mp4", "video/3gpp", "video/quicktime"), _of_boxes),
    "audio/amr": _of_frames,
    "audio/wav": _of_wave,
}
