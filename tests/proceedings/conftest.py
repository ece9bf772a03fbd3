from uuid import UUID

import pytest
import time_machine

from tests.client import ApiClient


@pytest.fixture
def path(case_id: UUID) -> str:
    return f"/v1/cases/{case_id}/legal-proceedings"


@pytest.fixture
def today(client: ApiClient, case_id: UUID) -> time_machine.travel:  # keys are made before
    return time_machine.travel("2026-11-20T09:00:00+08:00", tick=False)
