"""Folders of a backup on disk. A part appears under its name whole or not at all."""

import gzip
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.backups import manifests
from app.backups.errors import BackupRefused
from app.backups.manifests import MANIFEST, Manifest, PartFile, PartKind

PIECE_BYTES = 256 * 1024


@dataclass(slots=True)
class NewPart:
    """A part that is being written under a passing name; it is removed if that fails."""

    folder: Path
    kind: PartKind
    made_at: datetime
    version: str
    revision: str
    _files: list[PartFile] = field(default_factory=list)

    @property
    def _draft(self) -> Path:
        return self.folder / f"{self._manifest.name}.partial"

    @property
    def _manifest(self) -> Manifest:
        files = tuple(self._files)
        return Manifest(self.kind, self.made_at, self.version, self.revision, files)

    def __enter__(self) -> Self:
        """Makes the folder, readable for its owner alone."""
        if (self.folder / self._manifest.name).exists():
            raise BackupRefused("a backup of this second is there already")
        self._draft.mkdir(parents=True, mode=0o700)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Writes the manifest and gives the part its name; after an error removes it."""
        if kind is not None:
            shutil.rmtree(self._draft)
            return
        _write(self._draft / MANIFEST, [self._manifest.to_json()])
        self._draft.rename(self.folder / self._manifest.name)
        _flush(self.folder)

    def add(self, path: str, pieces: Iterable[bytes]) -> None:
        """Writes a file and notes its digest."""
        size, digest = _write(self._draft / path, pieces)
        self._files.append(PartFile(path, size, digest))

    def add_lines(self, path: str, lines: Iterable[bytes]) -> None:
        """Writes lines, packed with gzip."""
        self.add(path, _packed(lines))

    def finished(self) -> Path:
        """Where the part is once it is whole."""
        return self.folder / self._manifest.name


def _write(file: Path, pieces: Iterable[bytes]) -> tuple[int, str]:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    size, digest = 0, hashlib.sha256()
    with os.fdopen(descriptor, "wb") as opened:
        for piece in pieces:
            opened.write(piece)
            digest.update(piece)
            size += len(piece)
        opened.flush()
        os.fsync(opened.fileno())
    _flush(file.parent)
    return size, digest.hexdigest()


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _packed(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Members of gzip, one for about as much text as a piece is long; together one gzip file."""
    gathered = bytearray()
    for line in lines:
        gathered += line
        if len(gathered) >= PIECE_BYTES:
            yield gzip.compress(bytes(gathered), mtime=0)
            gathered.clear()
    yield gzip.compress(bytes(gathered), mtime=0)


@dataclass(frozen=True, slots=True)
class Part:
    """A part that was found whole."""

    folder: Path
    manifest: Manifest

    def lines(self, path: str) -> Iterator[bytes]:
        """The lines of a packed file."""
        with gzip.open(self.folder / path, "rb") as opened:
            yield from opened

    def pieces(self, path: str) -> Iterator[bytes]:
        """The bytes of a file."""
        with (self.folder / path).open("rb") as opened:
            while piece := opened.read(PIECE_BYTES):
                yield piece


def open_part(folder: Path, kind: PartKind) -> Part:
    """A part, once every file of it has the digest its manifest says.

    Raises:
        BackupRefused: if it is another part, incomplete or damaged.
    """
    try:
        part = Part(folder, manifests.from_json((folder / MANIFEST).read_bytes()))
    except (OSError, ValueError):
        raise BackupRefused(f"{folder} is no part of a backup") from None
    if part.manifest.part != kind:
        raise BackupRefused(f"{folder} is the {part.manifest.part} part, not the {kind} part")
    for file in part.manifest.files:
        digest = hashlib.sha256()
        try:
            for piece in part.pieces(file.path):
                digest.update(piece)
        except OSError:
            raise BackupRefused(f"{folder} lacks {file.path}") from None
        if digest.hexdigest() != file.sha256:
            raise BackupRefused(f"{folder}: {file.path} is damaged")
    return part


def remove_keys_made_before(folder: Path, edge: datetime) -> list[str]:
    """Removes the key parts of a folder that are older; gives their names."""
    old = manifests.made_before([path.name for path in folder.iterdir()], edge)
    for name in old:
        shutil.rmtree(folder / name)
    return old
