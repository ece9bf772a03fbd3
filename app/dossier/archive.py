"""The form of an export: a ZIP whose manifest names every file and is itself a ledger event.

`case.json` says what is known, `evidence/<id>/<name>` are the original files, `ledger.json` the
entries up to the manifest, `seal.json` those after it, of which the last, `export_made`, carries
the manifest's SHA-256. `verify.py` checks all of it with Python's standard library alone.
"""

import hashlib
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from typing_extensions import override

FORMAT: Final = "shangan-export-1"
EXPORT_MADE: Final = "export_made"
"""The kind of the ledger event that carries the manifest's hash."""
MANIFEST: Final = "manifest.json"
SEAL: Final = "seal.json"
NAME_BYTES: Final = 120
"""File systems take 255 bytes a name; Chinese ones need three bytes a character."""
_REFUSED = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}$")


@dataclass(frozen=True, slots=True)
class Listed:
    """A file as the manifest names it: path in the archive, SHA-256 in hex, size in bytes."""

    path: str
    sha256: str
    size: int


def listed(path: str, content: bytes) -> Listed:
    """The manifest's line on a file that is at hand."""
    return Listed(path, hashlib.sha256(content).hexdigest(), len(content))


def evidence_path(item_id: str, file_name: str) -> str:
    """Where an original lies: its id keeps names apart, its name stays readable everywhere."""
    name = _REFUSED.sub("_", file_name)
    found = _SUFFIX.search(name)
    suffix = found[0] if found else ""
    room = NAME_BYTES - len(suffix)
    stem = name[: len(name) - len(suffix)].encode()[:room].decode(errors="ignore").strip(" .")
    return f"evidence/{item_id}/{stem or 'file'}{suffix}"


def document(value: Any) -> bytes:
    """Readable JSON of mappings, lists, texts, numbers, ids and instants."""
    return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def manifest(
    *,
    case_id: str,
    made_at: datetime,
    files: Sequence[Listed],
    keys: Sequence[Mapping[str, Any]],
    checkpoint: str,
) -> bytes:
    """The manifest's bytes; `checkpoint` is the signed head of the entries in `ledger.json`."""
    return document(
        {
            "format": FORMAT,
            "case_id": case_id,
            "made_at": made_at.isoformat(),
            "files": [
                {"path": file.path, "sha256": file.sha256, "size": file.size} for file in files
            ],
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


def zip_pieces(
    members: Iterable[tuple[str, Iterable[bytes]]], made_at: datetime
) -> Iterator[bytes]:
    """A ZIP of (path, content) pairs, piece by piece, holding no file as a whole.

    An error of a content ends the archive with it.
    """
    outlet = _Outlet()
    stamp = (made_at.year, made_at.month, made_at.day, made_at.hour, made_at.minute, 0)
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members:
            entry = zipfile.ZipInfo(path, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            with archive.open(entry, "w") as file:
                for piece in content:
                    file.write(piece)
                    yield outlet.take()
            yield outlet.take()
    yield outlet.take()
