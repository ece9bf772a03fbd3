"""File names: what is kept of the one given, and how it is offered for download (RFC 6266)."""

import re

LONGEST = 200
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_PLAIN = re.compile(r"[^A-Za-z0-9._-]")


def kept_name(given: str | None) -> str:
    """The last part of a name without control and direction marks; `file` when none is left."""
    last = re.split(r"[/\\]", given or "")[-1]
    return _UNSHOWN.sub("", last).strip(" .")[-LONGEST:] or "file"


def attachment(name: str) -> str:
    """The Content-Disposition of a download: an ASCII name, and the real one as `filename*`.

    The latter is percent-encoded UTF-8 (RFC 8187).
    """
    plain = _PLAIN.sub("_", name)
    encoded = "".join(
        character
        if _PLAIN.match(character) is None
        else "".join(f"%{byte:02X}" for byte in character.encode())
        for character in name
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}"
