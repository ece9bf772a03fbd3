from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from app.agencies.referral_states import FOLLOWS, RUNNING, ReferralStatus, may_become, status_at

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
STATES = get_args(ReferralStatus)


LATER = NOW + timedelta(microseconds=1)


@pytest.mark.parametrize("stored", STATES)
def test_only_what_runs_ends_with_its_grant(stored: str) -> None:
    assert status_at(stored, expires_at=LATER, revoked_at=None, now=NOW) == stored
    ran_out = status_at(stored, expires_at=NOW, revoked_at=None, now=NOW)
    taken_back = status_at(stored, expires_at=LATER, revoked_at=NOW, now=NOW)
    late = status_at(stored, expires_at=NOW, revoked_at=NOW, now=LATER)
    assert late == ran_out
    runs = stored in {"offered", "accepted"}
    assert (ran_out, taken_back) == (("expired", "revoked") if runs else (stored, stored))


@pytest.mark.parametrize("wanted", FOLLOWS)
@pytest.mark.parametrize("status", STATES)
def test_what_has_ended_stays_ended(status: str, wanted: str) -> None:
    if may_become(status, wanted):
        assert status in RUNNING
        assert wanted != status


def test_an_offer_is_answered_once_and_only_what_was_accepted_is_completed() -> None:
    assert may_become("offered", "accepted")
    assert may_become("offered", "rejected")
    assert not may_become("accepted", "rejected")
    assert not may_become("offered", "completed")
    assert may_become("accepted", "completed")
    assert may_become("offered", "revoked")
    assert may_become("accepted", "revoked")
