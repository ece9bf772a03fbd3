"""Texts of keys and access tokens: a readable prefix and 256 random bits.

Only the hash is ever stored.
"""

import hashlib
import secrets

LIVE_PREFIX = "sk_live_"
DEMO_PREFIX = "sk_demo_"
FEED_PREFIX = "cal_"
ACCESS_PREFIX = "at_"
VIEW_PREFIX = "view_"
FEED_PATTERN = r"^cal_[A-Za-z0-9_-]{43}$"
VIEW_PATTERN = r"^view_[A-Za-z0-9_-]{43}$"


def new_token(*, demo: bool = False) -> str:
    """A fresh key, `sk_live_` or `sk_demo_` and 43 URL-safe characters (256 bits)."""
    return (DEMO_PREFIX if demo else LIVE_PREFIX) + secrets.token_urlsafe(32)


def new_feed_secret() -> str:
    """The secret part of a calendar's address: `cal_` and 256 random bits."""
    return FEED_PREFIX + secrets.token_urlsafe(32)


def new_access_token() -> str:
    """What a browser or mini-program sends in place of a key: `at_` and 256 random bits."""
    return ACCESS_PREFIX + secrets.token_urlsafe(32)


def new_view_secret() -> str:
    """The secret part of the address of a pack: `view_` and 256 random bits."""
    return VIEW_PREFIX + secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """SHA-256 of a key: it has too many bits to guess, so no slow hash is needed."""
    return hashlib.sha256(token.encode()).digest()
