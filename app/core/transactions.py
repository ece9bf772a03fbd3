"""The transaction of a request that writes: begun, used, answered and committed on one thread.

An endpoint asks for a `WriteSession`. What FastAPI hands it is only where to open one: the route
class wraps the endpoint, so that whoever has the turn to write never waits for a thread, or for
the event loop, before it can hand the turn on.
"""

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from app.core.auth import Principal
from app.core.db import Database
from app.core.errors import Conflict, PreconditionFailed

WAITING_WRITERS = 32
"""Threads on which requests wait to write and then do so."""
Endpoint = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class _Opening:
    """The request whose endpoint writes, and the headers it is answered with."""

    request: Request
    head: Response


async def opening(request: Request, response: Response) -> _Opening:
    """Where the endpoint's write session is to be opened, once all else is known."""
    return _Opening(request, response)


def narrow(session: Session, request: Request) -> None:
    """Lets a session see no more cases than its caller may."""
    principal: Principal | None = request.state.principal
    access.limit(session, request.state.limits)
    access.confine(session, principal.case_id if principal is not None else None)


def written_at_once(endpoint: Endpoint, route: Callable[[], APIRoute]) -> Endpoint:
    """The endpoint with its transaction around it, if it has one; `route` says how to answer."""
    signature = inspect.signature(endpoint)
    name = next((each.name for each in signature.parameters.values() if _is_session(each)), None)
    if name is None:
        return endpoint

    async def whole(**given: Any) -> Response:
        work = partial(_write, endpoint, route(), name, given)
        return await run_sync(work, limiter=_writers(given[name].request))

    for kept in ("__name__", "__qualname__", "__module__", "__doc__"):
        setattr(whole, kept, getattr(endpoint, kept))
    whole.__signature__ = signature  # type: ignore[attr-defined]  # what inspect looks for first
    return whole


def _is_session(parameter: inspect.Parameter) -> bool:
    marks = getattr(parameter.annotation, "__metadata__", ())
    return any(getattr(mark, "dependency", None) is opening for mark in marks)


def _write(endpoint: Endpoint, route: APIRoute, name: str, given: dict[str, Any]) -> Response:
    place: _Opening = given[name]
    claim: idempotency.Claim | None = place.request.state.claim
    with _transaction(place.request) as session:
        response = _rendered(route, place.head, endpoint(**{**given, name: session}))
        if claim is not None:
            claim.remember(response)
    return response


@contextmanager
def _transaction(request: Request) -> Iterator[Session]:
    """A claimed idempotency key is its first statement, the stored answer its last.

    Where no key is asked for it begins without a tenant; a secret link binds it to one.
    """
    database: Database = request.app.state.database
    claim: idempotency.Claim | None = request.state.claim
    principal: Principal | None = request.state.principal
    try:
        with database.write(principal.tenant_id if principal is not None else None) as session:
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
