"""Keeps what has been packed of a bundle: files with their hashes, pages, places."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.core import clock, i18n
from app.core.vocabularies import label_of
from app.dossier.archive import Listed
from app.dossier.bundles.choosing.service import Selection
from app.dossier.bundles.papers import Placed
from app.dossier.bundles.schemas import BundleRequest
from app.operations.worker.service import Run

MEBIBYTE = 1024 * 1024
Member = tuple[str, Iterable[bytes]]
_LABELS = "bundles.papers."


@dataclass(slots=True)
class Packing:
    """A bundle on its way out."""

    run: Run
    wanted: BundleRequest
    chosen: Selection
    made_at: datetime
    next_page: int = 1
    files: list[Listed] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)

    @property
    def day(self) -> date:
        """The day on its papers."""
        return clock.business_day(self.made_at)

    @property
    def limit(self) -> int | None:
        """The largest size of a volume, in bytes."""
        mebibytes = self.wanted.volume_limit_mib
        return mebibytes * MEBIBYTE if mebibytes is not None else None

    @property
    def steps(self) -> int:
        """Exhibits, and one for all the rest."""
        return len(self.chosen.exhibits) + 1

    def say(self, key: str, **params: object) -> str:
        """A text in the language of the bundle."""
        return i18n.text(key, language=self.wanted.locale, **params)

    def name(self, vocabulary: str, code: str) -> str:
        """What a code is called in the language of the bundle."""
        return label_of(vocabulary, code, self.wanted.locale)

    def values(self, **more: object) -> dict[str, Any]:
        """What every template needs: its language and all labels of papers, and what it adds."""
        texts = i18n.catalogue(self.wanted.locale)
        labels = {
            key.removeprefix(_LABELS): text
            for key, text in texts.items()
            if key.startswith(_LABELS)
        }
        return {"lang": self.wanted.locale[:2], "labels": labels, **more}

    def listed(self, path: str, content: Iterable[bytes], volume: int | None) -> Iterator[bytes]:
        """The content on its way out; when it is through, the manifest knows of it."""
        digest, size = hashlib.sha256(), 0
        for piece in content:
            digest.update(piece)
            size += len(piece)
            yield piece
        self.files.append(Listed(path, digest.hexdigest(), size, volume))
