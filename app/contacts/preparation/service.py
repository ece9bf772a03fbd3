"""Gathers what was said with one creditor so far, for the next call."""

from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.contacts.filters import ContactFilter
from app.contacts.follow_ups.opening.service import has_answer
from app.contacts.follow_ups.schemas import FollowUpRead
from app.contacts.follow_ups.service import follow_ups_of
from app.contacts.index import service as index
from app.contacts.preparation.schemas import (
    Advice,
    DebtInQuestion,
    PastContact,
    PersonMet,
    Preparation,
    PromiseMade,
)
from app.contacts.preparation.summary import (
    Person,
    Promised,
    people_met,
    standing_first,
    state_of,
)
from app.contacts.schemas import ContactCreate, ContactRead, Counterpart
from app.contacts.service import as_corrected, read_contacts
from app.core import clock
from app.core.errors import invalid
from app.core.results import cite
from app.core.rules import rule_book
from app.core.tables import data_table
from app.debts import service as debts
from app.law.service import localised

MOST_CONTACTS = 100
Pair = tuple[ContactRead, ContactCreate]
"""A contact, and how it reads now."""


def prepare(
    session: Session, case_id: UUID, creditor_name: str | None, debt_id: UUID | None
) -> Preparation:
    """One page on one creditor; withdrawn contacts are left out.

    Raises:
        InvalidInput: unless one of creditor and debt is given.
        NotFound: if the case does not have the debt.
    """
    cases.require_case(session, case_id)
    name = _creditor(session, case_id, creditor_name, debt_id)
    found = index.candidates(
        session, case_id, ContactFilter(creditor_name=name), None, None, MOST_CONTACTS + 1
    )
    read = read_contacts(session, case_id, list(islice(found, MOST_CONTACTS + 1)))
    pairs = [(each, as_corrected(each)) for each in read[:MOST_CONTACTS] if not each.withdrawn]
    due = follow_ups_of(session, case_id, [contact.id for contact, _ in pairs])
    answered = [clock.business_day(now.occurred_at) for _, now in pairs if has_answer(now)]
    silent = [each.no_answer_since for each in due if each.no_answer_since is not None]
    return Preparation(
        debts=[
            DebtInQuestion(
                id=debt.id,
                creditor_name=debt.creditor_name,
                account_reference=debt.account_reference,
                debt_status=debt.debt_status,
            )
            for debt in debts.debts_of_creditor(session, case_id, name)
        ],
        contacts=[_past(contact, now) for contact, now in pairs],
        more_contacts=len(read) > MOST_CONTACTS,
        people=_people(pairs),
        promises=_promises(pairs, due),
        follow_ups=[each for each in due if not each.done],
        ticket_numbers=list(
            dict.fromkeys(now.ticket_number for _, now in pairs if now.ticket_number)
        ),
        last_answer_on=max(answered, default=None),
        no_answer_since=min(silent, default=None),
        recording_advice=_advice(),
    )


def _creditor(
    session: Session, case_id: UUID, creditor_name: str | None, debt_id: UUID | None
) -> str:
    if creditor_name is not None and debt_id is None:
        return creditor_name
    if debt_id is not None and creditor_name is None:
        return debts.get_debt(session, case_id, debt_id).creditor_name
    raise invalid("/query/creditor_name", "creditor_or_debt")


def _past(contact: ContactRead, now: ContactCreate) -> PastContact:
    return PastContact.model_validate(
        {
            "id": contact.id,
            "occurred_at": now.occurred_at,
            "recorded_at": contact.recorded_at,
            "recorded_late": contact.recorded_late,
            "channel": now.channel,
            "direction": now.direction,
            "outcome": now.outcome,
            "person": _named(now.counterpart),
            "summary": now.summary,
            "ticket_number": now.ticket_number,
            "conduct": list(now.conduct),
            "corrected": bool(contact.corrections),
        }
    )


def _named(person: Counterpart | None) -> str | None:
    if person is None:
        return None
    parts = (person.organisation, person.department, person.agent_name, person.agent_id)
    return " · ".join(part for part in parts if part) or person.number


def _people(pairs: Sequence[Pair]) -> list[PersonMet]:
    met = people_met((contact.id, now.occurred_at, list(_persons(now))) for contact, now in pairs)
    return [
        PersonMet(
            organisation=each.person.organisation,
            department=each.person.department,
            agent_name=each.person.agent_name,
            agent_id=each.person.agent_id,
            number=each.person.number,
            contact_ids=list(each.contact_ids),
            last_at=each.last_at,
        )
        for each in met
    ]


def _persons(contact: ContactCreate) -> Iterator[Person]:
    for each in (contact.counterpart, *contact.other_counterparts):
        if each is not None and any(dict(each).values()):
            yield Person(**dict(each))


def _promises(pairs: Sequence[Pair], due: Sequence[FollowUpRead]) -> list[PromiseMade]:
    done = {(each.contact_id, each.what, each.due_on): each.done for each in due}
    made = [
        Promised(
            contact.id,
            now.occurred_at,
            promise.by,
            promise.what,
            promise.due_on,
            done.get((contact.id, promise.what, promise.due_on)) if promise.due_on else None,
        )
        for contact, now in pairs
        for promise in now.promises
    ]
    today = clock.today()
    return [
        PromiseMade.model_validate(
            {
                "contact_id": each.contact_id,
                "said_at": each.said_at,
                "by": each.by,
                "what": each.what,
                "due_on": each.due_on,
                "state": state_of(each, today),
            }
        )
        for each in standing_first(made, today)
    ]


def _advice() -> list[Advice]:
    book = rule_book()
    return [
        Advice(
            code=row["code"],
            text=localised(row, "text"),
            citations=[cite(book.cite(rule_id)) for rule_id in row["rule_ids"]],
        )
        for row in data_table("contacts", "recording")["advice"]
    ]
