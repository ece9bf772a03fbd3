"""Puts a case on one page from what its subjects know, as far as the caller may read them."""

from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.cases.grants import service as grants
from app.cash_flow.analyses.service import page_of_analyses
from app.contacts.desk.service import last_contacts
from app.contacts.follow_ups.service import open_follow_ups
from app.core import clock
from app.core.pagination import first_page
from app.debts import service as debts
from app.debts.facts import owed
from app.plan import service as plans
from app.plan.briefs.schemas import (
    BriefDebts,
    BriefMoney,
    BriefProposals,
    BriefRead,
    BriefTalks,
)
from app.proceedings import service as proceedings
from app.proposals import service as proposals

_MANY = 100
_ACTIONS, _CLOCKS = 5, 10


def brief_of(session: Session, scopes: frozenset[str], case_id: UUID) -> BriefRead:
    """The case as it stands today, as far as scopes and granted parts reach."""
    case = cases.get_case(session, case_id)
    plan = plans.plan_case(session, case_id)
    granted = grants.shared_parts(session, case_id)

    def may_see(part: str | None, scope: str | None = None) -> bool:
        return (scope is None or scope in scopes) and (granted is None or part in granted)

    is_known = may_see("household")
    hardship = case.hardship if is_known else None
    return BriefRead(
        case_id=case.id,
        client_reference=case.client_reference if is_known else "",
        status=case.status,
        as_of=plan.as_of,
        household=case.household if is_known else None,
        hardship_reason=hardship.reason if hardship is not None else None,
        hardship_since=hardship.since if hardship is not None else None,
        debts=_debts(session, case_id) if may_see("debts", "debts:read") else None,
        money=_money(session, case_id) if may_see("cash_flow", "budget:read") else None,
        talks=_talks(session, case_id) if may_see("contacts", "contacts:read") else None,
        proposals=_proposals(session, case_id) if may_see("proposals", "proposals:read") else None,
        open_proceedings=proceedings.open_against(session).get(case_id, 0)
        if may_see(None, "proceedings:read")
        else None,
        rung=plan.rung,
        next_actions=plan.next_actions[:_ACTIONS],
        clocks=plan.clocks[:_CLOCKS],
        warnings=plan.warnings,
    )


def _debts(session: Session, case_id: UUID) -> BriefDebts:
    listed = debts.list_debts(session, case_id)
    amounts = [owed(debt) for debt in listed]
    late = [debt.days_past_due for debt in listed if debt.days_past_due is not None]
    return BriefDebts(
        count=len(listed),
        total_outstanding=sum(amount for amount in amounts if amount is not None),
        without_amount=amounts.count(None),
        longest_days_past_due=max(late, default=None),
    )


def _money(session: Session, case_id: UUID) -> BriefMoney | None:
    for analysis in page_of_analyses(session, case_id, first_page(1)).items:
        return BriefMoney(
            as_of=analysis.as_of,
            affordable_payment=analysis.summary.affordable_payment,
            stressed_affordable_payment=analysis.summary.stressed_affordable_payment,
        )
    return None


def _talks(session: Session, case_id: UUID) -> BriefTalks:
    due = open_follow_ups(session, case_id)
    return BriefTalks(
        last_contact_on=last_contacts(session, [case_id]).get(case_id),
        open_follow_ups=len(due),
        overdue_follow_ups=sum(each.due_on < clock.today() for each in due),
    )


def _proposals(session: Session, case_id: UUID) -> BriefProposals:
    offered = proposals.page_of_proposals(session, case_id, first_page(_MANY), debt_id=None).items
    refused = sum(each.status == "refused" for each in offered)
    return BriefProposals(count=len(offered), refused=refused)
