"""Exports a case: reads everything of it, notes the manifest in the ledger, seals the archive."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.core import clock
from app.core.auth import Principal
from app.core.pagination import every
from app.documents import service as documents
from app.dossier.archive import (
    EXPORT_FORMAT,
    EXPORT_MADE,
    MANIFEST,
    SEAL,
    document,
    listed,
    manifest,
    zip_pieces,
)
from app.dossier.contents.service import everything_of, listed_item, plain
from app.dossier.sealing import service as sealing
from app.dossier.sealing.service import Seal
from app.dossier.timeline.service import whole_timeline
from app.evidence import service as evidence
from app.evidence.schemas import EvidenceRead
from app.ledger.errors import LedgerDamaged
from app.ledger.proofs import service as proofs
from app.operations import service as operations
from app.operations.errors import WorkFailed
from app.operations.schemas import OperationRead
from app.operations.worker.service import Produced, Run

KIND = "case_export"
SCOPES = [
    "cases:read",
    "debts:read",
    "budget:read",
    "statements:read",
    "proceedings:read",
    "claims:read",
    "proposals:read",
    "documents:read",
    "contacts:read",
    "evidence:read",
    "wellbeing:read",
]
"""Whoever fetches an export reads all of this."""
READS = frozenset({*SCOPES, "referrals:read"})
"""What the timeline of an export tells."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An archive that the ledger knows of but that is not written yet."""

    made_at: datetime
    texts: Mapping[str, bytes]
    evidence: tuple[EvidenceRead, ...]
    seal: Seal

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
    draft = replace(draft, texts={**draft.texts, SEAL: sealing.sealed(run, draft.seal)})
    size = run.keep(zip_pieces(_members(run, draft), draft.made_at))
    day = clock.business_day(draft.made_at)
    return Produced(f"shangan-{run.case_id}-{day}.zip", size)


def _draft(session: Session, run: Run) -> Draft:
    """Reads the case as it stands under its lock, and notes the manifest in its ledger."""
    case_id, made_at = run.case_id, clock.now()
    cases.require_case(session, case_id, lock=True)
    items = tuple(every(lambda page: evidence.list_items(session, case_id, page)))
    try:
        key = cases.case_key(session, case_id)
        rows = list(sealing.rows_after(session, case_id, None))
        entries = [sealing.opened_entry(row, key) for row in rows]
        texts = {
            "case.json": document(everything_of(session, case_id, items)),
            "timeline.json": document(
                {"items": [plain(each) for each in whole_timeline(session, READS, case_id)]}
            ),
            "ledger.json": document({"entries": entries}),
            "anchors.json": sealing.anchors_of(session, case_id),
            **dict(documents.files_of_case(session, case_id)),
            "verify.py": sealing.verifier(),
        }
        texts[MANIFEST] = manifest(
            form=EXPORT_FORMAT,
            case_id=str(case_id),
            made_at=made_at,
            files=[
                *(listed(path, content) for path, content in texts.items()),
                *(listed_item(item) for item in items),
            ],
            keys=sealing.public_keys(session),
            checkpoint=proofs.get_checkpoint(session, case_id).checkpoint,
        )
        last = rows[-1].id if rows else None
        seal = sealing.note_manifest(session, run, EXPORT_MADE, made_at, texts[MANIFEST], last)
    except LedgerDamaged:
        raise WorkFailed("ledger_damaged") from None
    return Draft(made_at, texts, items, seal)


def _members(run: Run, draft: Draft) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The archive's files; between two of them progress is noted and a cancellation heard."""
    run.advance(0, draft.steps)
    for path, content in draft.texts.items():
        yield path, [content]
    for done, item in enumerate(draft.evidence, start=1):
        run.advance(done, draft.steps)
        yield listed_item(item).path, sealing.original(run, item)
    run.advance(draft.steps, draft.steps)
