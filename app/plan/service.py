"""Looks at a case through its subjects and says what to do next."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.agencies.referrals.reading import service as referrals
from app.cases import service as cases
from app.cases.schemas import CaseRead
from app.cash_flow import service as cash_flow
from app.cash_flow.analyses.service import page_of_analyses
from app.claims import service as claims
from app.claims.clocks import OpenSuitClock
from app.contacts import service as contacts
from app.contacts.follow_ups.schemas import FollowUpRead
from app.contacts.follow_ups.service import open_follow_ups
from app.core import clock, i18n
from app.core.errors import NotFound
from app.core.pagination import first_page
from app.core.results import explain
from app.core.tables import data_table
from app.debts import service as debts
from app.evidence.checklists.service import list_checklists
from app.plan.facts import Standing, facts_of
from app.plan.roadmap import Action, Clock, Plan, make_plan
from app.plan.schemas import ActionRead, ClockRead, PlanRead, RungNeedRead, RungRead
from app.proceedings import service as proceedings
from app.proceedings.service import CourtStanding, OpenClock
from app.proposals import service as proposals
from app.statements import service as statements

_FEW = 20
_RECENT = 100


def plan_case(session: Session, case_id: UUID) -> PlanRead:
    """The plan of a case as it stands today."""
    case = cases.get_case(session, case_id)
    today = clock.today()
    follow_ups = open_follow_ups(session, case_id)
    roadmap = data_table("plan", "roadmap")
    court = proceedings.court_standing(session, case_id)
    suits = claims.open_suit_clocks(session, case_id)
    standing = replace(
        _standing(session, case_id, roadmap["signs"], follow_ups, court, _reasons(case), today),
        has_claim=claims.has_claims(session, case_id),
        has_claim_clock=bool(suits),
    )
    facts = facts_of(standing)
    clocks = [_follow_up(entry) for entry in follow_ups if entry.proceeding_id is None]
    clocks += [_court_clock(entry) for entry in court.clocks]
    clocks += [_suit_clock(entry) for entry in suits]
    plan = make_plan(roadmap, facts, clocks, today)
    return _shown(plan, sorted(facts), today, [each.message for each in court.warnings])


def _follow_up(entry: FollowUpRead) -> Clock:
    code = "keep_promise" if entry.kind == "promise" else entry.kind
    words = f"contacts.calendar.kinds.{entry.kind}"
    return Clock(code, entry.due_on, entry.rule_id, drives=code, words=words)


def _court_clock(entry: OpenClock) -> Clock:
    found = entry.clock
    rule_id = found.rule_ids[0] if found.rule_ids else None
    return Clock(
        found.code,
        found.due_on,
        rule_id,
        drives="respond_to_court",
        presses=entry.presses,
        words=f"proceedings.clocks.{found.code}",
    )


def _suit_clock(entry: OpenSuitClock) -> Clock:
    return Clock(
        entry.obligation,
        entry.due_on,
        entry.rule_id,
        drives="bring_claim_in_time",
        words="case_claims.clocks.suit",
    )


def _reasons(case: CaseRead) -> set[str]:
    """Every reason of hardship that was named."""
    hardship = case.hardship
    return {hardship.reason, *hardship.additional_reasons} if hardship is not None else set()


def _standing(
    session: Session,
    case_id: UUID,
    signs: Mapping[str, Any],
    follow_ups: list[FollowUpRead],
    court: CourtStanding,
    reasons: set[str],
    today: date,
) -> Standing:
    owed = debts.list_debts(session, case_id)
    offered = proposals.page_of_proposals(session, case_id, first_page(_FEW), debt_id=None).items
    answers = [each.status for each in offered if each.status in signs["answers"]]
    checklists = list_checklists(session, case_id, first_page(_FEW)).items
    complete = {each.purpose for each in checklists if each.completeness_percent == 100}  # noqa: PLR2004 - percent
    analyses = page_of_analyses(session, case_id, first_page(1)).items
    in_court = any(debt.debt_status in signs["court_statuses"] for debt in owed)
    return Standing(
        has_debts=bool(owed),
        has_budget=_has_budget(session, case_id),
        has_statement=bool(statements.list_imports(session, case_id, first_page(1)).items),
        has_analysis=bool(analyses),
        nothing_affordable=any(
            finding.code == "nothing_affordable" and finding.params.get("scenario") == "base"
            for analysis in analyses
            for finding in analysis.findings
        ),
        proposals=len(offered),
        answers=len(answers),
        refusals=answers.count("refused"),
        has_contact=_has_contact(session, case_id, None),
        has_complaint=_has_contact(session, case_id, *signs["complaint_channels"]),
        has_court_paper=in_court or _has_contact(session, case_id, *signs["court_channels"]),
        has_proceedings=court.has_proceedings,
        has_court_clock=bool(court.clocks),
        has_pressing_court_clock=any(entry.presses for entry in court.clocks),
        lacks_court_day=court.lacks_days,
        is_at_risk=_is_at_risk(session, case_id, signs["safety"], today),
        has_due_promise=any(
            entry.kind == "promise" and entry.due_on <= today for entry in follow_ups
        ),
        negotiation_complete="negotiation" in complete,
        litigation_complete="litigation" in complete,
        has_claim=False,
        has_claim_clock=False,
        is_identity_misused=signs["misused"] in reasons,
        is_defrauded=signs["defrauded"] in reasons,
        has_referral=_has_referral(session, case_id, signs["referrals"]),
    )


def _has_budget(session: Session, case_id: UUID) -> bool:
    try:
        cash_flow.get_budget(session, case_id)
    except NotFound:
        return False
    return True


def _has_referral(session: Session, case_id: UUID, statuses: Sequence[str]) -> bool:
    """Whether somebody was asked for help and has not declined or been left."""
    found = referrals.page_of_referrals(session, case_id, first_page(_FEW)).items
    return any(each.status in statuses for each in found)


def _has_contact(session: Session, case_id: UUID, *channels: str | None) -> bool:
    """Whether there is a contact by one of the channels; None stands for any."""
    one = first_page(1)
    wanted = [contacts.wanted_contacts(via, None, None, None, None) for via in channels]
    return any(contacts.list_contacts(session, case_id, each, None, one).items for each in wanted)


def _is_at_risk(session: Session, case_id: UUID, signs: Mapping[str, Any], today: date) -> bool:
    """Whether the newest contacts tell of someone at the door, or of a threat."""
    since = today - timedelta(days=signs["days"])
    wanted = contacts.wanted_contacts(None, None, None, since, None)
    seen = contacts.list_contacts(session, case_id, wanted, None, first_page(_RECENT)).items
    now = [contacts.as_corrected(each) for each in seen if each.withdrawn is None]
    return any(
        each.channel in signs["channels"] or not set(signs["conduct"]).isdisjoint(each.conduct)
        for each in now
    )


def _shown(plan: Plan, facts: list[str], today: date, court: list[str]) -> PlanRead:
    return PlanRead(
        rung=plan.rung,
        rungs=[
            RungRead(
                code=rung.code,
                title=i18n.text(f"plan.rungs.{rung.code}"),
                state=rung.state,  # type: ignore[arg-type]  # the roadmap's three states
                needs=[_need(fact, facts) for fact in rung.needs],
                checklist=rung.checklist,  # type: ignore[arg-type]  # of the roadmap's data
                clocks=list(rung.clocks),
            )
            for rung in plan.rungs
        ],
        next_actions=[_action(action) for action in plan.next_actions],
        clocks=[
            ClockRead(
                code=entry.code,
                title=i18n.text(entry.words),
                due_on=entry.due_on,
                overdue=entry.is_overdue(today),
                rule_id=entry.rule_id,
            )
            for entry in plan.clocks
        ],
        progress_percent=plan.progress_percent,
        warnings=[
            *([i18n.text("plan.warnings.safety")] if "safety_at_risk" in facts else []),
            *court,
            *([i18n.text("plan.warnings.court_paper")] if "court_paper_received" in facts else []),
        ][:20],
        **explain(
            {"facts": facts, "today": today.isoformat()},
            as_of=today,
            trace=[("fact", fact, None) for fact in facts],
        ),
    )


def _need(fact: str, facts: list[str]) -> RungNeedRead:
    return RungNeedRead(code=fact, text=i18n.text(f"plan.facts.{fact}"), met=fact in facts)


def _action(action: Action) -> ActionRead:
    text = f"plan.actions.{action.code}"
    return ActionRead(
        code=action.code,
        rung=action.rung,
        title=i18n.text(f"{text}.title"),
        why=i18n.text(f"{text}.why"),
        due_on=action.due_on,
        endpoint=action.endpoint,
        blocked_by=[i18n.text(f"plan.facts.{fact}") for fact in action.blocked_by],
    )
