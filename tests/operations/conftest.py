from contextlib import nullcontext
from uuid import UUID, uuid4

import pytest

from app.core.auth import Principal
from app.operations import service
from app.operations.worker import service as worker
from app.operations.worker.service import Work
from app.wiring import Runtime
from tests.client import ApiClient
from tests.operations.works import Ask
from tests.own_database import application, runtime, settings

__all__ = ["application", "runtime", "settings"]


@pytest.fixture(autouse=True)
def _no_background(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run the worker themselves, so that nothing happens between two of their lines."""
    monkeypatch.setattr(worker, "in_background", lambda _database: nullcontext())


@pytest.fixture
def ask(
    runtime: Runtime,
    principal: Principal,
    client: ApiClient,
    case_id: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    """Asks for work on the case and gives its path."""

    def request(work: Work) -> str:
        kind = f"test_{uuid4().hex[:8]}"
        monkeypatch.setitem(worker._works, kind, work)
        monkeypatch.setitem(service._kinds, kind, service.Kind(["cases:read"]))
        with runtime.database.write(principal.tenant_id) as session:
            taken = service.request(session, principal, kind, case_id)
        return f"/v1/operations/{taken.id}"

    return request
