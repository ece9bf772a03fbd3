"""Writes proposals down, changes them and sends them."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.cash_flow.analyses.schemas import DebtInput
from app.cash_flow.analyses.service import debt_input_of
from app.core import clock, i18n
from app.core.access import acted_by
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import InvalidInput, invalid
from app.core.happenings import Happening
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice, every
from app.core.rules import rule_book
from app.core.sealing import open_row, seal_row
from app.debts import service as debts
from app.ledger import service as ledger
from app.proposals import repository
from app.proposals.errors import IdentityMisuseDisputed, LimitationUnacknowledged, ProposalNotDraft
from app.proposals.limitation import may_be_time_barred
from app.proposals.models import SENT, Proposal
from app.proposals.payments.schemas import ComputedTermsRead, ProposalSchedule, TermsInput
from app.proposals.payments.service import (
    computed_read,
    planned,
    schedule_of,
    terms_of,
    terms_read,
)
from app.proposals.schemas import ProposalCreate, ProposalRead, ProposalUpdate
from app.proposals.warnings.schemas import WarningRead
from app.proposals.warnings.service import CaseStanding, case_standing, warnings_for


def propose(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: ProposalCreate,
    *,
    proposal_id: UUID | None = None,
) -> ProposalRead:
    """Writes a proposal down as a draft.

    Raises:
        NotFound: if the debt is not the case's.
        InvalidInput: for terms that contradict the debt or give no schedule.
    """
    debt = debt_of_case(session, case_id, wanted.debt_id)
    planned(debt, wanted.terms)
    row = Proposal(
        tenant_id=tenant_of(session),
        id=proposal_id or new_id(),
        case_id=case_id,
        debt_id=wanted.debt_id,
        request_kind=wanted.request_kind,
        status="draft",
        terms=wanted.terms.model_dump(mode="json"),
        acted_by=acted_by(principal),
    )
    _seal_reason(session, row, wanted.reason)
    session.add(row)
    session.flush()
    accounts.record(session, principal, "proposal_made", "proposal", row.id, case_id)
    return _read(session, row, debt)


def get_proposal(session: Session, case_id: UUID, proposal_id: UUID) -> ProposalRead:
    """One proposal."""
    row = require_proposal(session, case_id, proposal_id)
    return _read(session, row, debt_of_case(session, case_id, row.debt_id))


def page_of_proposals(
    session: Session, case_id: UUID, request: PageRequest, *, debt_id: UUID | None
) -> Slice[ProposalRead]:
    """Proposals of the case, newest first."""
    cases.require_case(session, case_id)
    found = repository.page_of_proposals(session, case_id, request, debt_id=debt_id)
    about = {row.debt_id for row in found.items}
    known = {wanted: debt_of_case(session, case_id, wanted) for wanted in about}
    standing = case_standing(session, case_id)
    shown = [_read(session, row, known[row.debt_id], standing) for row in found.items]
    return Slice(shown, found.next_cursor, found.next_link)


def change_proposal(
    session: Session,
    principal: Principal,
    case_id: UUID,
    proposal_id: UUID,
    changes: ProposalUpdate,
    precondition: Precondition,
) -> ProposalRead:
    """Changes a draft, sends it, or withdraws a proposal.

    Raises:
        ProposalNotDraft: if what is to be changed went out already.
        IdentityMisuseDisputed: if it is to be sent while the debts are somebody else's.
        LimitationUnacknowledged: if it is to be sent on a debt that may be time-barred.
    """
    row = require_proposal(session, case_id, proposal_id)
    precondition.check(row.version)
    debt = debt_of_case(session, case_id, row.debt_id)
    given = changes.model_fields_set - {"acknowledge", "status"}
    if (given or changes.status == "sent") and row.status != "draft":
        raise ProposalNotDraft
    for name in given & {"request_kind", "terms"}:
        if getattr(changes, name) is None:
            raise invalid(f"/{name}", "required")
    if changes.terms is not None:
        planned(debt, changes.terms)
    if "reason" in given:
        _seal_reason(session, row, changes.reason)
    if changes.terms is not None:
        row.terms = changes.terms.model_dump(mode="json")
    row.request_kind = changes.request_kind or row.request_kind
    row.status = changes.status or row.status
    row.updated_at = clock.now()
    if changes.status == "sent":
        _send(session, row, debt, acknowledged="limitation" in changes.acknowledge)
    session.flush()
    event = SENT if changes.status == "sent" else "proposal_changed"
    accounts.record(session, principal, event, "proposal", row.id, case_id)
    return _read(session, row, debt)


def _send(session: Session, row: Proposal, debt: DebtInput, *, acknowledged: bool) -> None:
    if case_standing(session, row.case_id).is_identity_misused:
        raise IdentityMisuseDisputed
    if may_be_time_barred(debt.days_past_due, rule_book()) and not acknowledged:
        raise LimitationUnacknowledged
    payload = {
        "proposal_id": str(row.id),
        "debt_id": str(row.debt_id),
        "request_kind": row.request_kind,
        "terms": row.terms,
        "limitation_acknowledged": acknowledged,
    }
    ledger.append(session, row.case_id, SENT, clock.now(), payload)


def delete_proposal(
    session: Session,
    principal: Principal,
    case_id: UUID,
    proposal_id: UUID,
    precondition: Precondition,
) -> None:
    """Removes a draft.

    Raises:
        ProposalNotDraft: if it went out already.
    """
    row = require_proposal(session, case_id, proposal_id)
    precondition.check(row.version)
    if row.status != "draft":
        raise ProposalNotDraft
    repository.delete_proposal(session, row)
    accounts.record(session, principal, "proposal_deleted", "proposal", proposal_id, case_id)


def get_schedule(session: Session, case_id: UUID, proposal_id: UUID) -> ProposalSchedule:
    """Every payment of a proposal against what is owed now."""
    row = require_proposal(session, case_id, proposal_id)
    debt = debt_of_case(session, case_id, row.debt_id)
    warnings = warnings_about(session, case_id, row.debt_id)
    return schedule_of(debt, TermsInput.model_validate(row.terms), warnings)


def debt_of_case(session: Session, case_id: UUID, debt_id: UUID) -> DebtInput:
    """A debt of the case as the calculators take it; raises NotFound."""
    return debt_input_of(debts.get_debt(session, case_id, debt_id))


def warnings_about(session: Session, case_id: UUID, debt_id: UUID) -> list[WarningRead]:
    """What to know today before more is done about a debt of the case."""
    debt = debt_of_case(session, case_id, debt_id)
    return warnings_for(case_standing(session, case_id), {debt_id: debt})


def require_proposal(session: Session, case_id: UUID, proposal_id: UUID) -> Proposal:
    """The stored proposal itself; refuses what is foreign, unknown or erased."""
    cases.require_case(session, case_id)
    return repository.get_proposal(session, case_id, proposal_id)


def _seal_reason(session: Session, row: Proposal, reason: str | None) -> None:
    seal_row(row, cases.case_key(session, row.case_id), reason)


def _read(
    session: Session, row: Proposal, debt: DebtInput, standing: CaseStanding | None = None
) -> ProposalRead:
    standing = standing or case_standing(session, row.case_id)
    terms = TermsInput.model_validate(row.terms)
    shown = {
        "id": row.id,
        "debt_id": row.debt_id,
        "request_kind": row.request_kind,
        "status": row.status,
        "terms": terms_read(terms_of(terms)),
        "computed_terms": _computed(debt, terms),
        "reason": open_row(row, cases.case_key(session, row.case_id)),
        "notice": i18n.text("proposals.notice"),
        "warnings": warnings_for(standing, {row.debt_id: debt}),
        "acted_by": row.acted_by,
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "version": row.version,
    }
    return ProposalRead.model_validate(shown)


def _computed(debt: DebtInput, terms: TermsInput) -> ComputedTermsRead | None:
    """What the terms come to; None when the debt changed and no longer allows them."""
    try:
        return computed_read(debt, planned(debt, terms))
    except InvalidInput:
        return None


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the proposals of a case; what was sent and answered goes with the ledger."""
    repository.delete_case(session, case_id)


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Proposals on the day they were written down."""
    root = f"/v1/cases/{case_id}/proposals"
    for offer in every(lambda page: page_of_proposals(session, case_id, page, debt_id=None)):
        yield Happening(
            "proposal",
            offer.id,
            clock.business_day(offer.created_at),
            f"{root}/{offer.id}",
            at=offer.created_at,
            code=offer.request_kind,
            text=offer.reason,
            debt_ids=(offer.debt_id,),
        )
