"""Makes checklists, links evidence to their items, and tells how they stand."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.core import clock, i18n
from app.core import repository as rows
from app.core.access import acted_by, actor_of, mark
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import NotFound, require_known
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.debts import service as debts
from app.evidence import repository
from app.evidence.catalogue import elements, scale, templates, traits
from app.evidence.checklist import (
    Needed,
    circumstances_of,
    completeness_percent,
    matrix,
    needed_items,
)
from app.evidence.checklists.schemas import (
    ChecklistCreate,
    ChecklistItem,
    ChecklistRead,
    ItemLink,
    MatrixCell,
    TemplateRead,
)
from app.evidence.models import LINKED, Checklist, EvidenceLink
from app.evidence.service import categorised_items, read_items, require_items
from app.evidence.strength import Held, KindHeld, Status, status_of
from app.ledger import service as ledger


def create_checklist(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: ChecklistCreate,
    *,
    checklist_id: UUID | None = None,
) -> ChecklistRead:
    """Makes a checklist from the catalogue for a purpose and claims."""
    cases.require_case(session, case_id)
    require_known("/claims", wanted.claims, elements(), "claim_unknown")
    row = Checklist(
        tenant_id=tenant_of(session),
        id=checklist_id or new_id(),
        case_id=case_id,
        purpose=wanted.purpose,
        claims=list(dict.fromkeys(wanted.claims)),
        acted_by=acted_by(principal),
    )
    session.add(row)
    session.flush()
    accounts.record(session, principal, "checklist_made", "evidence_checklist", row.id, case_id)
    return _read_checklist(session, row)


def get_checklist(session: Session, case_id: UUID, checklist_id: UUID) -> ChecklistRead:
    """A checklist as it stands today."""
    cases.require_case(session, case_id)
    return _read_checklist(session, rows.get_in_case(session, Checklist, case_id, checklist_id))


def list_checklists(session: Session, case_id: UUID, request: PageRequest) -> Slice[ChecklistRead]:
    """Checklists of the case, newest first."""
    cases.require_case(session, case_id)
    found = repository.list_checklists(session, case_id, request)
    shown = [_read_checklist(session, row) for row in found.items]
    return Slice(shown, found.next_cursor, found.next_link)


def link_evidence(
    session: Session,
    principal: Principal,
    case_id: UUID,
    checklist_id: UUID,
    code: str,
    wanted: ItemLink,
    precondition: Precondition,
) -> ChecklistRead:
    """Says which evidence stands for an item from now on; the ledger keeps every such event."""
    cases.require_case(session, case_id, lock=True)
    row = rows.get_in_case(session, Checklist, case_id, checklist_id)
    if code not in {needed.template.code for needed in _needed(session, row)}:
        raise NotFound
    precondition.check(row.version)
    require_items(session, case_id, wanted.evidence_ids, "/evidence_ids")
    ids = [str(item_id) for item_id in dict.fromkeys(wanted.evidence_ids)]
    facts = {
        "checklist_id": str(checklist_id),
        "code": code,
        "evidence_ids": ids,
        **mark(principal),
    }
    appended = ledger.append(session, case_id, LINKED, clock.now(), facts)
    session.add(
        EvidenceLink(
            tenant_id=tenant_of(session),
            id=new_id(),
            case_id=case_id,
            sequence=appended.sequence,
            checklist_id=checklist_id,
            code=code,
            evidence_ids=ids,
        )
    )
    row.updated_at, row.acted_by = clock.now(), acted_by(principal)
    session.flush()
    accounts.record(session, principal, LINKED, "evidence_checklist", checklist_id, case_id)
    return _read_checklist(session, row)


def kinds_held(session: Session, case_id: UUID) -> dict[str, KindHeld]:
    """Every kind of evidence of which the vault has something, and how well it is covered.

    An item stands for its category and for whatever a checklist links it to.
    """
    linked = {(row.checklist_id, row.code): row for row in repository.all_links(session, case_id)}
    standing: dict[str, set[str]] = defaultdict(set)
    for row in linked.values():
        standing[row.code].update(row.evidence_ids)
    for item_id, category in categorised_items(session, case_id):
        standing[category].add(str(item_id))
    held, today = _held(session, case_id, standing.values()), clock.today()
    return {
        code: KindHeld(
            status_of([held[one] for one in ids], templates()[code].expires_after_days, today),
            tuple(sorted(ids)),
        )
        for code, ids in standing.items()
        if ids and code in templates()
    }


def _needed(session: Session, row: Checklist) -> list[Needed]:
    hardship = cases.get_case(session, row.case_id).hardship
    reasons = [hardship.reason, *hardship.additional_reasons] if hardship else []
    owed = debts.list_unsettled_debts(session, row.case_id)
    chosen = [element for claim in row.claims for element in elements()[claim]]
    return needed_items(
        templates().values(),
        chosen,
        purpose=row.purpose,
        circumstances=circumstances_of(reasons, owed, traits()),
    )


def _read_checklist(session: Session, row: Checklist) -> ChecklistRead:
    needed = _needed(session, row)
    linked = {
        link.code: link.evidence_ids for link in repository.links_of(session, row.case_id, [row.id])
    }
    held = _held(session, row.case_id, linked.values())
    today = clock.today()
    statuses: dict[str, Status] = {
        each.template.code: status_of(
            [held[one] for one in linked.get(each.template.code, ())],
            each.template.expires_after_days,
            today,
        )
        for each in needed
    }
    return ChecklistRead(
        id=row.id,
        purpose=row.purpose,  # type: ignore[arg-type]  # only this service writes it
        claims=row.claims,
        as_of=today,
        completeness_percent=completeness_percent(needed, statuses, scale()),
        items=[
            ChecklistItem.of(
                each,
                statuses[each.template.code],
                map(UUID, linked.get(each.template.code, ())),
                i18n.current_language(),
            )
            for each in needed
        ],
        matrix=[MatrixCell.of(cell) for cell in matrix(needed, statuses)],
        acted_by=actor_of(row),
        created_at=row.created_at,
        version=row.version,
    )


def _held(session: Session, case_id: UUID, linked: Iterable[Iterable[str]]) -> dict[str, Held]:
    ids = {UUID(one) for each in linked for one in each}
    items = read_items(session, case_id, sorted(ids))
    return {
        str(item.id): Held(
            str(item.id),
            item.original_kept,
            item.obtained_on or clock.business_day(item.received_at),
            item.expires_on,
        )
        for item in items
    }


def list_templates() -> list[TemplateRead]:
    """The catalogue of evidence in the caller's language."""
    language = i18n.current_language()
    return [TemplateRead.of(each, language) for each in templates().values()]
