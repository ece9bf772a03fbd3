"""Names of an exhibit's files, and which kinds of files can become pages."""

from typing import Final

from app.dossier.archive import safe_name
from app.dossier.bundles.pages import PICTURES

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
LONGEST_TEXT: Final = 256 * 1024
"""A longer text stays a file."""
FOLDER: Final = "exhibits"
_ROOM: Final = 320
"""What a ZIP adds to a file beside twice its name, generously (APPNOTE 4.3, with ZIP64)."""


def is_paged(media_type: str, size: int) -> bool:
    """Whether a file of this type is laid out as numbered pages."""
    if media_type == TEXT:
        return size <= LONGEST_TEXT
    return media_type == PDF or media_type in PICTURES


def copy_path(number: int, title: str, addition: str = "") -> str:
    """Where the numbered copy of an exhibit lies; `addition` tells apart several of one."""
    ending = f" {addition}.pdf" if addition else ".pdf"
    return f"{FOLDER}/{safe_name(f'{number:03d} {title}', ending)}"


def lines_of(content: bytes) -> list[str]:
    """The lines of a text in UTF-8 or GB18030, as Chinese systems write them."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    return content.decode("utf-8", errors="replace").splitlines()


def room_of(path: str, size: int) -> int:
    """What a file takes in a volume, names and directories included, in bytes."""
    return size + _ROOM + 2 * len(path.encode())
