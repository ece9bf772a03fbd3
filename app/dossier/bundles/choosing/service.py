"""Chooses the evidence and contacts of a bundle, without what its profile keeps back."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.contacts import service as contacts
from app.contacts.schemas import ContactRead
from app.core import i18n
from app.core.errors import NotFound, invalid, require_known
from app.core.pagination import every
from app.debts import service as debts
from app.dossier.bundles import selection
from app.dossier.bundles.profiles import Profile, default_profile, profiles
from app.dossier.bundles.schemas import BundleScope, IncludedEntry
from app.dossier.bundles.selection import Finding, Told
from app.dossier.contents.service import plain
from app.evidence import service as evidence
from app.evidence.checklists import service as checklists
from app.evidence.checklists.schemas import ChecklistItem, ChecklistRead
from app.evidence.schemas import EvidenceRead

MOST_FILES, MOST_CONTACTS = 500, 1000
"""As many as a request may name."""
_EVERY_CONTACT = contacts.wanted_contacts(None, None, None, None, None)
_MEBIBYTE = 1024 * 1024
_ENTRY_ROOM = 4096
"""What names and directories of a volume take beside its files, generously."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A piece of evidence with its number in the list and the list's items it stands for."""

    number: int
    item: EvidenceRead
    serves: tuple[ChecklistItem, ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return selection.short_title(self.item.title, self.item.file_name)

    @property
    def purpose(self) -> str:
        """What it shall prove: the giver's words, otherwise the list's."""
        return self.item.purpose or " ".join(each.why for each in self.serves)


@dataclass(frozen=True, slots=True)
class Selection:
    """Everything that goes into a bundle, before it is made."""

    profile: Profile
    checklist: ChecklistRead
    exhibits: tuple[Exhibit, ...]
    contacts: tuple[Told, ...]
    findings: tuple[Finding, ...]
    third_parties: tuple[tuple[str, tuple[str, ...]], ...]


def entries_of(chosen: Selection) -> list[IncludedEntry]:
    """The ledger entries behind a selection, in the ledger's order."""
    included = [
        IncludedEntry(
            entry_id=each.item.id,
            kind="evidence",
            sequence=each.item.ledger_sequence,
            title=each.title,
            shown_in_full=True,
            withheld_fields=[],
        )
        for each in chosen.exhibits
    ]
    for told in chosen.contacts:
        for entry_id, kind, sequence, withheld in (
            (told.entry_id, "contact", told.sequence, told.withheld),
            *((one.entry_id, one.kind, one.sequence, one.withheld) for one in told.added),
        ):
            included.append(
                IncludedEntry(
                    entry_id=UUID(entry_id),
                    kind=kind,  # type: ignore[arg-type]  # one of the selection's kinds
                    sequence=sequence,
                    title=i18n.text(f"bundles.kinds.{kind}"),
                    shown_in_full=not withheld,
                    withheld_fields=list(withheld),
                )
            )
    return sorted(included, key=lambda entry: entry.sequence)


def choose(session: Session, case_id: UUID, scope: BundleScope) -> Selection:
    """The evidence and contacts of a scope, without what its profile keeps back."""
    checklist = checklists.get_checklist(session, case_id, scope.checklist_id)
    profile = profiles()[scope.profile or default_profile(checklist.purpose)]
    items = _evidence(session, case_id, scope, checklist)
    told = _contacts(session, case_id, scope, profile, [str(item.id) for item in items])
    findings: list[Finding] = []
    third_parties: list[tuple[str, tuple[str, ...]]] = []
    kept_items, kept_contacts = [], []
    for item in items:
        codes = selection.evidence_codes(item.model_dump(mode="json"))
        withheld = selection.is_withheld(codes, profile, scope.acknowledged_risks)
        findings += [Finding(str(item.id), code, not withheld) for code in codes]
        if not withheld:
            kept_items.append(item)
            if item.transcript:
                third_parties.append((str(item.id), ("voices",)))
    for contact in told:
        codes = selection.contact_codes(contact)
        withheld = selection.is_withheld(codes, profile, scope.acknowledged_risks)
        findings += [Finding(contact.entry_id, code, not withheld) for code in codes]
        if not withheld:
            kept_contacts.append(contact)
            kinds = tuple(selection.contact_third_parties(contact))
            third_parties += [(contact.entry_id, kinds)] if kinds else []
    return Selection(
        profile,
        checklist,
        tuple(_numbered(kept_items, checklist)),
        tuple(kept_contacts),
        tuple(findings),
        tuple(third_parties),
    )


def _numbered(items: Sequence[EvidenceRead], checklist: ChecklistRead) -> list[Exhibit]:
    return [
        Exhibit(
            number,
            item,
            tuple(each for each in checklist.items if item.id in each.evidence_ids),
        )
        for number, item in enumerate(items, start=1)
    ]


def _evidence(
    session: Session, case_id: UUID, scope: BundleScope, checklist: ChecklistRead
) -> list[EvidenceRead]:
    require_known("/claims", scope.claims, checklist.claims, "claim_unknown")
    evidence.require_items(session, case_id, scope.evidence_ids or (), "/evidence_ids")
    linked = [
        str(one)
        for item in checklist.items
        if not scope.claims or {each.claim for each in item.elements} & set(scope.claims)
        for one in item.evidence_ids
    ]
    chosen = None if scope.evidence_ids is None else [str(one) for one in scope.evidence_ids]
    order = selection.in_order(linked, chosen)
    if chosen is not None:
        order = [one for one in order if one in set(chosen)]
    if len(order) > MOST_FILES:
        raise invalid("/evidence_ids", "bundle_too_large", most=MOST_FILES)
    found = {
        str(item.id): item
        for item in evidence.read_items(session, case_id, [UUID(one) for one in order])
    }
    items = [found[one] for one in order]
    limit = scope.volume_limit_mib
    if limit is not None and any(item.size + _ENTRY_ROOM > limit * _MEBIBYTE for item in items):
        raise invalid("/volume_limit_mib", "volume_too_small")
    return items


def _contacts(
    session: Session,
    case_id: UUID,
    scope: BundleScope,
    profile: Profile,
    evidence_ids: Sequence[str],
) -> list[Told]:
    known_debts = {debt.id for debt in debts.list_debts(session, case_id)}
    require_known("/debt_ids", scope.debt_ids, known_debts, "debt_unknown")
    if scope.contact_ids is not None:
        found = _named_contacts(session, case_id, scope.contact_ids)
    else:
        offered = (
            each
            for each in every(
                lambda page: contacts.list_contacts(session, case_id, _EVERY_CONTACT, None, page)
            )
            if _is_offered(plain(each), scope, profile, evidence_ids)
        )
        found = list(islice(offered, MOST_CONTACTS + 1))
    if len(found) > MOST_CONTACTS:
        raise invalid("/contact_ids", "bundle_too_large", most=MOST_CONTACTS)
    found.sort(key=lambda each: (each.occurred_at, each.sequence))
    return [selection.told(plain(each), profile) for each in found]


def _named_contacts(
    session: Session, case_id: UUID, contact_ids: Sequence[UUID]
) -> list[ContactRead]:
    found = {}
    for contact_id in dict.fromkeys(contact_ids):
        with suppress(NotFound):
            found[contact_id] = contacts.get_contact(session, case_id, contact_id)
    require_known("/contact_ids", contact_ids, found, "contact_unknown")
    return list(found.values())


def _is_offered(
    contact: dict[str, Any], scope: BundleScope, profile: Profile, evidence_ids: Sequence[str]
) -> bool:
    if contact["withdrawn"] is not None:
        return False
    is_narrow = profile.withholds_risks or bool(scope.debt_ids)
    debt_ids = [str(one) for one in scope.debt_ids]
    return not is_narrow or selection.concerns(contact, evidence_ids, debt_ids)
