"""An API client for tests: authorised, idempotent by default, every answer validated."""

from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from httpx2 import Response
from starlette.testclient import TestClient
from typing_extensions import override

from tests.contract import check_response


class ApiClient(TestClient):
    """A test client that sends its key, and an Idempotency-Key with every POST."""

    def __init__(self, application: FastAPI, key: str | None) -> None:
        """Opens no network: requests go straight into the application."""
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        super().__init__(application, base_url="http://127.0.0.1", headers=headers)

    @override
    def request(self, method: str, url: Any, **options: Any) -> Response:
        headers = dict(options.pop("headers", None) or {})
        if method == "POST":
            headers.setdefault("Idempotency-Key", str(uuid4()))
        answer = super().request(
            method, url, headers={k: v for k, v in headers.items() if v is not None}, **options
        )
        check_response(method, answer)
        return answer
