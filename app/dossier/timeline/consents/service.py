"""Tells what became of grants, referrals and holds: each step is an entry of the ledger."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from app.agencies.referrals.standing import service as referrals
from app.cases.grants import service as grants
from app.cases.holds import service as holds
from app.core import clock, i18n
from app.core.happenings import Happening
from app.dossier.packs import service as packs
from app.ledger import service as ledger
from app.ledger.records import Event


def hold_steps(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Holds as they were placed and lifted, each with its reason."""
    path, reasons = f"/v1/cases/{case_id}/legal-holds", holds.reasons_of(session, case_id)
    for event in ledger.events_of_kinds(session, case_id, holds.FOR_THE_LEDGER):
        reason = reasons.get(event.payload["id"])
        yield _step("legal_hold", event, path, event.kind.removeprefix("hold_"), reason)


def grant_steps(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Who was let see what, by parts; later changes, and the end by revocation."""
    root = f"/v1/cases/{case_id}/grants"
    for event in ledger.events_of_kinds(session, case_id, grants.FOR_THE_LEDGER):
        path = f"{root}/{event.payload['id']}"
        yield _step("grant", event, path, event.kind.removeprefix("grant_"), _parts(event.payload))


def referral_steps(session: Session, case_id: UUID) -> Iterator[Happening]:
    """Consents to referrals, and what became of each."""
    root = f"/v1/cases/{case_id}/referrals"
    for event in ledger.events_of_kinds(session, case_id, tuple(referrals.MARKS)):
        told, code = event.payload, event.kind.removeprefix("referral_")
        text = told.get("note") or told.get("purpose")
        debts = tuple(UUID(debt_id) for debt_id in told.get("debt_ids", ()))
        yield _step("referral", event, f"{root}/{told['id']}", code, text, debts)


def pack_steps(session: Session, case_id: UUID) -> Iterator[Happening]:
    """What creditors were given to look at, and what was taken back."""
    root = f"/v1/cases/{case_id}/creditor-packs"
    for event in ledger.events_of_kinds(session, case_id, (packs.SHARED, packs.REVOKED)):
        code, name = event.kind.removeprefix("creditor_pack_"), event.payload.get("creditor_name")
        yield _step("creditor_pack", event, f"{root}/{event.payload['id']}", code, name)


def _step(
    kind: str,
    event: Event,
    path: str,
    code: str,
    text: str | None,
    debt_ids: tuple[UUID, ...] = (),
) -> Happening:
    return Happening(
        kind,
        UUID(event.payload["id"]),
        clock.business_day(event.occurred_at),
        path,
        at=event.occurred_at,
        code=code,
        text=text,
        debt_ids=debt_ids,
    )


def _parts(told: Mapping[str, list[str]]) -> str | None:
    """The parts in words; an entry of a revocation names none."""
    if "scope" not in told:
        return None
    return i18n.listed([i18n.text(f"agencies.parts.{part}") for part in told["scope"]])
