"""What surrounds every request: id, language, limits, security headers, one access line."""

import hashlib
import re
import time
import traceback
from collections.abc import Iterable
from typing import Any

import structlog
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core import i18n
from app.core.config import Settings
from app.core.ids import new_id
from app.core.metrics import Observer
from app.core.problems import BodyTooLarge, problem, too_large
from app.core.quotas import MovingWindows, read_quota

_log = structlog.get_logger()
_BATCH = "/batch"
"""Ends the path of operations that take many bodies in one."""
_VIEWS = "/v1/creditor-packs/"
"""Begins the path of operations that ask for no key but a secret link."""
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
RawHeaders = Iterable[tuple[bytes, bytes]]
_CONTENT_POLICY = (
    b"default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    b"img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src blob:; "
    b"frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
_UNLESS_GIVEN = (
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"content-security-policy", _CONTENT_POLICY),
)
"""Headers of every answer that does not bring its own."""


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
        answered = _Answered()

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered.status, answered.is_begun = message["status"], True
                message["headers"] = _dressed(message["headers"], state, language)
            await send(message)

        try:
            await self._guarded(scope, headers, receive, send_with_headers, answered)
        finally:
            self.limits.note_failure(scope, answered.status)
            self._note(scope, answered.status, time.perf_counter() - started)
            structlog.contextvars.unbind_contextvars("request_id")

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method, route = scope["method"], getattr(scope.get("route"), "path", None)
        milliseconds = round(seconds * 1000, 1)
        _log.info("request", method=method, route=route, status=status, milliseconds=milliseconds)
        if self.observe is not None:
            self.observe(method if route else "any", route, status, seconds)

    async def _guarded(
        self, scope: Scope, headers: Headers, receive: Receive, send: Send, answered: "_Answered"
    ) -> None:
        wait = self.limits.wait(scope, headers)
        if wait is not None:
            named = {"Retry-After": str(wait)}
            refused = problem(Request(scope), 429, "too_many_requests", headers=named)
            await refused(scope, receive, send)
            return
        limit = self._limit(scope, headers)
        declared = headers.get("content-length", "")
        try:
            if declared.isdigit() and int(declared) > limit:
                await too_large(Request(scope), limit)(scope, receive, send)
                return
            await self.app(scope, _limited(receive, limit), send)
        except Exception as error:  # noqa: BLE001 - the last resort: nothing leaves unshaped
            _log.error("unhandled", error=type(error).__name__, frames=_frames(error))
            if not answered.is_begun:
                await problem(Request(scope), 500, "internal_error")(scope, receive, send)

    def _limit(self, scope: Scope, headers: Headers) -> int:
        if headers.get("content-type", "").startswith("multipart/form-data"):
            return self.settings.upload_limit
        if scope["path"].endswith(_BATCH):
            return self.settings.batch_body_limit
        return self.settings.json_body_limit


class _Answered:
    """What became of a request so far."""

    def __init__(self) -> None:
        self.status = 500
        self.is_begun = False


def _dressed(given: RawHeaders, state: dict[str, Any], language: str) -> RawHeaders:
    """The headers of an answer, completed; written out raw, as every request pays for this."""
    given = list(given)
    own = [
        (b"x-request-id", state["request_id"].encode()),
        (b"vary", b", ".join([*(v for n, v in given if n == b"vary"), b"Accept-Language"])),
        *state.get("rate_limit", ()),
    ]
    replaced = {name for name, _ in own}
    kept = [header for header in given if header[0] not in replaced]
    names = {name for name, _ in kept}
    defaults = ((b"content-language", language.encode()), *_UNLESS_GIVEN)
    return [*kept, *own, *(default for default in defaults if default[0] not in names)]


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
        self.general = _windows(settings.rate_limit)
        self.failures = _windows(settings.auth_failure_limit)
        self.views = _windows(settings.view_limit)

    def wait(self, scope: Scope, headers: Headers) -> int | None:
        """Seconds to wait, or None when the request may go on; notes the headers to send."""
        if self.general is None or not scope["path"].startswith("/v1/"):
            return None
        now, address = time.perf_counter(), _address(scope)
        if self.failures is not None and self.failures.left(address, now) < 1:
            return self.failures.seconds_left(address, now)
        wait = self._wait_for_view(scope, now)
        if wait is not None:
            return wait
        caller = hashlib.sha256((headers.get("authorization") or address).encode()).hexdigest()
        allowed = self.general.take(caller, now)
        left = self.general.seconds_left(caller, now)
        quota, remaining = self.general.quota, self.general.left(caller, now)
        scope["state"]["rate_limit"] = (
            (b"ratelimit-policy", b'"default";q=%d;w=%d' % (quota.amount, quota.seconds)),
            (b"ratelimit", b'"default";r=%d;t=%d' % (remaining, left)),
        )
        return None if allowed else left

    def _wait_for_view(self, scope: Scope, now: float) -> int | None:
        """Seconds until a secret link may be used again, from whichever addresses it is used."""
        if self.views is None or not scope["path"].startswith(_VIEWS):
            return None
        secret = scope["path"].removeprefix(_VIEWS).partition("/")[0]
        link = hashlib.sha256(secret.encode()).hexdigest()
        return None if self.views.take(link, now) else self.views.seconds_left(link, now)

    def note_failure(self, scope: Scope, status: int) -> None:
        """Counts a refused key, or a link that leads nowhere, against the caller's address."""
        guessed = status == 404 and scope["path"].startswith(_VIEWS)  # noqa: PLR2004 - Not Found
        if self.failures is not None and (guessed or status == 401):  # noqa: PLR2004 - Unauthorized
            self.failures.take(_address(scope), time.perf_counter())


def _windows(setting: str) -> MovingWindows | None:
    quota = read_quota(setting)
    return None if quota is None else MovingWindows(quota)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else "local"
