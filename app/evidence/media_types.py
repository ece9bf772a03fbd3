"""The media type of a file by its first bytes; names and declared types are not believed.

Sources: the format specifications' magic numbers as collected in the WHATWG MIME Sniffing
standard (images, PDF, audio), ISO/IEC 14496-12 `ftyp` brands (HEIC, M4A, MP4), RFC 4867 (AMR),
ECMA-376 part names (office files).
"""

HEAD_BYTES = 64 * 1024
"""How much of a file `media_type_of` looks at."""
UNKNOWN = "application/octet-stream"
_PREFIXES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"#!AMR", "audio/amr"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1aE\xdf\xa3", "video/x-matroska"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)
_BRANDS = {
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"msf1": "image/heic",
    b"M4A ": "audio/mp4",
    b"hevc": "image/heic",
    b"heim": "image/heic",
    b"heis": "image/heic",
    b"avif": "image/avif",
    b"M4B ": "audio/mp4",
    b"M4P ": "audio/mp4",
    b"3gp4": "video/3gpp",
    b"3gp5": "video/3gpp",
    b"3gp6": "video/3gpp",
    b"qt  ": "video/quicktime",
}
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_OFFICE = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_MPEG_SYNC = (b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")
_CONTROLS = bytes(range(9)) + b"\x0b\x0c" + bytes(range(14, 27)) + bytes(range(28, 32))


def media_type_of(head: bytes) -> str:
    """The type of a file that begins with these bytes; `application/octet-stream` if unknown."""
    for prefix, media_type in _PREFIXES:
        if head.startswith(prefix):
            return media_type
    if head[4:8] == b"ftyp":
        return _BRANDS.get(head[8:12], "video/mp4")
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12], UNKNOWN)
    if head.startswith(b"PK\x03\x04"):
        return next((kind for part, kind in _OFFICE if part in head), "application/zip")
    if head.startswith(_MPEG_SYNC):
        return "audio/mpeg"
    return "text/plain" if _is_text(head) else UNKNOWN


def _is_text(head: bytes) -> bool:
    """Whether bytes read as UTF-8 or GB18030 without control characters; a cut end is fine."""
    if not head or head.translate(None, _CONTROLS) != head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head.decode(encoding)
        except UnicodeDecodeError as error:
            if len(head) - error.start > 3 or len(head) < HEAD_BYTES:  # noqa: PLR2004 - longest unfinished character
                continue
        return True
    return False
