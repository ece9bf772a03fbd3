"""Records agreements for good, checks them, and says what is missing and what comes next."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.cases import service as cases
from app.cash_flow.analyses.schemas import DebtInput
from app.contacts import service as contacts
from app.contacts.agreement_periods.service import Period, note_period
from app.contacts.follow_ups.service import open_follow_up
from app.core import clock, i18n
from app.core.access import mark
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.errors import invalid
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.results import cite
from app.core.rules import rule_book
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.ledger.records import Event
from app.ledger.rows import RowClaims
from app.ledger.schemas import recorded
from app.proposals import repository
from app.proposals.agreements.early_warning import Ahead
from app.proposals.agreements.findings import (
    AgreedFacts,
    Finding,
    check_agreement,
    missing_points,
)
from app.proposals.agreements.keeping.service import (
    agreed_budget,
    ahead_of,
    kept_of,
    payments_by_agreement,
)
from app.proposals.agreements.progress import Payment
from app.proposals.agreements.records import AgreedBudget, Kept
from app.proposals.agreements.reminders.service import remind
from app.proposals.agreements.requirements import collection_period, requirements
from app.proposals.agreements.schemas import (
    AgreementCreate,
    AgreementCreated,
    AgreementFacts,
    AgreementFindingRead,
    AgreementRead,
    CollectionRestRead,
)
from app.proposals.errors import LimitationUnacknowledged
from app.proposals.limitation import may_be_time_barred
from app.proposals.models import AGREED, PAID, Agreement, AgreementPayment
from app.proposals.payments.service import computed_read, planned, terms_read
from app.proposals.responses.service import differences_read
from app.proposals.service import debt_of_case, require_proposal
from app.proposals.warnings.service import CaseStanding, case_standing, known_of_debt, warnings_for

FIRST_YEAR = 1900
"""Agreements are not older than the calendar of the months."""


def record_agreement(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: AgreementCreate,
    *,
    agreement_id: UUID | None = None,
) -> AgreementCreated:
    """Writes an agreement into the ledger of the case and checks it.

    Raises:
        NotFound: if debt, proposal or contact are not the case's.
        InvalidInput: for terms that contradict the debt or give no schedule.
        LimitationUnacknowledged: on a debt that may be time-barred, which it would acknowledge.
    """
    debt = debt_of_case(session, case_id, wanted.debt_id)
    proposed = _checked(session, case_id, wanted)
    acknowledged = "limitation" in wanted.acknowledge
    if may_be_time_barred(debt.days_past_due, rule_book()) and not acknowledged:
        raise LimitationUnacknowledged
    planned(debt, wanted.terms)
    agreement_id = agreement_id or new_id()
    payload = {
        "id": str(agreement_id),
        "debt": debt.model_dump(mode="json"),
        "proposed_terms": proposed,
        **wanted.model_dump(mode="json"),
        **mark(principal),
    }
    made_at = datetime.combine(wanted.agreed_on, time(12), tzinfo=clock.SHANGHAI)
    appended = ledger.append(session, case_id, AGREED, made_at, payload)
    row = Agreement(
        tenant_id=tenant_of(session),
        id=agreement_id,
        case_id=case_id,
        sequence=appended.sequence,
        debt_id=wanted.debt_id,
        proposal_id=wanted.proposal_id,
        form=wanted.form,
        agreed_on=wanted.agreed_on,
    )
    session.add(row)
    session.flush()
    standing, served = case_standing(session, case_id), agreed_budget(session, case_id)
    shown = _shown(row, payload, (), "current", standing, served)
    _see_to(session, case_id, row, shown)
    remind(session, case_id)
    accounts.record(session, principal, AGREED, "agreement", agreement_id, case_id)
    where = {"recorded_at": appended.recorded_at, **recorded(appended)}
    return AgreementCreated.model_validate({**shown, **where})


def _checked(session: Session, case_id: UUID, wanted: AgreementCreate) -> Mapping[str, Any] | None:
    """Refuses what the case does not have; the terms of the proposal that is answered."""
    if wanted.agreed_on.year < FIRST_YEAR:
        raise invalid("/agreed_on", "day_format")
    evidence.require_items(session, case_id, wanted.evidence_ids, "/evidence_ids")
    if wanted.contact_id is not None:
        contacts.require_contact(session, case_id, wanted.contact_id)
    if wanted.proposal_id is None:
        return None
    proposal = require_proposal(session, case_id, wanted.proposal_id)
    if proposal.debt_id != wanted.debt_id:
        raise invalid("/proposal_id", "proposal_of_another_debt")
    return proposal.terms


def _see_to(session: Session, case_id: UUID, row: Agreement, shown: Mapping[str, Any]) -> None:
    """Lets the contact log know from when collection must rest, and by when gaps are closed."""
    rest: CollectionRestRead | None = shown["collection_rest"]
    if rest is not None:
        note_period(
            session,
            case_id,
            Period(row.debt_id, row.id, rest.begins_on, rest.ends_on, rest.citation.rule_id),
        )
    if not shown["is_complete"]:
        open_follow_up(
            session,
            case_id,
            kind="agreement_gaps",
            by="debtor",
            what=i18n.text("proposals.agreements.follow_up"),
            due_on=clock.today() + timedelta(days=requirements().days_to_close_gaps),
        )


def get_agreement(session: Session, case_id: UUID, agreement_id: UUID) -> AgreementRead:
    """One agreement, checked on what is known today."""
    row = require_agreement(session, case_id, agreement_id)
    return _read(session, case_id, [row])[0]


def page_of_agreements(
    session: Session, case_id: UUID, request: PageRequest, *, debt_id: UUID | None
) -> Slice[AgreementRead]:
    """Agreements of the case, newest first."""
    cases.require_case(session, case_id)
    found = repository.page_of_agreements(session, case_id, request, debt_id=debt_id)
    return Slice(_read(session, case_id, found.items), found.next_cursor, found.next_link)


def require_agreement(session: Session, case_id: UUID, agreement_id: UUID) -> Agreement:
    """The stored agreement itself; refuses what is foreign, unknown or erased."""
    cases.require_case(session, case_id)
    return repository.get_agreement(session, case_id, agreement_id)


def ledger_rows(session: Session, case_id: UUID) -> list[RowClaims]:
    """What the rows of a case copy out of their ledger events."""
    agreements, unreadable = ledger.rows_in_order(session, Agreement, case_id)
    payments, unreadable_payment = ledger.rows_in_order(session, AgreementPayment, case_id)
    return [
        RowClaims([AGREED], [row.as_ledger_row() for row in agreements], unreadable),
        RowClaims([PAID], [row.as_ledger_row() for row in payments], unreadable_payment),
    ]


def _read(session: Session, case_id: UUID, rows: Any) -> list[AgreementRead]:
    events = ledger.read_events(session, case_id, [row.sequence for row in rows])
    payments = payments_by_agreement(session, case_id)
    standing, served = case_standing(session, case_id), agreed_budget(session, case_id)
    newest = {row.debt_id: row.id for row in repository.agreements_in_order(session, case_id)}
    return [
        _read_one(
            row,
            events[row.sequence],
            payments.get(row.id, ()),
            "current" if newest[row.debt_id] == row.id else "replaced",
            standing,
            served,
        )
        for row in rows
    ]


def _read_one(
    row: Agreement,
    event: Event,
    paid: tuple[Payment, ...],
    status: str,
    standing: CaseStanding,
    served: AgreedBudget | None,
) -> AgreementRead:
    shown = _shown(row, event.payload, paid, status, standing, served)
    where = {"recorded_at": event.recorded_at, "entry_hash": event.entry_hash.hex()}
    return AgreementRead.model_validate({**shown, **where, "sequence": row.sequence})


def _shown(
    row: Agreement,
    payload: Mapping[str, Any],
    paid: tuple[Payment, ...],
    status: str,
    standing: CaseStanding,
    served: AgreedBudget | None,
) -> dict[str, Any]:
    facts = AgreementFacts.model_validate(
        {name: payload[name] for name in AgreementFacts.model_fields}
    )
    debt = DebtInput.model_validate(payload["debt"])
    kept = kept_of(payload, row.agreed_on, paid)
    findings = _findings(facts, debt, kept, ahead_of(kept, served, months=None))
    missing = missing_points(findings)
    outcome = "complete" if not missing else "incomplete"
    return {
        **dict(facts),
        "id": row.id,
        "acted_by": payload.get("acted_by"),
        "status": "settled" if kept.progress.is_settled else status,
        "terms": terms_read(kept.terms),
        "computed_terms": computed_read(debt, kept.plan),
        "findings": [_finding(finding) for finding in findings],
        "missing_items": list(missing),
        "is_complete": not missing,
        "differences": differences_read(payload["proposed_terms"], payload["terms"]),
        "collection_rest": _rest(kept),
        "next_step": i18n.text(f"proposals.agreements.next_steps.{outcome}"),
        "notice": i18n.text("proposals.notice"),
        "warnings": warnings_for(standing, {row.debt_id: debt}),
        "version": 1,
    }


def _findings(
    facts: AgreementFacts, debt: DebtInput, kept: Kept, ahead: Ahead
) -> tuple[Finding, ...]:
    agreed = AgreedFacts(
        form=facts.form,
        recorded=facts.recorded,
        payee=facts.payee,
        items_present=frozenset(facts.items_present),
        known=known_of_debt(debt),
        carried=ahead.carried,
    )
    return check_agreement(kept.debt, kept.terms, agreed, requirements(), rule_book())


def _finding(finding: Finding) -> AgreementFindingRead:
    key = f"proposals.agreements.findings.{finding.code}.{finding.status}"
    rule_id = finding.rule_id
    return AgreementFindingRead(
        code=finding.code,
        status=finding.status,
        severity=finding.severity,
        message=i18n.text(key, **finding.params),
        citation=cite(rule_book().cite(rule_id)) if rule_id is not None else None,
    )


def _rest(kept: Kept) -> CollectionRestRead | None:
    period = collection_period(
        kept.debt.product_type, kept.agreed_on, kept.last_due, requirements()
    )
    if period is None:
        return None
    begins_on, ends_on, rule_id = period
    citation = cite(rule_book().cite(rule_id))
    return CollectionRestRead(begins_on=begins_on, ends_on=ends_on, citation=citation)
