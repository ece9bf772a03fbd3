from pathlib import Path

import pytest

from tests.backups.places import Places


@pytest.fixture
def places(server_uri: str | None, tmp_path: Path) -> Places:
    """Where the test makes services, on both databases."""
    return Places(tmp_path, server_uri)
