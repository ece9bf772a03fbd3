"""Calls one ASGI application in this process, so that no client's cost is measured with it."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from itertools import cycle
from typing import Any
from uuid import uuid4

Message = MutableMapping[str, Any]
Application = Callable[..., Awaitable[None]]


class Endpoint:
    """One operation of an application; each call is the next of the bodies.

    The calls of a batch run in one task: worker threads end with the task that started them, and
    a server has one for as long as it runs.
    """

    def __init__(
        self,
        application: Application,
        method: str,
        path: str,
        *,
        bodies: Iterable[bytes] = (b"",),
        key: str | None = None,
        is_keyed: bool = False,
        batch: int = 1,
    ) -> None:
        self.application, self.method, self.path = application, method, path
        self.bodies = cycle(bodies)
        self.is_keyed, self.batch = is_keyed, batch
        self.loop = asyncio.new_event_loop()
        self.headers = [
            (b"host", b"localhost"),
            (b"accept", b"application/json"),
            (b"accept-language", b"zh-CN,zh;q=0.9"),
            (b"user-agent", b"benchmark"),
        ]
        if key is not None:
            self.headers.append((b"authorization", f"Bearer {key}".encode()))

    def call(self) -> int:
        """One batch; the size of its answers."""
        return self.loop.run_until_complete(self._batch())

    def answer(self) -> Any:
        """What one call is answered with."""
        return json.loads(self.loop.run_until_complete(self._call()))

    async def _batch(self) -> int:
        return sum([len(await self._call()) for _ in range(self.batch)])

    async def _call(self) -> bytes:
        body = next(self.bodies)
        waiting, parts = [body], list[bytes]()

        async def receive() -> Message:
            return {"type": "http.request", "body": waiting.pop() if waiting else b""}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] >= 300:  # noqa: PLR2004 - a success is meant
                raise RuntimeError(message["status"])
            parts.append(message.get("body", b""))

        await self.application(self._scope(body), receive, send)
        return b"".join(parts)

    def _scope(self, body: bytes) -> dict[str, Any]:
        headers = [*self.headers]
        if body:
            headers.append((b"content-type", b"application/json"))
            headers.append((b"content-length", str(len(body)).encode()))
        if self.is_keyed:
            headers.append((b"idempotency-key", str(uuid4()).encode()))
        return {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": self.method,
            "path": self.path,
            "raw_path": self.path.encode(),
            "query_string": b"",
            "root_path": "",
            "scheme": "http",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
        }
