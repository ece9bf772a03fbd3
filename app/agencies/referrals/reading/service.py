"""Shows referrals as they stand today, and the text that a consent is to."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.agencies import repository
from app.agencies.assessments.service import facts_of, flag_read
from app.agencies.models import Referral
from app.agencies.referral_states import status_at
from app.agencies.referrals.schemas import (
    Consent,
    ConsentText,
    ReferralRead,
    ServiceAgreement,
    ServiceAgreementFinding,
    ServiceAgreementRead,
)
from app.agencies.schemas import AgencyFees, AgencyRead
from app.agencies.service import get_agency
from app.agencies.service_agreements import AgreedFees, agreement_findings
from app.agencies.vetting import vet
from app.cases import service as cases
from app.cases.grants import service as grants
from app.cases.grants.schemas import GrantRead
from app.core import clock, i18n
from app.core import repository as rows
from app.core.access import limits_of
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice
from app.core.results import cite
from app.core.rules import rule_book
from app.core.sealing import open_row
from app.core.tables import data_table


def consent_table() -> Mapping[str, Any]:
    """The consent texts' version and what is sensitive."""
    return data_table("agencies", "consents")


def consent_text(
    session: Session, agency_id: UUID, purpose: str, scope: Sequence[str]
) -> ConsentText:
    """What the person must have read: recipient, contact, purpose, means, kinds of data."""
    agency, table = get_agency(session, agency_id), consent_table()
    sensitive = [part for part in table["sensitive_parts"] if part in scope]
    named = {
        "agency": agency.name,
        "contact": agency.contact or i18n.text("agencies.consent.contact_missing"),
        "purpose": purpose,
        "parts": _listed(scope),
    }
    rule_ids = [*table["rule_ids"], *(table["sensitive_rule_ids"] if sensitive else ())]
    return ConsentText(
        text_version=table["version"],
        text=i18n.text("agencies.consent.text", **named),
        sensitive_parts=sensitive,
        sensitive_text=(
            i18n.text("agencies.consent.sensitive_text", **{**named, "parts": _listed(sensitive)})
            if sensitive
            else None
        ),
        citations=[cite(rule_book().cite(rule_id)) for rule_id in rule_ids],
        shown_on=clock.today(),
    )


def _listed(parts: Sequence[str]) -> str:
    return i18n.listed([i18n.text(f"agencies.parts.{part}") for part in parts])


def get_row(session: Session, case_id: UUID, referral_id: UUID) -> Referral:
    """One referral of a case; a session that sees by grants finds those to its grantee only.

    Raises:
        NotFound: if there is none such.
    """
    cases.require_case(session, case_id)
    row = rows.get_in_case(session, Referral, case_id, referral_id)
    if _grantee(session) not in {None, row.agency_id}:
        raise NotFound
    return row


def get_referral(session: Session, case_id: UUID, referral_id: UUID) -> ReferralRead:
    """One referral; an agency finds its own only."""
    return read(session, get_row(session, case_id, referral_id))


def page_of_referrals(session: Session, case_id: UUID, request: PageRequest) -> Slice[ReferralRead]:
    """Referrals of a case, newest first; an agency finds its own only."""
    cases.require_case(session, case_id)
    found = repository.page_of_referrals(
        session, request, case_id=case_id, agency_id=_grantee(session)
    )
    return Slice([read(session, row) for row in found.items], found.next_cursor, found.next_link)


def inbox(session: Session, request: PageRequest) -> Slice[ReferralRead]:
    """Referrals of all cases, newest first; an agency's are those that stand, and its own only."""
    found = repository.page_of_referrals(
        session, request, case_id=None, agency_id=_grantee(session)
    )
    items = []
    for row in found.items:
        try:
            cases.require_case(session, row.case_id)
        except NotFound:
            continue
        items.append(read(session, row))
    return Slice(items, found.next_cursor, found.next_link)


def _grantee(session: Session) -> UUID | None:
    """Whose referrals a session sees; None: all of them."""
    limits = limits_of(session)
    return limits.grantee if limits is not None else None


def opened(session: Session, row: Referral) -> dict[str, Any]:
    """What is sealed in a referral: what was told, and the last answer."""
    stored: dict[str, Any] = open_row(row, cases.case_key(session, row.case_id))
    return stored


def grant_of(session: Session, row: Referral) -> GrantRead:
    """The grant a referral rests on."""
    return grants.get_grant(session, row.case_id, row.grant_id)


def status_of(session: Session, row: Referral) -> str:
    """How a referral stands now."""
    return _status(row, grant_of(session, row))


def _status(row: Referral, grant: GrantRead) -> str:
    return status_at(
        row.status,
        expires_at=grant.expires_at,
        revoked_at=grant.revoked_at,
        now=clock.now(),
    )


def read(session: Session, row: Referral) -> ReferralRead:
    """A referral as it stands now, with today's verdict on the agency."""
    stored = opened(session, row)
    told, answer = stored["told"], stored["answer"]
    grant, agency = grant_of(session, row), get_agency(session, row.agency_id)
    agreement = _agreement(told["service_agreement"], agency)
    fees = agreement.fees if agreement is not None else agency.fees
    signed = agency.model_copy(update={"fees": fees})
    vetting = vet(facts_of(signed, agency.observations), data_table("agencies", "vetting"))
    return ReferralRead.model_validate(
        {
            "id": row.id,
            "case_id": row.case_id,
            "agency_id": row.agency_id,
            "agency_name": agency.name,
            "grant_id": row.grant_id,
            "purpose": told["purpose"],
            "debt_ids": [UUID(debt_id) for debt_id in told["debt_ids"]],
            "scope": grant.scope,
            "status": _status(row, grant),
            "expires_at": grant.expires_at,
            "accepted_at": grant.accepted_at,
            "revoked_at": grant.revoked_at,
            "reject_reason": answer.get("reason"),
            "result": answer.get("result"),
            "note": answer.get("note"),
            "consent": Consent.model_validate(told["consent"]),
            "sensitive_consent": _consent(told["sensitive_consent"]),
            "service_agreement": agreement,
            "verdict": vetting.verdict,
            "red_flags": [flag_read(flag) for flag in vetting.flags],
            "sequence": row.sequence,
            "created_at": row.created_at,
            "version": row.version,
        }
    )


def _consent(stored: Mapping[str, Any] | None) -> Consent | None:
    return Consent.model_validate(stored) if stored is not None else None


def _agreement(stored: Mapping[str, Any] | None, agency: AgencyRead) -> ServiceAgreementRead | None:
    if stored is None:
        return None
    agreement = ServiceAgreement.model_validate(stored)
    codes = agreement_findings(
        _fees(agreement.fees),
        _fees(agency.fees),
        is_on_file=agreement.evidence_id is not None,
        ends_on=agreement.ends_on,
    )
    return ServiceAgreementRead(
        **dict(agreement),
        findings=[
            ServiceAgreementFinding.model_validate(
                {"code": code, "message": i18n.text(f"agencies.agreement.{code}")}
            )
            for code in codes
        ],
    )


def _fees(fees: AgencyFees) -> AgreedFees:
    return AgreedFees(
        fees.upfront,
        fees.monthly,
        fees.percentage_of_debt,
        fees.percentage_of_reduction,
        fees.refund_terms,
    )
