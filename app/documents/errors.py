"""Refusals of documents."""

from app.core.errors import Conflict


class PaymentOrderPending(Conflict):
    """Raised for a negotiating paper while a payment order (支付令) waits for an objection."""

    code = "payment_order_pending"


class RisksUnacknowledged(Conflict):
    """Raised when a paper for a lender holds what could harm its author; `findings` name it."""

    code = "document_risks_unacknowledged"
