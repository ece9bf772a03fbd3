"""Exports a case: reads everything of it, notes the manifest in the ledger, seals the archive."""

import base64
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import files
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.cash_flow import service as cash_flow
from app.cash_flow.analyses import service as analyses
from app.contacts import service as contacts
from app.contacts.calendars import service as calendars
from app.contacts.follow_ups import service as follow_ups
from app.core import clock, crypto
from app.core.auth import Principal
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice, read_cursor
from app.debts import service as debts
from app.debts.payments import service as payments
from app.dossier.archive import (
    EXPORT_MADE,
    MANIFEST,
    SEAL,
    Listed,
    document,
    evidence_path,
    listed,
    manifest,
    zip_pieces,
)
from app.evidence import service as evidence
from app.evidence.checklists import service as checklists
from app.evidence.schemas import EvidenceRead
from app.ledger import service as ledger
from app.ledger.anchors import service as anchors
from app.ledger.errors import LedgerDamaged
from app.ledger.keys import service as ledger_keys
from app.ledger.proofs import service as proofs
from app.ledger.schemas import LedgerEntryRead
from app.operations import service as operations
from app.operations.errors import WorkFailed
from app.operations.schemas import OperationRead
from app.operations.worker.service import Produced, Run
from app.proceedings import service as proceedings
from app.proposals import service as proposals
from app.proposals.agreements import service as agreements
from app.proposals.agreements.instalments import service as instalments
from app.proposals.responses import service as responses
from app.statements import service as statements
from app.statements.corrections import service as corrections

KIND = "case_export"
SCOPES = [
    "cases:read",
    "debts:read",
    "budget:read",
    "statements:read",
    "proceedings:read",
    "proposals:read",
    "contacts:read",
    "evidence:read",
]
"""Whoever fetches an export reads all of this."""
_EVERYTHING = contacts.wanted_contacts(None, None, None, None, None)
Item = TypeVar("Item")
Shown = TypeVar("Shown", bound=BaseModel)
Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """An archive that the ledger knows of but that is not written yet."""

    made_at: datetime
    texts: Mapping[str, bytes]
    evidence: tuple[EvidenceRead, ...]
    seal: Fields
    anchor_id: UUID | None

    @property
    def steps(self) -> int:
        """Evidence files, and one for all the rest."""
        return len(self.evidence) + 1


def request_export(session: Session, principal: Principal, case_id: UUID) -> OperationRead:
    """Takes the export of a living case on."""
    cases.require_case(session, case_id)
    return operations.request(session, principal, KIND, case_id)


def make_export(run: Run) -> Produced:
    """The work behind an export.

    Raises:
        WorkFailed: if the ledger or an evidence file is not what was recorded.
    """
    with run.database.write(run.tenant_id) as session:
        draft = _draft(session, run)
    draft = _sealed(run, draft)
    size = run.keep(zip_pieces(_members(run, draft), draft.made_at))
    day = clock.business_day(draft.made_at)
    return Produced(f"shangan-{run.case_id}-{day}.zip", size)


def _draft(session: Session, run: Run) -> Draft:
    """Reads the case as it stands under its lock, and notes the manifest in its ledger."""
    case_id, made_at = run.case_id, clock.now()
    cases.require_case(session, case_id, lock=True)
    items = tuple(_all(lambda page: evidence.list_items(session, case_id, page)))
    try:
        entries = list(_entries(session, case_id, None))
        texts = {
            "case.json": document(_everything(session, case_id, items)),
            "ledger.json": document({"entries": [entry for _id, entry in entries]}),
            "anchors.json": document(
                {"anchors": [_plain(each) for each in anchors.all_anchors(session, case_id)]}
            ),
            "verify.py": files("app.data").joinpath("archive", "verify.py").read_bytes(),
        }
        texts[MANIFEST] = manifest(
            case_id=str(case_id),
            made_at=made_at,
            files=[
                *(listed(path, content) for path, content in texts.items()),
                *(_listed_item(item) for item in items),
            ],
            keys=_keys(session),
            checkpoint=proofs.get_checkpoint(session, case_id).checkpoint,
        )
        digest = hashlib.sha256(texts[MANIFEST]).hexdigest()
        facts = {"operation_id": str(run.operation_id), "manifest_sha256": digest}
        ledger.append(session, case_id, EXPORT_MADE, made_at, facts)
    except LedgerDamaged:
        raise WorkFailed("ledger_damaged") from None
    session.flush()
    last = entries[-1][0] if entries else None
    seal = {
        "entries": [entry for _id, entry in _entries(session, case_id, last)],
        "checkpoint": proofs.get_checkpoint(session, case_id).checkpoint,
    }
    anchor_id = anchors.anchor_case(session, case_id)
    accounts.record(session, run.principal, EXPORT_MADE, "operation", run.operation_id, case_id)
    return Draft(made_at, texts, items, seal, anchor_id)


def _sealed(run: Run, draft: Draft) -> Draft:
    """The draft with its seal; a time stamp is in it if an authority answered at once."""
    seal = dict(draft.seal)
    if draft.anchor_id is not None:
        anchors.stamp(run.database, run.tenant_id, draft.anchor_id)
        with run.database.read(run.tenant_id) as session:
            seal["anchor"] = _plain(anchors.all_anchors(session, run.case_id)[-1])
    return replace(draft, texts={**draft.texts, SEAL: document(seal)})


def _all(
    list_page: Callable[[PageRequest], Slice[Item]], after: UUID | None = None
) -> Iterator[Item]:
    """Every item of a list that the subject gives out page by page."""
    while True:
        found = list_page(PageRequest(100, after, b"", "", ()))
        yield from found.items
        if found.next_cursor is None:
            return
        after = read_cursor(found.next_cursor, b"")


def _everything(session: Session, case_id: UUID, items: Iterable[EvidenceRead]) -> Fields:
    """The case as each subject shows it, in the contract's own forms."""
    return {
        "case": _plain(cases.get_case(session, case_id)),
        "legal_holds": [_plain(hold) for hold in cases.list_holds(session, case_id)],
        "debts": _debts(session, case_id),
        "budget": _budget(session, case_id),
        "cash_flow_analyses": _listing(
            lambda page: analyses.page_of_analyses(session, case_id, page)
        ),
        "statement_imports": [
            {
                **each,
                "transactions": _transactions(session, case_id, UUID(each["id"])),
            }
            for each in _listing(lambda page: statements.list_imports(session, case_id, page))
        ],
        "legal_proceedings": [
            _plain(each) for each in proceedings.list_proceedings(session, case_id)
        ],
        "category_corrections": _listing(
            lambda page: corrections.list_corrections(session, case_id, page)
        ),
        "proposals": [
            {**each, "responses": _responses(session, case_id, UUID(each["id"]))}
            for each in _listing(
                lambda page: proposals.page_of_proposals(session, case_id, page, debt_id=None)
            )
        ],
        "agreements": [
            {**each, "payments": _payments(session, case_id, UUID(each["id"]))}
            for each in _listing(
                lambda page: agreements.page_of_agreements(session, case_id, page, debt_id=None)
            )
        ],
        "contacts": _listing(
            lambda page: contacts.list_contacts(session, case_id, _EVERYTHING, None, page)
        ),
        "follow_ups": _listing(lambda page: follow_ups.list_follow_ups(session, case_id, page)),
        "calendar_links": _listing(lambda page: calendars.list_links(session, case_id, page)),
        "evidence_items": [{**_plain(item), "path": _listed_item(item).path} for item in items],
        "evidence_checklists": _listing(
            lambda page: checklists.list_checklists(session, case_id, page)
        ),
        "operations": [_plain(each) for each in operations.list_of_case(session, case_id)],
    }


def _plain(shown: BaseModel) -> Fields:
    return shown.model_dump(mode="json", by_alias=True)


def _listing(list_page: Callable[[PageRequest], Slice[Shown]]) -> list[Fields]:
    return [_plain(each) for each in _all(list_page)]


def _responses(session: Session, case_id: UUID, proposal_id: UUID) -> list[Fields]:
    return _listing(lambda page: responses.page_of_responses(session, case_id, proposal_id, page))


def _payments(session: Session, case_id: UUID, agreement_id: UUID) -> list[Fields]:
    return _listing(lambda page: instalments.page_of_payments(session, case_id, agreement_id, page))


def _debts(session: Session, case_id: UUID) -> list[Fields]:
    paid = payments.list_histories(session, case_id)
    return [
        {**_plain(debt), "payments": _plain(paid[debt.id]) if debt.id in paid else None}
        for debt in debts.list_debts(session, case_id)
    ]


def _budget(session: Session, case_id: UUID) -> Fields | None:
    try:
        return _plain(cash_flow.get_budget(session, case_id))
    except NotFound:
        return None


def _transactions(session: Session, case_id: UUID, import_id: UUID) -> list[Fields]:
    return _listing(lambda page: statements.list_transactions(session, case_id, import_id, page))


def _listed_item(item: EvidenceRead) -> Listed:
    return Listed(evidence_path(str(item.id), item.file_name), item.sha256, item.size)


def _entries(session: Session, case_id: UUID, after: UUID | None) -> Iterator[tuple[UUID, Fields]]:
    """Ledger entries with their ids, and with what opens their commitments.

    Raises:
        LedgerDamaged: if one can no longer be opened.
    """
    key = cases.case_key(session, case_id)
    for row in _all(lambda page: ledger.list_entries(session, case_id, page), after):
        opening = ledger.opening_of(row, key)
        if opening is None or not opening.payload:
            raise LedgerDamaged
        yield (
            row.id,
            {
                **_plain(LedgerEntryRead.of(row)),
                "salt": base64.b64encode(opening.salt).decode(),
                "payload": base64.b64encode(opening.payload).decode(),
            },
        )


def _keys(session: Session) -> list[Fields]:
    return [
        {
            "name": key.verifying.name,
            "key_id": key.verifying.key_hash.hex(),
            "algorithm": "ed25519",
            "vkey": key.verifying.vkey,
            "valid_from": key.valid_from,
            "valid_to": key.valid_to,
        }
        for key in ledger_keys.list_keys(session)
    ]


def _members(run: Run, draft: Draft) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The archive's files; between two of them progress is noted and a cancellation heard."""
    run.advance(0, draft.steps)
    for path, content in draft.texts.items():
        yield path, [content]
    for done, item in enumerate(draft.evidence, start=1):
        run.advance(done, draft.steps)
        yield _listed_item(item).path, _original(run, item)
    run.advance(draft.steps, draft.steps)


def _original(run: Run, item: EvidenceRead) -> Iterator[bytes]:
    """The bytes of an item, if they are the ones that were recorded; its reading is audited."""
    digest = hashlib.sha256()
    try:
        with run.database.write(run.tenant_id) as session:
            content = evidence.open_content(session, run.principal, run.case_id, item.id)
        for piece in content.pieces:
            digest.update(piece)
            yield piece
    except (NotFound, crypto.DecryptionFailed):
        raise WorkFailed("evidence_damaged") from None
    if digest.hexdigest() != item.sha256:
        raise WorkFailed("evidence_damaged")
