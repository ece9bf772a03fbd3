"""Vets an agency by what is recorded and seen, and keeps the verdict as it was given."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.agencies import repository
from app.agencies.assessments.schemas import (
    AssessmentCreate,
    AssessmentRead,
    BeforeYouPay,
    CriterionRead,
    ReasonRead,
    RedFlagRead,
)
from app.agencies.models import AgencyAssessment
from app.agencies.schemas import AgencyObservation, AgencyRead
from app.agencies.service import SUSPENDED, get_agency
from app.agencies.vetting import AgencyFacts, Criterion, RedFlag, Vetting, vet
from app.core import clock, i18n, keys
from app.core.auth import Principal
from app.core.db import tenant_of
from app.core.ids import new_id
from app.core.pagination import PageRequest, Slice
from app.core.results import TraceStep, cite, inputs_hash
from app.core.rules import rule_book
from app.core.sealing import address_of
from app.core.tables import data_table
from app.law.creditors import service as channels

STEPS = ("ask_lender", "own_paper", "free_help")


def assess_agency(
    session: Session,
    principal: Principal,
    agency_id: UUID,
    wanted: AssessmentCreate,
    *,
    assessment_id: UUID | None = None,
) -> AssessmentRead:
    """Vets an agency on what is known today and keeps the verdict."""
    agency = get_agency(session, agency_id)
    seen = [*agency.observations, *wanted.observations]
    vetting = vet(facts_of(agency, seen), data_table("agencies", "vetting"))
    row = AgencyAssessment(
        tenant_id=tenant_of(session),
        id=assessment_id or new_id(),
        agency_id=agency_id,
        verdict=vetting.verdict,
        assessed_on=clock.today(),
    )
    inputs = {**agency.model_dump(mode="json"), "seen": [each.model_dump() for each in seen]}
    stored = {
        "rule_set_version": rule_book().version,
        "inputs_hash": inputs_hash(inputs),
        "observations": [each.model_dump(mode="json") for each in seen],
        "vetting": vetting,
    }
    plain = orjson.dumps(stored)
    row.sealed = keys.seal_for_tenant(session, address_of(row), plain)
    session.add(row)
    session.flush()
    accounts.record(session, principal, "agency_assessed", "agency", agency_id)
    return _read(row, orjson.loads(plain))


def get_assessment(session: Session, agency_id: UUID, assessment_id: UUID) -> AssessmentRead:
    """One assessment as it was made, in the caller's language."""
    return _opened(session, repository.get_assessment(session, agency_id, assessment_id))


def page_of_assessments(
    session: Session, agency_id: UUID, request: PageRequest
) -> Slice[AssessmentRead]:
    """Assessments of an agency, newest first."""
    repository.get_agency(session, agency_id)
    found = repository.page_of_assessments(session, agency_id, request)
    items = [_opened(session, row) for row in found.items]
    return Slice(items, found.next_cursor, found.next_link)


def before_you_pay() -> BeforeYouPay:
    """That an agency may not be needed, what to do oneself, and who helps for free."""
    wanted = data_table("agencies", "vetting")["free_channels"]
    return BeforeYouPay(
        message=i18n.text("agencies.before_you_pay.message"),
        steps=[i18n.text(f"agencies.before_you_pay.{step}") for step in STEPS],
        free_channels=[each for each in channels.list_channels(None) if each.code in wanted],
    )


def facts_of(agency: AgencyRead, seen: Sequence[AgencyObservation]) -> AgencyFacts:
    """What vetting looks at, from the record and what was seen."""
    practice, fees, today = agency.practice, agency.fees, clock.today()
    looked = agency.complaints_checked_on is not None or bool(agency.complaints)
    return AgencyFacts(
        kind=agency.kind,
        credit_code=agency.credit_code,
        services=frozenset(agency.services),
        checked_licences=frozenset(
            licence.kind for licence in agency.licences if _is_past(licence.checked_on, today)
        ),
        is_registered=practice.is_registered,
        has_written_contract=practice.has_written_contract,
        gives_invoice=practice.gives_invoice,
        holds_client_money=practice.holds_client_money,
        asks_separate_consent=practice.asks_separate_consent,
        keeps_originals=practice.keeps_originals,
        upfront=fees.upfront,
        monthly=fees.monthly,
        percentage_of_debt=fees.percentage_of_debt,
        percentage_of_reduction=fees.percentage_of_reduction,
        refund_terms=fees.refund_terms,
        upheld_complaints=(
            sum(complaint.state == "upheld" for complaint in agency.complaints) if looked else None
        ),
        is_suspended=agency.status == SUSPENDED,
        observed=frozenset(observation.flag for observation in seen),
    )


def _is_past(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def _opened(session: Session, row: AgencyAssessment) -> AssessmentRead:
    plain = keys.open_for_tenant(session, address_of(row), row.sealed)
    return _read(row, orjson.loads(plain))


def _read(row: AgencyAssessment, stored: dict[str, Any]) -> AssessmentRead:
    vetting = _vetting(stored["vetting"])
    rule_ids = [rule_id for each in vetting.criteria for rule_id in each.rule_ids]
    rule_ids += [rule_id for each in vetting.flags for rule_id in each.rule_ids]
    return AssessmentRead(
        before_you_pay=before_you_pay(),
        id=row.id,
        agency_id=row.agency_id,
        verdict=vetting.verdict,
        message=i18n.text(f"agencies.verdicts.{vetting.verdict}"),
        points=vetting.points,
        reasons=[_reason(code) for code in vetting.reasons],
        criteria=[_criterion(each) for each in vetting.criteria],
        red_flags=[flag_read(each) for each in vetting.flags],
        missing=[each.code for each in vetting.criteria if each.standing == "unknown"],  # type: ignore[misc]  # one of the data's codes
        observations=[AgencyObservation.model_validate(each) for each in stored["observations"]],
        vetting_version=vetting.version,
        created_at=row.created_at,
        as_of=row.assessed_on,
        rule_set_version=stored["rule_set_version"],
        inputs_hash=stored["inputs_hash"],
        citations=[cite(rule_book().cite(rule_id)) for rule_id in dict.fromkeys(rule_ids)],
        trace=[
            TraceStep(code=each.code, value=str(each.points), rule_id=None)
            for each in vetting.criteria
        ],
    )


def _vetting(stored: dict[str, Any]) -> Vetting:
    """The verdict as it was stored."""
    return Vetting(
        version=stored["version"],
        verdict=stored["verdict"],
        points=stored["points"],
        criteria=tuple(
            Criterion(**{**each, "rule_ids": tuple(each["rule_ids"])})
            for each in stored["criteria"]
        ),
        flags=tuple(
            RedFlag(each["code"], each["severity"], tuple(each["signals"]), tuple(each["rule_ids"]))
            for each in stored["flags"]
        ),
        reasons=tuple(stored["reasons"]),
    )


def _reason(code: str) -> ReasonRead:
    message = i18n.text(f"agencies.reasons.{code}")
    return ReasonRead.model_validate({"code": code, "message": message})


def _criterion(each: Criterion) -> CriterionRead:
    return CriterionRead.model_validate(
        {
            "code": each.code,
            "standing": each.standing,
            "weight": each.weight,
            "points": each.points,
            "message": i18n.text(f"agencies.criteria.{each.code}.{each.standing}"),
            "citations": [cite(rule_book().cite(rule_id)) for rule_id in each.rule_ids],
        }
    )


def flag_read(each: RedFlag) -> RedFlagRead:
    """A red flag in words, with the rules behind it."""
    return RedFlagRead.model_validate(
        {
            "code": each.code,
            "severity": each.severity,
            "basis": "recorded" if each.signals else "observed",
            "message": i18n.text(f"agencies.flags.{each.code}"),
            "citations": [cite(rule_book().cite(rule_id)) for rule_id in each.rule_ids],
        }
    )
