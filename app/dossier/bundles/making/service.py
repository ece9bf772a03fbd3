"""Makes a bundle, holding one exhibit at a time, and seals it at the end.

All pages are counted first, for every page names its place in the whole; then the archive is made
in one pass. The manifest comes last in it: by then every byte before it has been hashed on its way
out. Whatever ends the pass early leaves neither a file nor a ledger entry behind.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

from app.core import clock
from app.dossier.archive import evidence_path, zip_pieces
from app.dossier.bundles import service
from app.dossier.bundles.choosing.service import Exhibit, choose
from app.dossier.bundles.making.closing import service as closing
from app.dossier.bundles.making.copies import service as copies
from app.dossier.bundles.making.exhibits import copy_path, room_of
from app.dossier.bundles.making.packing.service import Member, Packing
from app.dossier.bundles.papers import Placed, item_notes
from app.dossier.bundles.recordings import is_film
from app.dossier.bundles.schemas import BundleRequest
from app.dossier.contents.service import plain
from app.dossier.sealing import service as sealing
from app.operations.errors import WorkFailed
from app.operations.worker.service import Produced, Run

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
    for done, exhibit in enumerate(packing.chosen.exhibits, start=1):
        copies.count_pages(packing, exhibit)
        packing.run.advance(done, packing.steps)
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
        packing.run.advance(len(packing.chosen.exhibits) + done, packing.steps)
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
        aside=packing.say("bundles.no_stills") if is_film(item.media_type) else "",
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
    """The original, then its labelled copies as far as there are any."""
    item = exhibit.item
    path = evidence_path(str(item.id), item.file_name)
    source = None
    if copy_path(exhibit.number, exhibit.title) in packing.pages:
        source = copies.spooled(held)
        for piece in sealing.original(packing.run, item):
            source.write(piece)
        yield Waiting(path, item.size, copies.pieces_of(source))
    else:
        yield Waiting(path, item.size, sealing.original(packing.run, item))
    for copy in copies.copies_of(
        packing, exhibit, source, held, lambda _path: packing.labels(exhibit.number)
    ):
        if copy.path in packing.pages:
            packing.next_page += copy.pages
            yield Waiting(copy.path, copy.size, copies.pieces_of(copy.content))
