from datetime import UTC, datetime, timedelta

import pytest

from app.contacts.timing import is_recorded_late

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "late"),
    [
        (timedelta(hours=-1), False),
        (timedelta(), False),
        (timedelta(hours=24), False),
        (timedelta(hours=24, microseconds=1), True),
    ],
)
def test_a_record_is_late_after_the_hours_agreed(after: timedelta, *, late: bool) -> None:
    assert is_recorded_late(NOON, NOON + after, 24) is late
