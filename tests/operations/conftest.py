from contextlib import nullcontext

import pytest

from app.operations.worker import service as worker
from tests.own_database import application, runtime, settings

__all__ = ["application", "runtime", "settings"]


@pytest.fixture(autouse=True)
def _no_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run the worker themselves, so that nothing happens between two of their lines."""
    monkeypatch.setattr(worker, "in_background", lambda _database: nullcontext())
