"""The two times of a contact: when it occurred and when it was recorded."""

from datetime import datetime, timedelta


def is_recorded_late(occurred_at: datetime, recorded_at: datetime, after_hours: int) -> bool:
    """Whether the record came so long after the contact that the log says so."""
    return recorded_at - occurred_at > timedelta(hours=after_hours)
