"""Puts the three stories in place through the same services that answer the API."""

from datetime import date
from importlib.resources import files
from io import BytesIO
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.cases.schemas import CaseCreate
from app.cash_flow import service as cash_flow
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.schemas import AnalysisRequest
from app.cash_flow.schemas import BudgetInput
from app.claims import service as claims
from app.claims.schemas import CaseClaimCreate
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
from app.demo.spare_rows import service as spare_rows
from app.demo.stories import STORIES, Story, Written, read_story
from app.documents import service as documents
from app.documents.schemas import DocumentRequest
from app.evidence import service as evidence
from app.evidence.checklists import service as checklists
from app.evidence.checklists.schemas import ChecklistCreate
from app.evidence.schemas import EvidenceMetadata
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
        spare = Written({}, UUID(parameters.DEMO_SPARE_STATEMENT), {"file": "spare_statement.csv"})
        _import(session, principal, UUID(parameters.DEMO_CASE), spare)
        spare_rows.add(session, principal)


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
