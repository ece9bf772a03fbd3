from pathlib import Path
from uuid import UUID

import pytest

from app.wiring import Runtime
from tests.client import ApiClient
from tests.dossier.archives import unpack
from tests.dossier.export.filled import fill, made_export


@pytest.fixture
def packed(client: ApiClient, runtime: Runtime, case_id: UUID) -> bytes:
    """An export with two files and a contact."""
    fill(client, case_id)
    return made_export(client, runtime, case_id)


@pytest.fixture
def folder(packed: bytes, tmp_path: Path) -> Path:
    """The same, unpacked."""
    return unpack(packed, tmp_path / "export")
