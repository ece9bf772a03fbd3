"""Refusals of the accounts."""

from app.core.errors import Conflict, Forbidden


class DemoKeyLimited(Forbidden):
    """Raised when the published demo key tries to make or rotate keys, or to end itself."""

    code = "demo_key_limited"


class ScopeBeyondOwn(Forbidden):
    """Raised when a key would get a scope that its maker lacks."""

    code = "scope_beyond_own"


class KeyRevoked(Conflict):
    """Raised when a revoked key is to be rotated."""

    code = "key_revoked"
