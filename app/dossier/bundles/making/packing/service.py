"""Keeps what has been packed of a bundle: files with their hashes, pages, places."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.core import clock, i18n
from app.core.typesetting import set_pdf
from app.core.vocabularies import label_of
from app.dossier.archive import Listed
from app.dossier.bundles.choosing.service import Selection
from app.dossier.bundles.making.exhibits import room_of
from app.dossier.bundles.numbering import FONT_ROOM, LABEL_ROOM, Labels
from app.dossier.bundles.papers import Placed
from app.dossier.bundles.schemas import BundleRequest
from app.operations.worker.service import Run

MEBIBYTE = 1024 * 1024
Member = tuple[str, Iterable[bytes]]
_LABELS = "bundles.papers."


@dataclass(slots=True)
class Packing:
    """A bundle on its way out.

    `pages` says how many pages each copy that goes in has, by its path; `seconds` how long a
    recording lasts, by the id of its item.
    """

    run: Run
    wanted: BundleRequest
    chosen: Selection
    made_at: datetime
    next_page: int = 1
    files: list[Listed] = field(default_factory=list)
    placed: list[Placed] = field(default_factory=list)
    pages: dict[str, int] = field(default_factory=dict)
    seconds: dict[UUID, int | None] = field(default_factory=dict)

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
        """Each exhibit is counted and packed; one step for all the rest."""
        return 2 * len(self.chosen.exhibits) + 1

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

    def expect(self, path: str, size: int, count: int) -> None:
        """Takes a copy's pages into the count, unless no volume could hold it with its labels."""
        labelled = size + FONT_ROOM + count * LABEL_ROOM
        if self.limit is None or room_of(path, labelled) <= self.limit - room_of("", 0):
            self.pages[path] = count

    def labels(self, exhibit: int) -> Labels:
        """Labels of an exhibit's next pages: which exhibit, page x of n of the whole bundle."""
        total = sum(self.pages.values())
        first = self.next_page

        def drawn(count: int) -> bytes:
            said = [
                self.say("bundles.label", exhibit=exhibit, page=page, total=total)
                for page in range(first, first + count)
            ]
            return set_pdf("bundle_label", self.values(pages=said), day=self.day)

        return drawn

    def listed(self, path: str, content: Iterable[bytes], volume: int | None) -> Iterator[bytes]:
        """The content on its way out; when it is through, the manifest knows of it."""
        digest, size = hashlib.sha256(), 0
        for piece in content:
            digest.update(piece)
            size += len(piece)
            yield piece
        self.files.append(Listed(path, digest.hexdigest(), size, volume))
