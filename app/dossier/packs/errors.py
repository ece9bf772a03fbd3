"""Refusals of creditor packs."""

from app.core.errors import Gone


class PackGone(Gone):
    """Raised for the link of a pack that expired or was revoked."""

    code = "creditor_pack_gone"
