"""What surrounds every request: id, language, limits, security headers, one access line."""

import hashlib
import re
import time
import traceback
from typing import Any

import structlog
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import i18n
from app.core.config import Settings
from app.core.ids import new_id
from app.core.metrics import Observer
from app.core.problems import BodyTooLarge, problem, too_large

_log = structlog.get_logger()
_BATCH = "/batch"
"""Ends the path of operations that take many bodies in one."""
_VIEWS = "/v1/creditor-packs/"
"""Begins the path of operations that ask for no key but a secret link."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SECURITY_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src blob:; "
        "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    ),
}


class RequestFrame:
    """The outermost layer: gives each request its id and language and its answer its headers."""

    def __init__(self, app: ASGIApp, settings: Settings, observe: Observer | None = None) -> None:
        """Wraps the application; `observe` is told of each answer."""
        self.app = app
        self.settings = settings
        self.observe = observe
        self.limits = _Limits(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        started = time.perf_counter()
        given = headers.get("x-request-id", "")
        request_id = given if _REQUEST_ID.fullmatch(given) else str(new_id())
        state = scope.setdefault("state", {})
        state["request_id"] = request_id
        language = i18n.negotiate(headers.get("accept-language"))
        i18n.use_language(language)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        status = 500

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._dress(MutableHeaders(scope=message), state, language)
            await send(message)

        try:
            await self._guarded(scope, headers, receive, send_with_headers)
        finally:
            self.limits.note_failure(scope, status)
            self._note(scope, status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request_id")

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], getattr(scope.get("route"), "path", None)
        milliseconds = round(seconds * 1000, 1)
        _log.info("request", method=method, route=route, status=status, milliseconds=milliseconds)
        if self.observe is not None:
            self.observe(method if route else "any", route, status, seconds)

    def _dress(self, headers: MutableHeaders, state: dict[str, Any], language: str) -> None:
        headers["X-Request-Id"] = state["request_id"]
        headers.setdefault("Content-Language", language)
        headers.add_vary_header("Accept-Language")
        headers.setdefault("Cache-Control", "no-store")
        for name, value in _SECURITY_HEADERS.items():
            headers.setdefault(name, value)
        for name, value in state.get("rate_limit", {}).items():
            headers[name] = value

    async def _guarded(self, scope: Scope, headers: Headers, receive: Receive, send: Send) -> None:
        request = Request(scope)
        wait = self.limits.wait(scope, headers)
        if wait is not None:
            refused = problem(request, 429, "too_many_requests", headers={"Retry-After": str(wait)})
            await refused(scope, receive, send)
            return
        limit = self._limit(scope, headers)
        declared = headers.get("content-length", "")
        started = False

        async def send_noting(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            if declared.isdigit() and int(declared) > limit:
                refused = too_large(request, limit)
                await refused(scope, receive, send)
                return
            await self.app(scope, _limited(receive, limit), send_noting)
        except Exception as error:  # noqa: BLE001 - the last resort: nothing leaves unshaped
            _log.error("unhandled", error=type(error).__name__, frames=_frames(error))
            if not started:
                await problem(request, 500, "internal_error")(scope, receive, send)

    def _limit(self, scope: Scope, headers: Headers) -> int:
        if headers.get("content-type", "").startswith("multipart/form-data"):
            return self.settings.upload_limit
        if scope["path"].endswith(_BATCH):
            return self.settings.batch_body_limit
        return self.settings.json_body_limit


def _frames(error: BaseException) -> list[str]:
    """Where it happened; messages are left out, they may hold what the caller wrote."""
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)[-12:]
    ]


def _limited(receive: Receive, limit: int) -> Receive:
    received = 0

    async def receive_limited() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > limit:
            raise BodyTooLarge(limit)
        return message

    return receive_limited


class _Limits:
    """Requests per key (or per address without one) and per secret link; failures per address."""

    def __init__(self, settings: Settings) -> None:
        self.general = _policy(settings.rate_limit)
        self.failures = _policy(settings.auth_failure_limit)
        self.views = _policy(settings.view_limit)
        self.limiter = MovingWindowRateLimiter(MemoryStorage())

    def wait(self, scope: Scope, headers: Headers) -> int | None:
        """Seconds to wait, or None when the request may go on; notes the headers to send."""
        if self.general is None or not scope["path"].startswith("/v1/"):
            return None
        address = _address(scope)
        key = hashlib.sha256((headers.get("authorization") or address).encode()).hexdigest()
        if self.failures is not None and not self.limiter.test(self.failures, "failed", address):
            return self._seconds_left(self.failures, "failed", address)
        wait = self._wait_for_view(scope)
        if wait is not None:
            return wait
        allowed = self.limiter.hit(self.general, "general", key)
        remaining = self.limiter.get_window_stats(self.general, "general", key).remaining
        left = self._seconds_left(self.general, "general", key)
        window = self.general.get_expiry()
        scope["state"]["rate_limit"] = {
            "RateLimit-Policy": f'"default";q={self.general.amount};w={window}',
            "RateLimit": f'"default";r={remaining};t={left}',
        }
        return None if allowed else left

    def _wait_for_view(self, scope: Scope) -> int | None:
        """Seconds until a secret link may be used again, from whichever addresses it is used."""
        if self.views is None or not scope["path"].startswith(_VIEWS):
            return None
        secret = scope["path"].removeprefix(_VIEWS).partition("/")[0]
        link = hashlib.sha256(secret.encode()).hexdigest()
        if self.limiter.hit(self.views, "view", link):
            return None
        return self._seconds_left(self.views, "view", link)

    def note_failure(self, scope: Scope, status: int) -> None:
        """Counts a refused key, or a link that leads nowhere, against the caller's address."""
        guessed = status == 404 and scope["path"].startswith(_VIEWS)  # noqa: PLR2004 - Not Found
        if self.failures is not None and (guessed or status == 401):  # noqa: PLR2004 - Unauthorized
            self.limiter.hit(self.failures, "failed", _address(scope))

    def _seconds_left(self, item: RateLimitItem, *identifiers: str) -> int:
        reset = self.limiter.get_window_stats(item, *identifiers).reset_time
        return max(1, min(item.get_expiry(), int(reset - time.time()) + 1))  # noqa: TID251 - the limiter's own clock


def _policy(setting: str) -> RateLimitItem | None:
    return None if setting == "off" else parse(setting)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "local"
