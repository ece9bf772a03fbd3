"""Refusals of proposals."""

from app.core.errors import Conflict


class LimitationUnacknowledged(Conflict):
    """Raised when a proposal on a debt that may be time-barred is sent without acknowledgement."""

    code = "limitation_warning_unacknowledged"


class IdentityMisuseDisputed(Conflict):
    """Raised for what would offer to repay what somebody else borrowed in the person's name."""

    code = "identity_misuse_disputed"


class ProposalNotDraft(Conflict):
    """Raised when terms that went out to the lender are to be changed or deleted."""

    code = "proposal_not_draft"


class ProposalWithdrawn(Conflict):
    """Raised when an answer to a withdrawn proposal is to be recorded."""

    code = "proposal_withdrawn"
