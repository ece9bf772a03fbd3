"""Shows the channel ladder of a case, or of one of its debts, with what was tried."""

from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.cases import service as cases
from app.contacts.filters import ContactFilter
from app.contacts.follow_ups import complaints
from app.contacts.index import service as index
from app.contacts.ladder.rungs import Rung, Step, rungs
from app.contacts.ladder.schemas import (
    ChannelLadder,
    LadderRung,
    RungChannel,
    RungClock,
)
from app.contacts.service import as_corrected, read_contacts
from app.core import clock, i18n
from app.core.results import cite, explain
from app.core.rules import rule_book, was_read
from app.core.tables import data_table
from app.debts import service as debts
from app.evidence import service as evidence
from app.law.service import localised, localised_list

MOST_CONTACTS = 500
_SHOWN = 100


def get_ladder(session: Session, case_id: UUID, debt_id: UUID | None) -> ChannelLadder:
    """The ladder; with a debt, only its contacts count and only its channels are offered.

    Raises:
        NotFound: if the case does not have the debt.
    """
    cases.require_case(session, case_id)
    owed = (
        [debts.get_debt(session, case_id, debt_id)]
        if debt_id is not None
        else debts.list_debts(session, case_id)
    )
    steps = _steps(session, case_id, ContactFilter(direction="outbound", debt_id=debt_id))
    known = complaints.channels(rule_book())
    types = {debt.creditor_type for debt in owed}
    found = rungs(data_table("contacts", "ladder")["rungs"], steps, known, types)
    held = evidence.categories_held(session, case_id)
    offered = [code for rung in found for code in rung.complaint_channels]
    return ChannelLadder(
        rungs=[_shown(rung, known, held) for rung in found],
        at_any_time=[_channel(row) for row in known.values() if row["order"] == 0],
        notice=i18n.text("contacts.ladder.notice"),
        **explain(
            {
                "debt_id": debt_id,
                "steps": [asdict(step) for step in steps],
                "creditor_types": sorted(types),
                "held": sorted(held),
            },
            rule_ids=[rule_id for code in offered for rule_id in known[code]["rule_ids"]],
            trace=[(rung.row["code"], rung.state, None) for rung in found],
        ),
    )


def _steps(session: Session, case_id: UUID, wanted: ContactFilter) -> list[Step]:
    newest = index.candidates(session, case_id, wanted, None, None, _SHOWN)
    rows = list(islice(newest, MOST_CONTACTS))
    read = read_contacts(session, case_id, rows)
    made = [(each.id, as_corrected(each)) for each in read if each.withdrawn is None]
    return [
        Step(contact_id, clock.business_day(now.occurred_at), now.channel, now.complaint_channel)
        for contact_id, now in made
        if now.direction == "outbound"
    ]


def _shown(rung: Rung, known: Mapping[str, Mapping[str, Any]], held: frozenset[str]) -> LadderRung:
    row = rung.row
    return LadderRung.model_validate(
        {
            "code": row["code"],
            "title": localised(row, "title"),
            "state": rung.state,
            "contact_ids": list(rung.contact_ids[:_SHOWN]),
            "last_on": rung.last_on,
            "needs": localised_list(row, "needs"),
            "keep": localised_list(row, "keep"),
            "evidence": list(row["evidence"]),
            "evidence_missing": [code for code in row["evidence"] if code not in held],
            "channels": [_channel(known[code]) for code in rung.complaint_channels],
        }
    )


def _channel(row: Mapping[str, Any]) -> RungChannel:
    is_sure = "number_verification" not in row or was_read(row["number_verification"])
    book = rule_book()
    return RungChannel(
        code=row["code"],
        name=localised(row, "name"),
        what_for=localised(row, "for"),
        number=row.get("number"),
        number_warning=None if is_sure else i18n.text("contacts.ladder.number_unread"),
        hours=localised(row, "hours") if "hours_zh" in row else None,
        keep=localised_list(row, "keep"),
        clocks=[_clock(each) for each in row["clocks"]],
        citations=[cite(book.cite(rule_id)) for rule_id in row["rule_ids"]],
    )


def _clock(row: Mapping[str, Any]) -> RungClock:
    unread = i18n.text("contacts.follow_ups.stage_unread")
    return RungClock(
        code=row["code"],
        text=i18n.text(f"contacts.follow_ups.stages.{row['code']}"),
        days=row["days"],
        unit=row["unit"],
        verification=row["verification"],
        warning=None if was_read(row["verification"]) else unread,
    )
