"""A file of any size as chunks of whole lines, in bytes that can be cut at commas and newlines.

In UTF-8 and GB18030 alike no byte of a longer character is a comma, a tab, a quote or a line
end, so lines and cells are cut before anything is decoded. UTF-16 is turned into UTF-8 first.
"""

import codecs
from collections.abc import Iterable, Iterator
from typing import Final

from app.statements.refusals import Seen, StatementFormatUnknown, StatementRefused

HEAD_BYTES: Final = 1 << 20
"""What a file is recognised by."""
CHUNK_BYTES: Final = 3 << 19
"""Small enough that a chunk and what is computed from it stay in the processor's cache."""
LONGEST_RECORD: Final = 1 << 20
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def pieces_of(content: bytes, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """A file in memory, piece by piece."""
    return (content[start : start + size] for start in range(0, len(content), size))


def regrouped(pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """The same bytes in pieces of at least `size`; the last may be shorter."""
    waiting: list[bytes] = []
    held = 0
    for piece in pieces:
        waiting.append(piece)
        held += len(piece)
        if held >= size:
            yield b"".join(waiting)
            waiting, held = [], 0
    if held:
        yield b"".join(waiting)


def encoding_of(pieces: Iterable[bytes]) -> str:
    """The encoding the row reader would find: a mark decides, then strict UTF-8, then GB18030.

    A file in GB18030 shows it within its first Chinese words; one in UTF-8 is read to its end.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    is_first = True
    try:
        for piece in regrouped(pieces, CHUNK_BYTES):
            if is_first and piece[:2] in _UTF_16:
                return "utf-16"
            is_first = False
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def _in_utf_8(pieces: Iterable[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        for piece in pieces:
            yield decoder.decode(piece).encode()
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise StatementRefused("statement_encoding_unknown") from error


def _without_mark(pieces: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    is_first = encoding == "utf-8"
    for piece in pieces:
        if encoding != "utf-16" and b"\0" in piece:
            raise StatementFormatUnknown(Seen("binary", "binary"), "export_as_csv")
        yield piece.removeprefix(codecs.BOM_UTF8) if is_first else piece
        is_first = False


def line_chunks(pieces: Iterable[bytes], encoding: str, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    r"""The file in chunks of whole lines that end with `\n` or `\r\n`.

    A file that ends its lines with `\r` alone comes with `\n` in its place.

    Raises:
        StatementRefused: bytes that are no text, or a line beyond `LONGEST_RECORD`.
    """
    pieces = _in_utf_8(pieces) if encoding == "utf-16" else pieces
    rest = b""
    for piece in _without_mark(regrouped(pieces, size), encoding):
        if b"\n" not in piece:
            piece = rest + piece  # noqa: PLW2901 - as if the two had come together
            rest = b""
            if b"\r" in piece[:-1]:
                piece = piece[:-1].replace(b"\r", b"\n") + piece[-1:]  # noqa: PLW2901 - likewise
        end = piece.rfind(b"\n") + 1
        chunk = b"".join((rest, memoryview(piece)[:end])) if end else b""
        rest = piece[end:]
        if len(rest) > LONGEST_RECORD:
            raise StatementRefused("statement_damaged")
        if chunk:
            yield chunk
    if rest:
        yield plain_ends(rest).removesuffix(b"\n") + b"\n"


def plain_ends(text: bytes) -> bytes:
    r"""The same with `\n` behind every line."""
    return text.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
