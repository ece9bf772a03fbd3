from uuid import UUID

import pytest

from tests.client import ApiClient
from tests.documents.papers import filled


@pytest.fixture
def ids(client: ApiClient, case_id: UUID) -> dict[str, str]:
    return filled(client, case_id)
