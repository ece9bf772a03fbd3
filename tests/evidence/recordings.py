"""Recordings as phones write them, as far as their containers go: ISO boxes, AMR frames, WAVE."""


def box(kind: bytes, body: bytes, *, is_large: bool = False) -> bytes:
    """A box of ISO/IEC 14496-12."""
    if is_large:
        return (1).to_bytes(4, "big") + kind + (16 + len(body)).to_bytes(8, "big") + body
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def movie_head(scale: int, duration: int, version: int = 0) -> bytes:
    """The box `mvhd`, which says how long it all is."""
    width = 8 if version else 4
    times = bytes(2 * width)
    said = scale.to_bytes(4, "big") + duration.to_bytes(width, "big")
    return box(b"mvhd", bytes([version, 0, 0, 0]) + times + said + bytes(80))


def film(brand: bytes, seconds: int, *, movie_last: bool = True) -> bytes:
    """An MP4, M4A, 3GP or QuickTime file; phones write what says its length last."""
    movie = box(b"moov", movie_head(600, 600 * seconds) + box(b"trak", bytes(40)))
    data = box(b"mdat", bytes(range(256)) * 8, is_large=True)
    head = box(b"ftyp", brand + bytes(4) + brand)
    return head + (data + movie if movie_last else movie + data)


def speech(frames: int) -> bytes:
    """An AMR file of so many frames of 12.2 kbit/s, every third of them silence."""
    spoken, silent = bytes([7 << 3 | 4]) + bytes(31), bytes([8 << 3 | 4]) + bytes(5)
    return b"#!AMR\n" + b"".join(silent if each % 3 == 2 else spoken for each in range(frames))


def wide_speech(frames: int) -> bytes:
    """An AMR-WB file of so many frames of 6.6 kbit/s."""
    return b"#!AMR-WB\n" + (bytes([4]) + bytes(17)) * frames


def wave(seconds: int) -> bytes:
    """A WAVE file of 8 kHz, 16 bit, one channel, with a chunk of odd length before its data."""
    rate = 16_000
    form = (1).to_bytes(2, "little") * 2 + (8000).to_bytes(4, "little") + rate.to_bytes(4, "little")
    chunks = b"fmt " + (16).to_bytes(4, "little") + form + bytes([2, 0, 16, 0])
    chunks += b"LIST" + (3).to_bytes(4, "little") + b"abc\0"
    chunks += b"data" + (rate * seconds).to_bytes(4, "little") + bytes(64)
    return b"RIFF" + (4 + len(chunks)).to_bytes(4, "little") + b"WAVE" + chunks
