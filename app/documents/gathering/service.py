"""Gathers what a document needs from the subjects of the case."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.cash_flow import service as cash_flow
from app.cash_flow.analyses import service as analyses
from app.cash_flow.analyses.schemas import OutlookRequest
from app.contacts import conduct
from app.contacts import service as contacts
from app.contacts.filters import ContactFilter
from app.contacts.findings.service import find_conduct
from app.core import clock, i18n
from app.core.errors import NotFound, invalid, require_known
from app.core.pagination import PageRequest, read_cursor
from app.core.rules import rule_book
from app.core.vocabularies import vocabularies
from app.debts import service as debts
from app.debts.schemas import DebtRead
from app.documents.facts import Facts, flagged
from app.documents.gathering.conduct import facts_of_conduct
from app.documents.gathering.court import facts_of_court
from app.documents.gathering.log import (
    facts_of_contacts,
    facts_of_efforts,
    facts_of_evidence,
    facts_of_proceedings,
    facts_of_proposals,
)
from app.documents.gathering.money import (
    facts_of_budget,
    facts_of_debts,
    facts_of_proposal,
    may_name_amount,
)
from app.documents.gathering.people import facts_of_person
from app.documents.gathering.schemas import Gathered
from app.documents.grounds import is_own_ground
from app.documents.schemas import DocumentRequest
from app.documents.templates import court_kinds, names_rows, negotiates, template_of
from app.documents.wording import CHINESE, Words
from app.evidence import service as evidence
from app.evidence.checklists import service as checklists
from app.evidence.schemas import EvidenceRead
from app.proceedings import service as proceedings
from app.proceedings.schemas import ProceedingRead
from app.proposals import service as proposals
from app.proposals.efforts import service as efforts
from app.proposals.schemas import ProposalRead
from app.proposals.warnings.service import case_standing

MONTHS_AHEAD = 12
FIRST_MONTH, LAST_MONTH = "1900-01", "2199-01"
"""Between these a month of the contract lies, and a year ahead of it."""
MOST_ROWS = 500
"""Contacts or pieces of evidence one document lists at most, the newest."""
PAGE = 100


def gather(session: Session, case_id: UUID, wanted: DocumentRequest) -> Gathered:
    """Everything a document of this request may say.

    Raises:
        InvalidInput: for a source that the template needs and that is not named, or is unknown.
    """
    case = cases.get_case(session, case_id)
    template = template_of(wanted.template, wanted.locale)
    words = Words(wanted.locale, _labels(wanted.locale))
    proposal = _proposal(session, case_id, wanted)
    chosen = _debts(session, case_id, wanted, proposal)
    budget, as_of = _budget(session, case_id, wanted)
    standing = case_standing(session, case_id)
    if not (negotiates(template) and any(standing.has_pending_order(debt.id) for debt in chosen)):
        _require_sources(template, wanted)  # a letter that is stopped needs none first
    found = _proceeding(session, case_id, wanted, court_kinds(template))
    schedule = proposals.get_schedule(session, case_id, proposal.id) if proposal else None
    summary = _summary(session, case_id, budget, as_of)
    facts = [
        facts_of_person(case, words, profile=wanted.profile, as_of=as_of),
        facts_of_debts(chosen, words),
        facts_of_budget(budget, summary, words),
        facts_of_proposal(proposal, schedule, words),
        _facts_of_contacts(session, case_id, wanted, chosen, as_of, words),
        facts_of_evidence(_evidence(session, case_id, wanted)),
        facts_of_efforts(efforts.list_efforts(session, case_id), words),
        _facts_of_proceedings(session, case_id, words),
        _facts_of_proposals(session, case_id, chosen, words),
        facts_of_court(
            found,
            words,
            ground=wanted.ground,
            statement=wanted.ground_statement,
            competent_court=wanted.competent_court,
            is_own=is_own_ground(wanted.template, wanted.ground),
        ),
    ]
    named = may_name_amount(summary, schedule)
    all_facts = Facts(flags=flagged(may_name_amount=named))
    for each in facts:
        all_facts = all_facts.and_more(each)
    is_open = not named and "nothing_affordable" not in all_facts.flags
    all_facts = all_facts.and_more(Facts(flags=flagged(amount_open=is_open)))
    return Gathered(
        template=template,
        words=words,
        as_of=as_of,
        facts=all_facts,
        debts={debt.id: analyses.debt_input_of(debt) for debt in chosen},
        standing=standing,
    )


@lru_cache(maxsize=2)
def _labels(locale: str) -> Mapping[str, Mapping[str, str]]:
    name = "label_zh" if locale == CHINESE else "label_en"
    return {
        row["name"]: {item["code"]: item[name] for item in row["items"]} for row in vocabularies()
    }


def _require_sources(template: Mapping[str, Any], wanted: DocumentRequest) -> None:
    for need in template.get("needs", ()):
        names = need.split(" or ")
        if not any(getattr(wanted, name) for name in names):
            raise invalid(f"/{names[0]}", "document_source_missing")


def _proposal(session: Session, case_id: UUID, wanted: DocumentRequest) -> ProposalRead | None:
    if wanted.proposal_id is None:
        return None
    try:
        return proposals.get_proposal(session, case_id, wanted.proposal_id)
    except NotFound:
        raise invalid("/proposal_id", "proposal_unknown") from None


def debts_meant(session: Session, case_id: UUID, wanted: DocumentRequest) -> list[DebtRead]:
    """The debts that a document of this request is about."""
    return _debts(session, case_id, wanted, _proposal(session, case_id, wanted))


def _debts(
    session: Session, case_id: UUID, wanted: DocumentRequest, proposal: ProposalRead | None
) -> list[DebtRead]:
    """The debts named, those of the creditor named, that of the proposal, or all unsettled."""
    known = debts.list_debts(session, case_id)
    require_known("/debt_ids", wanted.debt_ids, {debt.id for debt in known}, "debt_unknown")
    if wanted.debt_ids:
        ids = set(wanted.debt_ids)
        if proposal is not None and proposal.debt_id not in ids:
            raise invalid("/proposal_id", "proposal_of_another_debt")
        return [debt for debt in known if debt.id in ids]
    if wanted.creditor_name is not None:
        named = debts.debts_of_creditor(session, case_id, wanted.creditor_name)
        if not named:
            raise invalid("/creditor_name", "creditor_unknown")
        return named
    if proposal is not None:
        return [debt for debt in known if debt.id == proposal.debt_id]
    return [debt for debt in known if debt.debt_status != "settled"]


def _budget(session: Session, case_id: UUID, wanted: DocumentRequest) -> tuple[Any, date]:
    try:
        budget = cash_flow.get_budget(session, case_id)
    except NotFound:
        return None, wanted.as_of or clock.today()
    return budget, wanted.as_of or budget.as_of


def _summary(session: Session, case_id: UUID, budget: Any, as_of: date) -> Any:
    """What can be paid from the month of the document on; None before there is a budget."""
    if budget is None:
        return None
    outlook = OutlookRequest.model_construct(
        start_month=min(max(as_of.isoformat()[:7], FIRST_MONTH), LAST_MONTH),
        months=MONTHS_AHEAD,
        safety_buffer=0,
        stress=None,
        simulation=None,
    )
    body = analyses.cash_flow_input_of(session, case_id, outlook)[0]
    return analyses.compute_cash_flow(body).summary


def _proceeding(
    session: Session, case_id: UUID, wanted: DocumentRequest, kinds: frozenset[str]
) -> ProceedingRead | None:
    """The proceedings a court paper answers: those named, or the only ones it can be."""
    if not kinds:
        return None
    open_ones = [
        each
        for each in proceedings.list_proceedings(session, case_id)
        if each.role == "respondent" and each.kind in kinds
    ]
    if wanted.proceeding_id is not None:
        open_ones = [each for each in open_ones if each.id == wanted.proceeding_id]
    if not open_ones:
        raise invalid("/proceeding_id", "proceeding_not_fitting")
    if len(open_ones) > 1:
        raise invalid("/proceeding_id", "proceeding_ambiguous")
    return open_ones[0]


def _facts_of_contacts(
    session: Session,
    case_id: UUID,
    wanted: DocumentRequest,
    chosen: Sequence[DebtRead],
    as_of: date,
    words: Words,
) -> Facts:
    """Contacts about the debts or the creditor named, or all; withdrawn ones are left out."""
    only = contacts.wanted_contacts(
        None, None, None, None, None, creditor_name=wanted.creditor_name
    )
    read: list[Any] = []
    after: UUID | None = None
    while len(read) < MOST_ROWS:
        request = PageRequest(PAGE, after, b"", "", ())
        found = contacts.list_contacts(session, case_id, only, None, request)
        read += [each for each in found.items if each.withdrawn is None]
        if found.next_cursor is None:
            break
        after = read_cursor(found.next_cursor, b"")
    ids = {debt.id for debt in chosen}
    now = [(str(each.id), contacts.as_corrected(each)) for each in reversed(read[:MOST_ROWS])]
    if wanted.debt_ids:
        now = [(id_, each) for id_, each in now if not each.debt_ids or ids & set(each.debt_ids)]
    told = facts_of_contacts(now, as_of, words)
    if not names_rows(template_of(wanted.template, wanted.locale), "conduct"):
        return told
    return told.and_more(_facts_of_conduct(session, case_id, only, [id_ for id_, _ in now], words))


def _facts_of_conduct(
    session: Session, case_id: UUID, only: ContactFilter, listed: Sequence[str], words: Words
) -> Facts:
    """What the listed contacts fall below, in the paper's language."""
    found = find_conduct(session, case_id, only).items
    book, name = rule_book(), "title_zh" if words.is_chinese else "title_en"
    return facts_of_conduct(
        found,
        {id_: number for number, id_ in enumerate(listed, start=1)},
        {row["code"]: row[name] for row in book.table(conduct.TABLE)["conduct"]},
        {each.rule_id: book.cite(each.rule_id) for each in found},
        words,
        i18n.text("documents.facts.as_published", language=words.locale),
    )


def _evidence(session: Session, case_id: UUID, wanted: DocumentRequest) -> list[EvidenceRead]:
    """Evidence in the order named; linked to the checklist in the order of its items."""
    evidence.require_items(session, case_id, wanted.evidence_ids, "/evidence_ids")
    ids = list(wanted.evidence_ids)
    if wanted.checklist_id is not None:
        try:
            checklist = checklists.get_checklist(session, case_id, wanted.checklist_id)
        except NotFound:
            raise invalid("/checklist_id", "checklist_unknown") from None
        ids += [each for item in checklist.items for each in item.evidence_ids]
    unique = list(dict.fromkeys(ids))
    items = {item.id: item for item in evidence.read_items(session, case_id, unique)}
    return [items[each] for each in unique]


def _facts_of_proceedings(session: Session, case_id: UUID, words: Words) -> Facts:
    found = proceedings.list_proceedings(session, case_id)
    codes = {clock.code for each in found for clock in each.clocks}
    titles = {
        code: i18n.text(f"proceedings.clocks.{code}", language=words.locale) for code in codes
    }
    return facts_of_proceedings(found, titles, words)


def _facts_of_proposals(
    session: Session, case_id: UUID, chosen: Sequence[DebtRead], words: Words
) -> Facts:
    request = PageRequest(PAGE, None, b"", "", ())
    found = proposals.page_of_proposals(session, case_id, request, debt_id=None)
    creditors = {str(debt.id): debt.creditor_name for debt in chosen}
    about = [each for each in reversed(found.items) if str(each.debt_id) in creditors]
    return facts_of_proposals(about, creditors, words)
