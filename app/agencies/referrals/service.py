"""Refers a case to an agency with the person's consent, and keeps what was signed with it.

A referral writes a grant, which shows nothing before the agency accepts; the consent is an entry
of the case's ledger.
"""

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.agencies import repository
from app.agencies.errors import AgencySuspended
from app.agencies.models import Referral
from app.agencies.referrals.reading.service import (
    consent_table,
    get_row,
    grant_of,
    opened,
    read,
)
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
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.db import tenant_of
from app.core.errors import NotFound, invalid, require_known
from app.core.ids import new_id
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
    agency_name = require_agency(session, wanted.agency_id)
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


def require_agency(session: Session, agency_id: UUID) -> str:
    """The name of an agency that can be given a case.

    Raises:
        AgencySuspended: if it is suspended.
        InvalidInput: if the tenant knows no such agency.
    """
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


def change_referral(
    session: Session,
    principal: Principal,
    case_id: UUID,
    referral_id: UUID,
    changes: ReferralUpdate,
    precondition: Precondition,
) -> ReferralRead:
    """Records the service agreement and checks it."""
    row = get_row(session, case_id, referral_id)
    precondition.check(row.version)
    _require_evidence(session, case_id, changes)
    stored = opened(session, row)
    agreement = changes.service_agreement.model_dump(mode="json")
    stored["told"] = {**stored["told"], "service_agreement": agreement}
    keep(session, row, stored)
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


def keep(session: Session, row: Referral, stored: Fields) -> None:
    """Seals what was told and the last answer into a referral."""
    seal_row(row, cases.case_key(session, row.case_id), stored)
    row.updated_at = clock.now()
    session.flush()
