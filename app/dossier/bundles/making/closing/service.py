"""Ends a bundle: evidence list, cover, contact timeline, excerpt of the ledger, manifest, seal."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.core.typesetting import set_pdf
from app.dossier.archive import (
    BUNDLE_FORMAT,
    BUNDLE_MADE,
    MANIFEST,
    SEAL,
    document,
    listed,
    manifest,
)
from app.dossier.bundles.choosing.service import entries_of
from app.dossier.bundles.excerpt import excerpt, receipts_of
from app.dossier.bundles.making.packing.service import Member, Packing
from app.dossier.bundles.papers import Placed, contact_rows, contents_rows, list_rows
from app.dossier.bundles.profiles import person_shown
from app.dossier.contents.service import plain
from app.dossier.sealing import service as sealing
from app.dossier.sealing.service import Fields, Seal
from app.dossier.sheets import csv_text
from app.ledger import merkle
from app.ledger.errors import LedgerDamaged
from app.ledger.proofs import service as proofs
from app.ledger.schemas import LedgerEntryRead
from app.operations.errors import WorkFailed

LIST = "证据清单"
"""The name of the evidence list in every language: courts look for it."""
_COLUMNS = ("number", "name", "source", "purpose", "pages")


def members(packing: Packing) -> Iterator[Member]:
    """The files at the root of the archive, the manifest and its seal last."""
    texts = _papers(packing)
    with packing.run.database.write(packing.run.tenant_id) as session:
        seal = _noted(session, packing, texts)
    texts[SEAL] = sealing.sealed(packing.run, seal)
    for path, content in texts.items():
        yield path, [content]


def _papers(packing: Packing) -> dict[str, bytes]:
    placed = list(_in_volumes(packing))
    rows = list_rows(placed, packing.say)
    heads = [packing.say(f"bundles.papers.{column}") for column in _COLUMNS]
    facts = _facts(packing)
    name = next((value for code, value in facts if code == "full_name"), "")
    shown = [[packing.say(f"bundles.person.{code}"), value] for code, value in facts]
    shown += [
        [
            packing.say("bundles.papers.for_whom"),
            packing.name("document_profile", packing.chosen.profile.code),
        ],
        [packing.say("bundles.papers.made_on"), packing.day.isoformat()],
    ]
    cover, contacts, readme = (
        packing.say(f"bundles.files.{each}") for each in ("cover", "contacts", "readme")
    )
    listing = packing.values(rows=rows, name=name, made_on=packing.day.isoformat())
    told = contact_rows(packing.chosen.contacts, packing.say, packing.name)
    contents = packing.values(facts=shown, rows=contents_rows(placed, packing.say))
    texts = {
        f"{readme}.txt": _read_me(packing),
        f"{cover}.pdf": set_pdf("bundle_cover", contents, day=packing.day),
        f"{LIST}.csv": csv_text(heads, rows),
        f"{LIST}.pdf": set_pdf("bundle_list", listing, day=packing.day),
    }
    if told:
        timeline = packing.values(rows=told)
        texts[f"{contacts}.pdf"] = set_pdf("bundle_contacts", timeline, day=packing.day)
    return texts


def _in_volumes(packing: Packing) -> Iterable[Placed]:
    volumes = {file.path: file.volume for file in packing.files}
    return (replace(each, volume=volumes[each.path]) for each in packing.placed)


def _facts(packing: Packing) -> list[tuple[str, str]]:
    with packing.run.database.read(packing.run.tenant_id) as session:
        case = plain(cases.get_case(session, packing.run.case_id))
    person = person_shown(case, packing.chosen.profile)
    if "hardship_reason" in person:
        reason = packing.name("hardship_reason", person["hardship_reason"])
        person = {**person, "hardship_reason": reason}
    return list(person.items())


def _read_me(packing: Packing) -> bytes:
    """What the archive is and how it is checked, in both languages whatever its own."""
    return packing.say("bundles.read_me").encode()


def _noted(session: Session, packing: Packing, texts: dict[str, bytes]) -> Seal:
    """Adds the excerpt and the manifest to the texts and notes the manifest in the ledger.

    Raises:
        WorkFailed: if the stored entries are not what was signed.
    """
    case_id = packing.run.case_id
    cases.require_case(session, case_id, lock=True)
    try:
        head = proofs.get_checkpoint(session, case_id)
        leaves, entries, last = _excerpted(session, packing)
        texts["ledger.json"] = document(excerpt(leaves, entries))
        receipts = receipts_of(head.checkpoint, leaves, [each["sequence"] for each in entries])
        texts["receipts.json"] = document({"receipts": receipts})
        texts["anchors.json"] = sealing.anchors_of(session, case_id)
        texts["verify.py"] = sealing.verifier()
        texts[MANIFEST] = manifest(
            form=BUNDLE_FORMAT,
            case_id=str(case_id),
            made_at=packing.made_at,
            files=[*(listed(path, each) for path, each in texts.items()), *packing.files],
            keys=sealing.public_keys(session),
            checkpoint=head.checkpoint,
            about={"profile": packing.chosen.profile.code, "locale": packing.wanted.locale},
        )
        return sealing.note_manifest(
            session, packing.run, BUNDLE_MADE, packing.made_at, texts[MANIFEST], last
        )
    except LedgerDamaged:
        raise WorkFailed("ledger_damaged") from None


def _excerpted(session: Session, packing: Packing) -> tuple[list[bytes], list[Fields], UUID | None]:
    """All leaf hashes, the chosen entries, and the id of the last entry.

    Raises:
        LedgerDamaged: if a chosen entry is not there, or the hashes do not give the signed root.
    """
    case_id = packing.run.case_id
    key = cases.case_key(session, case_id)
    shown = {entry.sequence: entry.shown_in_full for entry in entries_of(packing.chosen)}
    leaves: list[bytes] = []
    entries: list[Fields] = []
    last = None
    for row in sealing.rows_after(session, case_id, None):
        leaves.append(row.entry_hash)
        last = row.id
        if row.sequence in shown:
            opened = sealing.opened_entry(row, key)
            entries.append(opened if shown[row.sequence] else plain(LedgerEntryRead.of(row)))
    root = proofs.get_checkpoint(session, case_id).root
    if merkle.root(leaves) != root or len(entries) != len(shown):
        raise LedgerDamaged
    return leaves, entries, last
