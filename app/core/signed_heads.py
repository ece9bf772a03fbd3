"""What this process's keys have signed last, kept outside the database.

A log must never sign a tree that is shorter than, or differs from, one it signed before. A database
restored from an old backup does not know what was signed after it: this memory does. It is written
after the commit and not flushed to disk for each: after a power loss it may lag behind the
database, which then extends it, but is never ahead.
"""

import hashlib
import os
import threading
from dataclasses import dataclass
from pathlib import Path

from app.core.ids import new_id

FILE = "signed-heads"
SPARE_LINES = 10_000
"""Superseded lines that may gather before the file is written anew at a start."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Size and root of a tree as signed, and the digest of the checkpoint that says so."""

    size: int
    root: bytes
    note: bytes


def note_digest(note: str) -> bytes:
    """SHA-256 of a checkpoint's text."""
    return hashlib.sha256(note.encode()).digest()


class SignedHeads:
    """The newest head signed for each log, by its origin line."""

    def __init__(self, folder: Path) -> None:
        """Reads what earlier processes left.

        Raises:
            ValueError: if the file was damaged; a torn last line is passed over.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._path = folder / FILE
        self._mutex = threading.Lock()
        self._heads: dict[str, SignedHead] = {}
        lines = self._path.read_text(encoding="utf-8").split("\n") if self._path.exists() else [""]
        for line in lines[:-1]:
            origin, size, root, note = line.split("\t")
            self._keep(origin, SignedHead(int(size), bytes.fromhex(root), bytes.fromhex(note)))
        if len(lines) > len(self._heads) + SPARE_LINES or lines[-1]:
            self._rewrite()
        self._file: int | None = None

    def last(self, origin: str) -> SignedHead | None:
        """The newest head signed for a log."""
        return self._heads.get(origin)

    def remember(self, origin: str, head: SignedHead) -> None:
        """Keeps a head whose transaction has been committed."""
        with self._mutex:
            if self._keep(origin, head):
                if self._file is None:
                    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
                    self._file = os.open(self._path, flags, 0o600)
                os.write(self._file, _line(origin, head))

    def close(self) -> None:
        """Closes the file until a head is remembered again."""
        with self._mutex:
            if self._file is not None:
                os.close(self._file)
                self._file = None

    def _keep(self, origin: str, head: SignedHead) -> bool:
        known = self._heads.get(origin)
        is_newer = known is None or head.size > known.size
        if is_newer:
            self._heads[origin] = head
        return is_newer

    def _rewrite(self) -> None:
        draft = self._path.with_name(f"{FILE}.{new_id()}")
        draft.touch(mode=0o600)
        draft.write_bytes(b"".join(_line(*each) for each in self._heads.items()))
        draft.replace(self._path)


def _line(origin: str, head: SignedHead) -> bytes:
    return f"{origin}\t{head.size}\t{head.root.hex()}\t{head.note.hex()}\n".encode()
