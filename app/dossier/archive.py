"""The form of archives: a ZIP whose manifest names every file and is itself a ledger event.

`evidence/<id>/<name>` are the original files, `ledger.json` the entries up to the manifest,
`seal.json` those after it, of which the last, `export_made` or `bundle_made`, carries the
manifest's SHA-256. An export says in `case.json` what is known; a bundle holds an excerpt of the
ledger and may be cut into volumes, ZIPs within the ZIP. `verify.py` checks all of it with
Python's standard library alone.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from typing_extensions import override

EXPORT_FORMAT: Final = "shangan-export-1"
BUNDLE_FORMAT: Final = "shangan-bundle-1"
EXPORT_MADE: Final = "export_made"
BUNDLE_MADE: Final = "bundle_made"
"""The kinds of the ledger events that carry a manifest's hash."""
MANIFEST: Final = "manifest.json"
SEAL: Final = "seal.json"
NAME_BYTES: Final = 120
"""File systems take 255 bytes a name; Chinese ones need three bytes a character."""
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest names it: path in the archive, SHA-256 in hex, size in bytes.

    `volume` is the number of the volume that it lies in; None at the root of the archive.
    """

    path: str
    sha256: str
    size: int
    volume: int | None = None

    def line(self) -> dict[str, Any]:
        """As the manifest names it."""
        fields: dict[str, Any] = {"path": self.path, "sha256": self.sha256, "size": self.size}
        return fields if self.volume is None else {**fields, "volume": self.volume}


def listed(path: str, content: bytes) -> Listed:
    """The manifest's line on a file that is at hand."""
    return Listed(path, hashlib.sha256(content).hexdigest(), len(content))


def evidence_path(item_id: str, file_name: str) -> str:
    """Where an original lies: its id keeps names apart, its name stays readable everywhere."""
    return f"evidence/{item_id}/{safe_name(file_name)}"


def safe_name(file_name: str, ending: str = "") -> str:
    """A name that every file system can store, `file` where nothing is left.

    What does not fit is cut off before its suffix, or before an `ending` that it shall have.
    """
    name = _REFUSED.sub("_", file_name) + ending
    found = _SUFFIX.search(name)
    suffix = ending or (found[0] if found else "")
    room = NAME_BYTES - len(suffix.encode())
    stem = name[: len(name) - len(suffix)].encode()[:room].decode(errors="ignore").strip(" .")
    return f"{stem or 'file'}{suffix}"


def document(value: Any) -> bytes:
    """Readable JSON of mappings, lists, texts, numbers, ids and instants."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def manifest(
    *,
    form: str,
    case_id: str,
    made_at: datetime,
    files: Sequence[Listed],
    keys: Sequence[Mapping[str, Any]],
    checkpoint: str,
    about: Mapping[str, Any] | None = None,
) -> bytes:
    """The manifest's bytes; `checkpoint` is the signed head of the entries in `ledger.json`.

    `form` is one of the formats; `about` are further members.
    """
    return document(
        {
            "format": form,
            "case_id": case_id,
            "made_at": made_at.isoformat(),
            **(about or {}),
            "files": [file.line() for file in files],
            "keys": list(keys),
            "checkpoint": checkpoint,
        }
    )


class _Outlet(io.RawIOBase):
    """Where `zipfile` writes: bytes wait here until they are taken away."""

    def __init__(self) -> None:
        super().__init__()
        self._held = bytearray()

    @override
    def writable(self) -> bool:
        return True

    @override
    def write(self, data: Any, /) -> int:
        self._held += data
        return len(data)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = bytes(self._held)
        self._held.clear()
        return taken


def _always(_path: str) -> bool:
    return True


def zip_pieces(
    members: Iterable[tuple[str, Iterable[bytes]]],
    made_at: datetime,
    *,
    compresses: Callable[[str], bool] = _always,
) -> Iterator[bytes]:
    """A ZIP of (path, content) pairs, piece by piece, holding no file as a whole.

    `compresses` says by its path which file is worth it. An error of a content ends the archive
    with it.
    """
    outlet = _Outlet()
    stamp = (made_at.year, made_at.month, made_at.day, made_at.hour, made_at.minute, 0)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members:
            entry = zipfile.ZipInfo(path, stamp)
            deflated = compresses(path)
            entry.compress_type = zipfile.ZIP_DEFLATED if deflated else zipfile.ZIP_STORED
            entry.external_attr = 0o600 << 16
            with archive.open(entry, "w") as file:
                for piece in content:
                    file.write(piece)
                    yield outlet.take()
            yield outlet.take()
    yield outlet.take()
