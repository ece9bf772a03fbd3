"""Rows that nothing in the stories stands on, for examples that destroy or end something."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.cases import service as cases
from app.cases.holds import service as holds
from app.cases.outcomes import service as outcomes
from app.cases.outcomes.schemas import CaseOutcomeInput
from app.cases.schemas import CaseCreate, LegalHoldCreate
from app.cash_flow.analyses.schemas import Scenario
from app.cash_flow.references import service as references
from app.cash_flow.references.schemas import ReferenceAmountCreate
from app.cash_flow.scenarios import service as scenarios
from app.claims import service as claims
from app.claims.schemas import CaseClaimCreate
from app.contacts.calendars import service as calendars
from app.contacts.calendars.schemas import CalendarLinkCreate
from app.core import parameters
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.demo.sharing import service as sharing
from app.operations import service as operations
from app.proceedings import service as proceedings
from app.proceedings.schemas import ProceedingCreate
from app.statements.corrections import service as corrections
from app.statements.corrections.schemas import CategoryCorrectionCreate
from app.wellbeing import service as wellbeing
from app.wellbeing.schemas import WellbeingCheckCreate


def add(session: Session, principal: Principal) -> None:
    """Adds one row for each example that destroys or ends something."""
    case_id = UUID(parameters.DEMO_CASE)
    spare = CaseCreate(client_reference="DEMO-可删除")
    cases.open_case(session, principal, spare, case_id=UUID(parameters.DISPOSABLE_CASE))
    hold = LegalHoldCreate(reason="示例：仲裁审理中")
    holds.place_hold(session, principal, case_id, hold, hold_id=UUID(parameters.DEMO_HOLD))
    holds.place_hold(session, principal, UUID(parameters.DEMO_SECOND_CASE), hold)
    _link_calendars(session, principal, case_id)
    _correct_categories(session, principal, case_id)
    mistake = ProceedingCreate(kind="pre_suit_mediation", note="示例：录错了，可以删除")
    proceedings.record_proceeding(
        session,
        principal,
        case_id,
        mistake,
        proceeding_id=UUID(parameters.DEMO_SPARE_PROCEEDING),
    )
    claims.record_claim(
        session,
        principal,
        case_id,
        CaseClaimCreate(code="unfairness", note="示例：录错了，可以删除"),
        claim_id=UUID(parameters.DEMO_SPARE_CLAIM),
    )
    for text, name in (
        (parameters.DEMO_KEY, "示例：没有人使用的密钥"),
        (parameters.DEMO_SPARE_KEY, "示例：可撤销的密钥"),
    ):
        key = ApiKeyCreate(name=name, scopes=["cases:read"])
        accounts.issue_key(session, key, key_id=UUID(text))
    sharing.grant_lawyer(session, principal, case_id)
    sharing.refer(session, principal, case_id)
    sharing.hand_out_tokens(session, principal, case_id)
    sharing.show_papers(session, principal, case_id)
    for text in (parameters.DEMO_OPERATION, parameters.DEMO_PENDING_OPERATION):
        operations.request(session, principal, "case_export", case_id, operation_id=UUID(text))
    operations.cancel(session, principal, UUID(parameters.DEMO_PENDING_OPERATION))
    _enter_references(session, principal)
    _keep_scenarios(session, principal, case_id)
    _note_wellbeing(session, principal)
    ended = CaseOutcomeInput(
        result="instalments_agreed",
        ended_on=date(2026, 11, 24),
        helped=["budget", "contact_log"],
        lessons="示例：先把收支表做清楚，再打电话；每次都记下工号。",
    )
    outcomes.put_outcome(session, principal, case_id, ended, Precondition(None))


def _note_wellbeing(session: Session, principal: Principal) -> None:
    for case, check_id, answers, day in (
        (
            parameters.DEMO_CASE,
            parameters.DEMO_EARLIER_WELLBEING_CHECK,
            [1, 1, 1, 2, 1],
            "2026-10-20",
        ),
        (parameters.DEMO_CASE, parameters.DEMO_WELLBEING_CHECK, [2, 2, 2, 3, 2], "2026-11-18"),
        (parameters.DEMO_SECOND_CASE, parameters.DEMO_SPARE_WELLBEING_CHECK, [2] * 5, "2026-11-18"),
    ):
        said = WellbeingCheckCreate.model_validate(
            {"scale": "who5", "answers": answers, "taken_on": day}
        )
        wellbeing.record_check(session, principal, UUID(case), said, check_id=UUID(check_id))


def _link_calendars(session: Session, principal: Principal, case_id: UUID) -> None:
    calendars.create_link(
        session,
        principal,
        case_id,
        CalendarLinkCreate(detail="kinds"),
        link_id=UUID(parameters.DEMO_CALENDAR_LINK),
        token=parameters.DEMO_FEED,
    )
    calendars.create_link(
        session,
        principal,
        case_id,
        CalendarLinkCreate(detail="days"),
        link_id=UUID(parameters.DEMO_SPARE_CALENDAR_LINK),
    )


def _correct_categories(session: Session, principal: Principal, case_id: UUID) -> None:
    for correction_id, counterparty in (
        (parameters.DEMO_CORRECTION, "张房东"),
        (parameters.DEMO_SPARE_CORRECTION, "从没付过的房东"),
    ):
        said = CategoryCorrectionCreate(
            counterparty=counterparty, direction="expense", kind="expense", category="housing"
        )
        corrections.remember(session, principal, case_id, said, correction_id=UUID(correction_id))


def _keep_scenarios(session: Session, principal: Principal, case_id: UUID) -> None:
    for scenario_id, name in (
        (parameters.DEMO_SCENARIO, "兼职停了"),
        (parameters.DEMO_SPARE_SCENARIO, "示例：不再需要的情景"),
    ):
        change = {"kind": "lose_income", "name": "兼职客服", "from_month": "2027-03"}
        wanted = Scenario.model_validate({"name": name, "changes": [change]})
        scenarios.keep_scenario(session, principal, case_id, wanted, scenario_id=UUID(scenario_id))


def _enter_references(session: Session, principal: Principal) -> None:
    for reference_id, valid_from in (
        (parameters.DEMO_REFERENCE, "2026-01-01"),
        (parameters.DEMO_SPARE_REFERENCE, "2025-01-01"),
    ):
        made_up = {
            "kind": "subsistence",
            "region_code": "990000",
            "amount": "1.00",
            "valid_from": valid_from,
            "source_url": "https://example.org/made-up",
        }
        wanted = ReferenceAmountCreate.model_validate(made_up)
        references.enter_reference(session, principal, wanted, reference_id=UUID(reference_id))
