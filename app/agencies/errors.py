"""Refusals of agencies and referrals."""

from app.core.errors import Conflict


class AgencyInUse(Conflict):
    """Raised when an agency that somebody was referred to is to be deleted."""

    code = "agency_in_use"


class AgencySuspended(Conflict):
    """Raised when a suspended agency is to be given a case."""

    code = "agency_suspended"


class ReferralStateConflict(Conflict):
    """Raised when the state of a referral does not allow the act."""

    code = "referral_state"
