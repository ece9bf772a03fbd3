from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from fastapi import FastAPI

from tests.client import ApiClient
from tests.documents.papers import filled, issue

LATER = "2099-12-31T23:59:59+08:00"
Make = Callable[..., dict[str, Any]]


@pytest.fixture
def clerk(application: FastAPI) -> ApiClient:
    """Somebody at the creditor's, who has no key."""
    return ApiClient(application, None)


@pytest.fixture
def paper(client: ApiClient, case_id: UUID) -> dict[str, Any]:
    """A statement issued for a creditor."""
    filled(client, case_id)
    answer = issue(client, case_id, "hardship_statement", profile="creditor", format="pdf")
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def wanted(*document_ids: str, **more: Any) -> dict[str, Any]:
    """The body of a pack."""
    return {
        "creditor_name": "某银行",
        "document_ids": list(document_ids),
        "expires_at": LATER,
        **more,
    }


def path_of(pack: dict[str, Any]) -> str:
    """Where the link of a pack leads."""
    return urlsplit(str(pack["url"])).path


@pytest.fixture
def make(client: ApiClient, case_id: UUID) -> Make:
    """Makes packs of the case."""

    def made(*document_ids: str, **more: Any) -> dict[str, Any]:
        body = wanted(*document_ids, **more)
        answer = client.post(f"/v1/cases/{case_id}/creditor-packs", json=body)
        assert answer.status_code == 201, answer.text
        assert answer.headers["Location"].endswith(answer.json()["id"])
        return dict(answer.json())

    return made
