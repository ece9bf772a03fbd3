"""Requests straight into an application, on an event loop that turns only while one is served.

Starlette's test client hands each request to a thread of its own and waits for it; a suite of
tens of thousands of requests spends most of its time on that. Whoever calls from several threads
at once wants a real server instead (`tests.live`).
"""

import asyncio
from collections.abc import Coroutine
from functools import cache
from typing import Any, ClassVar

import anyio
from fastapi import FastAPI
from httpx2 import BaseTransport, ByteStream, Request, Response
from starlette.types import Message, Scope
from typing_extensions import override

Outcome = asyncio.Future[Any]


class _Loop:
    """One event loop for all applications: its threads outlive each request."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._begun: asyncio.Queue[tuple[Coroutine[Any, Any, Any], Outcome]] = asyncio.Queue()
        self._root = self._loop.create_task(self._stay())

    async def _stay(self) -> None:
        async with anyio.create_task_group() as tasks:  # whose threads are this task's
            while True:
                tasks.start_soon(_settle, *await self._begun.get())

    def future(self) -> Outcome:
        return self._loop.create_future()

    def start(self, work: Coroutine[Any, Any, Any]) -> Outcome:
        """Begins some work; it goes on whenever the loop turns."""
        outcome = self.future()
        self._begun.put_nowait((work, outcome))
        return outcome

    def wait(self, outcome: Outcome) -> Any:
        """What it comes to; everything else goes on meanwhile."""
        return self._loop.run_until_complete(outcome)

    def close(self) -> None:
        self._root.cancel()
        self._loop.run_until_complete(asyncio.gather(self._root, return_exceptions=True))
        self._loop.close()


async def _settle(work: Coroutine[Any, Any, Any], outcome: Outcome) -> None:
    try:
        outcome.set_result(await work)
    except Exception as error:  # noqa: BLE001 - it is raised again where it is waited for
        outcome.set_exception(error)


@cache
def _loop() -> _Loop:
    return _Loop()


def renew() -> None:
    """Goes on with new threads, unless an application runs on those there are."""
    if not Lifespan.running:
        close()


def close() -> None:
    """Ends the threads that requests were served on; a process with living threads never ends."""
    if _loop.cache_info().currsize:
        _loop().close()
        _loop.cache_clear()


class InProcess(BaseTransport):
    """A transport that ends in an application of this process."""

    def __init__(self, application: FastAPI) -> None:
        """Starts nothing: `start` runs what the application does when a server starts."""
        self._application = application
        self._lifespan: Lifespan | None = None

    @override
    def handle_request(self, request: Request) -> Response:
        loop = _loop()
        answer: Response = loop.wait(loop.start(_served(self._application, request)))
        return answer

    def start(self) -> None:
        """As when a server starts."""
        self._lifespan = Lifespan(self._application)

    @override
    def close(self) -> None:
        """As when it stops; does nothing if it did not start."""
        if self._lifespan is not None:
            lifespan, self._lifespan = self._lifespan, None
            lifespan.end()


class Lifespan:
    """An application between its start and its end."""

    running: ClassVar[int] = 0

    def __init__(self, application: FastAPI) -> None:
        """Waits until it has started; raises what it fails with."""
        self._ready, self._ending = _loop().future(), _loop().future()
        self._ended = _loop().start(self._live(application))
        _loop().wait(self._ready)
        Lifespan.running += 1

    async def _live(self, application: FastAPI) -> None:
        messages = iter(("lifespan.startup", "lifespan.shutdown"))

        async def receive() -> Message:
            kind = next(messages)
            if kind == "lifespan.shutdown":
                await self._ending
            return {"type": kind}

        async def send(message: Message) -> None:
            if message["type"] == "lifespan.startup.complete":
                self._ready.set_result(None)

        try:
            await application({"type": "lifespan", "state": {}}, receive, send)
        except Exception as error:
            if self._ready.done():
                raise
            self._ready.set_exception(error)

    def end(self) -> None:
        """Waits until it has ended; raises what it fails with."""
        Lifespan.running -= 1
        self._ending.set_result(None)
        _loop().wait(self._ended)


async def _served(application: FastAPI, request: Request) -> Response:
    body, answered = request.read(), asyncio.Event()
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])
    started: dict[str, Any] = {}
    parts: list[bytes] = []

    async def receive() -> Message:
        message = next(messages, None)
        if message is None:  # the caller stays until it has its answer
            await answered.wait()
            return {"type": "http.disconnect"}
        return message

    async def send(message: Message) -> None:
        if message["type"] == "http.response.start":
            started.update(message)
        elif message["type"] == "http.response.body":
            parts.append(message.get("body", b""))
            if not message.get("more_body", False):
                answered.set()

    await application(_scope(request), receive, send)
    content = b"" if request.method == "HEAD" else b"".join(parts)
    return Response(
        started["status"], headers=started["headers"], stream=ByteStream(content), request=request
    )


def _scope(request: Request) -> Scope:
    url = request.url
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": url.scheme,
        "path": url.path,
        "raw_path": url.raw_path.partition(b"?")[0],
        "query_string": url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "client": ("testclient", 50000),
        "server": (url.host, url.port or 80),
        "state": {},
    }
