"""Reads everything of a case through its subjects, in the contract's own forms."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from app.agencies.referrals.reading import service as referrals
from app.cases import service as cases
from app.cases.access_tokens import service as access_tokens
from app.cases.grants import service as grants
from app.cases.holds import service as holds
from app.cases.outcomes import service as outcomes
from app.cash_flow import service as cash_flow
from app.cash_flow.analyses import service as analyses
from app.cash_flow.scenarios import service as scenarios
from app.claims import service as claims
from app.contacts import service as contacts
from app.contacts.calendars import service as calendars
from app.contacts.follow_ups import service as follow_ups
from app.core.errors import NotFound
from app.core.pagination import PageRequest, Slice, every
from app.debts import service as debts
from app.debts.payments import service as payments
from app.documents import service as documents
from app.dossier.archive import Listed, evidence_path
from app.dossier.packs import service as packs
from app.evidence.checklists import service as checklists
from app.evidence.schemas import EvidenceRead
from app.operations import service as operations
from app.proceedings import service as proceedings
from app.proposals import service as proposals
from app.proposals.agreements import service as agreements
from app.proposals.agreements.instalments import service as instalments
from app.proposals.efforts import service as efforts
from app.proposals.responses import service as responses
from app.statements import service as statements
from app.statements.corrections import service as corrections
from app.wellbeing import service as wellbeing

_EVERYTHING = contacts.wanted_contacts(None, None, None, None, None)
Shown = TypeVar("Shown", bound=BaseModel)
Fields = dict[str, Any]


def everything_of(session: Session, case_id: UUID, items: Iterable[EvidenceRead]) -> Fields:
    """The case as each subject shows it, in the contract's own forms."""
    return {
        "case": plain(cases.get_case(session, case_id)),
        "legal_holds": [plain(each) for each in holds.record_of_holds(session, case_id)],
        "outcome": _outcome(session, case_id),
        "referrals": _listing(lambda page: referrals.page_of_referrals(session, case_id, page)),
        "grants": _listing(lambda page: grants.page_of_grants(session, case_id, page)),
        "access_tokens": _listing(
            lambda page: access_tokens.page_of_tokens(session, case_id, page)
        ),
        "creditor_packs": _listing(lambda page: packs.page_of_packs(session, case_id, page)),
        "debts": _debts(session, case_id),
        "budget": _budget(session, case_id),
        "cash_flow_analyses": _listing(
            lambda page: analyses.page_of_analyses(session, case_id, page)
        ),
        "cash_flow_scenarios": _listing(
            lambda page: scenarios.page_of_scenarios(session, case_id, page)
        ),
        "statement_imports": [
            {
                **each,
                "transactions": _transactions(session, case_id, UUID(each["id"])),
            }
            for each in _listing(lambda page: statements.list_imports(session, case_id, page))
        ],
        "legal_proceedings": [
            plain(each) for each in proceedings.list_proceedings(session, case_id)
        ],
        "claims": [plain(each) for each in claims.list_claims(session, case_id)],
        "category_corrections": _listing(
            lambda page: corrections.list_corrections(session, case_id, page)
        ),
        "proposals": [
            {**each, "responses": _responses(session, case_id, UUID(each["id"]))}
            for each in _listing(
                lambda page: proposals.page_of_proposals(session, case_id, page, debt_id=None)
            )
        ],
        "agreements": [
            {**each, "payments": _payments(session, case_id, UUID(each["id"]))}
            for each in _listing(
                lambda page: agreements.page_of_agreements(session, case_id, page, debt_id=None)
            )
        ],
        "efforts": [plain(each) for each in efforts.list_efforts(session, case_id)],
        "documents": _listing(lambda page: documents.page_of_documents(session, case_id, page)),
        "contacts": _listing(
            lambda page: contacts.list_contacts(session, case_id, _EVERYTHING, None, page)
        ),
        "follow_ups": _listing(lambda page: follow_ups.list_follow_ups(session, case_id, page)),
        "calendar_links": _listing(lambda page: calendars.list_links(session, case_id, page)),
        "evidence_items": [{**plain(item), "path": listed_item(item).path} for item in items],
        "evidence_checklists": _listing(
            lambda page: checklists.list_checklists(session, case_id, page)
        ),
        "wellbeing_checks": _listing(lambda page: wellbeing.page_of_checks(session, case_id, page)),
        "operations": [plain(each) for each in operations.list_of_case(session, case_id)],
    }


def _responses(session: Session, case_id: UUID, proposal_id: UUID) -> list[Fields]:
    return _listing(lambda page: responses.page_of_responses(session, case_id, proposal_id, page))


def _payments(session: Session, case_id: UUID, agreement_id: UUID) -> list[Fields]:
    return _listing(lambda page: instalments.page_of_payments(session, case_id, agreement_id, page))


def _debts(session: Session, case_id: UUID) -> list[Fields]:
    paid = payments.list_histories(session, case_id)
    return [
        {**plain(debt), "payments": plain(paid[debt.id]) if debt.id in paid else None}
        for debt in debts.list_debts(session, case_id)
    ]


def _outcome(session: Session, case_id: UUID) -> Fields | None:
    try:
        return plain(outcomes.get_outcome(session, case_id))
    except NotFound:
        return None


def _budget(session: Session, case_id: UUID) -> Fields | None:
    try:
        return plain(cash_flow.get_budget(session, case_id))
    except NotFound:
        return None


def _transactions(session: Session, case_id: UUID, import_id: UUID) -> list[Fields]:
    return _listing(lambda page: statements.list_transactions(session, case_id, import_id, page))


def plain(shown: BaseModel) -> Fields:
    """What a subject shows, as JSON."""
    return shown.model_dump(mode="json", by_alias=True)


def _listing(list_page: Callable[[PageRequest], Slice[Shown]]) -> list[Fields]:
    return [plain(each) for each in every(list_page)]


def listed_item(item: EvidenceRead) -> Listed:
    """The manifest's line on an original."""
    return Listed(evidence_path(str(item.id), item.file_name), item.sha256, item.size)
