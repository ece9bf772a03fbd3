import json
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.core.typesetting import set_pdf
from tests.client import ApiClient
from tests.dossier.bundles.filled import Filled


@pytest.fixture
def filled(client: ApiClient, case_id: UUID) -> Filled:
    return Filled(client, case_id)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is printed on the papers of the bundles that are made."""
    seen: list[str] = []

    def listening(template: str, values: dict[str, Any], *, day: date) -> bytes:
        seen.append(json.dumps(values, ensure_ascii=False))
        return set_pdf(template, values, day=day)

    for module in ("copies", "packing", "closing"):
        monkeypatch.setattr(f"app.dossier.bundles.making.{module}.service.set_pdf", listening)
    return seen
