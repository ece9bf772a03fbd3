"""An API client for tests: authorised, idempotent by default, every answer validated."""

from typing import Any, Self
from uuid import uuid4

from fastapi import FastAPI
from httpx2 import BaseTransport, Client, HTTPTransport, Response
from typing_extensions import override

from tests.contract import check_response
from tests.in_process import InProcess


class ApiClient(Client):
    """A client that sends its key, and an Idempotency-Key with every POST.

    As a context it also starts and stops an application that is given; several threads at once
    need the address of a server instead.
    """

    def __init__(self, served: FastAPI | str, key: str | None) -> None:
        """Goes straight into an application, or over the network to an address."""
        headers = {"Authorization": f"Bearer {key}"} if key is not None else {}
        self._way: BaseTransport = HTTPTransport() if isinstance(served, str) else InProcess(served)
        super().__init__(
            transport=self._way,
            base_url=served if isinstance(served, str) else "http://127.0.0.1",
            headers=headers,
            follow_redirects=True,
            timeout=60,
        )

    @override
    def __enter__(self) -> Self:
        if isinstance(self._way, InProcess):
            self._way.start()
        return super().__enter__()

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
