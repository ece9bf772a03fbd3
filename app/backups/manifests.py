"""What a part of a backup says about itself: when and by which version, and every file's digest."""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import orjson

FORMAT = 1
MANIFEST = "manifest.json"
PartKind = Literal["data", "keys"]
_NAME = re.compile(r"\d{8}T\d{6}Z-(data|keys)")
_PATH = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


@dataclass(frozen=True, slots=True)
class PartFile:
    """A file of a part; `sha256` in hex, `size` in bytes."""

    path: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of one part; `revision` is the database schema's."""

    part: PartKind
    made_at: datetime
    version: str
    revision: str
    files: tuple[PartFile, ...]

    @property
    def name(self) -> str:
        """The part's folder: when it was made (UTC), and which part it is."""
        return f"{self.made_at:%Y%m%dT%H%M%SZ}-{self.part}"

    def to_json(self) -> bytes:
        """The form `from_json` reads."""
        return orjson.dumps({"format": FORMAT, **asdict(self)}, option=orjson.OPT_INDENT_2)


def from_json(text: bytes) -> Manifest:
    """Reads a manifest.

    Raises:
        ValueError: if it is none, of a later format, or names a file outside of its part.
    """
    try:
        said: dict[str, Any] = orjson.loads(text)
        if said.pop("format") != FORMAT:
            raise ValueError("another format")
        files = tuple(PartFile(**file) for file in said.pop("files"))
        made_at = datetime.fromisoformat(said.pop("made_at"))
        manifest = Manifest(made_at=made_at, files=files, **said)
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("not a manifest") from error
    if not all(_PATH.fullmatch(file.path) for file in files):
        raise ValueError("a file outside of the part")
    return manifest


def made_before(names: Sequence[str], edge: datetime) -> list[str]:
    """Those of these folder names that are key parts made before `edge` (UTC)."""
    return [
        name
        for name in sorted(names)
        if _NAME.fullmatch(name)
        and name.endswith("-keys")
        and datetime.fromisoformat(name.split("-")[0]) < edge
    ]


def edge_of(now: datetime, kept_days: int) -> datetime:
    """Key parts made before this are no longer kept."""
    return now - timedelta(days=kept_days)
