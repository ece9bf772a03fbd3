"""Compares rows that change (holds, grants, referrals, packs) with their entries in the ledger."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy.orm import Session

from app.agencies.referrals.standing import service as referrals
from app.cases.grants import service as grants
from app.cases.holds import service as holds
from app.dossier.packs import service as packs
from app.ledger import service as ledger
from app.ledger.rows import OpenedEvent
from app.ledger.standings import Facts, Standing, standing_faults, standings
from app.ledger.verification import FirstBad

HOLDS: Final[Mapping[str, Facts]] = {
    holds.PLACED: {"lifted_at": None},
    holds.LIFTED: {},
}
GRANTS: Final[Mapping[str, Facts]] = {
    grants.MADE: {"accepted": True, "revoked": False},
    grants.CHANGED: {},
    grants.REVOKED: {"revoked": True},
}
PACKS: Final[Mapping[str, Facts]] = {
    packs.SHARED: {"revoked": False},
    packs.REVOKED: {"revoked": True},
}
_CONSENTED: Final = {"agency_id", "accepted", "ended"}
"""What the first entry on a referral says; without it the later ones tell too little."""


def faults(
    session: Session, case_id: UUID, events: Mapping[int, OpenedEvent]
) -> Iterator[FirstBad]:
    """The entries by which a row should stand otherwise than it does."""
    last = max(events, default=1)
    read = ledger.read_or_none(lambda: _rows(session, case_id))
    if read is None:
        yield FirstBad(last, "row_unreadable")
        return
    held, granted, referred, packed = read
    yield from standing_faults(standings(events, HOLDS), held, last)
    yield from standing_faults(standings(events, PACKS), packed, last)
    consents = standings(events, referrals.MARKS)
    states = {each.id: {"status": each.status} for each in referred}
    yield from standing_faults(consents, states, last)
    told = standings(events, GRANTS)
    expected = {key: each for key, each in told.items() if "role" in each.facts}
    for each in referred:
        consent = consents.get(each.id)
        if consent is not None and consent.facts.keys() >= _CONSENTED:  # else its entry is bad
            expected[each.grant_id] = _by_referral(consent, told.get(each.grant_id))
    shown = {key: _comparable(facts) for key, facts in granted.items()}
    yield from standing_faults(expected, shown, last)


def _rows(
    session: Session, case_id: UUID
) -> tuple[dict[str, Facts], dict[str, Facts], list[referrals.Referred], dict[str, Facts]]:
    return (
        holds.standing_holds(session, case_id),
        grants.standing_grants(session, case_id),
        referrals.standing_referrals(session, case_id),
        packs.standing_packs(session, case_id),
    )


def _by_referral(consent: Standing, ended: Standing | None) -> Standing:
    """How the grant of a referral should stand: it holds and ends with it, or was revoked."""
    facts = {
        "role": grants.AGENCY,
        "grantee": consent.facts["agency_id"],
        "accepted": consent.facts["accepted"],
        "revoked": consent.facts["ended"] or ended is not None,
    }
    newest = max(consent.sequence, ended.sequence if ended is not None else 0)
    return Standing(newest, facts)


def _comparable(facts: Facts) -> dict[str, Any]:
    """An agency's parts and end are compared with the consent, in the consent's own form."""
    if facts["role"] != grants.AGENCY:
        return dict(facts)
    return {name: facts[name] for name in ("role", "grantee", "accepted", "revoked")}
