from collections.abc import Iterator

import pytest
import time_machine

from tests.client import ApiClient


@pytest.fixture(autouse=True)
def today(client: ApiClient) -> Iterator[None]:  # keys are made before
    with time_machine.travel("2026-11-25T09:00:00+08:00", tick=False):
        yield
