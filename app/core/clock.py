"""The only reader of the clock; everything else is handed instants and days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""Business dates are Chinese civil dates (GB/T 7408 notation, UTC+8)."""


def now() -> datetime:
    """The present instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The present business day in Asia/Shanghai."""
    return now().astimezone(SHANGHAI).date()


def business_day(instant: datetime) -> date:
    """The Shanghai civil day of an instant."""
    return instant.astimezone(SHANGHAI).date()
