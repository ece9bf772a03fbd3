"""Refers a case to an agency with the person's consent, and follows what becomes of it.

A referral writes a grant, which shows nothing before the agency accepts; consent and every
change of state are entries of the case's ledger.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.agencies import repository
from app.agencies.errors import AgencySuspended, ReferralStateConflict
from app.agencies.models import Referral
from app.agencies.referral_states import may_become
from app.agencies.referrals.reading.service import consent_table, grant_of, opened, read
from app.agencies.referrals.schemas import (
    Consent,
    ReferralCreate,
    ReferralCreated,
    ReferralRead,
    ReferralUpdate,
)
from app.agencies.service import SUSPENDED
from app.cases import service as cases
from app.cases.grants import service as grants
from app.core import clock
from app.core import repository as rows
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import NotFound, invalid, require_known
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.rules import rule_book
from app.core.sealing import seal_row
from app.debts import service as debts
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.ledger.entries import instant_text
from app.ledger.rows import LedgerRow, RowClaims
from app.ledger.schemas import recorded
from app.proposals.errors import LimitationUnacknowledged
from app.proposals.limitation import may_be_time_barred

CONSENTED = "referral_consented"
Fields = dict[str, Any]


def refer(
    session: Session,
    principal: Principal,
    case_id: UUID,
    wanted: ReferralCreate,
    *,
    referral_id: UUID | None = None,
) -> ReferralCreated:
    """Offers parts of a case to an agency; it sees nothing of the case until it accepts.

    Raises:
        AgencySuspended: if the agency is.
        LimitationUnacknowledged: where a debt may be time-barred, which this may acknowledge.
        InvalidInput: without the consents needed, or for what the case or tenant does not have.
    """
    cases.require_case(session, case_id, lock=True)
    agency_name = _require_agency(session, wanted.agency_id)
    _require_debts(session, case_id, wanted)
    _require_consents(wanted)
    _require_evidence(session, case_id, wanted)
    if wanted.expires_at <= clock.now():
        raise invalid("/expires_at", "expiry_past")
    referral_id = referral_id or new_id()
    grant = grants.offer(
        session,
        case_id,
        grantee_id=wanted.agency_id,
        role=grants.AGENCY,
        parts=wanted.scope,
        expires_at=wanted.expires_at,
    )
    told = {**wanted.model_dump(mode="json"), **_dated(wanted)}
    payload = {
        **{name: told[name] for name in ("purpose", "debt_ids", "consent", "sensitive_consent")},
        "id": str(referral_id),
        "agency_name": agency_name,
        **_facts(wanted.agency_id, grants.read(grant).scope, wanted.expires_at),
    }
    appended = ledger.append(session, case_id, CONSENTED, clock.now(), payload)
    row = Referral(
        tenant_id=tenant_of(session),
        id=referral_id,
        case_id=case_id,
        sequence=appended.sequence,
        agency_id=wanted.agency_id,
        grant_id=grant.id,
        status="offered",
    )
    seal_row(row, cases.case_key(session, case_id), {"told": told, "answer": {}})
    session.add(row)
    session.flush()
    accounts.record(session, principal, CONSENTED, "referral", row.id, case_id)
    shown = dict(read(session, row))
    return ReferralCreated.model_validate({**shown, **recorded(appended)})


def _require_agency(session: Session, agency_id: UUID) -> str:
    try:
        agency = repository.get_agency(session, agency_id)
    except NotFound:
        raise invalid("/agency_id", "agency_unknown") from None
    if agency.status == SUSPENDED:
        raise AgencySuspended
    return agency.name


def _require_debts(session: Session, case_id: UUID, wanted: ReferralCreate) -> None:
    known = {debt.id: debt for debt in debts.list_debts(session, case_id)}
    require_known("/debt_ids", wanted.debt_ids, known, "debt_unknown")
    meant = [known[debt_id] for debt_id in wanted.debt_ids] or known.values()
    if "limitation" not in wanted.acknowledge and any(
        may_be_time_barred(debt.days_past_due, rule_book()) for debt in meant
    ):
        raise LimitationUnacknowledged


def _require_consents(wanted: ReferralCreate) -> None:
    """Both consents are to the text of today, and sensitive parts have their own."""
    table = consent_table()
    sensitive = set(wanted.scope) & set(table["sensitive_parts"])
    if sensitive and wanted.sensitive_consent is None:
        raise invalid("/sensitive_consent", "separate_consent_needed")
    for name in ("consent", "sensitive_consent"):
        given: Consent | None = getattr(wanted, name)
        if given is not None and given.text_version != table["version"]:
            raise invalid(f"/{name}/text_version", "consent_text_outdated")


def _require_evidence(
    session: Session, case_id: UUID, wanted: ReferralCreate | ReferralUpdate
) -> None:
    agreement = wanted.service_agreement
    if agreement is not None and agreement.evidence_id is not None:
        pointer = "/service_agreement/evidence_id"
        evidence.require_items(session, case_id, [agreement.evidence_id], pointer)


def _dated(wanted: ReferralCreate) -> Fields:
    """Both consents with the instant they were given."""
    dated: Fields = {}
    for name in ("consent", "sensitive_consent"):
        given: Consent | None = getattr(wanted, name)
        if given is not None:
            at = given.given_at or clock.now()
            dated[name] = {**given.model_dump(mode="json"), "given_at": at.isoformat()}
    return dated


def _facts(agency_id: UUID, scope: Any, expires_at: Any) -> Fields:
    """What the grant copies out of the consent."""
    return {
        "agency_id": str(agency_id),
        "scope": list(scope),
        "expires_at": instant_text(expires_at),
    }


def get_referral(
    session: Session, principal: Principal, case_id: UUID, referral_id: UUID
) -> ReferralRead:
    """One referral; an agency finds its own only."""
    return read(session, _own(session, principal, case_id, referral_id))


def page_of_referrals(
    session: Session, principal: Principal, case_id: UUID, request: PageRequest
) -> Slice[ReferralRead]:
    """Referrals of a case, newest first; an agency finds its own only."""
    cases.require_case(session, case_id)
    agency_id = principal.agency_id if principal.needs_grant else None
    found = repository.page_of_referrals(session, request, case_id=case_id, agency_id=agency_id)
    items = [read(session, row) for row in found.items if _may_see(principal, row)]
    return Slice(items, found.next_cursor, found.next_link)


def page_of_case(session: Session, case_id: UUID, request: PageRequest) -> Slice[ReferralRead]:
    """Referrals of a case, newest first, for its owner."""
    cases.require_case(session, case_id)
    found = repository.page_of_referrals(session, request, case_id=case_id, agency_id=None)
    return Slice([read(session, row) for row in found.items], found.next_cursor, found.next_link)


def inbox(session: Session, principal: Principal, request: PageRequest) -> Slice[ReferralRead]:
    """Referrals of all cases, newest first; an agency's are those that stand, and its own only."""
    agency_id = principal.agency_id if principal.needs_grant else None
    found = repository.page_of_referrals(session, request, case_id=None, agency_id=agency_id)
    items = []
    for row in found.items:
        try:
            cases.require_case(session, row.case_id)
        except NotFound:
            continue
        if _may_see(principal, row):
            items.append(read(session, row))
    return Slice(items, found.next_cursor, found.next_link)


def accept(
    session: Session, principal: Principal, case_id: UUID, referral_id: UUID, told: Fields
) -> ReferralRead:
    """Lets the agency see the parts from now on."""
    row = _own(session, principal, case_id, referral_id)
    _require_agency(session, row.agency_id)
    _move(session, principal, row, "accepted", told)
    grants.accept(session, case_id, row.grant_id)
    return read(session, row)


def end(
    session: Session,
    principal: Principal,
    case_id: UUID,
    referral_id: UUID,
    status: str,
    told: Fields,
) -> ReferralRead:
    """Rejects, completes or revokes a referral: the agency sees nothing of the case any more."""
    row = _own(session, principal, case_id, referral_id)
    _move(session, principal, row, status, told)
    shown = read(session, row)
    ended = grants.end(session, case_id, row.grant_id)
    return shown.model_copy(update={"revoked_at": ended.revoked_at})


def suspend_all(session: Session, principal: Principal, agency_id: UUID) -> None:
    """Ends every referral to an agency, in all cases, at once."""
    for row in repository.open_referrals(session, agency_id):
        _move(session, principal, row, "suspended", {})
    grants.end_all_of(session, principal, agency_id)


def change_referral(
    session: Session,
    principal: Principal,
    case_id: UUID,
    referral_id: UUID,
    changes: ReferralUpdate,
    precondition: Precondition,
) -> ReferralRead:
    """Records the service agreement and checks it."""
    row = _own(session, principal, case_id, referral_id)
    precondition.check(row.version)
    _require_evidence(session, case_id, changes)
    stored = opened(session, row)
    agreement = changes.service_agreement.model_dump(mode="json")
    stored["told"] = {**stored["told"], "service_agreement": agreement}
    _keep(session, row, stored)
    accounts.record(session, principal, "referral_changed", "referral", row.id, case_id)
    return read(session, row)


def ledger_rows(session: Session, case_id: UUID) -> list[RowClaims]:
    """What referrals and their grants copy out of the consents."""
    found, unreadable = ledger.rows_in_order(session, Referral, case_id)
    return [RowClaims([CONSENTED], [_claim(session, row) for row in found], unreadable)]


def _claim(session: Session, row: Referral) -> LedgerRow:
    facts: Fields = {"id": str(row.id), "agency_id": str(row.agency_id)}
    try:
        grant = grant_of(session, row)
        facts |= _facts(grant.grantee, grant.scope, grant.expires_at)
    except NotFound:
        facts["scope"] = None
    return LedgerRow(row.sequence, CONSENTED, facts)


def erase_case(session: Session, case_id: UUID) -> None:
    """Removes the referrals of a case."""
    repository.delete_referrals(session, case_id)


def _may_see(principal: Principal, row: Referral) -> bool:
    return not principal.needs_grant or principal.agency_id == row.agency_id


def _own(session: Session, principal: Principal, case_id: UUID, referral_id: UUID) -> Referral:
    cases.require_case(session, case_id)
    row = rows.get_in_case(session, Referral, case_id, referral_id)
    if not _may_see(principal, row):
        raise NotFound
    return row


def _move(session: Session, principal: Principal, row: Referral, status: str, told: Fields) -> None:
    """Notes the next state in the row and in the ledger.

    Raises:
        ReferralStateConflict: if it may not follow on the present one.
    """
    if not may_become(read(session, row).status, status):
        raise ReferralStateConflict
    kind = f"referral_{status}"
    payload = {"id": str(row.id), "agency_id": str(row.agency_id), **told}
    ledger.append(session, row.case_id, kind, clock.now(), payload)
    row.status = status
    _keep(session, row, {**opened(session, row), "answer": told})
    accounts.record(session, principal, kind, "referral", row.id, row.case_id)


def _keep(session: Session, row: Referral, stored: Fields) -> None:
    seal_row(row, cases.case_key(session, row.case_id), stored)
    row.updated_at = clock.now()
    session.flush()
