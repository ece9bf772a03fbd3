"""Puts the three stories in place through the same services that answer the API."""

from datetime import date
from importlib.resources import files
from io import BytesIO
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.accounts.schemas import ApiKeyCreate
from app.cases import service as cases
from app.cases.holds import service as holds
from app.cases.outcomes import service as outcomes
from app.cases.outcomes.schemas import CaseOutcomeInput
from app.cases.schemas import CaseCreate, LegalHoldCreate
from app.cash_flow import service as cash_flow
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.schemas import AnalysisRequest, Scenario
from app.cash_flow.references import service as references
from app.cash_flow.references.schemas import ReferenceAmountCreate
from app.cash_flow.scenarios import service as scenarios
from app.cash_flow.schemas import BudgetInput
from app.claims import service as claims
from app.claims.schemas import CaseClaimCreate
from app.contacts.calendars import service as calendars
from app.contacts.calendars.schemas import CalendarLinkCreate
from app.contacts.follow_ups import service as follow_ups
from app.contacts.recording import service as recording
from app.contacts.schemas import ContactCreate, CorrectionCreate
from app.core import parameters
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.errors import NotFound
from app.debts import service as debts
from app.debts.payments import service as payments
from app.debts.payments.schemas import PaymentHistory
from app.debts.schemas import DebtCreate
from app.demo.sharing import service as sharing
from app.demo.stories import STORIES, Story, Written, read_story
from app.documents import service as documents
from app.documents.schemas import DocumentRequest
from app.evidence import service as evidence
from app.evidence.checklists import service as checklists
from app.evidence.checklists.schemas import ChecklistCreate
from app.evidence.schemas import EvidenceMetadata
from app.operations import service as operations
from app.proceedings import service as proceedings
from app.proceedings.schemas import ProceedingCreate
from app.proposals import service as proposals
from app.proposals.agreements import service as agreements
from app.proposals.agreements.instalments import service as instalments
from app.proposals.agreements.instalments.schemas import PaymentCreate
from app.proposals.agreements.schemas import AgreementCreate
from app.proposals.efforts import service as efforts
from app.proposals.efforts.schemas import EffortCreate
from app.proposals.responses import service as responses
from app.proposals.responses.schemas import ResponseCreate
from app.proposals.schemas import ProposalCreate
from app.statements import service as statements
from app.statements.corrections import service as corrections
from app.statements.corrections.schemas import CategoryCorrectionCreate
from app.wellbeing import service as wellbeing
from app.wellbeing.schemas import WellbeingCheckCreate

FOLDER = "demo"


def seed(session: Session, principal: Principal) -> None:
    """Seeds what is not there yet; seeding again changes nothing."""
    try:
        cases.require_case(session, UUID(parameters.DEMO_CASE))
    except NotFound:
        for name in STORIES:
            text = files("app.data").joinpath(FOLDER, f"{name}.json").read_text(encoding="utf-8")
            _tell(session, principal, read_story(text))
        sharing.know_agencies(session, principal)
        _spare_rows(session, principal)


def _tell(session: Session, principal: Principal, story: Story) -> None:
    body = CaseCreate.model_validate(story.case.body)
    case_id = cases.open_case(session, principal, body, case_id=story.case.id).id
    for debt in story.debts:
        _owe(session, principal, case_id, debt)
    for statement in story.statements:
        _import(session, principal, case_id, statement)
    budget = BudgetInput.model_validate(story.budget)
    cash_flow.put_budget(session, principal, case_id, budget, Precondition(None))
    request = AnalysisRequest.model_validate(story.analysis.body)
    analyses.create_analysis(session, principal, case_id, request, analysis_id=story.analysis.id)
    for item in story.evidence:
        _receive(session, principal, case_id, item)
    for checklist in story.checklists:
        asked = ChecklistCreate.model_validate(checklist.body)
        checklists.create_checklist(session, principal, case_id, asked, checklist_id=checklist.id)
    for contact in story.contacts:
        _say(session, principal, case_id, contact)
    for follow_up in story.follow_ups:
        due = follow_up.body
        follow_ups.open_follow_up(
            session,
            case_id,
            kind=due["kind"],
            by=due["by"],
            what=due["what"],
            due_on=date.fromisoformat(due["due_on"]),
            contact_id=UUID(due["contact_id"]),
            follow_up_id=follow_up.id,
        )
    for paper in story.proceedings:
        came = ProceedingCreate.model_validate(paper.body)
        proceedings.record_proceeding(session, principal, case_id, came, proceeding_id=paper.id)
    _try_to_pay(session, principal, case_id, story)
    for proposal in story.proposals:
        _propose(session, principal, case_id, proposal)
    for agreement in story.agreements:
        _agree(session, principal, case_id, agreement)
    _claim(session, principal, case_id, story)
    _write_papers(session, principal, case_id, story)


def _try_to_pay(session: Session, principal: Principal, case_id: UUID, story: Story) -> None:
    for effort in story.efforts:
        done = EffortCreate.model_validate(effort.body)
        efforts.note_effort(session, principal, case_id, done, effort_id=effort.id)


def _write_papers(session: Session, principal: Principal, case_id: UUID, story: Story) -> None:
    for paper in story.documents:
        asked_for = DocumentRequest.model_validate(paper.body)
        documents.issue_document(session, principal, case_id, asked_for, document_id=paper.id)


def _owe(session: Session, principal: Principal, case_id: UUID, debt: Written) -> None:
    wanted = DebtCreate.model_validate(debt.body)
    recorded = debts.record_debt(session, principal, case_id, wanted, debt_id=debt.id)
    if "payments" in debt.more:
        paid = PaymentHistory.model_validate(debt.more["payments"])
        payments.put_history(session, principal, case_id, recorded.id, paid, Precondition(None))


def _import(session: Session, principal: Principal, case_id: UUID, statement: Written) -> None:
    content = files("app.data").joinpath(FOLDER, statement.more["file"]).read_bytes()
    read = statements.read_statement(content, statement.more["file"], None)
    statements.import_statement(session, principal, case_id, read, import_id=statement.id)


def _say(session: Session, principal: Principal, case_id: UUID, contact: Written) -> None:
    said = ContactCreate.model_validate(contact.body)
    made = recording.record_contact(session, principal, case_id, said, contact_id=contact.id)
    for each in contact.more.get("corrections", ()):
        correction = CorrectionCreate.model_validate(each)
        recording.correct_contact(session, principal, case_id, made.id, correction)


def _receive(session: Session, principal: Principal, case_id: UUID, item: Written) -> None:
    stored = evidence.plan_intake(session, case_id, item_id=item.id)
    file = BytesIO(item.more["content"].encode())
    staged = evidence.stage(stored, file, item.more["file_name"])
    metadata = EvidenceMetadata.model_validate(item.more["metadata"])
    evidence.receive(session, principal, case_id, staged, metadata)


def _propose(session: Session, principal: Principal, case_id: UUID, proposal: Written) -> None:
    wanted = ProposalCreate.model_validate(proposal.body)
    made = proposals.propose(session, principal, case_id, wanted, proposal_id=proposal.id)
    if "response" in proposal.more:
        answer = ResponseCreate.model_validate(proposal.more["response"])
        responses.record_response(session, principal, case_id, made.id, answer)


def _agree(session: Session, principal: Principal, case_id: UUID, agreement: Written) -> None:
    agreed = AgreementCreate.model_validate(agreement.body)
    made = agreements.record_agreement(
        session, principal, case_id, agreed, agreement_id=agreement.id
    )
    for body in agreement.more["payments"]:
        paid = PaymentCreate.model_validate(body)
        instalments.record_payment(session, principal, case_id, made.id, paid)


def _claim(session: Session, principal: Principal, case_id: UUID, story: Story) -> None:
    for claim in story.claims:
        wanted = CaseClaimCreate.model_validate(claim.body)
        claims.record_claim(session, principal, case_id, wanted, claim_id=claim.id)


def _spare_rows(session: Session, principal: Principal) -> None:
    """Rows that nothing stands on, one for each example that destroys or ends something."""
    case_id = UUID(parameters.DEMO_CASE)
    spare = CaseCreate(client_reference="DEMO-可删除")
    cases.open_case(session, principal, spare, case_id=UUID(parameters.DISPOSABLE_CASE))
    hold = LegalHoldCreate(reason="示例：仲裁审理中")
    holds.place_hold(session, principal, case_id, hold, hold_id=UUID(parameters.DEMO_HOLD))
    holds.place_hold(session, principal, UUID(parameters.DEMO_SECOND_CASE), hold)
    _link_calendars(session, principal, case_id)
    _import(
        session,
        principal,
        case_id,
        Written({}, UUID(parameters.DEMO_SPARE_STATEMENT), {"file": "spare_statement.csv"}),
    )
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
