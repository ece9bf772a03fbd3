"""Makes a bundle in one pass, holding one exhibit at a time, and seals it at the end.

The manifest comes last in the archive: by then every byte before it has been hashed on its way
out. Whatever ends the pass early leaves neither a file nor a ledger entry behind.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from app.core import clock
from app.core.typesetting import set_pdf
from app.dossier.archive import evidence_path, zip_pieces
from app.dossier.bundles import pages, service
from app.dossier.bundles.choosing.service import Exhibit, choose
from app.dossier.bundles.making.closing import service as closing
from app.dossier.bundles.making.exhibits import PDF, TEXT, copy_path, is_paged, lines_of, room_of
from app.dossier.bundles.making.packing.service import Member, Packing
from app.dossier.bundles.papers import Placed, item_notes
from app.dossier.bundles.schemas import BundleRequest
from app.dossier.contents.service import plain
from app.dossier.sealing import service as sealing
from app.operations.errors import WorkFailed
from app.operations.worker.service import Produced, Run

HELD_BYTES = 4 * 1024 * 1024
"""A larger exhibit waits in an unnamed temporary file, as an upload does."""
PIECE_BYTES = 256 * 1024
_WORTH_IT = (".json", ".csv", ".txt", ".py")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that is ready to be packed; its content must be read before the next is asked for."""

    path: str
    size: int
    content: Iterable[bytes]

    @property
    def room(self) -> int:
        """What it takes in a volume, in bytes."""
        return room_of(self.path, self.size)


def make_bundle(run: Run) -> Produced:
    """The work behind a bundle.

    Raises:
        WorkFailed: if the case is no longer what the preview showed, or the ledger or a file is
            not what was recorded.
    """
    wanted = BundleRequest.model_validate(run.wanted())
    with run.database.read(run.tenant_id, frozen=True) as session:
        chosen = choose(session, run.case_id, wanted)
    if service.preview_hash(run.case_id, wanted, chosen) != wanted.preview_hash:
        raise WorkFailed("preview_outdated")
    packing = Packing(run, wanted, chosen, clock.now())
    size = run.keep(zip_pieces(_members(packing), packing.made_at, compresses=_is_worth_it))
    return Produced(f"shangan-bundle-{run.case_id}-{packing.day}.zip", size)


def _is_worth_it(path: str) -> bool:
    return path.endswith(_WORTH_IT)


def _members(packing: Packing) -> Iterator[Member]:
    packing.run.advance(0, packing.steps)
    if packing.limit is None:
        for waiting in _exhibits(packing):
            yield waiting.path, packing.listed(waiting.path, waiting.content, None)
    else:
        yield from _volumes(packing, packing.limit)
    yield from closing.members(packing)
    packing.run.advance(packing.steps, packing.steps)


def _volumes(packing: Packing, limit: int) -> Iterator[Member]:
    """ZIPs within the ZIP, each as full as whole files make it."""
    files = _exhibits(packing)
    ahead = next(files, None)
    number = 0

    def filled() -> Iterator[Member]:
        nonlocal ahead
        room = limit - room_of("", 0)
        while ahead is not None and ahead.room <= room:
            room -= ahead.room
            yield ahead.path, packing.listed(ahead.path, ahead.content, number)
            ahead = next(files, None)

    while ahead is not None:
        number += 1
        inner = zip_pieces(filled(), packing.made_at, compresses=_is_worth_it)
        yield f"volumes/volume-{number:02d}.zip", inner


def _exhibits(packing: Packing) -> Iterator[Waiting]:
    """The files of each exhibit in turn; between two of them a cancellation is heard."""
    for done, exhibit in enumerate(packing.chosen.exhibits, start=1):
        packing.run.advance(done, packing.steps)
        first = packing.next_page
        with ExitStack() as held:
            yield from _files(packing, exhibit, held)
        packing.placed.append(_placed(packing, exhibit, first))


def _placed(packing: Packing, exhibit: Exhibit, first: int) -> Placed:
    item = exhibit.item
    has_pages = packing.next_page > first
    return Placed(
        number=exhibit.number,
        title=exhibit.title,
        source=item.source or "",
        purpose=exhibit.purpose,
        first_page=first if has_pages else None,
        last_page=packing.next_page - 1 if has_pages else None,
        path=evidence_path(str(item.id), item.file_name),
        sha256=item.sha256,
        notes=item_notes(plain(item), packing.say),
        volume=None,
    )


def _files(packing: Packing, exhibit: Exhibit, held: ExitStack) -> Iterator[Waiting]:
    """The original, then its numbered copy and its transcript, as far as there are any."""
    item = exhibit.item
    path = evidence_path(str(item.id), item.file_name)
    if is_paged(item.media_type, item.size):
        source = _held(held)
        for piece in sealing.original(packing.run, item):
            source.write(piece)
        yield Waiting(path, item.size, _pieces(source))
        yield from _copy(packing, exhibit, source, held)
    else:
        yield Waiting(path, item.size, sealing.original(packing.run, item))
    if item.transcript:
        addition = packing.say("bundles.files.transcript")
        written = _transcript(packing, exhibit, held)
        copied = _held(held)
        count = pages.stamp_pdf(written, copied, packing.next_page)
        yield from _numbered(
            packing, copy_path(exhibit.number, exhibit.title, addition), copied, count
        )


def _held(held: ExitStack) -> BinaryIO:
    return cast("BinaryIO", held.enter_context(SpooledTemporaryFile(max_size=HELD_BYTES)))


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    while piece := source.read(PIECE_BYTES):
        yield piece


def _copy(
    packing: Packing, exhibit: Exhibit, source: BinaryIO, held: ExitStack
) -> Iterator[Waiting]:
    """The numbered copy of a file; none where it gives no pages."""
    target = _held(held)
    source.seek(0)
    try:
        if exhibit.item.media_type == PDF:
            count = pages.stamp_pdf(source, target, packing.next_page)
        elif exhibit.item.media_type == TEXT:
            printed = _print(packing, exhibit, source.read(), held)
            count = pages.stamp_pdf(printed, target, packing.next_page)
        else:
            count = pages.lay_picture(source, target, packing.next_page)
    except pages.NoPages:
        return
    yield from _numbered(packing, copy_path(exhibit.number, exhibit.title), target, count)


def _numbered(packing: Packing, path: str, target: BinaryIO, count: int) -> Iterator[Waiting]:
    """The copy, and its pages taken from the count; neither if no volume could hold it."""
    size = target.seek(0, 2)
    if packing.limit is None or room_of(path, size) <= packing.limit - room_of("", 0):
        packing.next_page += count
        yield Waiting(path, size, _pieces(target))


def _print(packing: Packing, exhibit: Exhibit, content: bytes, held: ExitStack) -> BinaryIO:
    values = packing.values(title=exhibit.title, lines=lines_of(content))
    return _set("bundle_text", values, packing, held)


def _transcript(packing: Packing, exhibit: Exhibit, held: ExitStack) -> BinaryIO:
    values = packing.values(
        title=exhibit.title,
        notes=list(item_notes(plain(exhibit.item), packing.say)),
        rows=[[line.at, line.speaker, line.text] for line in exhibit.item.transcript],
    )
    return _set("bundle_transcript", values, packing, held)


def _set(template: str, values: dict[str, object], packing: Packing, held: ExitStack) -> BinaryIO:
    made = _held(held)
    made.write(set_pdf(template, values, day=packing.day))
    made.seek(0)
    return made
