"""Lets issued documents go to a creditor; what stopped a paper from being issued stops this too.

The case may have changed since: a payment order may have come, or the limitation period passed.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from app.core.errors import InvalidInput, NotFound, invalid
from app.core.rules import rule_book
from app.debts import service as debts
from app.debts.schemas import DebtRead
from app.documents.errors import PaymentOrderPending
from app.documents.gathering.service import debts_meant
from app.documents.schemas import DocumentRead, DocumentRequest
from app.documents.service import get_document
from app.documents.templates import acknowledges_debt, negotiates, template_of
from app.ledger import service as ledger
from app.proposals.errors import IdentityMisuseDisputed, LimitationUnacknowledged
from app.proposals.limitation import may_be_time_barred
from app.proposals.warnings.service import CaseStanding, case_standing

CREDITOR = "creditor"


def require_shareable(
    session: Session, case_id: UUID, document_ids: Sequence[UUID], *, acknowledged: bool
) -> None:
    """Lets these documents go to a creditor today, if all were issued for one.

    Raises:
        InvalidInput: for a document the case does not have, or that was issued for somebody else.
        Conflict: where giving it away could harm the person and that was not acknowledged.
    """
    standing = case_standing(session, case_id)
    for index, document_id in enumerate(document_ids):
        try:
            document = get_document(session, case_id, document_id)
        except NotFound:
            raise invalid(f"/document_ids/{index}", "document_unknown") from None
        if document.profile != CREDITOR:
            raise invalid(f"/document_ids/{index}", "document_not_for_creditors")
        _require_harmless(session, case_id, document, standing, acknowledged=acknowledged)


def _require_harmless(
    session: Session,
    case_id: UUID,
    document: DocumentRead,
    standing: CaseStanding,
    *,
    acknowledged: bool,
) -> None:
    template = template_of(document.template, document.locale)
    meant = _debts_of(session, case_id, document)
    if negotiates(template) and any(standing.has_pending_order(debt.id) for debt in meant):
        raise PaymentOrderPending
    if negotiates(template) and standing.is_identity_misused:
        raise IdentityMisuseDisputed
    is_late = any(may_be_time_barred(debt.days_past_due, rule_book()) for debt in meant)
    if acknowledges_debt(template) and is_late and not acknowledged:
        raise LimitationUnacknowledged


def _debts_of(session: Session, case_id: UUID, document: DocumentRead) -> Sequence[DebtRead]:
    """The debts a paper is about; all of them where its sources are no longer there."""
    event = ledger.read_events(session, case_id, [document.sequence])[document.sequence]
    try:
        return debts_meant(
            session, case_id, DocumentRequest.model_validate(event.payload["request"])
        )
    except InvalidInput:
        return debts.list_debts(session, case_id)
