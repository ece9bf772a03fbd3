"""A worker that reads when the test says so, and limits that make every text a large one."""

from contextlib import nullcontext
from dataclasses import replace

import pytest

from app.operations.worker import service as worker
from app.statements import layouts
from app.statements.large import service as large
from app.statements.large.reading import service as reading


@pytest.fixture(autouse=True)
def _no_background(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "in_background", lambda _database: nullcontext())


@pytest.fixture
def _from_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every text is large, and comes in by a hundred rows."""
    known = layouts.catalogue()
    monkeypatch.setattr(
        large, "catalogue", lambda: replace(known, large=replace(known.large, from_rows=1))
    )
    monkeypatch.setattr(reading, "_ROWS_AT_ONCE", 100)
