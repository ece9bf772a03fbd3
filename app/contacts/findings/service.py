"""Checks the contact log against the rules of conduct and puts what it finds into words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.contacts import conduct
from app.contacts.agreement_periods.service import Period, periods_of
from app.contacts.conduct import UNKNOWN, Finding, Occurrence
from app.contacts.filters import ContactFilter
from app.contacts.findings.schemas import (
    ContactFinding,
    ContactFindings,
    OmittedRule,
    RemedyRead,
)
from app.contacts.index import service as index
from app.contacts.schemas import ContactCreate, ContactRead
from app.contacts.service import as_corrected, read_contacts
from app.contacts.tokens import organisations_of
from app.core import clock, i18n
from app.core.results import cite, explain
from app.core.rules import rule_book
from app.debts import service as debts
from app.debts.schemas import DebtRead
from app.law.service import localised

MOST_CONTACTS = 5000
_BATCH = 200


def find_conduct(session: Session, case_id: UUID, wanted: ContactFilter) -> ContactFindings:
    """Findings over the newest contacts of the time asked for, as they read now.

    Withdrawn contacts are left out.
    """
    cases.require_case(session, case_id)
    book = rule_book()
    contacts = list(islice(_contacts(session, case_id, wanted), MOST_CONTACTS + 1))
    kept = contacts[:MOST_CONTACTS]
    known = {debt.id: debt for debt in debts.list_debts(session, case_id)}
    periods = periods_of(session, case_id)
    seen = [_occurrence(each, known, periods) for each in kept if each.withdrawn is None]
    found = conduct.find_conduct(book, seen)
    counts = _contacts_by_rule(found)
    rows = {row["code"]: row for row in book.table(conduct.TABLE)["conduct"]}
    return ContactFindings(
        items=[_shown(finding, rows[finding.rule.code]) for finding in found],
        omitted=[_omitted(row) for row in rows.values() if not row["checked"]],
        examined=len(kept),
        complete=len(contacts) == len(kept),
        notice=i18n.text("contacts.findings.notice"),
        **explain(
            {
                "contacts": [[str(each.id), each.version] for each in kept],
                "debts": [[str(debt.id), debt.version] for debt in known.values()],
                "periods": [asdict(period) for period in periods],
            },
            rule_ids=[rule_id for _, rule_id in counts],
            trace=[(code, count, rule_id) for (code, rule_id), count in counts.items()],
        ),
    )


def _contacts(session: Session, case_id: UUID, wanted: ContactFilter) -> Iterable[ContactRead]:
    found = index.candidates(session, case_id, wanted, None, None, _BATCH)
    while batch := list(islice(found, _BATCH)):
        yield from read_contacts(session, case_id, batch)


def _contacts_by_rule(found: Iterable[Finding]) -> Counter[tuple[str, str]]:
    """How many contacts fall below each rule, by its code and the rule of law it rests on."""
    counts: Counter[tuple[str, str]] = Counter()
    for finding in found:
        counts[finding.rule.code, finding.basis.rule_id] += len(finding.contact_ids)
    return counts


def _occurrence(
    contact: ContactRead, known: Mapping[UUID, DebtRead], periods: Sequence[Period]
) -> Occurrence:
    now = as_corrected(contact)
    local = now.occurred_at.astimezone(clock.SHANGHAI)
    about = [known[debt_id] for debt_id in now.debt_ids if debt_id in known]
    covers: set[tuple[str, str]] = {
        (debt.creditor_type, debt.product_type or "unknown") for debt in about
    }
    return Occurrence(
        contact_id=contact.id,
        day=local.date(),
        at=local.time(),
        channel=now.channel,
        is_inbound=now.direction == "inbound",
        connected=_connected(now),
        party=_party(now, about),
        about_person=now.about_person,
        outcome=now.outcome,
        conduct=frozenset(now.conduct),
        covers=frozenset(covers or {UNKNOWN}),
        is_at_rest=any(  # on the first day nobody knows which came first
            period.debt_id in now.debt_ids and period.begins_on < local.date() <= period.ends_on
            for period in periods
        ),
    )


def _connected(contact: ContactCreate) -> bool | None:
    """Whether somebody answered, as far as it can be told."""
    if contact.answered is not None:
        return contact.answered
    if contact.outcome == "no_answer":
        return False
    return True if contact.duration_seconds else None


def _party(contact: ContactCreate, about: Iterable[DebtRead]) -> str | None:
    """Who called: the creditor of the debt named, else the organisation, else the number."""
    number = contact.counterpart.number if contact.counterpart is not None else None
    names = (
        *sorted(debt.creditor_name for debt in about),
        *organisations_of(contact.model_dump(mode="json")),
        *([number] if number else []),
    )
    return next(iter(names), None)


def _shown(finding: Finding, row: Mapping[str, Any]) -> ContactFinding:
    rule, basis = finding.rule, finding.basis
    citation = cite(rule_book().cite(basis.rule_id))
    notes = [localised(row, "note")] if "note_zh" in row else []
    if finding.is_creditor_unknown:
        notes.append(i18n.text("contacts.findings.creditor_unknown"))
    return ContactFinding.model_validate(
        {
            "code": rule.code,
            "title": localised(row, "title"),
            "contact_ids": list(finding.contact_ids),
            "days": list(finding.days),
            "count": finding.count,
            "rule_id": basis.rule_id,
            "force": basis.force,
            "level": basis.level,
            "message": i18n.text(
                f"contacts.findings.force.{basis.force}",
                title=localised(row, "title"),
                rule=citation.title,
                article=citation.article,
            ),
            "notes": notes,
            "remedies": [
                RemedyRead(code=code, text=i18n.text(f"contacts.remedies.{code}"))
                for code in rule.remedies
            ],
            "citation": citation,
        }
    )


def _omitted(row: Mapping[str, Any]) -> OmittedRule:
    return OmittedRule(
        code=row["code"],
        title=localised(row, "title"),
        why=localised(row, "omitted"),
        rule_ids=list(row["rule_ids"]),
    )
