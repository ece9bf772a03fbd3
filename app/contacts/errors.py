"""Refusals of the contact log."""

from app.core.errors import Conflict


class ContactWithdrawn(Conflict):
    """Raised when a contact that was withdrawn is to be corrected or withdrawn again."""

    code = "contact_withdrawn"
