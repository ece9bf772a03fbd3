"""When work is taken again: leases that outlive a step, delays that grow, an end to it."""

from datetime import timedelta
from typing import Final

LEASE: Final = timedelta(minutes=2)
"""How long a worker holds an operation without a sign of life; every step renews it."""
DELAYS: Final = (timedelta(seconds=5), timedelta(seconds=30))
"""The waits after the first failed start, the second, …"""
MAX_ATTEMPTS: Final = len(DELAYS) + 1
"""After so many starts an operation has failed."""


def retry_delay(attempts: int) -> timedelta | None:
    """The wait before the next start after `attempts` (≥ 1) failed ones; None: no more."""
    return DELAYS[attempts - 1] if attempts < MAX_ATTEMPTS else None
