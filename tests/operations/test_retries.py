from datetime import timedelta

from app.operations.retries import LEASE, MAX_ATTEMPTS, retry_delay


def test_waits_grow_and_then_end() -> None:
    waits = [retry_delay(attempts) for attempts in range(1, MAX_ATTEMPTS + 1)]
    assert waits == [timedelta(seconds=5), timedelta(seconds=30), None]


def test_a_lease_outlives_the_longest_step() -> None:
    assert timedelta(minutes=1) <= LEASE <= timedelta(minutes=10)
