"""Records what a lender answered, and says what it means and what comes next."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.contacts import service as contacts
from app.contacts.follow_ups.opening.service import follow_refusal
from app.core import clock, i18n
from app.core.access import mark
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.happenings import Happening
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice, every
from app.core.results import cite
from app.core.rules import rule_book
from app.debts import service as debts
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.ledger.records import Event
from app.ledger.rows import RowClaims
from app.ledger.schemas import recorded
from app.proposals import repository
from app.proposals import service as proposals
from app.proposals.errors import ProposalWithdrawn
from app.proposals.model import scoring_model
from app.proposals.models import ANSWERED, ProposalResponse
from app.proposals.payments.service import terms_of, terms_read
from app.proposals.refusals import (
    ReasonAnswer,
    RefusalAnalysis,
    analyse_refusal,
    counted_as_held,
    refusal_book,
)
from app.proposals.responses.counters.service import Comparer, comparer
from app.proposals.responses.differences import differing_terms
from app.proposals.responses.schemas import (
    AfterYesRead,
    DifferenceRead,
    ReasonAnswerRead,
    ResponseAnalysis,
    ResponseCreate,
    ResponseCreated,
    ResponseRead,
)
from app.proposals.service import require_proposal, warnings_about
from app.proposals.warnings.schemas import WarningRead

AGREED = ("accepted", "accepted_with_changes")
Analyser = Callable[[ResponseCreate], RefusalAnalysis]
"""Analyses a refusal of one debt's proposal on the evidence of today."""


def record_response(
    session: Session,
    principal: Principal,
    case_id: UUID,
    proposal_id: UUID,
    wanted: ResponseCreate,
    *,
    response_id: UUID | None = None,
) -> ResponseCreated:
    """Writes an answer into the ledger and moves the proposal on.

    Raises:
        NotFound: if the proposal or the contact is not the case's.
        ProposalWithdrawn: if the proposal was withdrawn.
    """
    proposal = require_proposal(session, case_id, proposal_id)
    if proposal.status == "withdrawn":
        raise ProposalWithdrawn
    if wanted.contact_id is not None:
        contacts.require_contact(session, case_id, wanted.contact_id)
    response_id = response_id or new_id()
    payload = {
        "id": str(response_id),
        "proposal_id": str(proposal_id),
        "proposal_version": proposal.version,
        "proposed_terms": proposal.terms,
        **wanted.model_dump(mode="json"),
        **mark(principal),
    }
    appended = ledger.append(session, case_id, ANSWERED, wanted.received_at, payload)
    row = ProposalResponse(
        tenant_id=tenant_of(session),
        id=response_id,
        case_id=case_id,
        proposal_id=proposal_id,
        sequence=appended.sequence,
        answer=wanted.answer,
    )
    session.add(row)
    proposal.status = wanted.answer
    proposal.updated_at = clock.now()
    session.flush()
    accounts.record(session, principal, ANSWERED, "proposal", proposal_id, case_id)
    where = recorded(appended)
    shown = _shown(
        row,
        payload,
        _analyser(session, case_id, proposal.debt_id),
        warnings_about(session, case_id, proposal.debt_id),
        comparer(session, case_id, proposal.debt_id),
        recorded_at=appended.recorded_at,
        entry_hash=where["entry_hash"],
    )
    analysis: ResponseAnalysis = shown["analysis"]
    if analysis.reapply_on is not None and analysis.basis is not None:
        follow_refusal(session, case_id, proposal.debt_id, analysis.reapply_on, analysis.basis)
    return ResponseCreated.model_validate({**shown, **where})


def page_of_responses(
    session: Session, case_id: UUID, proposal_id: UUID, request: PageRequest
) -> Slice[ResponseRead]:
    """Answers to a proposal, the newest first, each analysed on the evidence held today."""
    debt_id = require_proposal(session, case_id, proposal_id).debt_id
    warnings = warnings_about(session, case_id, debt_id)
    found = repository.page_of_responses(session, case_id, proposal_id, request)
    analyse = _analyser(session, case_id, debt_id)
    events = ledger.read_events(session, case_id, [row.sequence for row in found.items])
    compare = comparer(session, case_id, debt_id)
    shown = [_read(row, events[row.sequence], analyse, warnings, compare) for row in found.items]
    return Slice(shown, found.next_cursor, found.next_link)


def ledger_rows(session: Session, case_id: UUID) -> list[RowClaims]:
    """What the rows of a case copy out of their ledger events."""
    found, unreadable = ledger.rows_in_order(session, ProposalResponse, case_id)
    return [RowClaims([ANSWERED], [row.as_ledger_row() for row in found], unreadable)]


def _read(
    row: ProposalResponse,
    event: Event,
    analyse: Analyser,
    warnings: list[WarningRead],
    compare: Comparer,
) -> ResponseRead:
    shown = _shown(
        row,
        event.payload,
        analyse,
        warnings,
        compare,
        recorded_at=event.recorded_at,
        entry_hash=event.entry_hash.hex(),
    )
    return ResponseRead.model_validate(shown)


def _shown(
    row: ProposalResponse,
    payload: Mapping[str, Any],
    analyse: Analyser,
    warnings: list[WarningRead],
    compare: Comparer,
    **entry: Any,
) -> dict[str, Any]:
    answered = {name: payload[name] for name in ResponseCreate.model_fields}
    wanted = ResponseCreate.model_validate(answered)
    asked = wanted.counter_terms
    return {
        **dict(wanted),
        **entry,
        "counter_terms": terms_read(terms_of(asked)) if asked is not None else None,
        "id": row.id,
        "acted_by": payload.get("acted_by"),
        "proposal_id": row.proposal_id,
        "proposal_version": payload["proposal_version"],
        "sequence": row.sequence,
        "analysis": _analysis(wanted, payload["proposed_terms"], analyse, compare),
        "notice": i18n.text("proposals.notice"),
        "warnings": warnings,
        "version": 1,
    }


def _analyser(session: Session, case_id: UUID, debt_id: UUID) -> Analyser:
    held = evidence.categories_held(session, case_id)
    counted = counted_as_held(held, scoring_model().evidence)
    debt = debts.get_debt(session, case_id, debt_id)

    def analyse(wanted: ResponseCreate) -> RefusalAnalysis:
        return analyse_refusal(
            wanted.refusal_reasons,
            wanted.received_at.astimezone(clock.SHANGHAI).date(),
            counted,
            said_on=wanted.may_reapply_on,
            creditor_type=debt.creditor_type,
            product_type=debt.product_type,
        )

    return analyse


def _analysis(
    wanted: ResponseCreate,
    proposed: Mapping[str, Any],
    analyse: Analyser,
    compare: Comparer,
) -> ResponseAnalysis:
    asked = wanted.counter_terms
    differences = differences_read(
        proposed, asked.model_dump(mode="json") if asked is not None else None
    )
    counter_offer = compare(asked) if asked is not None else None
    if wanted.answer in AGREED:
        return ResponseAnalysis(
            answers=[],
            missing_evidence=[],
            reapply_on=None,
            basis=None,
            next_channel=None,
            next_step=i18n.text(f"proposals.next_steps.{wanted.answer}"),
            differences=differences,
            counter_offer=counter_offer,
            after_yes=[
                AfterYesRead(code=code, message=i18n.text(f"proposals.after_yes.{code}"))
                for code in refusal_book().after_yes
            ],
        )
    found = analyse(wanted)
    return ResponseAnalysis(
        answers=[_answer(answer) for answer in found.answers],
        missing_evidence=list(found.missing_evidence),
        reapply_on=found.reapply_on,
        basis=found.basis,
        next_channel=found.next_channel,
        next_step=i18n.text(f"proposals.channels.{found.next_channel}"),
        differences=differences,
        counter_offer=counter_offer,
        after_yes=[],
    )


def _answer(answer: ReasonAnswer) -> ReasonAnswerRead:
    reason, book = answer.reason, rule_book()
    shown = {
        "reason": reason.code,
        "meaning": i18n.text(f"proposals.refusals.{reason.code}.meaning"),
        "remedy": reason.remedy,
        "answer": i18n.text(f"proposals.refusals.{reason.code}.answer"),
        "missing_evidence": list(answer.missing_evidence),
        "reapply_on": answer.reapply_on,
        "basis": reason.basis,
        "next_channel": reason.next_channel,
        "citations": [cite(book.cite(rule_id)) for rule_id in reason.rule_ids],
    }
    return ReasonAnswerRead.model_validate(shown)


def differences_read(
    proposed: Mapping[str, Any] | None, asked: Mapping[str, Any] | None
) -> list[DifferenceRead]:
    """Terms the lender wants otherwise than proposed; none where there is nothing to compare."""
    if proposed is None or asked is None:
        return []
    return [
        DifferenceRead(field=field, proposed=before, asked=after)
        for field, before, after in differing_terms(proposed, asked)
    ]


def timeline_entries(session: Session, case_id: UUID) -> Iterator[Happening]:
    """The answers to every proposal."""
    root = f"/v1/cases/{case_id}/proposals"
    for offer in every(
        lambda page: proposals.page_of_proposals(session, case_id, page, debt_id=None)
    ):
        yield from _answers(session, case_id, offer.id, f"{root}/{offer.id}", offer.debt_id)


def _answers(
    session: Session, case_id: UUID, proposal_id: UUID, path: str, debt_id: UUID
) -> Iterator[Happening]:
    for answer in every(lambda page: page_of_responses(session, case_id, proposal_id, page)):
        yield Happening(
            "response",
            answer.id,
            clock.business_day(answer.received_at),
            f"{path}/responses",
            at=answer.received_at,
            code=answer.answer,
            debt_ids=(debt_id,),
        )
