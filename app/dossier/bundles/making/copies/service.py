"""Lays an exhibit out as pages: the file itself, the sheet of a recording, its transcript.

It is done twice: first without labels, to learn how many pages the whole has, then with them.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from app.core.typesetting import set_pdf
from app.dossier.archive import evidence_path
from app.dossier.bundles import pages
from app.dossier.bundles.choosing.service import Exhibit
from app.dossier.bundles.making.exhibits import PDF, TEXT, copy_path, is_paged, lines_of
from app.dossier.bundles.making.packing.service import Packing
from app.dossier.bundles.numbering import Labels
from app.dossier.bundles.papers import item_notes
from app.dossier.bundles.recordings import kind_of, sheet_facts, sheet_steps
from app.dossier.contents.service import plain
from app.dossier.sealing import service as sealing
from app.evidence.durations import duration_of

HELD_BYTES = 1024 * 1024
"""A larger exhibit waits in an unnamed temporary file, as an upload does."""
PIECE_BYTES = 256 * 1024
LabelsOf = Callable[[str], Labels | None]
"""The labels of the copy at a path."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of an exhibit, ready to be packed."""

    path: str
    content: BinaryIO
    pages: int

    @property
    def size(self) -> int:
        """In bytes."""
        return self.content.seek(0, 2)


def count_pages(packing: Packing, exhibit: Exhibit) -> None:
    """Notes how many pages an exhibit gives, and how long it lasts where it is a recording."""
    item = exhibit.item
    with ExitStack() as held:
        source = None
        if is_paged(item.media_type, item.size):
            source = spooled(held)
            for piece in sealing.original(packing.run, item, is_leaving=False):
                source.write(piece)
        elif kind_of(item.media_type) is not None:
            pieces = sealing.original(packing.run, item, is_leaving=False)
            packing.seconds[item.id] = duration_of(item.media_type, pieces)
        for copy in copies_of(packing, exhibit, source, held, lambda _path: None):
            packing.expect(copy.path, copy.size, copy.pages)


def copies_of(
    packing: Packing,
    exhibit: Exhibit,
    source: BinaryIO | None,
    held: ExitStack,
    labels_of: LabelsOf,
) -> Iterator[Copy]:
    """Its copies in their order; `source` is the original of what becomes pages itself."""
    item = exhibit.item
    if source is not None:
        path = copy_path(exhibit.number, exhibit.title)
        yield from _pages_of(packing, exhibit, source, held, path, labels_of(path))
    if kind_of(item.media_type) is not None:
        path = copy_path(exhibit.number, exhibit.title, packing.say("bundles.files.sheet"))
        yield _stamped(path, _sheet(packing, exhibit, held), held, labels_of(path))
    if item.transcript:
        path = copy_path(exhibit.number, exhibit.title, packing.say("bundles.files.transcript"))
        yield _stamped(path, _transcript(packing, exhibit, held), held, labels_of(path))


def spooled(held: ExitStack) -> BinaryIO:
    """A file in memory, and on disk without a name from some megabytes on."""
    return cast("BinaryIO", held.enter_context(SpooledTemporaryFile(max_size=HELD_BYTES)))


def pieces_of(content: BinaryIO) -> Iterator[bytes]:
    """Its bytes from the start."""
    content.seek(0)
    while piece := content.read(PIECE_BYTES):
        yield piece


def _pages_of(
    packing: Packing,
    exhibit: Exhibit,
    source: BinaryIO,
    held: ExitStack,
    path: str,
    labels: Labels | None,
) -> Iterator[Copy]:
    """The copy of a file; none where it gives no pages."""
    source.seek(0)
    try:
        if exhibit.item.media_type == PDF:
            yield _stamped(path, source, held, labels)
        elif exhibit.item.media_type == TEXT:
            printed = _print(packing, exhibit, source.read(), held)
            yield _stamped(path, printed, held, labels)
        else:
            target = spooled(held)
            yield Copy(path, target, pages.lay_picture(source, target, labels))
    except pages.NoPages:
        return


def _stamped(path: str, source: BinaryIO, held: ExitStack, labels: Labels | None) -> Copy:
    target = spooled(held)
    return Copy(path, target, pages.stamp_pdf(source, target, labels))


def _print(packing: Packing, exhibit: Exhibit, content: bytes, held: ExitStack) -> BinaryIO:
    values = packing.values(title=exhibit.title, lines=lines_of(content))
    return _set("bundle_text", values, packing, held)


def _sheet(packing: Packing, exhibit: Exhibit, held: ExitStack) -> BinaryIO:
    item = exhibit.item
    path = evidence_path(str(item.id), item.file_name)
    values = packing.values(
        title=exhibit.title,
        facts=sheet_facts(
            {**plain(item), "purpose": exhibit.purpose},
            packing.seconds.get(item.id),
            path,
            packing.say,
        ),
        steps=sheet_steps(item.media_type, has_transcript=bool(item.transcript), say=packing.say),
    )
    return _set("bundle_recording", values, packing, held)


def _transcript(packing: Packing, exhibit: Exhibit, held: ExitStack) -> BinaryIO:
    values = packing.values(
        title=exhibit.title,
        notes=list(item_notes(plain(exhibit.item), packing.say)),
        rows=[[line.at, line.speaker, line.text] for line in exhibit.item.transcript],
    )
    return _set("bundle_transcript", values, packing, held)


def _set(template: str, values: dict[str, object], packing: Packing, held: ExitStack) -> BinaryIO:
    made = spooled(held)
    made.write(set_pdf(template, values, day=packing.day))
    made.seek(0)
    return made
