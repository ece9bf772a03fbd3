"""Facts about contacts, evidence, efforts and proceedings."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.documents.facts import Fact, Facts, Row, flagged
from app.documents.typesetting.tree import Source
from app.documents.wording import Words, amount, minute

OPEN_PROMISE_BY = "creditor"


def facts_of_contacts(contacts: Sequence[tuple[str, Any]], today: date, words: Words) -> Facts:
    """Contacts as they read now with their ids, the oldest first."""
    rows = [
        _contact(number, contact_id, contact, words)
        for number, (contact_id, contact) in enumerate(contacts, start=1)
    ]
    refused = [
        row for row, (_, each) in zip(rows, contacts, strict=True) if each.outcome == "refused"
    ]
    broken = [
        _promise(contact_id, contact, promise, words)
        for contact_id, contact in contacts
        for promise in contact.promises
        if promise.by == OPEN_PROMISE_BY and promise.due_on is not None and promise.due_on < today
    ]
    source = Source("contact", "occurred_at")
    own = [each for _, each in contacts if each.direction == "outbound"]
    named = {
        "contacts.count": Fact(str(len(contacts)), source, "/contacts"),
        "contacts.own_count": Fact(str(len(own)), source, "/contacts"),
        "contacts.first": Fact(_day_of(contacts[:1], words), source, "/contacts"),
        "contacts.last": Fact(_day_of(contacts[-1:], words), source, "/contacts"),
    }
    return Facts(
        named,
        {"contacts": rows, "refusals": refused, "past_promises": broken},
        flagged(has_contacts=rows, has_refusals=refused, has_past_promises=broken),
    )


def _day_of(contacts: Sequence[tuple[str, Any]], words: Words) -> str | None:
    return words.day(contacts[0][1].occurred_at.date()) if contacts else None


def _contact(number: int, contact_id: str, contact: Any, words: Words) -> Row:
    def fact(text: str | None, field: str, *, is_own: bool = False) -> Fact:
        return Fact(text or None, Source("contact", field, contact_id), "/contacts", is_own)

    spoken_to = contact.counterpart
    person = [
        getattr(spoken_to, name)
        for name in ("organisation", "department", "agent_name", "agent_id")
        if spoken_to is not None and getattr(spoken_to, name)
    ]
    return {
        "number": fact(str(number), "id"),
        "at": fact(minute(contact.occurred_at), "occurred_at"),
        "day": fact(words.day(contact.occurred_at.date()), "occurred_at"),
        "channel": fact(words.label("contact_channel", contact.channel), "channel"),
        "direction": fact(words.label("contact_direction", contact.direction), "direction"),
        "counterpart": fact(" ".join(person), "counterpart"),
        "summary": fact(contact.summary, "summary", is_own=True),
        "outcome": fact(words.label("contact_outcome", contact.outcome), "outcome"),
        "ticket": fact(contact.ticket_number, "ticket_number"),
    }


def _promise(contact_id: str, contact: Any, promise: Any, words: Words) -> Row:
    source = Source("contact", "promises", contact_id)
    return {
        "day": Fact(words.day(contact.occurred_at.date()), source),
        "what": Fact(promise.what, source, is_own=True),
        "due": Fact(words.day(promise.due_on), source),
    }


def facts_of_evidence(items: Sequence[Any]) -> Facts:
    """Pieces of evidence in the order they shall stand."""
    rows = [_evidence(number, item) for number, item in enumerate(items, start=1)]
    return Facts({}, {"evidence": rows}, flagged(has_evidence=rows))


def _evidence(number: int, item: Any) -> Row:
    def fact(text: str | None, field: str) -> Fact:
        pointer = f"/evidence-items/{item.id}/{field}"
        return Fact(text, Source("evidence", field, str(item.id)), pointer, is_own=True)

    return {
        "number": Fact(str(number), Source("evidence", "id", str(item.id))),
        "title": fact(item.title or item.file_name, "title"),
        "source": fact(item.source, "source"),
        "purpose": fact(item.purpose, "purpose"),
        "obtained": fact(item.obtained_on and item.obtained_on.isoformat(), "obtained_on"),
        "page": Fact(None, Source("evidence", "id", str(item.id))),
    }


def facts_of_efforts(efforts: Sequence[Any], words: Words) -> Facts:
    """What the person has done, as they noted it."""
    rows = [_effort(effort, words) for effort in efforts]
    return Facts({}, {"efforts": rows}, flagged(has_efforts=rows))


def _effort(effort: Any, words: Words) -> Row:
    def fact(text: str | None, field: str, *, is_own: bool = False) -> Fact:
        place = f"/efforts/{effort.id}/{field}"
        return Fact(text or None, Source("effort", field, str(effort.id)), place, is_own)

    kind, since = words.label("effort_kind", effort.kind), words.day(effort.since)
    said = [f"{kind}" if since is None else _since(str(kind), since, words)]
    if effort.note:
        said.append(effort.note)
    text = ("：" if words.is_chinese else ": ").join(said)
    effect = effort.monthly_effect
    return {
        "text": fact(text, "kind", is_own=True),
        "effect": fact(amount(effect), "monthly_effect"),
    }


def _since(kind: str, since: str, words: Words) -> str:
    return f"{kind}（{since}起）" if words.is_chinese else f"{kind} (since {since})"


def facts_of_proceedings(found: Sequence[Any], titles: Mapping[str, str], words: Words) -> Facts:
    """Proceedings that are still open, with their nearest last day.

    `titles` name the clocks by code, in the paper's language.
    """
    rows = [_proceeding(each, titles, words) for each in found if each.status == "open"]
    return Facts({}, {"proceedings": rows}, flagged(has_proceedings=rows))


def _proceeding(found: Any, titles: Mapping[str, str], words: Words) -> Row:
    def fact(text: str | None, field: str) -> Fact:
        place = f"/legal-proceedings/{found.id}/{field}"
        return Fact(text or None, Source("proceeding", field, str(found.id)), place)

    nearest = min(found.clocks, key=lambda clock: clock.due_on, default=None)
    return {
        "kind": fact(words.label("proceeding_kind", found.kind), "kind"),
        "institution": fact(found.institution, "institution"),
        "number": fact(found.case_number, "case_number"),
        "claimant": fact(found.claimant, "claimant"),
        "claimed": fact(amount(found.claim_amount), "claim_amount"),
        "clock": fact(nearest and titles[nearest.code], "clocks"),
        "due": fact(nearest and nearest.due_on.isoformat(), "clocks"),
    }


def facts_of_proposals(found: Sequence[Any], creditors: dict[str, str], words: Words) -> Facts:
    """Proposals made so far and where they stand, the oldest first."""
    rows = [_proposal(each, creditors, words) for each in found]
    return Facts({}, {"proposals": rows}, flagged(has_proposals=rows))


def _proposal(found: Any, creditors: dict[str, str], words: Words) -> Row:
    def fact(text: str | None, field: str) -> Fact:
        return Fact(text, Source("proposal", field, str(found.id)))

    computed = found.computed_terms
    return {
        "creditor": fact(creditors.get(str(found.debt_id)), "debt_id"),
        "kind": fact(words.label("request_kind", found.request_kind), "request_kind"),
        "instalments": fact(str(found.terms.instalments), "terms.instalments"),
        "payment": fact(amount(computed and computed.instalment_amount), "computed_terms"),
        "status": fact(words.label("proposal_status", found.status), "status"),
    }
