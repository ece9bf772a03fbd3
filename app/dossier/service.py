"""Verifies a case over everything its ledger stands for, and erases a case for good."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from app.accounts import service as accounts
from app.agencies.referrals import service as referrals
from app.cases import service as cases
from app.cases.access_tokens import service as access_tokens
from app.cases.errors import UnderLegalHold
from app.cases.holds import service as holds
from app.cases.outcomes import service as outcomes
from app.cash_flow import service as cash_flow
from app.claims import service as claims
from app.contacts import service as contacts
from app.core import clock, i18n, idempotency, keys, outbox
from app.core.auth import Principal
from app.core.conditional import Precondition
from app.core.crypto_signing import SigningKeyring
from app.core.db import Database, after_commit, leave_no_trace, tenant_of
from app.core.erasure_register import Erased, ErasureRegister
from app.core.errors import InvalidInput, invalid
from app.core.keys import Keyring
from app.core.signed_heads import SignedHeads
from app.debts import service as debts
from app.documents import service as documents
from app.dossier.packs import service as packs
from app.dossier.schemas import FirstBadRead, VerificationRead, VerificationRequest
from app.dossier.standing import service as standing
from app.evidence import service as evidence
from app.ledger import service as ledger
from app.ledger.anchors import service as anchors
from app.ledger.checkpoint import CheckpointInvalid, TreeHead
from app.ledger.entries import ERASED_KIND
from app.ledger.examination import service as examination
from app.ledger.keys import service as ledger_keys
from app.ledger.origins import origin_of
from app.ledger.rows import first_of, first_row_fault
from app.ledger.verification import FirstBad, Verdict
from app.operations import service as operations
from app.proceedings import service as proceedings
from app.proposals import service as proposals
from app.proposals.agreements import service as agreements
from app.proposals.responses import service as responses
from app.statements import service as statements
from app.wellbeing import service as wellbeing


@dataclass(frozen=True, slots=True)
class CaseVerdict:
    """The verdict on one case of one tenant."""

    case_id: UUID
    verdict: Verdict


def verify_ledger(
    database: Database, principal: Principal, case_id: UUID, wanted: VerificationRequest | None
) -> VerificationRead:
    """Verifies a living case: its entries, the rows and files they stand for, its checkpoint.

    The database is read as of one moment, which must also extend what the signing keys remember
    and the checkpoints that the caller kept.

    Raises:
        InvalidInput: for a kept checkpoint that no known key signed for this case.
    """
    remembered = _remembered(database, case_id)
    with database.read(principal.tenant_id, frozen=True) as session:
        cases.require_case(session, case_id)
        kept = _kept_heads(session, case_id, wanted.checkpoints if wanted is not None else ())
        verdict = verify_case(session, case_id, [*remembered, *kept])
    bad = verdict.first_bad
    return VerificationRead(
        valid=verdict.valid,
        entries=verdict.entries,
        first_bad=_first_bad(bad) if bad is not None else None,
    )


def _remembered(database: Database, case_id: UUID) -> list[TreeHead]:
    """What the keys of this process have signed last; to be asked before the database is read."""
    heads, signers = database.carried["signed_heads"], database.carried["signer"]
    if not isinstance(heads, SignedHeads) or not isinstance(signers, SigningKeyring):
        raise TypeError("the process carries no signing keys")
    head = heads.last(origin_of(signers.name, case_id))
    return [TreeHead(head.size, head.root)] if head is not None else []


def _kept_heads(session: Session, case_id: UUID, notes: Sequence[str]) -> list[TreeHead]:
    heads = []
    for index, note in enumerate(notes):
        try:
            heads.append(ledger_keys.verify_kept(session, case_id, note).head)
        except CheckpointInvalid:
            raise invalid(f"/checkpoints/{index}", "checkpoint_unknown") from None
    return heads


def _first_bad(bad: FirstBad) -> FirstBadRead:
    key = f"ledger.reasons.{bad.reason}"
    known = key if i18n.has_text(key) else "ledger.reasons.column_differs"
    return FirstBadRead(sequence=bad.sequence, reason=bad.reason, message=i18n.text(known))


def note_verification(session: Session, principal: Principal, case_id: UUID) -> None:
    """Notes in the audit trail that a ledger was verified."""
    accounts.record(session, principal, "ledger_verified", "case", case_id, case_id)


def verify_case(session: Session, case_id: UUID, kept: Sequence[TreeHead] = ()) -> Verdict:
    """Verifies a case, living or erased; of an erased one only leaf inputs are left.

    `kept` are tree heads from outside the database that it must extend, as it must those that
    time stamps vouch for.
    """
    anchored, bad_anchor = anchors.anchored_heads(session, case_id)
    found = examination.examine(session, case_id, [*kept, *anchored])
    faults = [found.first_bad, bad_anchor]
    if not found.is_erased:
        claims = [
            *contacts.ledger_rows(session, case_id),
            *evidence.ledger_rows(session, case_id),
            *responses.ledger_rows(session, case_id),
            *agreements.ledger_rows(session, case_id),
            *documents.ledger_rows(session, case_id),
            *referrals.ledger_rows(session, case_id),
            *packs.ledger_rows(session, case_id),
        ]
        faults += [first_row_fault(each, found.events) for each in claims]
        faults.append(next(evidence.file_faults(session, case_id, found.events), None))
        faults.append(next(documents.file_faults(session, case_id, found.events), None))
        faults += standing.faults(session, case_id, found.events)
    first_bad = first_of(faults)
    return Verdict(first_bad is None, found.entries, first_bad)


def verify_everything(
    database: Database, kept: Mapping[UUID, Sequence[str]] | None = None
) -> Iterator[CaseVerdict]:
    """Verifies every case of every tenant, one tenant and one case at a time.

    `kept` are checkpoints from outside, by case; one of a case that is not there, or that no known
    key signed, is a fault as well.
    """
    waiting = dict(kept or {})
    with database.read() as session:
        tenant_ids = accounts.tenant_ids(session)
    for tenant_id in tenant_ids:
        with database.read(tenant_id) as session:
            keyring: Keyring = session.info["keyring"]
            keyring.tenant_key(session)
            case_ids = cases.case_ids(session)
        for case_id in case_ids:
            remembered = _remembered(database, case_id)
            with database.read(tenant_id, frozen=True) as session:
                notes = waiting.pop(case_id, ())
                yield CaseVerdict(case_id, _verdict(session, case_id, notes, remembered))
    for case_id in waiting:
        yield CaseVerdict(case_id, Verdict(False, 0, FirstBad(1, "entries_missing")))


def _verdict(
    session: Session, case_id: UUID, notes: Sequence[str], remembered: Sequence[TreeHead]
) -> Verdict:
    try:
        kept = _kept_heads(session, case_id, notes)
    except InvalidInput:
        return Verdict(False, 0, FirstBad(1, "checkpoint_foreign"))
    return verify_case(session, case_id, [*remembered, *kept])


def erase_case(
    session: Session, principal: Principal, case_id: UUID, precondition: Precondition
) -> Callable[[], None]:
    """Erases a case: its last entry says so, then its rows, replies and key are destroyed.

    What stays is the tombstone and the ledger's leaf inputs, so that old receipts still verify.
    The function it returns removes the stored files and belongs after the commit.

    Raises:
        UnderLegalHold: while a hold is in force.
    """
    cases.require_version(session, case_id, precondition)
    if holds.list_holds(session, case_id):
        raise UnderLegalHold
    return _erase(session, principal, case_id)


def erase_again(session: Session, case_id: UUID) -> Callable[[], None]:
    """Erases a case that was erased before, which an old copy of the database brought back.

    Its own key need not be there any more. What held it back at the time of the copy was ended
    before the erasure.
    """
    cases.require_case(session, case_id, lock=True)
    if not keys.has_case_key(session, case_id):
        keys.create_case_key(session, case_id)
    holds.drop_holds(session, case_id)
    return _erase(session, None, case_id)


def _erase(session: Session, principal: Principal | None, case_id: UUID) -> Callable[[], None]:
    ledger.append(session, case_id, ERASED_KIND, clock.now(), {})
    negotiated = (packs, referrals, claims, documents, proposals, proceedings, contacts)
    held = (statements, cash_flow, debts, wellbeing, outcomes, access_tokens)
    for subject in (*negotiated, *held):
        subject.erase_case(session, case_id)
    delete_evidence = evidence.erase_case(session, case_id)
    delete_results = operations.erase_case(session, case_id)
    ledger.erase_case(session, case_id)
    idempotency.erase_replies(session, case_id)
    outbox.erase_events(session, case_id)
    cases.erase_case(session, principal, case_id)
    leave_no_trace(session)
    register: ErasureRegister = session.info["erasures"]
    erased = Erased(tenant_of(session), case_id)
    after_commit(session, lambda: register.note(erased))

    def delete_files() -> None:
        delete_evidence()
        delete_results()

    return delete_files
