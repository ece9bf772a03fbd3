"""Writes proposals down, sends them, and scores them on the case's own budget."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.cash_flow import service as cash_flow
from app.cash_flow.errors import BudgetMissing
from app.cash_flow.schemas import AnalysisRequest, CashFlowInput, DebtInput
from app.core import clock, crypto, i18n
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import InvalidInput, invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice, first_page
from app.core.results import explain
from app.core.rules import rule_book
from app.debts import service as debts
from app.debts.schemas import DebtFacts
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.proposals import repository
from app.proposals.errors import LimitationUnacknowledged, ProposalNotDraft
from app.proposals.gates import Circumstances, legal_gates
from app.proposals.limitation import may_be_time_barred
from app.proposals.models import SENT, Proposal
from app.proposals.offers.schemas import OffersRequest, OffersResult
from app.proposals.offers.service import compute_offers
from app.proposals.schemas import (
    CaseOffersRequest,
    CaseView,
    InstalmentRead,
    ProposalCreate,
    ProposalRead,
    ProposalSchedule,
    ProposalUpdate,
    TotalsRead,
)
from app.proposals.scores.schemas import (
    ComputedTermsRead,
    EvidenceInput,
    ScoreRequest,
    ScoreResult,
    TermsInput,
    WarningRead,
)
from app.proposals.scores.service import (
    compute_score,
    planned,
    terms_of,
    terms_read,
    warnings_of,
)
from app.proposals.terms import computed_terms

MOST_ITEMS = 100
"""How many items of the vault are looked at for what they prove."""


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
    debt = _debt(session, case_id, wanted.debt_id)
    planned(debt, wanted.terms)
    row = Proposal(
        tenant_id=tenant_of(session),
        id=proposal_id or new_id(),
        case_id=case_id,
        debt_id=wanted.debt_id,
        request_kind=wanted.request_kind,
        status="draft",
        terms=wanted.terms.model_dump(mode="json"),
    )
    _seal_reason(session, row, wanted.reason)
    session.add(row)
    session.flush()
    accounts.record(session, principal, "proposal_made", "proposal", row.id, case_id)
    return _read(session, row, debt)


def get_proposal(session: Session, case_id: UUID, proposal_id: UUID) -> ProposalRead:
    """One proposal."""
    row = require_proposal(session, case_id, proposal_id)
    return _read(session, row, _debt(session, case_id, row.debt_id))


def page_of_proposals(
    session: Session, case_id: UUID, request: PageRequest, *, debt_id: UUID | None
) -> Slice[ProposalRead]:
    """Proposals of the case, newest first."""
    cases.require_case(session, case_id)
    found = repository.page_of_proposals(session, case_id, request, debt_id=debt_id)
    about = {row.debt_id for row in found.items}
    known = {wanted: _debt(session, case_id, wanted) for wanted in about}
    shown = [_read(session, row, known[row.debt_id]) for row in found.items]
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
        LimitationUnacknowledged: if it is to be sent on a debt that may be time-barred.
    """
    row = require_proposal(session, case_id, proposal_id)
    precondition.check(row.version)
    debt = _debt(session, case_id, row.debt_id)
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
    debt, terms = _debt(session, case_id, row.debt_id), TermsInput.model_validate(row.terms)
    plan = planned(debt, terms)
    schedule = plan.schedule
    computed = computed_terms(cash_flow.debt_line_from_input(debt), plan)
    inputs = {"debt": debt.model_dump(mode="json"), "terms": row.terms}
    return ProposalSchedule(
        owed=plan.owed,
        waived=plan.waived,
        upfront_payment=plan.upfront,
        financed=plan.financed,
        rows=[InstalmentRead.model_validate(instalment) for instalment in schedule.rows],
        totals=TotalsRead(
            principal=schedule.total_principal,
            interest=schedule.total_interest,
            fee=schedule.total_fee,
            payment=schedule.total_payment,
        ),
        computed_terms=ComputedTermsRead.model_validate(computed),
        **explain(inputs, trace=[("instalments", len(schedule.rows), None)]),
    )


def score_proposal(
    session: Session, case_id: UUID, proposal_id: UUID, view: CaseView
) -> ScoreResult:
    """The score of a proposal on the case's own budget and debts.

    Raises:
        InvalidInput: before there is a budget.
    """
    row = require_proposal(session, case_id, proposal_id)
    debt = _debt(session, case_id, row.debt_id)
    request = ScoreRequest.model_construct(
        debt=debt,
        terms=TermsInput.model_validate(row.terms),
        cash_flow=_flow(session, case_id, view),
        **_context(session, case_id, debt, view),
    )
    return compute_score(request)


def make_offers(session: Session, case_id: UUID, wanted: CaseOffersRequest) -> OffersResult:
    """Counter-offers for a debt of the case, on its own budget."""
    debt = _debt(session, case_id, wanted.debt_id)
    request = OffersRequest.model_construct(
        debt=debt,
        cash_flow=_flow(session, case_id, wanted),
        constraints=wanted.constraints,
        max_options=wanted.max_options,
        **_context(session, case_id, debt, wanted),
    )
    return compute_offers(request)


def _flow(session: Session, case_id: UUID, view: CaseView) -> CashFlowInput:
    request = AnalysisRequest.model_construct(
        start_month=view.start_month or f"{clock.today():%Y-%m}",
        months=view.months,
        safety_buffer=view.safety_buffer,
        stress=view.stress,
        scenario=None,
    )
    try:
        return cash_flow.cash_flow_input_of(session, case_id, request)[0]
    except BudgetMissing as error:
        raise invalid("/budget", "budget_missing") from error


def _context(session: Session, case_id: UUID, debt: DebtInput, view: CaseView) -> Mapping[str, Any]:
    """The caller's context; what the case itself tells fills the gaps."""
    known, held = view.circumstances, view.evidence
    if "evidence" not in view.model_fields_set:
        held = EvidenceInput(held=sorted(evidence_held(session, case_id)))
    if may_be_time_barred(debt.days_past_due, rule_book()):
        known = known.model_copy(update={"limitation_possible": True})
    return {
        "evidence": held,
        "history": view.history,
        "assumptions": view.assumptions,
        "circumstances": known,
    }


def evidence_held(session: Session, case_id: UUID) -> frozenset[str]:
    """Categories of what lies in the vault."""
    items = evidence.list_items(session, case_id, first_page(MOST_ITEMS)).items
    return frozenset(item.category for item in items if item.category is not None)


def _debt(session: Session, case_id: UUID, debt_id: UUID) -> DebtInput:
    """A debt of the case as the calculators take it; raises NotFound."""
    debt = debts.get_debt(session, case_id, debt_id)
    facts = {name: getattr(debt, name) for name in DebtFacts.model_fields}
    return DebtInput.model_construct(debt_ref=str(debt.id), **facts)


def require_proposal(session: Session, case_id: UUID, proposal_id: UUID) -> Proposal:
    """The stored proposal itself; refuses what is foreign, unknown or erased."""
    cases.require_case(session, case_id)
    return repository.get_proposal(session, case_id, proposal_id)


def _address(row: Proposal) -> crypto.FieldAddress:
    return crypto.FieldAddress(row.tenant_id, "proposals", row.id, "sealed")


def _seal_reason(session: Session, row: Proposal, reason: str | None) -> None:
    key = cases.case_key(session, row.case_id)
    row.sealed = crypto.seal(key, _address(row), (reason or "").encode())


def _read(session: Session, row: Proposal, debt: DebtInput) -> ProposalRead:
    key = cases.case_key(session, row.case_id)
    reason = crypto.open_sealed({key.key_id: key}, _address(row), row.sealed).decode()
    terms = TermsInput.model_validate(row.terms)
    shown = {
        "id": row.id,
        "debt_id": row.debt_id,
        "request_kind": row.request_kind,
        "status": row.status,
        "terms": terms_read(terms_of(terms)),
        "computed_terms": _computed(debt, terms),
        "reason": reason or None,
        "notice": i18n.text("proposals.notice"),
        "warnings": _warnings(debt),
        "created_at": row.created_at,
        "updated_at": row.updated_at,
        "version": row.version,
    }
    return ProposalRead.model_validate(shown)


def _computed(debt: DebtInput, terms: TermsInput) -> ComputedTermsRead | None:
    """What the terms come to; None when the debt changed and no longer allows them."""
    try:
        plan = planned(debt, terms)
    except InvalidInput:
        return None
    line = cash_flow.debt_line_from_input(debt)
    return ComputedTermsRead.model_validate(computed_terms(line, plan))


def _warnings(debt: DebtInput) -> list[WarningRead]:
    book = rule_book()
    barred = may_be_time_barred(debt.days_past_due, book)
    known = Circumstances(guaranteed=bool(debt.guaranteed), limitation_possible=barred)
    return warnings_of(legal_gates(cash_flow.debt_line_from_input(debt), 0, known, book))


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the proposals of a case; what was sent and answered goes with the ledger."""
    repository.delete_case(session, case_id)
