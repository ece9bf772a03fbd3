"""Orders all cases by urgency, with a few queries over all of them and none for each."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases.desk import service as desk
from app.cash_flow import service as cash_flow
from app.contacts.desk import service as contacts
from app.contacts.desk.service import NamedDay
from app.core import clock, i18n
from app.core.pagination import PageRequest, Slice
from app.core.tables import data_table
from app.debts import service as debts
from app.plan.urgency import (
    COURT,
    Due,
    Standing,
    first_dues,
    missing_facts,
    most_urgent_first,
    next_action,
)
from app.plan.worklists.schemas import (
    MOST_COURT_DAYS,
    CourtDayRead,
    NextActionRead,
    WorklistEntryRead,
)
from app.proceedings import service as proceedings

HEARING = "hearing"


def page_of_worklist(
    session: Session,
    request: PageRequest,
    *,
    due_before: date | None,
    kind: str | None,
    assigned_to: UUID | None,
) -> Slice[WorklistEntryRead]:
    """Open cases, the most urgent first; `due_before` and `kind` keep those where that is due.

    A court's paper without its day may be due at any time: it is kept but where another kind is
    asked for.
    """
    today = clock.today()
    owners = desk.open_cases(session, assigned_to)
    standings = _standings(session, list(owners), kind, today)
    if due_before is not None or kind is not None:
        standings = [each for each in standings if _is_due(each, due_before)]
    found = request.slice_in_memory(most_urgent_first(standings))
    ids = [each.case_id for each in found.items]
    references = desk.references_of(session, ids)
    talks = contacts.last_contacts(session, ids)
    days = contacts.court_days(session, ids)
    papers = proceedings.open_against(session)
    shown = [
        _read(
            each,
            today,
            days[each.case_id],
            reference=references[each.case_id],
            owner=owners[each.case_id],
            open_proceedings=papers.get(each.case_id, 0),
            last_contact_on=talks.get(each.case_id),
        )
        for each in found.items
    ]
    return Slice(shown, found.next_cursor, found.next_link)


def _is_due(each: Standing, before: date | None) -> bool:
    if each.lacks_day:
        return True
    return each.due is not None and (before is None or each.due.due_on < before)


def _standings(
    session: Session, case_ids: list[UUID], kind: str | None, today: date
) -> list[Standing]:
    rules = data_table("plan", "worklist")
    dues = [Due(*each) for each in contacts.everything_due(session, kind)]
    within = data_table("proceedings", "proceedings")["presses_within_days"]
    first = first_dues(dues, today, within)
    lacking = proceedings.cases_lacking_days(session) if kind in {None, COURT} else ()
    having = {
        "debts_listed": debts.cases_with_debts(session),
        "budget_made": cash_flow.cases_with_budget(session),
        "contact_recorded": contacts.cases_with_contacts(session),
    }
    return [
        Standing(
            case_id,
            first[case_id][0] if case_id in first else None,
            presses=case_id in first and first[case_id][1],
            missing=missing_facts(rules["missing"], having, case_id),
            lacks_day=case_id in lacking,
        )
        for case_id in case_ids
    ]


def _read(
    each: Standing,
    today: date,
    days: Sequence[NamedDay],
    *,
    reference: str,
    owner: UUID | None,
    open_proceedings: int,
    last_contact_on: date | None,
) -> WorklistEntryRead:
    code, title = next_action(data_table("plan", "worklist"), each)
    due_on = each.due.due_on if each.due is not None and not each.seeks_day else None
    return WorklistEntryRead(
        case_id=each.case_id,
        client_reference=reference,
        assigned_to=owner,
        next_action=NextActionRead(
            code=code, title=i18n.text(title), what_to_do=list(_what_to_do(each, code, days, today))
        ),
        due_on=due_on,
        overdue=due_on is not None and due_on < today,
        urgent=each.presses or each.lacks_day,
        court_days=[
            CourtDayRead(
                code=day.code,
                title=i18n.text(day.text),
                due_on=day.due_on,
                overdue=day.due_on < today,
                rule_id=day.rule_id,
            )
            for day in days[:MOST_COURT_DAYS]
        ],
        court_day_missing=each.lacks_day,
        open_proceedings=open_proceedings,
        missing_facts=list(each.missing),
        last_contact_on=last_contact_on,
    )


def _what_to_do(each: Standing, code: str, days: Sequence[NamedDay], today: date) -> Iterator[str]:
    """One line each: which court days come first and until when, where to find a missing one."""
    if each.due is not None and code == COURT:
        yield from (_said(day, today) for day in days if day.due_on == each.due.due_on)
    if each.lacks_day:
        yield i18n.text(f"plan.actions.{data_table('plan', 'worklist')['day_missing']}.why")
    elif each.due is None:
        yield i18n.text(f"plan.actions.{code}.why")


def _said(day: NamedDay, today: date) -> str:
    passed = "_passed" if day.due_on < today else ""
    how = "hearing" if day.code == HEARING else "court_day"
    return i18n.text(
        f"plan.worklist.{how}{passed}", title=i18n.text(day.text), due_on=day.due_on.isoformat()
    )
