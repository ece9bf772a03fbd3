"""The work of a request, done on one thread: its session begins, is used and answered from there.

The route class wraps each endpoint, and what FastAPI hands the wrapper is only where to open a
session, once all else is known. So whoever has the turn to write never waits for a thread, or for
the event loop, before it can hand the turn on; and what only reads or computes changes threads
once instead of two or four times, each of which costs as much as a query.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request, Response
from fastapi.exceptions import ResponseValidationError
from fastapi.routing import APIRoute
from sqlalchemy.orm import Session

from app.core import access, idempotency
from app.core.auth import Principal, current_principal
from app.core.brief_writes import BriefWrites, Opened
from app.core.db import Database
from app.core.errors import Conflict, PreconditionFailed

WAITING_WRITERS = 32
"""Threads on which requests wait to write and then do so."""
Endpoint = Callable[..., Any]
Opener = Callable[[Request], AbstractContextManager[Session | None]]
Threads = Callable[[Request], CapacityLimiter | None]


def read_session(request: Request) -> Iterator[Session]:
    """A session that only reads, bound to the caller's tenant.

    FastAPI opens it for what is asked before an endpoint; the endpoint's own is opened with it.
    """
    with _reading(request) as session:
        yield session


def write_session() -> Session:
    """Marks the session of the request's one transaction, which is opened with the endpoint.

    Raises:
        TypeError: always; what is asked before an endpoint does not write.
    """
    raise TypeError("only an endpoint has a WriteSession")


def brief_session() -> Session:
    """Marks the same of an operation whose work is some milliseconds and has a bound.

    On SQLite it is done on the event loop: it calls nothing that waits for anybody.

    Raises:
        TypeError: always, as `write_session`.
    """
    return write_session()


def narrow(session: Session, request: Request) -> None:
    """Lets a session see no more cases than its caller may."""
    principal: Principal | None = request.state.principal
    access.limit(session, request.state.limits)
    access.confine(session, principal.case_id if principal is not None else None)


def at_once(endpoint: Endpoint, route: Callable[[], APIRoute]) -> Endpoint:
    """The endpoint with its session around it, its answer made; `route` says how to answer."""
    call = _Call.of(endpoint)

    async def whole(**given: Any) -> Response:
        request: Request = given[call.request]
        work = partial(_answer, call, route(), request, given)
        if call.is_brief and request.app.state.database.is_grouped:
            writes = _brief_writes(request)
            return await writes.done(lambda opened: work(_transaction(request, opened)))
        return await run_sync(work, call.opened(request), limiter=call.threads(request))

    for kept in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(whole, kept, getattr(endpoint, kept))
    whole.__signature__ = call.signature()  # type: ignore[attr-defined]  # what inspect looks for first
    return whole


@dataclass(frozen=True, slots=True)
class _Call:
    """An endpoint, the parameters that the wrapper gives it, and those it needs itself."""

    endpoint: Endpoint
    meant: inspect.Signature
    session: str | None
    principal: str | None
    request: str
    head: str
    opened: Opener
    threads: Threads
    is_brief: bool

    @classmethod
    def of(cls, endpoint: Endpoint) -> "_Call":
        meant = inspect.signature(endpoint)
        parameters = meant.parameters.values()
        marks = {mark: each.name for each in parameters for mark in _dependencies(each)}
        mark = next((mark for mark in _WORK if mark in marks), None)
        return cls(
            endpoint,
            meant,
            marks[mark] if mark is not None else None,
            marks.get(current_principal),
            next((each.name for each in parameters if each.annotation is Request), "_request"),
            next((each.name for each in parameters if each.annotation is Response), "_head"),
            *_WORK[mark],
            mark is brief_session,
        )

    def signature(self) -> inspect.Signature:
        """What FastAPI is to find out: no session, but request and headers always."""
        asked = [each for each in self.meant.parameters.values() if each.name != self.session]
        added = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind)
            for name, kind in ((self.request, Request), (self.head, Response))
            if name not in self.meant.parameters
        ]
        return self.meant.replace(parameters=[*asked, *added])

    def arguments(self, given: Mapping[str, Any], session: Session | None) -> dict[str, Any]:
        """What the endpoint is called with: found by FastAPI, opened, or known to the route."""
        own = {name: value for name, value in given.items() if name in self.meant.parameters}
        if self.session is not None:
            own[self.session] = session
        if self.principal is not None:
            own[self.principal] = given[self.request].state.principal
        return own


def _dependencies(parameter: inspect.Parameter) -> list[Callable[..., Any]]:
    marks = getattr(parameter.annotation, "__metadata__", ())
    return [mark.dependency for mark in marks if getattr(mark, "dependency", None) is not None]


def _answer(
    call: _Call,
    route: APIRoute,
    request: Request,
    given: Mapping[str, Any],
    opened: AbstractContextManager[Session | None],
) -> Response:
    with opened as session:
        answered = call.endpoint(**call.arguments(given, session))
        response = _rendered(route, given[call.head], answered)
        claim: idempotency.Claim | None = request.state.claim
        if claim is not None and claim.is_taken:
            claim.remember(response)
    return response


def _nothing(_request: Request) -> AbstractContextManager[None]:
    return nullcontext()


@contextmanager
def _reading(request: Request) -> Iterator[Session]:
    database: Database = request.app.state.database
    with database.read(request.state.principal.tenant_id) as session:
        narrow(session, request)
        yield session


def _writing(request: Request) -> AbstractContextManager[Session]:
    return _transaction(request, request.app.state.database.write)


@contextmanager
def _transaction(request: Request, opened: Opened) -> Iterator[Session]:
    """A claimed idempotency key is its first statement, the stored answer its last.

    Where no key is asked for it begins without a tenant; a secret link binds it to one.
    """
    claim: idempotency.Claim | None = request.state.claim
    principal: Principal | None = request.state.principal
    try:
        with opened(principal.tenant_id if principal is not None else None) as session:
            narrow(session, request)
            if claim is not None:
                idempotency.take(session, claim)
                claim.is_taken = True
            yield session
            if claim is not None and claim.answer is not None:
                idempotency.keep(session, claim)
    except PreconditionFailed as error:
        if request.method == "POST":  # it named no version that could have failed
            raise Conflict from error
        raise


def _rendered(route: APIRoute, head: Response, answered: object) -> Response:
    """What FastAPI makes of an endpoint's answer, made before the commit: it is stored with it.

    Raises:
        ResponseValidationError: if the answer is not what the operation documents.
    """
    if isinstance(answered, Response):
        return answered
    status = head.status_code or route.status_code or 200
    field = route.response_field
    if field is None:
        response = Response(status_code=status)
    else:
        value, errors = field.validate(answered, {}, loc=("response",))
        if errors:
            raise ResponseValidationError(errors=errors, body=answered)
        content = field.serialize_json(value)
        response = Response(content, status_code=status, media_type="application/json")
    response.headers.raw.extend(head.headers.raw)
    return response


async def settled(request: Request, claim: idempotency.Claim, response: Response) -> Response:
    """Keeps the answer of an operation that wrote nothing, or gives the first one again."""
    work = partial(_settle, request, claim, response)
    return await run_sync(work, limiter=_writers(request))


def _settle(request: Request, claim: idempotency.Claim, response: Response) -> Response:
    database: Database = request.app.state.database
    claim.remember(response)
    if claim.answer is None:
        return response
    try:
        with database.write(request.state.principal.tenant_id) as session:
            idempotency.take(session, claim)
            idempotency.keep(session, claim)
    except idempotency.Replay as replay:
        return replay.response()
    return response


def _writers(request: Request) -> CapacityLimiter:
    """The threads on which writers wait, so that reads always find one; others wait without."""
    state = request.app.state
    if not hasattr(state, "writers"):
        state.writers = CapacityLimiter(WAITING_WRITERS)
    limiter: CapacityLimiter = state.writers
    return limiter


def _brief_writes(request: Request) -> BriefWrites:
    """Where the application's short writes wait for each other."""
    state = request.app.state
    if not hasattr(state, "brief_writes"):
        state.brief_writes = BriefWrites(state.database)
    writes: BriefWrites = state.brief_writes
    return writes


def _any(_request: Request) -> None:
    """The server's own worker threads."""


_WORK: Mapping[Callable[..., Any] | None, tuple[Opener, Threads]] = {
    None: (_nothing, _any),
    read_session: (_reading, _any),
    write_session: (_writing, _writers),
    brief_session: (_writing, _writers),
}
"""By the mark of an endpoint's session: how to open it, and on which threads to work."""
